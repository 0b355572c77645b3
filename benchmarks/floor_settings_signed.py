"""The settings of the floor with what Django puts before every view of a signed-in person, in its own order."""

from benchmarks.floor_settings import *  # noqa: F403
from comity.config import settings as _office

globals()["MIDDLEWARE"] = [one for one in _office.MIDDLEWARE if one.startswith("django.")]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
