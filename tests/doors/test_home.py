"""Today, as each of the cast sees it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from html import unescape
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comity.core import write
from comity.core.people import Officer
from comity.core.records import Record
from comity.gate.form import check
from comity.registers import register
from tests.conftest import Made

TODAY = date(2025, 1, 16)
ClientOf = Callable[[Officer], Client]
ActingAs = Callable[[Officer], AbstractContextManager[Any]]


def page(client: Client, query: str = "") -> str:
    answer = client.get(f"/{query}")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def block(html: str, name: str) -> str:
    """Return what one card of the page says."""
    return html.partition(f'id="{name}"')[2].partition("</section>")[0]


def test_it_says_which_day_it_is(officer: Officer, client_of: ClientOf) -> None:
    html = page(client_of(officer))
    assert "Thursday 16 January" in html
    assert "Week 3" in html
    assert "Lunar calendar: 17/12, year Giáp Thìn" in html


def test_it_says_so_in_the_readers_language(officer: Officer, client_of: ClientOf) -> None:
    Officer.objects.filter(pk=officer.pk).update(language="vi")
    assert "16 tháng 1" in page(client_of(officer))


def test_an_empty_office_says_what_would_be_here(leader: Officer, client_of: ClientOf) -> None:
    html = page(client_of(leader))
    assert "Nothing waits for you" in html
    assert "No tie has gone quiet" in html
    assert "Nothing within 60 days" in html


def test_promises_stand_under_when_they_fall_due(officer: Officer, made: Made, client_of: ClientOf) -> None:
    for title, due in (
        ("Late one", "2025-01-14"),
        ("Today's", "2025-01-16"),
        ("Friday's", "2025-01-17"),
        ("Later one", "2025-02"),
    ):
        made("commitments", title_en=title, side="us", due=due, sensitivity=0)
    made("commitments", title_en="Kept one", side="us", due="2025-01-14", state="kept", sensitivity=0)
    made("commitments", title_en="Far one", side="us", due="2025-09-14", sensitivity=0)
    html = block(page(client_of(officer)), "needs")
    order = ["Overdue", "Late one", "2 days late", "Today's", "This week", "Friday's", "Later", "Later one"]
    assert [html.find(words) for words in order] == sorted(html.find(words) for words in order)
    assert all(words in html for words in order)
    assert "Kept one" not in html
    assert "Far one" not in html


def test_a_promise_of_the_partner_is_asked_for(officer: Officer, made: Made, client_of: ClientOf) -> None:
    made("commitments", title_en="The list of names", side="them", due="2025-01-20", sensitivity=0)
    assert "Ask for: The list of names" in page(client_of(officer))


def test_what_may_still_fall_due_this_year_is_not_late(officer: Officer, made: Made, client_of: ClientOf) -> None:
    made("commitments", title_en="Sometime in January", side="us", due="2025-01", sensitivity=0)
    html = block(page(client_of(officer)), "needs")
    assert "Overdue" not in html
    assert "Sometime in January" in html


def test_agreements_that_end_ask_for_a_decision(officer: Officer, made: Made, client_of: ClientOf) -> None:
    other = made("partners", title_en="Northport", kind="locality", sensitivity=0).pk
    base = {"instrument": "agreement", "partners": [other], "signed": "2020-05-01", "sensitivity": 0}
    made("agreements", title_en="Ending", expires="2025-04-30", **base)
    made("agreements", title_en="With notice", expires="2025-06-30", notice_by="2025-02-28", **base)
    made("agreements", title_en="Just over", expires="2024-12-31", **base)
    made("agreements", title_en="Long over", expires="2022-12-31", **base)
    ended = made("agreements", title_en="Terminated", expires="2025-03-31", **base)
    made("agreement_actions", agreement=ended.pk, kind="terminate", on="2024-01-01", sensitivity=0)
    html = block(page(client_of(officer)), "needs")
    assert "Decide on renewal: Ending" in html
    assert "Give notice or let it renew: With notice" in html
    assert "Record what follows: Just over" in html
    assert "Long over" not in html
    assert "Terminated" not in html


def test_gaps_are_counted_and_open_their_list(officer: Officer, made: Made, client_of: ClientOf) -> None:
    other = made("partners", title_en="Northport", kind="locality", sensitivity=0, to_verify=True).pk
    for number in range(2):
        made("agreements", title_en=f"Undated {number}", instrument="mou", partners=[other], sensitivity=0)
    made("agreements", title_en="Known by its year", instrument="mou", partners=[other], signed="2024", sensitivity=0)
    client = client_of(officer)
    html = block(page(client), "needs")
    assert "Add the date of signing to 2 agreements" in html
    assert "Add the day of signing: Known by its year" in html
    assert "/agreements/?signed=none" in html
    assert "/partners/?to_verify=yes" in html
    opened = client.get("/agreements/?signed=none").content.decode()
    assert "Undated 0" in opened
    assert "Undated 1" in opened
    assert "Known by its year" not in opened


def test_who_only_reads_is_not_asked_to_fill_gaps(leader: Officer, made: Made, client_of: ClientOf) -> None:
    made("activities", title_en="Undated", kind="meeting", sensitivity=0, to_verify=True)
    html = page(client_of(leader))
    assert "Add the date of" not in html
    assert "To verify" not in block(html, "needs")
    assert 'href="/activities/new/"' not in html
    assert "2025 in figures" in html


def test_a_ward_is_asked_about_its_own_records(
    ward: Officer, made: Made, units: dict[str, Record], client_of: ClientOf
) -> None:
    made("commitments", title_en="Ours", side="us", due="2025-01-20", unit=units["ward"].pk, sensitivity=0)
    made("commitments", title_en="Theirs", side="us", due="2025-01-20", unit=units["desk"].pk, sensitivity=0)
    html = block(page(client_of(ward)), "needs")
    assert "Ours" in html
    assert "Theirs" not in html


def test_an_officer_may_look_at_the_own_unit_alone(
    officer: Officer, made: Made, units: dict[str, Record], client_of: ClientOf
) -> None:
    made("commitments", title_en="Ours", side="us", due="2025-01-20", unit=units["desk"].pk, sensitivity=0)
    made("commitments", title_en="Of trade", side="us", due="2025-01-20", unit=units["trade"].pk, sensitivity=0)
    client = client_of(officer)
    assert "Of trade" in block(page(client), "needs")
    assert "Of trade" not in block(page(client, "?view=unit"), "needs")


def test_nobody_sees_what_is_not_theirs_to_see(
    ward: Officer, made: Made, units: dict[str, Record], client_of: ClientOf
) -> None:
    made(
        "activities",
        title_en="Internal visit",
        kind="delegation_in",
        starts="2025-01-17",
        sensitivity=1,
        unit=units["desk"].pk,
    )
    restricted = {"sensitivity": 2, "shown_to": [units["desk"].pk], "unit": units["desk"].pk}
    made("activities", title_en="Secret visit", kind="delegation_in", starts="2025-01-20", **restricted)
    html = page(client_of(ward))
    assert "Internal visit" not in html
    assert "Secret visit" not in html


def test_the_week_shows_days_and_not_months(officer: Officer, made: Made, client_of: ClientOf) -> None:
    made(
        "activities", title_en="Three days", kind="delegation_in", starts="2025-01-14", ends="2025-01-16", sensitivity=0
    )
    made("activities", title_en="All January", kind="fair", starts="2025-01", sensitivity=0)
    made(
        "activities",
        title_en="All week long",
        kind="fair",
        starts="2025-01-13",
        ends="2025-01-19",
        through=True,
        sensitivity=0,
    )
    week = page(client_of(officer)).partition('class="cm-week"')[2].partition("</ol>")[0]
    assert week.count("Three days") == 3
    assert "All January" not in week
    assert "All week long" not in week


def test_anniversaries_come_only_for_countries_with_partners(officer: Officer, made: Made, client_of: ClientOf) -> None:
    client = client_of(officer)
    assert "75 years" not in page(client)
    made("partners", title_en="Southmere", kind="locality", country="CN", sensitivity=0)
    html = page(client)
    assert "Viet Nam and China, 75 years" in html
    assert "round year" in html


def test_changes_of_others_since_the_last_visit(
    officer: Officer, head: Officer, made: Made, acting_as: ActingAs, client_of: ClientOf
) -> None:
    before = made("partners", by=head, title_en="Before", kind="locality", sensitivity=0)
    Officer.objects.filter(pk=officer.pk).update(seen_before=timezone.now(), seen_at=timezone.now())
    made("partners", by=head, title_en="Northport", kind="locality", sensitivity=0)
    made("partners", by=officer, title_en="My own", kind="locality", sensitivity=0)
    with acting_as(head):
        before.title_en = "Before, renamed"
        write.save(before)
    html = block(page(client_of(officer)), "changed")
    assert "Northport" in html
    assert "added, The head" in html
    assert "Before, renamed" in html
    assert "changed, The head" in html
    assert "My own" not in html


def test_a_deleted_record_is_named_but_not_opened(
    officer: Officer, head: Officer, made: Made, acting_as: ActingAs, client_of: ClientOf
) -> None:
    gone = made("partners", by=head, title_en="Gone", kind="locality", sensitivity=0)
    with acting_as(head):
        write.remove(gone)
    html = block(page(client_of(officer)), "changed")
    assert "Gone" in html
    assert f'href="/partners/{gone.pk}/"' not in html


def test_many_changes_of_one_act_are_told_in_one_line(
    officer: Officer, head: Officer, acting_as: ActingAs, client_of: ClientOf
) -> None:
    Officer.objects.filter(pk=officer.pk).update(seen_before=timezone.now(), seen_at=timezone.now())
    with acting_as(head):
        for number in range(5):
            write.save(
                check(
                    register("partners"), {"title_en": f"Place {number}", "kind": "locality", "sensitivity": 0}
                ).instance
            )
    html = block(page(client_of(officer)), "changed")
    assert "Partners: 5 added" in html
    assert "Place 3" not in html


def test_nothing_changed_is_said(officer: Officer, client_of: ClientOf) -> None:
    Officer.objects.filter(pk=officer.pk).update(seen_before=timezone.now(), seen_at=timezone.now())
    assert "Nobody changed anything" in page(client_of(officer))


def test_the_longest_quiet_ties_come_first_with_an_act(officer: Officer, made: Made, client_of: ClientOf) -> None:
    for name, since in (("Older", "2015"), ("Old", "2019-05"), ("Fresh", "2024-11")):
        place = made("partners", title_en=name, kind="locality", sensitivity=0)
        made("ties", partner=place.pk, stage="cooperation", since=since, sensitivity=0)
    html = block(page(client_of(officer)), "quiet")
    assert html.index("Older") < html.index("Propose a meeting: Old<")
    assert "Last contact on record: 2015" in html
    assert "Fresh" not in html


def test_a_visit_wakes_a_quiet_tie(officer: Officer, made: Made, client_of: ClientOf) -> None:
    place = made("partners", title_en="Northport", kind="locality", sensitivity=0)
    made("ties", partner=place.pk, stage="cooperation", since="2015", sensitivity=0)
    client = client_of(officer)
    assert "Northport" in block(page(client), "quiet")
    made("activities", title_en="A visit", kind="delegation_in", partners=[place.pk], starts="2024-06", sensitivity=0)
    assert "Northport" not in block(page(client), "quiet")


def test_a_larger_office_costs_no_more_queries(officer: Officer, made: Made, client_of: ClientOf) -> None:
    client = client_of(officer)

    def fill(number: int) -> None:
        place = made(
            "partners", title_en=f"Place {number}", kind="locality", country="CN", sensitivity=0, to_verify=True
        )
        made("ties", partner=place.pk, stage="cooperation", since="2015", sensitivity=0)
        base = {"instrument": "agreement", "partners": [place.pk], "sensitivity": 0}
        agreement = made("agreements", title_en=f"Text {number}", signed="2020", expires="2025-03-31", **base)
        until = "2025-04-30" if number % 2 else ""
        made("agreement_actions", agreement=agreement.pk, kind="extend", on="2021", until=until, sensitivity=0)
        made(
            "commitments",
            title_en=f"Promise {number}",
            side="us",
            due="2025-01-17",
            agreement=agreement.pk,
            sensitivity=0,
        )
        on = TODAY + timedelta(days=number)
        made(
            "activities", title_en=f"Visit {number}", kind="meeting", partners=[place.pk], starts=str(on), sensitivity=0
        )

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(client)
        return len(captured)

    for number in range(1, 5):  # one more than a day of the strip shows, so that the rest is counted both times
        fill(number)
    page(client)
    few = queries()
    for number in range(5, 11):
        fill(number)
    assert queries() == few


def test_a_head_sees_who_has_how_much_to_do(head: Officer, made: Made, client_of: ClientOf, units: Any) -> None:
    ada = made("people", title_en="Ada", sensitivity=0)
    base = {"unit": units["desk"].pk, "sensitivity": 0}
    made("tasks", title_en="Translate", assignee=ada.pk, due=str(TODAY - timedelta(days=2)), **base)
    made("tasks", title_en="Order cards", assignee=ada.pk, due=str(TODAY + timedelta(days=2)), **base)
    made("tasks", title_en="Call Lyon", due="", **base)
    made("tasks", title_en="Done long ago", assignee=ada.pk, state="done", due="2020-01-01", **base)

    client = client_of(head)
    page = client.get("/")

    assert [(one["label"], one["open"], one["late"]) for one in page.context["load"]] == [
        ("Ada", 2, 1),
        ("Vesper desk", 1, 0),
    ]
    for one, titles in zip(page.context["load"], ({"Translate", "Order cards"}, {"Call Lyon"}), strict=True):
        listed = client.get(one["href"]).content.decode()
        assert {
            title for title in ("Translate", "Order cards", "Call Lyon", "Done long ago") if title in listed
        } == titles
    assert "Translate" in block(page.content.decode(), "needs")


def test_a_leader_sees_the_meetings_of_the_week_and_the_year(leader: Officer, made: Made, client_of: ClientOf) -> None:
    made("activities", title_en="Talks", kind="delegation_in", starts=str(TODAY + timedelta(days=2)), sensitivity=0)
    made("activities", title_en="Far off", kind="delegation_in", starts=str(TODAY + timedelta(days=20)), sensitivity=0)
    client = client_of(leader)
    assert "months" not in client.get("/").context  # a picture of two would say nothing
    for number in range(22):
        made(
            "activities",
            title_en=f"Fair {number}",
            kind="festival",
            starts=f"2024-{number % 12 + 1:02d}",
            sensitivity=0,
        )
    page = client.get("/")
    assert [one["title"] for one in page.context["meetings"]] == ["Talks"]
    assert sum(one["value"] for one in page.context["months"]) == 2
    assert sum(one["prev"] for one in page.context["months"]) == 22
    assert all(one["href"].startswith("/activities/?starts=") for one in page.context["months"])


def test_a_leader_s_week_has_meetings_and_receptions_with_briefs_and_the_own_first(
    leader: Officer, made: Made, client_of: ClientOf
) -> None:
    own = made("people", title_en="The leader", is_ours=True, sensitivity=0).pk
    made("people", title_en="The leader", sensitivity=0)  # a guest of the same name is somebody else
    day = {str(step): str(TODAY + timedelta(days=step)) for step in range(1, 6)}
    base = {"sensitivity": 0}
    made("activities", title_en="Talks at the office", kind="meeting", starts=day["1"], **base)
    made("activities", title_en="Guests of another", kind="reception", starts=day["2"], **base)
    made("activities", title_en="Book fair", kind="fair", starts=day["2"], **base)
    hers = made("activities", title_en="Guests of hers", kind="reception", starts=day["4"], host=own, **base)
    led = made("activities", title_en="She leads talks", kind="delegation_in", starts=day["5"], **base)
    made("programme_items", activity=led.pk, title_en="Talks", on=day["5"], lead=own)
    client = client_of(leader)
    shown = client.get("/").context["meetings"]
    assert [one["title"] for one in shown] == [
        "Guests of hers", "She leads talks", "Talks at the office", "Guests of another",
    ]  # fmt: skip
    assert [one["sub"].startswith("You take part, ") for one in shown] == [True, True, False, False]
    assert shown[0]["href"] == f"/activities/{hers.pk}/brief/"
    assert all(client.get(one["href"]).status_code == 200 for one in shown)
    made("people", title_en="The leader", is_ours=True, sensitivity=0)  # nobody can say which of the two it is
    assert client.get("/").context["meetings"][0]["title"] == "Talks at the office"


def test_a_leader_s_year_says_of_each_number_what_reports_and_dashboards_say(
    leader: Officer, made: Made, client_of: ClientOf
) -> None:
    for kind in ("delegation_in", "reception", "visit_served", "greeting", "publicity", "festival"):
        made("activities", title_en=kind, kind=kind, starts="2025-01-10", sensitivity=0)
    made("activities", title_en="Last year", kind="delegation_in", starts="2024-01-10", sensitivity=0)
    client = client_of(leader)
    shown = client.get("/").context["figures"]
    assert shown == client.get("/reports/dashboards/?period=2025").context["shown"].large
    (own,) = [one for one in shown if "kind=delegation_in" in one["href"]]
    assert (own["value"], own["note"]) == ("1", "2024: 1")


def test_an_association_proposes_reports_and_sees_its_plan(
    member: Officer, made: Made, client_of: ClientOf, units: Any
) -> None:
    own = {"kind": "festival", "sensitivity": 0, "unit": units["association"].pk}
    made("activities", title_en="Lantern day", starts=str(TODAY + timedelta(days=30)), **own)
    made("activities", title_en="Spring day", starts=str(TODAY - timedelta(days=30)), **own)
    made("activities", title_en="Told day", starts=str(TODAY - timedelta(days=40)), result_en="300 came", **own)
    made("activities", title_en="Theirs", starts=str(TODAY + timedelta(days=3)), kind="festival", sensitivity=0)
    client = client_of(member)
    page = client.get("/")
    assert [one["title"] for one in page.context["plan"]] == ["Lantern day"]
    assert [one["title"] for one in page.context["to_report"]] == ["Report on: Spring day"]
    for one in [*page.context["own_acts"], *page.context["to_report"]]:
        assert client.get(one["href"]).status_code == 200


def test_what_another_role_needs_is_not_asked_for(officer: Officer, client_of: ClientOf) -> None:
    page = client_of(officer).get("/")
    assert not {"load", "meetings", "months", "plan", "to_report"} & set(page.context)


def test_what_they_decide_comes_first_for_a_leader_and_what_they_owe_for_an_association(
    leader: Officer, member: Officer, officer: Officer, made: Made, client_of: ClientOf, units: Any
) -> None:
    def order(one: Officer) -> list[str]:
        html = page(client_of(one))
        places = {name: html.find(f'id="{name}"') for name in ("to-report", "decide", "meetings", "needs", "changed")}
        places |= {
            "week": html.find("cm-week"),
            "figures": html.find("cm-figs"),
            "acts": html.find("Propose an activity"),
        }
        return sorted((name for name, at in places.items() if at >= 0), key=lambda name: places[name])

    assert order(leader) == ["decide", "week", "figures", "needs", "changed"]
    assert order(member) == ["acts", "week", "needs", "changed"]
    made("commitments", title_en="Send the list", side="us", due="2025-01-20", unit=units["desk"].pk, sensitivity=0)
    made(
        "activities",
        title_en="Spring day",
        kind="festival",
        starts="2024-12-20",
        sensitivity=0,
        unit=units["association"].pk,
    )

    made("activities", title_en="Talks", kind="delegation_in", starts="2025-01-17", sensitivity=0)

    assert order(leader) == ["decide", "meetings", "week", "figures", "needs", "changed"]
    assert order(member) == ["to-report", "needs", "acts", "week", "changed"]
    assert order(officer) == ["week", "needs", "changed"]


def test_what_others_owe_does_not_wait_for_a_leader(leader: Officer, made: Made, client_of: ClientOf) -> None:
    made("commitments", title_en="Send the list", side="us", due="2025-01-10", sensitivity=0)
    html = page(client_of(leader))
    assert "Nothing waits for your decision" in block(html, "decide")
    assert "Send the list" in block(html, "needs")


def test_of_much_that_waits_the_first_are_shown_and_the_way_to_all_comes_last(
    officer: Officer, made: Made, client_of: ClientOf
) -> None:
    for number in range(13):
        made("commitments", title_en=f"Promise {number}", side="us", due=f"2017-01-{number + 1:02d}", sensitivity=0)
    made("tasks", title_en="Call Lyon", due="2024-12-01", sensitivity=0)
    client = client_of(officer)
    (late,) = [group for group in client.get("/").context["needs"] if group["key"] == "late"]
    titles = [one["title"] for one in late["rows"]]
    assert titles == [
        *(f"Carry out: Promise {number}" for number in range(12)), "Call Lyon", "Open all commitments that are not kept yet",
    ]  # fmt: skip
    assert late["rows"][-1]["due"] == ""
    shown, _fold, folded = block(page(client), "needs").partition("<details")
    assert ["Promise 5<" in shown, "Promise 6<" in shown, "Promise 6<" in folded] == [True, False, True]
    assert "and 7 more" in folded
    assert "Open all commitments" in folded.partition("</details>")[2]  # in sight, however many there are


def test_what_is_still_going_on_is_not_yet_to_be_reported(
    member: Officer, made: Made, client_of: ClientOf, units: Any
) -> None:
    own = {"kind": "festival", "sensitivity": 0, "unit": units["association"].pk}
    made("activities", title_en="Going on", starts="2025-01-14", ends="2025-01-18", **own)
    made("activities", title_en="Ends today", starts="2025-01-14", ends="2025-01-16", **own)
    made("activities", title_en="Sometime this month", starts="2025-01", **own)
    made("activities", title_en="From December into this month", starts="2024-12-20", ends="2025-01", **own)
    made("activities", title_en="Over", starts="2025-01-14", ends="2025-01-15", **own)
    made("activities", title_en="Yesterday", starts="2025-01-15", **own)
    made("activities", title_en="Sometime last month", starts="2024-12", **own)
    shown = client_of(member).get("/").context["to_report"]
    assert [one["title"] for one in shown] == [
        "Report on: Yesterday", "Report on: Over", "Report on: Sometime last month",
    ]  # fmt: skip


def test_a_leader_s_week_has_visits_that_go_on_and_whatever_is_the_leader_s_own(
    leader: Officer, made: Made, client_of: ClientOf
) -> None:
    own = made("people", title_en="The leader", is_ours=True, sensitivity=0).pk
    made("activities", title_en="Here until tomorrow", kind="delegation_in", starts="2025-01-15", ends="2025-01-17",
         sensitivity=0)  # fmt: skip
    made("activities", title_en="Gone", kind="delegation_in", starts="2025-01-13", ends="2025-01-15", sensitivity=0)
    made("activities", title_en="Lantern week", kind="festival", starts="2025-01-20", in_charge=own, sensitivity=0)
    made("activities", title_en="Book fair", kind="fair", starts="2025-01-18", sensitivity=0)
    made("activities", title_en="Talks", kind="meeting", starts="2025-01-19", sensitivity=0)
    shown = client_of(leader).get("/").context["meetings"]
    assert [one["title"] for one in shown] == ["Lantern week", "Talks", "Here until tomorrow"]
    assert shown[0]["sub"].startswith("You take part, ")
    assert 'href="/calendar/?view=week"' in block(page(client_of(leader)), "meetings")
