"""The same settings as the office's, without anything between the request and the view."""

from comity.config.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.floor"
WSGI_APPLICATION = "benchmarks.floor.application"
MIDDLEWARE: list[str] = []
