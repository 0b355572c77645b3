"""A record that is open links to one that is not: every door shows the first and knows nothing of the second."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import models
from django.test import Client

from comity.core.people import Officer
from comity.core.records import Record
from comity.gate.form import Wrong
from comity.registers import ALL, BY_MODEL, Register
from tests.entries import ENTRIES

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.one_in(8),
    pytest.mark.parametrize("of", [one for one in ALL if one.key != "units"], ids=lambda of: of.key),
]


def linked(of: Register) -> list[str]:
    """Return the fields that link to one record that is not the whole, nor a unit, which everybody sees."""
    found = []
    for name in of.fields:
        field = of.model._meta.get_field(name)
        if isinstance(field, models.ForeignKey) and name != of.within and issubclass(field.related_model, Record):
            found += [name] if BY_MODEL[field.related_model].key != "units" else []
    return found


def test_a_link_to_a_hidden_record_breaks_no_page_and_tells_nothing(
    of: Register, made: Any, ward: Officer, units: dict[str, Record], client_of: Callable[[Officer], Client]
) -> None:
    clerk = client_of(ward)
    for number, name in enumerate(linked(of), 1):
        target = BY_MODEL[of.model._meta.get_field(name).related_model]  # type: ignore[index]
        canary = f"Canary of {name}"
        secret = ENTRIES[target.key](made, 40 + number) | {"sensitivity": 2, "shown_to": [units["department"].pk]}
        if not target.entitle:
            secret |= {"title_en": canary, "title_vi": ""}
        try:
            hidden = made(target.key, **secret)
            record = made(of.key, **(ENTRIES[of.key](made, number) | {"sensitivity": 0, name: hidden.pk}))
        except Wrong:
            continue  # a part is as open as its whole; some links exclude each other
        pages = [
            f"/{of.key}/{record.pk}/",
            f"/{of.key}/{record.pk}/history/",
            f"/{of.key}/?col={name}",
            f"/{of.key}/export/csv/",
            f"/api/v1/{of.key}/{record.pk}",
        ]
        for address in pages:
            answer: Any = clerk.get(address, follow=True)
            assert answer.status_code in (200, 401, 404), (address, answer.status_code)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            if not of.entitle:  # what is titled after the record it links to bears that name for whom it is made open
                assert canary not in body.decode(), address
