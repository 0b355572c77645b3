"""Returns of units below feed those of the units over them, and all of them the city's: each record once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from comity.core.people import Officer
from comity.core.returns import Return
from comity.domain import period as periods
from comity.gate import values
from comity.reports import figures, return_lines, returned, returned_rows, returning

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
