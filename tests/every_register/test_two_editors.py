"""Two editors at once, for pairs of fields of every register: the second is shown both versions and loses nothing.

By pages a field with itself and with the one after it, by the API with the one after it: every sixth field of every sixth register, with
COMITY_PAIRS=ring every one (CI does so); COMITY_PAIRS=all takes each field with every one, by both.
"""

import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from comity.core.people import Officer
from comity.core.records import Record
from comity.gate.form import form_class
from comity.registers import ALL, Register
from tests.every_register.test_contract import Browser
from tests.every_register.values import TOGETHER, Choices

ASKED = os.environ.get("COMITY_PAIRS", "")
EDITED = ALL if ASKED else ALL[::24]
pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("of", EDITED, ids=lambda of: of.key)]
Made = Callable[..., Any]


@pytest.fixture
def choices(made: Made, units: dict[str, Record]) -> Choices:
    """Values to choose from."""
    return Choices(made, units)


def pairs(of: Register, choices: Choices, *, same: bool) -> list[tuple[str, str]]:
    """Return which field the first editor changes, and which the second."""
    names = [name for name in of.fields if name != TOGETHER[0] and _apart(of, name) and name not in follows(of)]
    found = list(zip(names, names if same else [*names[1:], names[0]], strict=True))
    if ASKED == "all":
        found = list(itertools.product(names, names))
    elif ASKED != "ring":
        found = found[ALL.index(of) % 6 :: 6]
    # Of two values, one is left for the second editor only if the first one leaves the field alone.
    return [pair for pair in found if pair[0] != pair[1] or _has_three(of, pair[0], choices)]


def version(of: Register, pk: int, as_system: Any) -> int:
    """Return the record's version."""
    with as_system():
        return int(of.model._default_manager.values_list("version", flat=True).get(pk=pk))


def _has_three(of: Register, name: str, choices: Choices) -> bool:
    return bool(choices.value(of, name, 0) != choices.value(of, name, 2))


@contextmanager
def taken_back() -> Iterator[None]:
    """Undo what the block stored, so that the next pair finds the record as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def full(of: Register, made: Made, choices: Choices) -> Any:
    """Make a record with every field filled."""
    return made(of.key, **{name: choices.value(of, name, 0) for name in of.fields if _apart(of, name)})


def _apart(of: Register, name: str) -> bool:
    # A post is held at one of ours or at one of theirs, never at both.
    return (of.key, name) != ("appointments", "at_partner")


def follows(of: Register) -> set[str]:
    """Return the fields that follow from others: a part that links to a person is called after the person."""
    return {"title_en", "title_vi"} if of.entitle else set()


def held(of: Register, pk: int, as_system: Any) -> dict[str, Any]:
    """Return what is stored, field by field, as a form shows it."""
    with as_system():
        record = of.model._default_manager.get(pk=pk)
        form = form_class(of)(instance=record)
        return {name: form[name].value() for name in of.fields}


def sent(shown: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a form as a browser sends it: what is not ticked and what is empty is left out."""
    fields = {name: "on" if value is True else value for name, value in shown.items()}
    return {name: value for name, value in (fields | more).items() if value not in (None, False, [])}


def as_shown(of: Register, name: str, value: Any) -> Any:
    """Return the value as a form shows it."""
    return form_class(of).base_fields[name].prepare_value(value)


def opened(browser: Client, of: Register, pk: int) -> dict[str, Any]:
    """Open the form as a person does; return its fields, with the version and the change it was opened at."""
    page = browser.get(f"/{of.key}/{pk}/edit/")
    form = page.context["form"]
    shown = {name: form[name].value() for name in of.fields if name in form.fields}
    return sent(shown, version=page.context["version"], **page.context["hidden"])


def test_by_pages(
    of: Register, made: Made, choices: Choices, cast: Any, officer: Officer, client_of: Browser, as_system: Any
) -> None:
    record = full(of, made, choices)
    first, second = client_of(officer), client_of(cast("head", "desk"))
    before = held(of, record.pk, as_system)
    form = opened(second, of, record.pk)
    address = f"/{of.key}/{record.pk}/edit/"

    for theirs, mine in [*pairs(of, choices, same=True), *pairs(of, choices, same=False)]:
        their_value = as_shown(of, theirs, choices.value(of, theirs, 1))
        my_value = as_shown(of, mine, choices.value(of, mine, 2 if mine == theirs else 1))
        with taken_back():
            earlier = first.post(address, sent(form | {theirs: their_value}))
            assert earlier.status_code == 302, (theirs, mine, earlier.context and earlier.context["form"].errors)
            both = second.post(address, sent(form | {mine: my_value}))
            assert both.status_code == 409, (theirs, mine, both.status_code)
            rows = {row["name"]: row for row in both.context["rows"] if not row["same"]}
            assert [name for name in rows if name not in follows(of)] in ([mine], []), (theirs, mine)
            assert version(of, record.pk, as_system) == record.version + 1, (theirs, mine)

            chosen = {"version": both.context["version"], **both.context["hidden"]}
            assert second.post(address, chosen).status_code == 302, (theirs, mine)
            after = held(of, record.pk, as_system)
            changed = {name for name in of.fields if str(after[name]) != str(before[name])}
            alike = mine == theirs and str(after[mine]) == str(before[mine])
            assert changed >= {theirs, mine} or alike, (theirs, mine, changed)
            assert str(after[mine]) == str(my_value) or mine == "shown_to", (theirs, mine)


def test_by_api(of: Register, made: Made, choices: Choices, officer: Officer, token_of: Any, as_system: Any) -> None:
    record = full(of, made, choices)
    before = held(of, record.pk, as_system)
    program = Client(headers={"authorization": f"Bearer {token_of(officer)}"})
    address = f"/api/v1/{of.key}/{record.pk}"
    read = program.get(address).json()["version"]

    def patch(seen: int, name: str, which: int) -> Any:
        return program.patch(
            address,
            {name: choices.value(of, name, which)},
            content_type="application/json",
            headers={"if-match": f'"{seen}"'},
        )

    for theirs, mine in pairs(of, choices, same=False):
        which = 2 if mine == theirs else 1
        with taken_back():
            assert patch(read, theirs, 1).status_code == 200, (theirs, mine)
            both = patch(read, mine, which)
            assert both.status_code == 409, (theirs, mine, both.content)
            told = both.json()
            assert told["theirs"]["version"] == read + 1, (theirs, mine)
            assert list(told["yours"]) == [mine], (theirs, mine)
            assert version(of, record.pk, as_system) == read + 1, (theirs, mine)

            again = patch(told["theirs"]["version"], mine, which)
            assert again.status_code == 200, (theirs, mine, again.content)
            after = held(of, record.pk, as_system)
            changed = {name for name in of.fields if after[name] != before[name]} - follows(of)
            assert changed == {theirs, mine}, (theirs, mine, changed)
