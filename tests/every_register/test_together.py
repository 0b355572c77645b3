"""A record stored with many others, as an import stores it, is the record that its form would have stored alone."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from comity.core import many, write
from comity.core.records import Record
from comity.gate.form import Wrong, check
from comity.gate.known import Known
from comity.registers import ALL, Register
from tests.entries import ENTRIES
from tests.every_register.test_two_editors import _apart
from tests.every_register.values import TOGETHER, Choices

pytestmark = [pytest.mark.django_db, pytest.mark.one_in(8), pytest.mark.parametrize("of", ALL, ids=lambda of: of.key)]
OWN = ("id", "changed_at", "at", "act", "record_id")


def stored(of: Register, pk: int) -> Any:
    """Return the row, its links, its index row and its history as the database holds them, but for numbers and moments."""
    tables = [(of.model._meta.db_table, "id"), ("comity_entry", "id"), ("comity_change", "record_id")]
    tables += [(link.m2m_db_table(), link.m2m_column_name()) for link in of.model._meta.local_many_to_many]
    found = {}
    with connection.cursor() as cursor:
        for table, key in tables:
            cursor.execute(f"select to_jsonb(kept) from {table} kept where {key} = %s", [pk])
            rows = [bare(json.loads(row), pk) for (row,) in cursor.fetchall()]
            found[table] = sorted(rows, key=str)  # links have no order
    return found


def bare(row: dict[str, Any], pk: int) -> dict[str, Any]:
    """Return a row without what is another in each."""
    told = {name: value for name, value in row.items() if name not in OWN}
    for name in ("was", "became"):
        if isinstance(told.get(name), dict):
            told[name] = bare(told[name], pk)
    return {name: "itself" if name.endswith("_id") and value == pk else value for name, value in told.items()}


def test_it_is_the_same_record(
    of: Register, made: Callable[..., Any], units: dict[str, Record], as_system: Any
) -> None:
    choices = Choices(made, units)
    full = {name: choices.value(of, name, 0) for name in of.fields if _apart(of, name)}
    full |= {name: [*full[name], *choices.value(of, name, 1)] for name in of.links}
    few = ENTRIES[of.key](made, 1)
    for values in (full, few):
        seen = []
        for together in (False, True):
            with as_system(), transaction.atomic():
                form = check(of, values, known=Known() if together else None)
                if together:
                    many.save_all([many.Draft(form.instance, form.linked())])
                    assert not form.instance._state.adding
                else:
                    write.save(form.instance, links=form.linked())
                seen.append(stored(of, form.instance.pk))
                transaction.set_rollback(True)
        assert seen[0] == seen[1]
        assert seen[1][of.model._meta.db_table]


def test_fields_make_of_a_value_what_they_make_of_it_alone_however_often_it_comes(
    of: Register, made: Callable[..., Any], units: dict[str, Record], as_system: Any
) -> None:
    choices, known = Choices(made, units), Known()
    full = {name: choices.value(of, name, 0) for name in of.fields if _apart(of, name)}
    wrong = full | {name: "31/02/2024" for name in of.fields if name.startswith(("title", "starts", "signed", "on"))}
    for values in (ENTRIES[of.key](made, 1), full, wrong, full | {TOGETHER[0]: 2}):
        alone, *others = [told(of, values, given, as_system) for given in (None, known, known)]
        assert others == [alone, alone]
    with as_system():
        first, second = (check(of, ENTRIES[of.key](made, number), known=known).cleaned_data for number in (2, 3))
    assert not [name for name, value in first.items() if isinstance(value, list) and value is second[name]]


def told(of: Register, values: dict[str, Any], known: Known | None, as_system: Any) -> Any:
    """Return what the form made of the values, or what it said."""
    with as_system():
        try:
            return check(of, values, known=known).cleaned_data
        except Wrong as wrong:
            return wrong.errors
