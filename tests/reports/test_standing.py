"""What stands at the end of a period: agreements as their status tells, and opened by the list of just those."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from comity.core.people import Officer
from comity.domain.period import Period
from comity.domain.span import Span
from comity.gate import query
from comity.registers import register
from comity.registers.agreement_actions import in_force
from comity.registers.agreements import Agreement, status
from comity.reports import counting
from comity.reports.indicators import of_city

Made = Callable[..., Any]
ACTS = ["amend", "extend", "renew", "suspend", "resume", "withdraw", "terminate", "succeed", "report"]


def known(day: date, chance: random.Random) -> str:
    return day.isoformat()[: chance.choice([4, 7, 10, 10, 10])]


@pytest.fixture
def pacts(made: Made) -> None:
    """Agreements with up to four acts each, on days known well or badly."""
    chance, place = random.Random(20241231), made("partners", title_en="Ilm", kind="locality", sensitivity=0).pk

    def day(after: str = "") -> str:
        first = date.fromisoformat(after) if len(after) == 10 else date(2019, 1, 1)
        return known(first + timedelta(days=chance.randint(370, 3000)), chance)

    for number in range(80):
        effective = chance.choice(["", "2019", "2019-06-01"])
        dates = {"effective": effective, "expires": chance.choice(["", day(effective)])}
        pact = made("agreements", title_en=f"Pact {number}", instrument="mou", partners=[place], signed="2018-02-03", **dates)  # fmt: skip
        for _act in range(chance.randint(0, 4)):
            kind = chance.choice(ACTS)
            on = chance.choice(["", day(), day()])[:10]
            on = f"{on}-01-01"[:10] if len(on) == 4 else on
            until = (
                chance.choice(["", day(on)]) if kind in ("amend", "extend", "renew", "suspend") and len(on) != 7 else ""
            )
            made("agreement_actions", agreement=pact.pk, kind=kind, on=on, until=until)


def test_agreements_in_force_on_a_day_are_those_whose_status_says_so(pacts: None, as_system: Callable[[], Any]) -> None:
    seen = set()
    with as_system():
        for turn in range(40):
            day = date(2019, 1, 1) + timedelta(days=71 * turn)
            told = set(Agreement.objects.filter(in_force(day)).values_list("title_en", flat=True))
            states = {one.title_en: status(one, day) for one in Agreement.objects.prefetch_related("actions")}
            assert told == {title for title, state in states.items() if state in ("in_force", "expiring")}, day
            seen |= set(states.values())

    assert seen == {"in_force", "expiring", "expired", "suspended", "terminated", "succeeded", "signed"}


def test_the_number_opens_the_agreements_that_were_in_force(
    pacts: None, officer: Officer, acting_as: Callable[[Officer], Any], client_of: Callable[[Officer], Client]
) -> None:
    with acting_as(officer):
        rule = of_city().indicators["agreements_in_force"]
        found = counting.recorded({"one": rule}, Span(Period(date(2023, 1, 1), date(2023, 12, 31))))["one"]
        shown = query.narrowed(register("agreements"), QueryDict(found.certain.href.partition("?")[2])).count()
        states = [status(one, date(2023, 12, 31)) for one in Agreement.objects.prefetch_related("actions")]
    page = client_of(officer).get(found.certain.href).content.decode()
    wrong = client_of(officer).get("/agreements/?stands_on=none")

    assert found.certain.value == shown == sum(state in ("in_force", "expiring") for state in states)
    assert found.before is not None
    assert found.before.href != found.certain.href
    assert "Standing at the end of" in page
    assert wrong.status_code == 400
