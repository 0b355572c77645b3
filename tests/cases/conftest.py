"""An office under the rules of a real city, a trip that breaks two limits, and the day on which the stories play."""

from collections.abc import Callable
from typing import Any

import pytest

from comity.core.people import City
from comity.core.records import Record
from comity.gate import values

Made = Callable[..., Any]


@pytest.fixture(autouse=True)
def _today(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a module says which day TODAY is, the office believes it."""
    if (day := getattr(request.module, "TODAY", None)) is not None:
        monkeypatch.setattr(values, "today", lambda: day)


@pytest.fixture
def city(db: None) -> City:
    """Vesper under the rules of Hanoi."""
    return City.objects.create(
        code="vesper", title_en="Vesper", title_vi="Vesper", pack="hanoi", country="VN", latitude=10.0, longitude=106.0
    )


@pytest.fixture
def trip(made: Made, units: dict[str, Record]) -> Record:
    """Twelve people for eleven days: two limits are broken."""
    found: Record = made(
        "activities",
        title_en="To the lanterns of Ardent",
        kind="delegation_out",
        starts="2026-06-08",
        ends="2026-06-18",
        persons=12,
        countries=["JP"],
        in_plan="yes",
        level="department",
        unit=units["trade"].pk,
    )
    return found
