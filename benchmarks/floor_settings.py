"""The same settings as the office's, without anything between the request and the view."""

from comity.config import settings as _office
from comity.config.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.floor"
WSGI_APPLICATION = "benchmarks.floor.application"
globals()["MIDDLEWARE"] = []
# Sign-in asks for its middleware when it starts; a bare view signs nobody in.
globals()["INSTALLED_APPS"] = [one for one in _office.INSTALLED_APPS if not one.startswith("allauth")]
