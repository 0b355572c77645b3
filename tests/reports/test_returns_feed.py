"""Returns of units below feed those of the units over them, and all of them the city's: each record once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from comity.core import write
from comity.core.people import Officer
from comity.core.returns import Return
from comity.domain import period as periods
from comity.gate import values
from comity.gate.access import NotAllowed
from comity.reports import figures, return_lines, returned, returned_rows, returning
from comity.reports.rules import Indicator
from tests.long import long

pytestmark = long  # the whole of it in .ci/run

Acting = Callable[[Officer], Any]
ClientOf = Callable[[Officer], Client]
YEAR = periods.year(2024)


def answered(one: Return, **stated: str) -> None:
    """Send a return as it is on record but for what is given, and give a reason where that differs."""
    lines = return_lines.lines(one)
    given = {line.key: return_lines.Typed(stated[line.code], "By letter.") for line in lines if line.code in stated}
    reading = return_lines.read(return_lines.typed(lines, given), complete=True)
    assert not reading.problems
    returning.keep(one, reading.stated, note="", send=True, seen=one.version)


@pytest.fixture
def accepted(head: Officer, administrator: Officer, acting_as: Acting) -> Callable[..., Return]:
    """Ask a unit for its return, answer for it and accept it by somebody else."""

    def of(unit: Any, period: Any = YEAR, form: str = "agency", **stated: str) -> Return:
        with acting_as(head):
            request = returning.ask(period, form, units=[unit.pk], due=values.today(), note="")
            one = Return.objects.select_related("request").get(request=request)
            answered(one, **stated)
        with acting_as(administrator):
            returning.decide(one, accept=True, reason="")
        return one

    return of


@pytest.fixture
def visit(made: Any, units: Any) -> Callable[..., Any]:
    """Put a delegation on record that a unit leads."""

    def of(unit: str, day: str = "2024-03-01", **more: Any) -> Any:
        return made("activities", title_en="Visit", kind="delegation_in", starts=day, persons=10, unit=units[unit].pk, **more)  # fmt: skip

    return of


def line_of(report: figures.Report, code: str = "delegations_in") -> returned.Beside:
    (line,) = [one for one in returned.beside(report).lines if one.code == code]
    return line


def test_one_delegation_that_a_unit_and_the_unit_over_it_return_is_one(
    units: Any, visit: Any, accepted: Any, head: Officer, acting_as: Acting, client_of: ClientOf
) -> None:
    visit("desk")
    below, over = accepted(units["desk"]), accepted(units["department"])
    accepted(units["ward"], delegations_in="3", persons_in="9")

    with acting_as(head):
        line, rows = line_of(figures.of(YEAR)), returned_rows.of(figures.of(YEAR))
    assert (line.on_record, line.stated, line.recorded, line.units) == ("1", "4", "1", 2)
    assert [(part.title, part.stated, part.over) for part in line.parts] == [("Vesper desk", "1", "Vesper department")]
    said = "Vesper desk: 1, part of what Vesper department reports"
    assert rows[0]["where"].endswith(f"; {said}")

    browser = client_of(head)
    assert said in browser.get("/reports/?period=2024").content.decode()
    page = browser.get(f"/reports/returns/{over.pk}/").content.decode()
    assert f'<a href="/reports/returns/{below.pk}/">Vesper desk</a>' in page
    assert "Vesper desk: 1" in page
    page = browser.get(f"/reports/returns/{below.pk}/").content.decode()
    assert "This return is part of that of Vesper department" in page


def test_a_unit_below_alone_is_added(units: Any, visit: Any, accepted: Any, head: Officer, acting_as: Acting) -> None:
    visit("desk")
    accepted(units["desk"])
    accepted(units["ward"])

    with acting_as(head):
        line = line_of(figures.of(YEAR))
    assert (line.stated, line.units, line.parts) == ("1", 2, [])


def test_what_is_counted_is_stated_in_whole_numbers(
    units: Any, head: Officer, acting_as: Acting, client_of: ClientOf
) -> None:
    with acting_as(head):
        request = returning.ask(YEAR, "agency", units=[units["ward"].pk], due=values.today(), note="")
        one = Return.objects.get(request=request)
        lines = return_lines.lines(one)
    typed = {line.key: line.stated for line in lines} | {f"{line.key}_why": "By letter." for line in lines}
    browser, money = client_of(head), "delegations_out_cost.VND"

    answer = browser.post(
        f"/reports/returns/{one.pk}/",
        typed | {"persons_in": "1.5", "persons_out": "1.500", money: "1.5", "act": "send", "version": "1"},
    )
    page = answer.content.decode()

    assert answer.status_code == 422
    assert 'id="e-persons_in">This is counted: write a whole number.' in page
    assert "“1.500” is read as 1.5; elsewhere it would be 1,500. This is counted: write a whole number." in page
    assert f'id="e-{money}"' not in page


def test_returns_for_months_feed_the_quarter_that_they_fill(
    units: Any, visit: Any, accepted: Any, head: Officer, acting_as: Acting, client_of: ClientOf
) -> None:
    visit("ward", "2024-02-05")
    accepted(units["ward"], periods.month(2024, 1), delegations_in="1", persons_in="9")
    accepted(units["ward"], periods.month(2024, 2))
    quarter = periods.parse("2024-Q1")
    with acting_as(head):
        assert returned.beside(figures.of(quarter)).lines == []  # March is missing
    accepted(units["ward"], periods.month(2024, 3))

    with acting_as(head):
        line = line_of(figures.of(quarter))
        row = next(one for one in returned_rows.of(figures.of(quarter)) if one["name"] == line.title)
    assert (line.on_record, line.stated, line.recorded, line.gap) == ("1", "2", "1", "+1")
    assert [gap.reason for gap in line.gaps] == ["January 2024: By letter."]
    assert row["where"].endswith("Vesper ward: from its returns for January 2024, February 2024, March 2024")
    page = client_of(head).get("/reports/?period=2024-Q1").content.decode()
    assert "Vesper ward: from its returns for" in page

    accepted(units["ward"], quarter)
    with acting_as(head):
        line = line_of(figures.of(quarter))
    assert (line.stated, line.made) == (
        "1",
        [],
    )  # the unit's word on the quarter itself stands before that on its months


def test_what_stands_at_the_end_of_a_month_does_not_add_up() -> None:
    flow = {"register": "activities", "date": "starts", "where": {}}
    rules = [
        Indicator.model_validate(flow | more)
        for more in ({}, {"measure": "sum:persons"}, {"measure": "distinct:countries"}, {"stock": True})
    ]

    assert [rule.adds for rule in rules] == [True, True, False, False]


def test_whoever_sent_a_return_does_not_accept_it(
    units: Any, head: Officer, administrator: Officer, acting_as: Acting, client_of: ClientOf
) -> None:
    with acting_as(head):
        request = returning.ask(YEAR, "agency", units=[units["ward"].pk], due=values.today(), note="")
        one = Return.objects.select_related("request").get(request=request)
        answered(one)
        with pytest.raises(NotAllowed, match="You sent this return yourself"):
            returning.decide(one, accept=True, reason="")
    with acting_as(head), pytest.raises(write.Refused), transaction.atomic(), write.Refusals():
        Return.objects.filter(pk=one.pk).update(state="accepted")  # nor does the database let them
    page = client_of(head).get(f"/reports/returns/{one.pk}/").content.decode()
    assert ('value="accept"' in page, 'value="back"' in page) == (False, True)
    assert "somebody else has to accept it" in page

    with acting_as(administrator):
        returning.decide(Return.objects.get(pk=one.pk), accept=True, reason="")
        assert Return.objects.get(pk=one.pk).state == "accepted"


def test_a_unit_is_asked_once_and_for_a_day_to_come(
    units: Any, head: Officer, acting_as: Acting, client_of: ClientOf
) -> None:
    browser, ward = client_of(head), units["ward"].pk
    with acting_as(head):
        today = values.today()  # the city's, which is another than this machine's for some hours of each day
    typed = {"period": "2024", "report": "agency", "unit": [ward, units["trade"].pk]}

    late = browser.post("/reports/returns/ask/", typed | {"due": (today - timedelta(1)).isoformat()})
    assert (late.status_code, "This day is past." in late.content.decode()) == (422, True)
    typed["due"] = today.isoformat()
    assert browser.post("/reports/returns/ask/", typed | {"unit": [ward]}).status_code == 302
    twice = browser.post("/reports/returns/ask/", typed)

    with acting_as(head):
        (one,) = Return.objects.all()
    assert twice.status_code == 422
    assert f'<a href="/reports/returns/{one.pk}/">Vesper ward</a>' in twice.content.decode()
    assert browser.post("/reports/returns/ask/", typed | {"period": "2023"}).status_code == 302
