"""Who may not see, does not see: asked of PostgreSQL itself."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from comity.core import identity, protect, write
from comity.core.history import Change
from comity.core.people import City, Officer
from comity.core.records import Entry, Record
from comity.gate import query
from comity.registers.partners import Partner

pytestmark = pytest.mark.django_db


def test_every_table_that_holds_records_has_a_policy() -> None:
    assert protect.unprotected("default") == []


def test_the_app_role_owns_nothing_and_cannot_bypass_policies() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False, False)
        cursor.execute(
            "select count(*) from pg_class as c join pg_roles as r on r.oid = c.relowner where r.rolname = current_user"
        )
        assert cursor.fetchone() == (0,)


def test_without_an_identity_no_table_of_records_shows_a_row(made: Any, units: dict[str, Record]) -> None:
    made("partners", title_en="Port Ardent", kind="locality", sensitivity=0)

    for table in sorted(protect.record_tables()):
        with connection.cursor() as cursor:
            cursor.execute(f'select count(*) from "{table}"')
            assert (table, cursor.fetchone()) == (table, (0,))


def test_one_city_sees_nothing_of_another(made: Any, city: City, other_city: City) -> None:
    made("partners", title_en="Port Ardent", kind="locality", sensitivity=0)

    with identity.acting(identity.system(other_city, door="test")):
        seen = Partner.objects.count(), Entry.objects.count(), Change.objects.count(), query.find("port", None)

    assert seen == (0, 0, 0, [])


@pytest.mark.parametrize(
    ("role", "unit", "sees"),
    [
        ("officer", "desk", {"public", "internal", "for the department"}),
        ("head", "department", {"public", "internal", "for the department"}),
        ("leader", "committee", {"public", "internal"}),
        ("colleague", "trade", {"public", "internal"}),
        ("ward", "ward", {"public", "of the ward"}),
        ("administrator", "committee", {"public", "internal"}),
    ],
)
def test_sensitivity_and_unit_decide_what_is_seen(
    role: str, unit: str, sees: set[str], made: Any, units: dict[str, Record], cast: Callable[[str, str], Officer]
) -> None:
    if role == "officer":
        sees = sees | {"of the ward"}
    if role in ("head", "leader", "colleague", "administrator"):
        sees = sees | {"of the ward"}
    made("partners", title_en="public", kind="locality", sensitivity=0)
    made("partners", title_en="internal", kind="locality", sensitivity=1)
    made("partners", title_en="of the ward", kind="locality", sensitivity=1, unit=units["ward"].pk)
    made("partners", title_en="for the department", kind="locality", sensitivity=2, shown_to=[units["department"].pk])

    with identity.acting(identity.of(cast(role, unit), door="test")):
        assert set(Partner.objects.values_list("title_en", flat=True)) == sees
        assert set(Entry.objects.filter(register="partners").values_list("title_en", flat=True)) == sees
        assert set(Change.objects.filter(register="partners").values_list("became__title_en", flat=True)) == sees


def test_raising_the_sensitivity_hides_the_history_too(
    made: Any, units: dict[str, Record], as_system: Any, colleague: Officer
) -> None:
    record = made("partners", title_en="Port Ardent", kind="locality", sensitivity=0)
    with as_system():
        record.sensitivity, record.shown_to = 2, [units["department"].pk]
        write.save(record)

    with identity.acting(identity.of(colleague, door="test")):
        assert list(Change.objects.filter(record_id=record.pk)) == []


def test_a_clerk_writes_only_records_of_the_own_unit(made: Any, units: dict[str, Record], ward: Officer) -> None:
    foreign = made("partners", title_en="Port Ardent", kind="locality", sensitivity=0, unit=units["trade"].pk)

    with identity.acting(identity.of(ward, door="test")):
        foreign.title_en = "Mine now"
        with pytest.raises(write.Refused), transaction.atomic():
            write.save(foreign)
        with pytest.raises(write.Refused), transaction.atomic():
            write.remove(foreign)


@pytest.mark.parametrize(
    "statement", ["delete from comity_change", "update comity_change set reason = ''", "delete from comity_entry"]
)
def test_history_and_index_cannot_be_altered_by_the_program(statement: str, as_system: Any) -> None:
    with (
        as_system(),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
