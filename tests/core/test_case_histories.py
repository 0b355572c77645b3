"""What the queue keeps of a file is what its acts come to, whatever was done with it, and on the mornings after."""

import json
import os
import random
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from comity.core import identity
from comity.core import procedures as packs
from comity.core.case_acts import CaseAct, CaseQueue
from comity.core.people import City, Officer
from comity.domain.standing import ANSWERS
from comity.domain.taking_up import HOWS
from comity.gate import cases, values
from comity.gate.access import NotAllowed
from comity.gate.case_acts import New, Unfit, add
from comity.management import mornings
from comity.registers.cases import Case

pytestmark = [pytest.mark.django_db, pytest.mark.by_lot]
HISTORIES = int(os.environ.get("COMITY_HISTORIES", "40"))  # 10,000 before a release: docs/reliability.md
EACH = 500  # in one test: several of them show how far it is, and use more than one core
TOGETHER = 20  # in one transaction, which is then undone
FIRST = date(2026, 3, 2)
WHATS = (
    ["done"] * 6
    + ["opinion"] * 4
    + ["taken_up"] * 2
    + ["returned", "back", "waived", "reported", "refused", "withdrawn", "lapsed", "facts", "taken"]
)
STATES = {"draft", "incomplete", "running", "returned", "granted", "refused", "withdrawn", "lapsed"}


def differs(case: Case, today: date) -> str:
    """Return what the queue keeps of a file otherwise than its acts, folded anew, come to; nothing if all is the same."""
    should = cases.stands(cases.opened(case, today))
    row = CaseQueue.objects.get(case_id=case.pk)
    other = {name: (getattr(row, name), value) for name, value in should.items() if getattr(row, name) != value}
    return f"{case.title_en}, {case.procedure}, on {today}: {other}" if other else ""


def chosen(chance: random.Random, what: str, version: Any) -> New:
    """Return an act as somebody might try it, mostly one that fits."""
    rules = version.rules
    names = {
        "done": [one.id for one in rules.steps],
        "refused": [one.id for one in rules.steps],
        "opinion": [ask.id for one in rules.steps for ask in one.asks],
        "taken_up": [ask.id for one in rules.steps for ask in one.asks],
        "waived": [one.id for one in rules.limits],
        "reported": [one.id for one in rules.duties],
    }
    of = chance.choice(names.get(what) or [""])
    answers = {"opinion": ANSWERS, "taken_up": HOWS}
    answer = chance.choice(answers.get(what, [""]))
    days = [name for name, fact in version.said.facts.items() if fact.kind == "day"]
    facts = {chance.choice(days): FIRST + timedelta(days=chance.randint(0, 60))} if what == "facts" else None
    return New(what, FIRST, of, answer, number="1", dated=FIRST, reason="So it was said.", facts=facts)


def history(chance: random.Random, number: int) -> tuple[Case, date]:
    """Let a file go its way for some weeks; return it with the day of its last act: later days change it in the morning."""
    procedures, today, left = packs.of_city(), FIRST, FIRST
    name = chance.choice(sorted(procedures.versions))
    case = Case.objects.create(city_id=identity.current().city, procedure=name, title_en=f"File {number}")
    version = cases.opened(case, today).version
    started = [New("paper", today, one.id) for one in version.rules.papers if chance.random() < 0.95]
    filed = [New("filed", today)] if chance.random() < 0.97 else []
    for new in [*started, *filed]:
        with suppress(Unfit):
            add(case, new, today)
    for _each in range(chance.randint(0, 14)):
        today += timedelta(days=chance.choice([0, 0, 1, 3, 9]))
        new = chosen(chance, chance.choice(WHATS), version)
        on = max(FIRST, today - timedelta(days=chance.choice([0, 0, 0, 2])))
        with suppress(Unfit, NotAllowed):
            add(case, replace(new, on=on), today)
            left = today
    return case, left


@pytest.mark.parametrize("start", range(0, HISTORIES, EACH))
def test_the_queue_keeps_what_the_acts_come_to(as_system: Any, start: int) -> None:
    end = min(start + EACH, HISTORIES)
    chance, states, wrong = random.Random(7 + start), Counter[str](), list[str]()
    for first in range(start, end, TOGETHER):
        with as_system():
            left = [history(chance, number) for number in range(first, min(first + TOGETHER, end))]
            wrong += [differs(case, today) for case, today in left]
            morning = max(today for _case, today in left) + timedelta(days=chance.choice([1, 8, 40]))
            for pk in cases.stale(morning):
                cases.renew(pk, morning)
            wrong += [differs(case, morning) for case, _today in left]
            found = CaseQueue.objects.filter(case_id__in=[case.pk for case, _today in left])
            states.update(found.values_list("state", flat=True))
            transaction.set_rollback(True)
        assert not any(wrong), [one for one in wrong if one][:5]

    assert states.total() == end - start
    assert set(states) == STATES or end - start < 500, states


def test_acts_are_written_once_and_where_a_file_stands_through_the_one_function(
    made: Any, officer: Officer, acting_as: Any
) -> None:
    case = made("cases", procedure="reception", title_en="Guests from Ardent")
    with acting_as(officer):
        add(case, New("taken", FIRST), FIRST)
    for statement in (
        "update comity_caseact set reason = 'otherwise'",
        "delete from comity_caseact",
        "update comity_casequeue set state = 'granted'",
        "delete from comity_casequeue",
        "insert into comity_casequeue (case_id, city_id) values (1, 1)",
    ):
        with acting_as(officer), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with acting_as(officer):
        assert CaseAct.objects.filter(case_id=case.pk, what="taken").count() == 1


def test_who_neither_keeps_a_file_nor_is_asked_writes_nothing_into_it(
    made: Any, colleague: Officer, acting_as: Any
) -> None:
    case = made("cases", procedure="reception", title_en="Guests from Ardent")
    for statement in (
        f"""insert into comity_caseact (case_id, what, of, answer, "on", number, reason, text, facts, rules_version, officer_id)
            values ({case.pk}, 'done', 'register', '', now(), '', '', '', '{{}}', 0, {colleague.pk})""",
        f'select comity_case_stands({case.pk}, \'{{"state": "granted"}}\')',
    ):
        with acting_as(colleague), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_in_the_morning_what_the_day_changed_is_looked_at_anew(made: Any, city: City, as_system: Any) -> None:
    case = made("cases", procedure="reception", title_en="Guests from Ardent")
    with as_system():
        today = values.today()
        for new in (New("paper", today, "request"), New("paper", today, "list"), New("filed", today)):
            add(case, new, today)
    with as_system(), connection.cursor() as cursor:  # as yesterday left it
        yesterday = {
            "state": "draft",
            "lives": True,
            "as_of": str(today - timedelta(days=1)),
            "waits": [],
            "roles": [],
            "units": [],
        }
        plain = {"level": "", "rules_version": 0, "owes": False}
        cursor.execute("select comity_case_stands(%s, %s::jsonb)", [case.pk, json.dumps(yesterday | plain)])

    seen: dict[int, date] = {}
    mornings.look_anew(city, seen)

    with as_system():
        row = CaseQueue.objects.get(case_id=case.pk)
        assert (row.state, row.as_of, seen) == ("running", today, {city.pk: today})
