"""One office for a whole module, and every test takes back what it did."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from django.utils import translation

from tests.access import office as offices


@pytest.fixture(scope="module")
def office(django_db_setup: None, django_db_blocker: Any) -> Iterator[offices.Office]:
    """The office, open as long as the module's tests run."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # as tests/conftest.py has it for a single test
    with (
        override_settings(STORAGES=settings.STORAGES | plain, PASSWORD_HASHERS=hashers),
        django_db_blocker.unblock(),
        translation.override("en"),
        transaction.atomic(),
    ):
        yield offices.opened()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _undone(office: offices.Office) -> Iterator[None]:
    with offices.undone():
        yield
