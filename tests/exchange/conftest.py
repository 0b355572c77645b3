"""An office with one filled record of every register, and short ways to export and import."""

import io
from collections.abc import Callable
from typing import Any

import pytest

from comity.core import write
from comity.core.people import Officer
from comity.exchange import export, importing, reading
from comity.exchange.rows import Preview
from comity.registers import register
from tests.entries import ENTRIES


@pytest.fixture
def office(made: Callable[..., Any], units: dict[str, Any], as_system: Callable[[], Any]) -> dict[str, Any]:
    """Records of every register, with traps in their texts."""
    desk = units["desk"].pk
    kept = {"unit": desk, "sensitivity": 1, "note_en": '=1+1; see "list"\nsecond line', "to_verify": True}
    source = made("sources", title_en="Morning, news; part 2", kind="article", outlet="+Outlet", published="2024-05-12")
    partner = made(
        "partners",
        title_en="-Kanagawa",
        title_vi="Tỉnh Kanagawa; Nhật Bản",
        kind="locality",
        country="JP",
        code="p-kanagawa",
        aliases=["神奈川県", "one; two"],
        latitude=-35.448,
        longitude=139.643,
        population=9237337,
        population_year=2020,
        **kept,
    )
    twin = made("partners", title_en="A; B", kind="locality", country="FR", parent=partner.pk, members=[partner.pk])
    person = made(
        "people", title_vi="Nguyễn Văn Trung", given_name="Trung", country="VN", languages=["vi", "en"], is_ours=True
    )
    tie = made("ties", partner=partner.pk, stage=term("tie_stage"), since="2012-05", why_en="@friends", code="t-1")
    agreement = made(
        "agreements",
        title_en="Memorandum",
        instrument=term("instrument"),
        partners=[partner.pk, twin.pk],
        signed="2020-01-02",
        expires="2030",
        languages=["vi", "ja"],
        number="05",
    )
    series = made("series", title_en="Days", kind=term("activity_kind"), countries=["JP", "FR"], first_held="1994")
    activity = made(
        "activities",
        title_en="Visit",
        kind=term("activity_kind"),
        starts="2024-05-12",
        ends="2024-05-14",
        series=series.pk,
        partners=[partner.pk],
        participants=[person.pk],
        cost="1234.567"[:7],
        cost_currency=term("currency"),
        online=True,
        persons=1200,
    )
    records = {
        "sources": source,
        "partners": partner,
        "people": person,
        "ties": tie,
        "agreements": agreement,
        "series": series,
        "activities": activity,
        "agreement_actions": made(
            "agreement_actions", agreement=agreement.pk, kind=term("agreement_action"), on="2021-03"
        ),
        "commitments": made(
            "commitments", title_en="Send plans", side="us", agreement=agreement.pk, due="2024-06", partner=twin.pk
        ),
        "appointments": made("appointments", title_en="Head of desk", person=person.pk, at_unit=desk, starts="2023"),
        "objectives": made(
            "objectives", title_vi="Mục tiêu", kind=term("objective_kind"), year="2025", stated_by=person.pk
        ),
        "figures": made(
            "figures", indicator=term("indicator"), value="21.0285", starts="2024", source=source.pk, as_printed="21,03"
        ),
        "units": units["desk"],
        "twin": twin,
    }
    with as_system():
        write.cite(partner, [(source.pk, "says so", "nói vậy")])
    return records


@pytest.fixture
def rest(office: dict[str, Any], made: Callable[..., Any]) -> None:
    """A record, without traps, of every register that the office has none of."""
    for key, fill in ENTRIES.items():
        if key not in office:
            made(key, **fill(made, 1))


def term(vocabulary: str) -> str:
    """Return the first code of a vocabulary."""
    from comity.core.pack import load

    return next(iter(load("vn").vocabulary(vocabulary)))


Exchange = Callable[..., Any]


@pytest.fixture
def exported() -> Exchange:
    """Export all visible records of a register, return the bytes. Somebody must be acting."""

    def out(key: str, kind: str) -> bytes:
        file = io.BytesIO()
        found = register(key)
        export.write(found, found.model._default_manager.order_by("id"), kind, file)
        return file.getvalue()

    return out


@pytest.fixture
def previewed() -> Exchange:
    """Read a file and preview it. Somebody must be acting."""

    def look(key: str, data: bytes | str, **how: Any) -> Preview:
        found = register(key)
        content = data if isinstance(data, bytes) else data.encode()
        return importing.preview(found, reading.read(found, io.BytesIO(content)), **how)

    return look


@pytest.fixture
def clerk(head: Officer, acting_as: Callable[[Officer], Any]) -> Any:
    """Somebody who may write everything, acting."""
    with acting_as(head) as who:
        yield who
