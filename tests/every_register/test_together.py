"""A record stored with many others, as an import stores it, is the record that its form would have stored alone."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from comity.core import many, write
from comity.core.records import Record
from comity.gate.form import Wrong, check, form_class
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


def test_they_are_the_same_records(
    of: Register, made: Callable[..., Any], units: dict[str, Record], as_system: Any
) -> None:
    choices = Choices(made, units)
    full = {name: choices.value(of, name, 0) for name in of.fields if _apart(of, name)}
    full |= {name: [*full[name], *choices.value(of, name, 1)] for name in of.links}
    rows = [full, *(ENTRIES[of.key](made, number) for number in (1, 2))]
    seen = []
    for together in (False, True):
        with as_system(), transaction.atomic():
            known = Known() if together else None
            forms = [check(of, values, known=known) for values in rows]
            if together:
                many.save_all([many.Draft(form.instance, form.linked()) for form in forms])
            else:
                for form in forms:
                    write.save(form.instance, links=form.linked())
            assert not [form for form in forms if form.instance._state.adding or form.instance.version != 1]
            seen.append([stored(of, form.instance.pk) for form in forms])
            transaction.set_rollback(True)
    assert seen[0] == seen[1]
    assert all(row[of.model._meta.db_table] for row in seen[1])


def test_a_change_is_the_same_change(
    of: Register, made: Callable[..., Any], units: dict[str, Record], as_system: Any
) -> None:
    choices = Choices(made, units)
    one, other = ({name: choices.value(of, name, at) for name in of.fields if _apart(of, name)} for at in (0, 1))
    one |= {name: [*one[name], *choices.value(of, name, 2)] for name in of.links}
    other |= {name: [*other[name], *choices.value(of, name, 2)] for name in of.links}
    record, fields = made(of.key, **one), form_class(of).base_fields
    guarded = {name: getattr(record, name) for name in ("sensitivity", "shown_to", "unit_id")} if of.within else {}
    for values in (
        other,
        {name: [] for name in of.links if not fields[name].required} | {of.fields[0]: other[of.fields[0]]},
    ):
        seen = []
        for together in (False, True):
            with as_system(), transaction.atomic():
                now = of.model._default_manager.get(pk=record.pk)
                form = check(of, values, instance=now, known=Known() if together else None)
                if together:
                    many.save_all([many.Draft(form.instance, form.linked(), record.version)])
                else:
                    write.save(form.instance, links=form.linked(), seen=record.version)
                now.refresh_from_db()
                assert now.version == record.version + 1
                assert {name: getattr(now, name) for name in guarded} == guarded
                seen.append(stored(of, record.pk))
                transaction.set_rollback(True)
        assert seen[0] == seen[1]


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
        alike = Known()
        first, *others = (check(of, ENTRIES[of.key](made, number), known=alike).cleaned_data for number in (2, 3, 4))
    lists = [name for name, value in first.items() if isinstance(value, list)]
    assert not [name for name in lists for one in others if first[name] is one[name]]
    form = form_class(of)
    assert not [name for name in of.fields if hasattr(form, f"clean_{name}") or form.base_fields[name].disabled]


def told(of: Register, values: dict[str, Any], known: Known | None, as_system: Any) -> Any:
    """Return what the form made of the values, or what it said."""
    with as_system():
        try:
            return check(of, values, known=known).cleaned_data
        except Wrong as wrong:
            return wrong.errors
