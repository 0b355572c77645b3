"""A database of its own for tests of what only the tables' owner may do."""

import os
import secrets
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connections

from comity.config.settings import database
from comity.registers.partners import Partner
from tests.database import OWNER, address


@pytest.fixture
def office(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """A database of its own, worked on as the tables' owner, with a city and three partners."""
    admin, name = os.environ["COMITY_TEST_ADMIN_URL"], f"comity_reindex_{secrets.token_hex(4)}"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(
            f"create database {name} template comity_template_{os.environ['COMITY_TEST_TOKEN']} owner {OWNER}"
        )
    connections.settings["owner"] = connections.settings["default"] | database(
        address(os.environ["COMITY_TEST_OWNER_URL"], name=name)
    )
    with django_db_blocker.unblock(), connections["owner"].cursor() as cursor:
        cursor.execute(
            "insert into comity_city (id, code, title_en, title_vi, office_en, office_vi, pack, country, latitude, longitude,"
            " time_zone) values (1, 'vesper', 'Vesper', 'Vesper', '', '', 'vn', 'VN', 10, 106, 'UTC')"
        )
        for number in range(3):
            columns = _filled(number)
            names, marks = ", ".join(columns), ", ".join(["%s"] * len(columns))
            cursor.execute(f"insert into comity_partner ({names}) values ({marks})", list(columns.values()))
        yield cursor
    connections["owner"].close()
    del connections["owner"], connections.settings["owner"]
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)")


def _filled(number: int) -> dict[str, Any]:
    """Return a value for every column that must have one."""
    given: dict[str, Any] = {
        "city_id": 1,
        "title_en": f"Port Ardent {number}",
        "website": f"https://lantern{number}.example",
    }
    for field in Partner._meta.concrete_fields:
        if (
            field.column in given
            or field.column == "id"
            or getattr(field, "generated", False)
            or field.null
            or not field.column
        ):
            continue
        given[field.column] = (
            "now" if field.column == "changed_at" else field.get_default() if field.has_default() else ""
        )
    return given
