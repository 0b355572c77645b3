"""Programs open files, submit them, answer and decide, under the rules of the file's page and with its refusals."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from comity.core.people import City, Officer
from comity.gate import values

pytestmark = pytest.mark.django_db
Ask = Callable[..., Any]
TODAY = date(2026, 5, 11)
PAPER = {"number": "512/VE", "dated": "2026-05-11"}


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(values, "today", lambda: TODAY)


@pytest.fixture
def city(db: None) -> City:
    """Vesper under the rules of Hanoi."""
    return City.objects.create(
        code="vesper", title_en="Vesper", title_vi="Vesper", pack="hanoi", country="VN", latitude=10.0, longitude=106.0
    )


@pytest.fixture
def ask(token_of: Callable[..., str]) -> Ask:
    """Send something to a file as somebody; return the status and the answer."""
    clients: dict[str, Client] = {}

    def send(by: Officer, method: str, path: str, body: Any = None, *, may_write: bool = True) -> tuple[int, Any]:
        key = f"{by.pk}-{may_write}"
        if key not in clients:
            clients[key] = Client(headers={"Authorization": f"Bearer {token_of(by, may_write=may_write)}"})
        data = "" if body is None else json.dumps(body)
        answer = clients[key].generic(method, f"/api/v1/cases/{path}", data, content_type="application/json")
        return answer.status_code, answer.json()

    return send


def opened(ask: Ask, by: Officer, procedure: str) -> int:
    status, said = ask(by, "POST", "", {"procedure": procedure, "title_en": "To the lanterns", "sensitivity": 1})
    assert status == 201, said
    return int(said["id"])


def done(ask: Ask, by: Officer, case: int, what: str, of: str = "", **more: Any) -> Any:
    status, said = ask(by, "POST", f"{case}/acts", {"what": what, "of": of, **more})
    assert status == 201, said
    return said


def refused(ask: Ask, by: Officer, case: int, **act: Any) -> tuple[int, dict[str, list[str]]]:
    status, said = ask(by, "POST", f"{case}/acts", act)
    return status, said["errors"]


def submitted(ask: Ask, by: Officer, case: int) -> Any:
    for paper in ask(by, "GET", f"{case}/standing")[1]["missing"]:
        done(ask, by, case, "paper", paper["id"])
    return done(ask, by, case, "filed")


def open_steps(said: Any) -> list[str]:
    return [one["id"] for one in said["steps"] if one["status"] == "open"]


def test_a_program_opens_submits_and_records_a_decision(ask: Ask, officer: Officer, leader: Officer) -> None:
    case = opened(ask, officer, "outbound")
    assert ask(officer, "GET", f"{case}/standing")[1]["state"] == "draft"
    assert refused(ask, officer, case, what="done", of="intake") == (422, {"": ["It has not been filed yet."]})

    done(ask, officer, case, "facts", facts={"days": 5, "people": 3, "head": "unit"})
    assert open_steps(submitted(ask, officer, case)) == ["intake"]
    done(ask, officer, case, "done", "intake")
    said = done(ask, officer, case, "done", "appraise")
    assert open_steps(said) == ["decide"]

    status, errors = refused(ask, officer, case, what="done", of="decide")
    assert status == 422
    assert "only those who decide" in errors[""][0]
    status, errors = refused(ask, leader, case, what="done", of="decide")
    assert (status, "Not known: Countries" in errors[""][0]) == (422, True)
    unknown = {one["id"]: one["facts"] for one in said["unknown"]}
    assert sorted(unknown) == ["company", "countries", "in_plan", "key_leaders", "trips"]
    assert unknown["countries"] == ["Countries"]
    told = {"countries": 1, "trips_before": 0, "key_leaders": 0, "company": False, "in_plan": True}
    assert done(ask, officer, case, "facts", facts=told, reason="The letter says so.")["unknown"] == []
    said = done(ask, leader, case, "done", "decide")  # whose turn it is, though a leader changes no file
    assert said["acts"][-1] | {"id": 0} == {
        "id": 0, "what": "done", "of": "decide", "answer": "", "on": "2026-05-11", "number": "", "dated": None,
        "reason": "", "officer": leader.name,
    }  # fmt: skip
    assert ask(leader, "POST", f"{case}/acts", {"what": "paper", "of": "letter"})[0] == 403


def test_an_opinion_needs_its_reason_and_who_gave_it(ask: Ask, officer: Officer) -> None:
    case = opened(ask, officer, "conference")
    said = submitted(ask, officer, case)
    while not (asks := [one for step in said["steps"] for one in step["asks"] if one["status"] == "open"]):
        said = done(ask, officer, case, "done", open_steps(said)[0], **PAPER)
    of = asks[0]["id"]

    assert refused(ask, officer, case, what="opinion", of=of, answer="disagrees", **PAPER)[0] == 422
    assert "number and the date" in refused(ask, officer, case, what="opinion", of=of, answer="agrees")[1][""][0]
    said = done(ask, officer, case, "opinion", of, answer="disagrees", reason="Too many lanterns.", **PAPER)

    answered = next(one for step in said["steps"] for one in step["asks"] if one["id"] == of)
    assert (answered["status"], answered["answer"], answered["on"]) == ("answered", "disagrees", "2026-05-11")
    assert (answered["taken_up"], answered["explanation"]) == ("", "")
    status, errors = refused(ask, officer, case, what="taken_up", of=of, answer="none")
    assert (status, errors[""]) == (422, ["Explain why it was not taken up, or only in part."])
    said = done(ask, officer, case, "taken_up", of, answer="none", reason="They are lit in turn.")
    taken = next(one for step in said["steps"] for one in step["asks"] if one["id"] == of)
    assert (taken["taken_up"], taken["explanation"]) == ("none", "They are lit in turn.")
    assert [one["what"] for one in said["acts"]][-2:] == ["opinion", "taken_up"]


@pytest.mark.parametrize(
    ("act", "field", "said"),
    [
        ({"what": "burnt"}, "what", "Input should be"),
        ({"what": "filed", "who": "me"}, "who", "There is no such field."),
        ({"what": "filed", "on": "2026-05-12"}, "", "still to come"),
        ({"what": "facts"}, "facts", "Nothing new"),
        ({"what": "facts", "facts": {"weather": 1}}, "facts", "weather: expected one of"),
        ({"what": "facts", "facts": {"days": "five"}}, "facts", "days: expected a whole number."),
        ({"what": "facts", "facts": {"days": True}}, "facts", "days: expected a whole number."),
        ({"what": "asked", "unit": 1}, "unit", "Choose the unit"),
        ({"what": "waived", "of": "people"}, "", "Give a reason."),
    ],
)
def test_what_cannot_be_taken_is_said_by_its_field(
    ask: Ask, officer: Officer, act: dict[str, Any], field: str, said: str
) -> None:
    status, errors = refused(ask, officer, opened(ask, officer, "outbound"), **act)

    assert (status, list(errors)) == (422, [field])
    assert said in errors[field][0]


def test_who_may_not_change_a_file_or_not_see_it_does_nothing_with_it(
    ask: Ask, officer: Officer, ward: Officer, made: Any, units: Any
) -> None:
    case = opened(ask, officer, "outbound")
    hidden = made(
        "cases",
        procedure="outbound",
        title_en="Closely kept",
        sensitivity=2,
        unit=units["trade"].pk,
        shown_to=[units["trade"].pk],
    ).pk

    assert ask(officer, "POST", f"{case}/acts", {"what": "filed"}, may_write=False)[0] == 403
    assert ask(ward, "POST", f"{case}/acts", {"what": "filed"})[0] == 404  # of the office alone
    assert ask(officer, "GET", f"{hidden}/standing")[0] == 404
    assert ask(officer, "POST", f"{hidden}/acts", {"what": "filed"})[0] == 404
    assert ask(officer, "GET", f"{case}/standing")[1]["acts"] == []


def test_a_consent_that_is_refused_on_paper_ends_the_file(ask: Ask, officer: Officer) -> None:
    case = opened(ask, officer, "agreement-city")
    done(ask, officer, case, "facts", facts={"opinion_fields": []})
    submitted(ask, officer, case)
    for whom, answer in (("mofa", "disagrees"), ("agencies", "agrees")):
        said = done(ask, officer, case, "opinion", f"opinions.{whom}", answer=answer, reason="So it was said.", **PAPER)
    said = done(ask, officer, case, "done", "absorb")

    assert open_steps(said) == ["prime_minister"]
    assert [one["id"] for one in said["steps"] if one["consents"]] == ["prime_minister"]
    status, errors = refused(ask, officer, case, what="refused", of="prime_minister", reason="No.")
    assert (status, "only those who decide, consent" in str(errors)) == (422, True)
    said = done(ask, officer, case, "refused", "prime_minister", reason="Not this year.", **PAPER)
    assert (said["state"], open_steps(said), said["waits"]) == ("refused", [], [])
