"""The dashboards show what a hand counts, and each number opens just its records."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pydantic import ValidationError

from comity.core.people import Officer
from comity.domain import period as periods
from comity.domain.period import Period
from comity.domain.span import Span
from comity.gate import query, values
from comity.registers import BY_KEY, register
from comity.reports import board, board_months, indicators
from comity.reports.board import Board
from comity.reports.board_effect import Block
from comity.reports.board_rules import Dashboard

PAGE, TODAY = "/reports/dashboards/", date(2025, 6, 30)
Make = Callable[..., Any]
STATEMENTS = 29


@pytest.fixture
def board_of(as_system: Callable[[], Any]) -> Callable[[str], Board]:
    """Return the dashboards of a period as the program itself sees them, on a day of June 2025."""

    def shown(typed: str) -> Board:
        with as_system():
            return board.of(periods.parse(typed), TODAY)

    return shown


@pytest.fixture
def busy(made: Make, units: dict[str, Any]) -> None:
    """Two years: visits with promises and results, ties that sleep and wake, trade on site and online."""
    ilm, oss, ard, far = (made("partners", title_en=name, kind="locality", country="FR", sensitivity=0).pk for name in ("Ilm", "Oss", "Ard", "Far"))  # fmt: skip
    for partner, since in ((ilm, "2010"), (oss, "2010-05"), (ard, "2024-02-01"), (far, "")):
        made("ties", partner=partner, stage="sister", since=since, sensitivity=0)
    trip = {"sensitivity": 0, "kind": "delegation_out", "unit": units["trade"].pk, "cost_currency": "VND"}
    first = made("activities", title_en="A", starts="2024-03-01", partners=[ilm], pillar="state", cost=600, **trip)
    second = made("activities", title_en="B", starts="2024-03", partners=[ilm], pillar="people", cost=400, **trip)
    made("activities", title_en="C", starts="2024", **trip)
    made("activities", title_en="D", starts="2023-03-05", partners=[oss], countries=["FR"], **trip)
    made("activities", title_en="E", starts="2021-01", partners=[oss], **trip)
    for state, due in (("kept", "2024-06"), ("open", "2024-09-01"), ("dropped", "2024-10"), ("kept", "2023-01")):
        done = {"done_on": "2024-05-30"} if due == "2024-06" else {}
        made("commitments", title_en=due, side="us", activity=first.pk, state=state, due=due, sensitivity=0, **done)
    made("outcomes", title_en="Won", kind="memorandum", activity=second.pk, state="won", on="2024-04-10", sensitivity=0)
    made("outcomes", title_en="W2", kind="memorandum", activity=first.pk, state="won", on="2024-03-11", sensitivity=0)
    made("outcomes", title_en="Open", kind="contract", activity=first.pk, state="open", on="2024-05", sensitivity=0)
    fair = {"kind": "fair", "fields": ["trade"], "sensitivity": 0}
    for at in range(2):
        on = made("activities", title_en=f"Fair {at}", starts="2024-05-05", visitors=100, **fair)
        made("outcomes", title_en="X", kind="contract", activity=on.pk, amount=50, currency="VND", sensitivity=0)
    net = made("activities", title_en="Online fair", starts="2024-07", online=True, **fair)
    made("outcomes", title_en="Y", kind="lead", activity=net.pk, sensitivity=0)


def numbers(shown: Board) -> dict[str, tuple[str, str]]:
    """Return the lines of every picture: now and before."""
    blocks = [*shown.months, *shown.divided, *(one for one in shown.effect if one.kind == "pairs")]
    return {f"{b.title}: {d['title']}": (d["shown"], d["prev_shown"]) for b in blocks for d in b.data}


def block(shown: Board, kind: str) -> Block:
    return next(one for one in shown.effect if one.kind == kind)


@pytest.mark.usefixtures("busy")
def test_months_stand_beside_those_of_the_year_before(board_of: Callable[[str], Board]) -> None:
    shown = board_of("2024")
    (trips,) = [one for one in shown.months if one.title == "Delegations sent"]

    assert [(d["label"], d["shown"], d["prev_shown"]) for d in trips.data][:3] == [
        ("1", "0", "0"),
        ("2", "0", "0"),
        ("3", "2", "1"),
    ]
    assert "1 record lies in no single month." in trips.said
    assert (shown.against, shown.before) == ("2023", "2023")


@pytest.mark.usefixtures("busy")
def test_divisions_and_chains_show_what_a_hand_counts(board_of: Callable[[str], Board]) -> None:
    found = numbers(board_of("2024"))

    assert found["Activities by pillar: State diplomacy"] == ("1", "0")
    assert found["Activities by pillar: not given"] == ("4", "1")
    assert found["Activities by lead unit: Vesper trade"] == ("3", "1")
    chain = "From visit to commitment to result"
    assert [found[f"{chain}: {step}"] for step in ("Visits, in and out", "with a commitment", "with a commitment kept", "with a result")] == [("3", "1"), ("1 (33%)", "0"), ("1 (33%)", "0"), ("2 (67%)", "0")]  # fmt: skip


@pytest.mark.usefixtures("busy")
def test_what_came_of_it_how_soon_and_for_what_money(board_of: Callable[[str], Board]) -> None:
    tiles = {one["label"]: one["value"] for one in block(board_of("2024"), "tiles").data}

    assert tiles == {
        "Commitments kept": "50%",
        "Cost per result": "500 VND",
        "From visit to result": "10 days",
        "From meeting to commitment kept": "90 days",
    }


@pytest.mark.usefixtures("busy")
def test_a_time_says_of_how_many_records_it_was_worked_out(board_of: Callable[[str], Board]) -> None:
    [tile] = [one for one in block(board_of("2024"), "tiles").data if one["label"] == "From visit to result"]
    [(label, number, besides)] = tile["of"]

    assert (label, number.shown, besides) == ("Records", "2", "(1 with both days)")


@pytest.mark.usefixtures("busy")
def test_ties_are_gained_fall_asleep_and_wake(board_of: Callable[[str], Board]) -> None:
    title = "Ties gained, dormant, revived"
    found = {asked: {key.removeprefix(f"{title}: "): pair[0] for key, pair in numbers(board_of(asked)).items() if key.startswith(title)} for asked in ("2023", "2024", "2025")}  # fmt: skip

    # Ilm slept until its visit of 2024; Oss slept from January 2023 to its visit in March and again from March 2025;
    # of Far nothing is known.
    assert found["2023"] == {"Partners gained": "0", "Fell dormant": "0", "Revived": "0", "Dormant at the end": "1"}
    assert found["2024"] == {"Partners gained": "1", "Fell dormant": "0", "Revived": "1", "Dormant at the end": "0"}
    assert found["2025"] == {"Partners gained": "0", "Fell dormant": "1", "Revived": "0", "Dormant at the end": "1"}


@pytest.mark.usefixtures("busy")
def test_online_stands_beside_on_site(board_of: Callable[[str], Board]) -> None:
    contrast = block(board_of("2024"), "contrast")
    rows = {row["label"]: [(cell["number"].shown, cell["each"]) for cell in row["cells"]] for row in contrast.data}

    assert contrast.heads == ["On site", "Online"]
    assert rows == {
        "Trade promotion activities": [("2", "1"), ("1", "1")],
        "Visitors": [("200", "100"), ("0", "0")],
        "Business leads": [("0", "0"), ("1", "1")],
        "Contracts": [("2", "1"), ("0", "0")],
        "Value of contracts": [("100 VND", "50 VND"), ("0", "–")],
        "Cost": [("0", "–"), ("0", "–")],
    }
    assert [(one["label"], one["value"], one["prev"]) for one in contrast.rest] == [
        ("Business leads", 0.0, 1.0),
        ("Contracts", 1.0, 0.0),
    ]


def opened(shown: Board) -> Iterator[tuple[str, int]]:
    """Yield every address on the dashboards with the number of records it stands for."""
    for b in [*shown.months, *shown.divided, *(one for one in shown.effect if one.kind == "pairs")]:
        for d in [*b.data, *b.rest]:
            yield d["href"], int(d["value"])
            yield d["prev_href"], int(d["prev"] or 0)
    for tile in block(shown, "tiles").data:
        yield from ((number.href, number.records) for _label, number, _besides in tile["of"])
    for row in block(shown, "contrast").data:
        yield from ((cell["number"].href, cell["number"].records) for cell in row["cells"])


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("asked", ["2024", "2024-03..2025-03"])
def test_every_number_opens_a_list_of_exactly_its_records(
    board_of: Callable[[str], Board], as_system: Callable[[], Any], monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    monkeypatch.setattr(values, "today", lambda: TODAY)
    wanted = [(href, count) for href, count in opened(board_of(asked)) if href]

    with as_system():
        found = [(href, query.narrowed(register(urlsplit(href).path.strip("/")), QueryDict(urlsplit(href).query)).count()) for href, _count in wanted]  # fmt: skip

    assert found == wanted
    assert len(wanted) > 40


@pytest.mark.usefixtures("busy")
def test_what_a_reader_may_not_see_is_in_no_picture(
    made: Make, units: dict[str, Any], ward: Officer, head: Officer, acting_as: Callable[[Officer], Any]
) -> None:
    hidden = made("activities", title_en="H", kind="delegation_in", starts="2024-03-03", sensitivity=1, unit=units["trade"].pk)  # fmt: skip
    made("commitments", title_en="HC", side="us", activity=hidden.pk, state="kept", due="2024-06", sensitivity=1)

    def seen(reader: Officer) -> list[str]:
        with acting_as(reader):
            found = numbers(board.of(periods.parse("2024"), TODAY))
        return [found[f"From visit to commitment to result: {step}"][0] for step in ("Visits, in and out", "with a commitment kept")]  # fmt: skip

    assert seen(ward) == ["3", "1 (33%)"]
    assert seen(head) == ["4", "2 (50%)"]


def test_the_statements_are_the_same_however_many_records_there_are(
    city: Any, made: Make, as_system: Callable[[], Any], request: pytest.FixtureRequest
) -> None:
    def statements() -> int:
        with as_system(), CaptureQueriesContext(connection) as queries:
            board.of(periods.parse("2024"), TODAY)
        return len(queries)

    place = made("partners", title_en="Place", kind="locality").pk
    made("ties", partner=place, stage="sister")
    statements()  # the pack is read once
    few = statements()
    request.getfixturevalue("busy")

    assert statements() == few == STATEMENTS


@pytest.mark.usefixtures("busy")
def test_the_page_has_a_table_and_a_way_of_counting_for_each_picture(
    officer: Officer, client_of: Callable[[Officer], Client]
) -> None:
    page = client_of(officer).get(PAGE, {"period": "2024"})
    text = unescape(page.content.decode().split("<main", 1)[1])

    assert page.status_code == 200
    assert "External affairs in pictures: 2024" in text
    drawn, empty = text.count('<figure class="cm-chart cm-svg">'), text.count("No record in this period.")
    assert drawn == text.count(">As a table<") == 4 + 6 + 2 + 1 - empty
    assert "A tie is dormant when its last contact is more than 730 days ago" in text
    assert "“state (outcomes)” is “Came about”" in text
    assert not re.search(r"\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=", page.content.decode().split("<main", 1)[1])


def test_a_period_that_is_none_is_refused_with_what_is_expected(
    officer: Officer, client_of: Callable[[Officer], Client]
) -> None:
    page = client_of(officer).get(PAGE, {"period": "soon"})

    assert page.status_code == 422
    assert "“soon” is not a period" in unescape(page.content.decode())


def test_an_empty_office_says_so(officer: Officer, client_of: Callable[[Officer], Client]) -> None:
    assert "Nothing is on record for this period" in client_of(officer).get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("asked", "count", "first", "last"),
    [
        ("2024", 12, "2024-01-01..2024-01-31", "2024-12-01..2024-12-31"),
        ("2023-12-15..2024-02-03", 3, "2023-12-15..2023-12-31", "2024-02-01..2024-02-03"),
        ("2021-06..2024-03", 4, "2021-06-01..2021-12-31", "2024-01-01..2024-03-31"),
    ],
)
def test_a_period_is_drawn_by_month_and_a_long_one_by_year(asked: str, count: int, first: str, last: str) -> None:
    found = board_months.parts(periods.parse(asked))

    assert (len(found), found[0].bounds, found[-1].bounds) == (count, first, last)


def test_a_quarter_is_held_against_the_same_months_a_year_before() -> None:
    assert board_months.against(Span(periods.parse("2024-Q2"))) == periods.parse("2023-Q2")
    assert board_months.against(Span(Period(date(2021, 1, 1), date(2023, 12, 31)))) == periods.parse("2018..2020")


WRONG = [
    ({"months": ["nothing"]}, "dashboard.months: found"),
    ({"divided": [{"of": "visits", "by": "nothing"}]}, "nothing"),
    ({"chains": {"x": {"title": {"en": "X"}, "steps": ["visits", "gone"]}}}, "dashboard.chains.x.steps: found"),
    ({"prices": {"x": {"title": {"en": "X"}, "money": "visits", "per": "visits"}}}, "measures count; expected money"),
    ({"ties": {"title": {"en": "X"}, "gained": "visits", "contact": ["nap"]}}, "contact: found"),
    ({"delays": {"x": {"title": {"en": "X"}, "register": "outcomes", "date": "on", "since": "kind"}}}, "is no date"),
    ({"counts": {"y": {"register": "activities", "date": "starts"}}}, "dashboard.counts.y: the title is missing"),
]


@pytest.mark.parametrize(("said", "why"), WRONG)
def test_a_dashboard_that_names_what_is_not_there_is_refused(said: dict[str, Any], why: str) -> None:
    visits = {"title": {"en": "Visits"}, "register": "activities", "date": "starts"}
    terms: dict[str, dict[str, Any]] = {"activity_kind": {"fair": {}}, "indicator": {}}

    with pytest.raises(ValidationError, match=re.escape(why)):
        indicators.Declared.model_validate(
            {"indicators": {"visits": visits}, "dashboard": said}, context={"terms": terms, "countries": {}}
        )


def test_a_pack_without_dashboards_has_the_large_figures_by_month() -> None:
    assert Dashboard().months == []
    assert "outcomes__state" in BY_KEY["activities"].linked_filters
