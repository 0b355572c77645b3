"""What falls due in the calendar, of every register that has something to be done by a day."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comity.core.people import Officer
from comity.core.records import Record
from tests.conftest import Made
from tests.doors.test_calendar import TODAY as TODAY
from tests.doors.test_calendar import ClientOf, cell, page, part, tray
from tests.doors.test_calendar import visit as visit
from tests.doors.test_feeds import events, read
from tests.doors.test_feeds import subscribe as subscribe

DUE = "2025-01-20"


@pytest.fixture
def stands(as_system: Any) -> Callable[..., None]:
    """Say where a file stands, as is worked out when something is done with it."""

    def say(case: int, **given: Any) -> None:
        row = {
            "state": "running",
            "level": "",
            "rules_version": 1,
            "waits": [],
            "roles": [],
            "units": [],
            "owes": False,
            "lives": True,
        } | given
        with as_system(), connection.cursor() as cursor:
            cursor.execute("select comity_case_stands(%s, %s::jsonb)", [case, json.dumps(row)])

    return say


@pytest.fixture
def owed(made: Made, visit: Any, units: dict[str, Record], stands: Any) -> dict[str, Any]:
    """Make one of everything that falls due on a day, of the trade department."""
    base = {"sensitivity": 0, "unit": units["trade"].pk}
    place = made("partners", title_en="Southmere", kind="locality", country="JP", sensitivity=0).pk
    network = made("partners", title_en="Harbours", kind="network", sensitivity=0, unit=base["unit"]).pk
    project = made("projects", title_en="Water for all", kind="cooperation", partners=[place], pillar="state", **base)
    found = {
        "report": visit("Trip to Ardent", "2025-01-06", report_due=DUE, kind="delegation_out", unit=base["unit"]),
        "task": made("tasks", title_en="Write to them", due=DUE, **base),
        "promise": made("commitments", title_en="Send the list", side="us", due=DUE, partner=place, **base),
        "milestone": made("milestones", title_en="Pipes laid", project=project.pk, due=DUE),
        "application": made("applications", title_en="Ada Press", kind="press", due=DUE, country="JP", **base),
        "congress": made("mandates", title_en="Fourth term", congress_due=DUE, **base),
        "fee": made("memberships", title_en="City office", network=network, fee=500, currency="USD", fee_paid=DUE),
        "review": made("regulations", title_en="Rules of gifts", kind="decree", review_on=DUE, **base),
        "request": made("requests", title_en="May we?", kind="question", sent_on="2025-01-02", due=DUE, **base),
        "file": made("cases", title_en="File of a trip", procedure="outbound", **base),
        "granted": made("cases", title_en="File of a visit", procedure="outbound", **base),
    }
    stands(found["file"].pk, due=DUE)
    stands(found["granted"].pk, state="granted", owes=True, owed_by=DUE)
    return found


SAID = {
    "report": "Report due: Trip to Ardent",
    "task": "Write to them",
    "promise": "Send the list",
    "milestone": "Pipes laid",
    "application": "To be answered: Ada Press",
    "congress": "Congress due: Fourth term",
    "fee": "Fee paid until then: City office",
    "review": "Regulation to be reviewed: Rules of gifts",
    "request": "Answer expected: May we?",
    "file": "File due: File of a trip",
    "granted": "Report owed: File of a visit",
}


def named(html: str) -> set[str]:
    return {key for key, said in SAID.items() if said in html}


def test_whatever_falls_due_stands_on_its_day_in_every_view(
    officer: Officer, owed: dict[str, Any], client_of: ClientOf
) -> None:
    client = client_of(officer)
    html = page(client, "?view=agenda&on=2025-01")
    assert named(html) == set(SAID)
    assert "Milestone due, Water for all" in html
    assert "Deadlines<b>11</b>" in html
    for view in ("week", "lanes"):
        assert named(page(client, f"?view={view}&on=2025-01-20")) == set(SAID), view
    assert named(page(client, "?view=agenda&on=2025-01-20")) == set(SAID)
    in_cell = cell(page(client, "?view=month&on=2025-01"), DUE)
    assert in_cell.count('class="cm-item k-deadline"') == 4
    assert "7 more" in in_cell
    assert "Deadlines<b>11</b>" in page(client, "?view=year&on=2025")
    assert f'href="/milestones/{owed["milestone"].pk}/"' in html
    assert f'href="/cases/{owed["file"].pk}/"' in html


def test_what_is_done_with_falls_due_no_more(
    officer: Officer, made: Made, visit: Any, units: dict[str, Record], stands: Any, client_of: ClientOf
) -> None:
    base = {"sensitivity": 0, "unit": units["trade"].pk}
    over = made("projects", title_en="Over", kind="cooperation", finished="2024", **base)
    visit("Trip to Ardent", "2025-01-06", report_due=DUE, report_made="2025-01-10", kind="delegation_out")
    made("tasks", title_en="Write to them", due=DUE, state="done", **base)
    made("milestones", title_en="Pipes laid", project=over.pk, due=DUE)
    made("applications", title_en="Ada Press", kind="press", due=DUE, result="approved", **base)
    made("mandates", title_en="Fourth term", congress_due=DUE, congress_on="2025-01-03", **base)
    network = made("partners", title_en="Harbours", kind="network", sensitivity=0).pk
    made("memberships", title_en="City office", network=network, fee_paid=DUE, ends="2024")
    made("memberships", network=network, member_partner=network, fee_paid=DUE)
    old = made("regulations", title_en="Rules of gifts", kind="decree", review_on=DUE, **base)
    made("regulations", title_en="New rules", kind="decree", replaces=[old.pk], **base)
    made("requests", title_en="May we?", kind="question", sent_on="2024", answered_on="2025", due=DUE, **base)
    case = made("cases", title_en="File of a trip", procedure="outbound", **base)
    stands(case.pk, state="withdrawn", due=DUE)
    html = page(client_of(officer), "?view=agenda&on=2025-01")
    assert named(html) == set()
    assert "Deadlines<b>" not in html.replace("Deadlines<b>0", "")


def test_deadlines_are_one_layer_that_is_filtered_off_and_meets_the_other_filters(
    officer: Officer, made: Made, owed: dict[str, Any], units: dict[str, Record], client_of: ClientOf
) -> None:
    person = made("people", title_en="Ada Marlow", sensitivity=0).pk
    made("tasks", title_en="Hers to do", due=DUE, assignee=person, sensitivity=0)
    client = client_of(officer)

    def left(query: str) -> set[str]:
        return named(page(client, f"?view=agenda&on=2025-01&{query}"))

    assert left("mark=visit-out") == set()
    assert left("mark=deadline") == set(SAID)
    assert left(f"unit={units['trade'].pk}") == set(SAID)
    assert left(f"unit={units['ward'].pk}") == set()
    assert left("kind=delegation_out") == {"report"}
    assert left("pillar=state") == {"milestone"}
    assert left("countries=JP") == {"promise", "milestone", "application"}
    assert left(f"participants={person}") == set()
    assert "Hers to do" in page(client, f"?view=agenda&on=2025-01&participants={person}")
    lanes = page(client, "?view=lanes&on=2025-01&by=people")
    assert "Hers to do" in part(lanes, "Ada Marlow</a>", 'class="cm-wall-r')


def test_who_may_not_see_a_record_does_not_see_that_it_falls_due(
    officer: Officer, ward: Officer, made: Made, units: dict[str, Record], client_of: ClientOf, subscribe: Any
) -> None:
    hidden = {"sensitivity": 2, "shown_to": [units["ward"].pk]}
    made("tasks", title_en="Hidden task", due=DUE, **hidden)
    made("regulations", title_en="Hidden rules", kind="decree", review_on=DUE, **hidden)
    for view in ("year", "month", "week", "agenda", "lanes"):
        html = page(client_of(officer), f"?view={view}&on={DUE}")
        assert "Hidden" not in html
        assert "Deadlines<b>1" not in html
        assert "Hidden task" in page(client_of(ward), f"?view={view}&on={DUE}")
    assert "Hidden" not in str(read(subscribe(officer)).to_ical())


def test_tasks_and_milestones_are_moved_and_what_a_rule_fixes_is_not(
    officer: Officer, owed: dict[str, Any], client_of: ClientOf, as_system: Any
) -> None:
    client = client_of(officer)
    html = page(client, "?view=agenda&on=2025-01")
    for key, of in (("task", "tasks"), ("milestone", "milestones"), ("promise", "commitments")):
        record = owed[key]
        assert f"/calendar/move/{of}/{record.pk}/" in html
        answer = client.post(f"/calendar/move/{of}/{record.pk}/", {"to": "2025-01-27", "version": record.version})
        assert answer.status_code == 302
        with as_system():
            record.refresh_from_db()
        assert record.due == "2025-01-27"
    for of in ("applications", "mandates", "regulations", "cases"):
        assert f"/calendar/move/{of}/" not in html
    for key, of in (("congress", "mandates"), ("file", "cases")):
        assert client.get(f"/calendar/move/{of}/{owed[key].pk}/").status_code == 404


def test_what_is_known_by_its_month_alone_stands_apart(officer: Officer, made: Made, client_of: ClientOf) -> None:
    made("tasks", title_en="Some day in January", due="2025-01", sensitivity=0)
    made("regulations", title_en="Some day in the year", kind="decree", review_on="2025", sensitivity=0)
    loose = tray(page(client_of(officer), "?view=month&on=2025-01"))
    assert "Some day in January" in loose
    assert "Regulation to be reviewed: Some day in the year" in loose


def test_feeds_have_deadlines_as_whole_days_with_an_identity_and_a_way_back(
    officer: Officer, owed: dict[str, Any], subscribe: Any
) -> None:
    found = events(subscribe(officer, "mark=deadline"))
    assert set(found) == set(SAID.values())
    uids = {key: str(found[said]["UID"]).removesuffix("@vesper.comity") for key, said in SAID.items()}
    numbers = {key: one.pk for key, one in owed.items()}
    assert uids == {
        "report": f"activities-{numbers['report']}-report_due",
        "task": f"tasks-{numbers['task']}",
        "promise": f"commitments-{numbers['promise']}",
        "milestone": f"milestones-{numbers['milestone']}",
        "application": f"applications-{numbers['application']}-due",
        "congress": f"mandates-{numbers['congress']}-congress_due",
        "fee": f"memberships-{numbers['fee']}-fee_paid",
        "review": f"regulations-{numbers['review']}-review_on",
        "request": f"requests-{numbers['request']}-due",
        "file": f"cases-{numbers['file']}-clock",
        "granted": f"cases-{numbers['granted']}-owed_by",
    }
    step = found["Pipes laid"]
    assert step["DTSTART"].params["VALUE"] == "DATE"
    assert step["URL"] == f"http://testserver/milestones/{numbers['milestone']}/"
    assert "Water for all" in str(step["DESCRIPTION"])
    assert events(subscribe(officer, "mark=visit-out")).keys() == {"Trip to Ardent"}


def test_all_kinds_of_deadlines_are_asked_for_in_one_statement_and_called_in_one(
    officer: Officer, owed: dict[str, Any], client_of: ClientOf
) -> None:
    client = client_of(officer)
    page(client, "?view=month&on=2025-01")
    with CaptureQueriesContext(connection) as captured:
        page(client, "?view=month&on=2025-01")
    tables = ("comity_task", "comity_milestone", "comity_mandate", "comity_application", "comity_casequeue")
    asking = [one["sql"] for one in captured if any(f'FROM "{table}"' in one["sql"] for table in tables)]
    assert len(asking) == 3  # which they are, how many more the full day has, how many the month
    assert sum('FROM "comity_entry"' in one["sql"] for one in captured) == 1


@pytest.mark.parametrize("view", ["month", "lanes"])
def test_more_deadlines_cost_no_more_statements(
    officer: Officer, owed: dict[str, Any], made: Made, units: dict[str, Record], client_of: ClientOf, view: str
) -> None:
    client = client_of(officer)

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(client, f"?view={view}&on=2025-01&by=people")
        return len(captured)

    page(client)
    few = statements()
    for number in range(5):
        person = made("people", title_en=f"Person {number}", sensitivity=0).pk
        on = f"2025-01-{number + 10}"
        made("tasks", title_en=f"Task {number}", due=on, assignee=person, unit=units["desk"].pk, sensitivity=0)
        made("milestones", title_en=f"Step {number}", project=owed["milestone"].project_id, due=on)
    assert statements() <= few + (view == "lanes")  # the names of those who do something, where there were none
