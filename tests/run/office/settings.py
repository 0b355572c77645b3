"""The smallest office that the launcher can start: stands in for the real one in its tests."""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit


def database(url: str) -> dict[str, str]:
    """Return Django's settings for an address of the embedded database."""
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parse_qs(parts.query)["host"][0],
    }


DATA = Path(os.environ["COMITY_DATA"])
SECRET_KEY = os.environ["COMITY_SECRET_KEY"]
DATABASES = {"default": database(os.environ.get("COMITY_OWNER_URL") or os.environ["DATABASE_URL"])}
INSTALLED_APPS = ["django.contrib.staticfiles", "tests.run.office.tiny"]
ROOT_URLCONF = "tests.run.office.tiny.pages"
WSGI_APPLICATION = "tests.run.office.tiny.pages.application"
ALLOWED_HOSTS = ["*"]
STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
USE_TZ = True
