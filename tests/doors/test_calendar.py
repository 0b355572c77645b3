"""The calendar, as each of the cast sees it."""

from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comity.core.people import Officer
from comity.core.records import Record
from comity.web.calendar import items, pages
from tests.conftest import Made
from tests.long import long

TODAY = date(2025, 1, 16)
ClientOf = Callable[[Officer], Client]


def page(client: Client, query: str = "", status: int = 200) -> str:
    answer = client.get(f"/calendar/{query}")
    assert answer.status_code == status, answer.content.decode()[:400]
    return unescape(answer.content.decode())


def cell(html: str, day: str) -> str:
    """Return what one day of the month says."""
    return html.partition(f'data-day="{day}"')[2].partition('role="cell"')[0]


def part(html: str, begins: str, ends: str) -> str:
    return html.partition(begins)[2].partition(ends)[0]


def tray(html: str) -> str:
    return part(html, 'id="loose"', "</section>")


@pytest.fixture
def visit(made: Made) -> Callable[..., Any]:
    """Make a delegation that everybody may see."""

    def make(title: str, starts: str, ends: str = "", **given: Any) -> Any:
        kind = given.pop("kind", "delegation_in")
        return made(
            "activities", **{"title_en": title, "kind": kind, "starts": starts, "ends": ends, "sensitivity": 0} | given
        )

    return make


def test_the_year_shows_days_and_keeps_what_has_no_day_apart(officer: Officer, visit: Any, client_of: ClientOf) -> None:
    visit("Fukuoka City", "2025-02-18", "2025-02-20")
    visit("In some month", "2025-03")
    visit("In the year", "2025", through=True)
    visit("Who knows when", "")
    visit("Another year", "2024-05-05")
    html = page(client_of(officer), "?view=year&on=2025")
    assert 'title="Fukuoka City, 18–20 February 2025' in html
    loose = part(html, 'class="cm-wall-un"', "</div>")
    assert [loose.find(title) > 0 for title in ("In some month", "In the year", "Who knows when")] == [True] * 3
    assert "March 2025" in loose
    assert "through 2025" in loose
    assert "no date" in loose
    assert "Fukuoka City" not in loose
    assert "Another year" not in html


def test_holidays_have_their_names_and_years_without_them_say_so(officer: Officer, client_of: ClientOf) -> None:
    client = client_of(officer)
    assert 'cm-wall-hol c-30 s-5 r-2">Tet</span>' in page(client, "?view=year&on=2025")
    assert "No public holidays are on record for 2050." in page(client, "?view=year&on=2050")


def test_without_a_view_the_phone_has_the_agenda_beside_the_wall(
    officer: Officer, visit: Any, client_of: ClientOf
) -> None:
    visit("Fukuoka City", "2025-02-18", "2025-02-20")
    html = page(client_of(officer))
    assert html.count('class="cm-wall"') == 1
    assert "Fukuoka City" in part(html, 'class="cm-agenda"', "</form>")


def test_the_month_shows_an_entry_on_each_of_its_days_and_the_lunar_day(
    officer: Officer, visit: Any, client_of: ClientOf
) -> None:
    visit("Fukuoka City", "2025-01-28", "2025-01-30")
    html = page(client_of(officer), "?view=month&on=2025-01")
    assert [("Fukuoka City" in cell(html, f"2025-01-{day}")) for day in (27, 28, 29, 30, 31)] == [
        False,
        True,
        True,
        True,
        False,
    ]
    assert "1/1<" in cell(html, "2025-01-29")
    assert "29/12<" in cell(html, "2025-01-28")


def test_what_began_before_the_period_is_there(officer: Officer, visit: Any, client_of: ClientOf) -> None:
    visit("Long exhibition", "2024-09-01", "2025-01-08", kind="fair")
    client = client_of(officer)
    assert "Long exhibition" in cell(page(client, "?view=month&on=2025-01"), "2025-01-08")
    assert "Long exhibition" in page(client, "?view=agenda&on=2025-01")
    assert "Long exhibition" not in page(client, "?view=week&on=2025-01-16")


def test_deadlines_are_open_promises_and_texts_that_end(officer: Officer, made: Made, client_of: ClientOf) -> None:
    place = made("partners", title_en="Southmere", kind="locality", sensitivity=0).pk
    made("commitments", title_en="Send the list", side="us", due="2025-01-20", sensitivity=0)
    made("commitments", title_en="Sent already", side="us", due="2025-01-20", state="kept", sensitivity=0)
    base = {"instrument": "mou", "partners": [place], "signed": "2020", "sensitivity": 0}
    made("agreements", title_en="Ending text", expires="2025-01-21", notice_by="2025-01-10", **base)
    over = made("agreements", title_en="Ended text", expires="2025-01-22", **base)
    made("agreement_actions", agreement=over.pk, kind="terminate", on="2024", sensitivity=0)
    html = page(client_of(officer), "?view=month&on=2025-01")
    assert "Send the list" in cell(html, "2025-01-20")
    assert "Agreement ends" in cell(html, "2025-01-21")
    assert "Notice to be given" in cell(html, "2025-01-10")
    assert "Sent already" not in html
    assert "Ended text" not in html


def test_anniversaries_are_of_partners_countries_and_round_ones_are_starred(
    officer: Officer, made: Made, client_of: ClientOf
) -> None:
    client = client_of(officer)
    assert "China, 75 years" not in page(client, "?view=year&on=2025")
    made("partners", title_en="Southmere", kind="locality", country="CN", sensitivity=0)
    html = page(client, "?view=year&on=2025")
    assert "China, 75 years" in html
    assert "round year" in part(html, "China, 75 years</span>".removesuffix("</span>"), "</a>")


def test_filters_leave_what_meets_all_of_them(
    officer: Officer, made: Made, visit: Any, units: dict[str, Record], client_of: ClientOf
) -> None:
    place = made("partners", title_en="Southmere", kind="locality", country="CN", sensitivity=0)
    person = made("people", title_en="Ada Marlow", sensitivity=0)
    visit("By country", "2025-01-20", countries=["CN"])
    visit("By partner", "2025-01-20", partners=[place.pk], pillar="state")
    visit("By person", "2025-01-20", participants=[person.pk], kind="seminar", fields=["trade"])
    visit("By unit", "2025-01-20", unit=units["trade"].pk, kind="delegation_out")
    made("commitments", title_en="A promise", side="us", due="2025-01-20", partner=place.pk, sensitivity=0)
    client = client_of(officer)
    titles = ("By country", "By partner", "By person", "By unit", "A promise", "China, 75 years")

    def shown(query: str) -> set[str]:
        html = part(page(client, f"?view=agenda&on=2025-01&{query}"), 'class="cm-agenda"', "</footer>")
        return {title for title in titles if title in html}

    assert shown("") == set(titles)
    assert shown("countries=CN") == {"By country", "By partner", "A promise", "China, 75 years"}
    assert shown(f"partners={place.pk}") == {"By partner", "A promise", "China, 75 years"}
    assert shown(f"participants={person.pk}") == {"By person"}
    assert shown(f"unit={units['trade'].pk}") == {"By unit"}
    assert shown("kind=seminar") == {"By person"}
    assert shown("fields=trade") == {"By person"}
    assert shown("pillar=state") == {"By partner"}
    assert shown("mark=visit-out") == {"By unit"}
    assert shown("mark=anniv&mark=deadline") == {"A promise", "China, 75 years"}
    assert shown("mark=visit-in&countries=CN") == {"By country", "By partner"}


def test_long_filters_hold_what_is_chosen_and_ask_for_the_others_when_opened(
    officer: Officer, made: Callable[..., Record], client_of: ClientOf
) -> None:
    other, chosen = (made("partners", title_en=title, kind="locality") for title in ("Adelheid", "Zonnestad"))
    client = client_of(officer)
    assert '<details class="cm-menu"' in client.get("/activities/").content.decode()  # draws the same filters otherwise

    html = part(page(client, f"?view=month&on=2025-01&partners={chosen.pk}"), 'id="cal-filters"', "</form>")
    assert [f'id="cal-{name}"' in html for name in ("kind", "pillar", "fields", "unit", "partners")] == [True] * 5
    assert 'hx-get="/calendar/filter/partners/"' in html
    assert f'value="{chosen.pk}" checked><span class="form-check-label">Zonnestad</span>' in html
    assert "Adelheid" not in html

    opened = client.get(f"/calendar/filter/partners/?partners={chosen.pk}", headers={"HX-Request": "true"})
    assert f'value="{other.pk}"' in opened.content.decode()
    assert "Zonnestad" not in opened.content.decode()
    alone = client.get(f"/calendar/filter/partners/?view=month&on=2025-01&partners={chosen.pk}").content.decode()
    assert '<form method="get" action="/calendar/">' in alone
    assert '<input type="hidden" name="on" value="2025-01">' in alone
    assert client.get("/calendar/filter/kind/").status_code == 404


def test_links_about_keep_the_filters(officer: Officer, units: dict[str, Record], client_of: ClientOf) -> None:
    html = page(client_of(officer), f"?view=month&on=2025-01&mark=event&unit={units['trade'].pk}")
    after = f"/calendar/?view=month&on=2025-02&mark=event&unit={units['trade'].pk}"
    assert f'href="{after}" rel="next" data-next' in html
    assert after.replace("2025-02", "2024-12") in html


def test_a_period_that_is_none_says_how_to_write_it(officer: Officer, client_of: ClientOf) -> None:
    client = client_of(officer)
    for typed in ("next+week", "2025-13", "0001", "9999", "2025-01..2024-01"):
        assert "is not a period of the calendar" in page(client, f"?view=month&on={typed}", 400)
    assert "is not one of the choices" in page(client, "?view=month&kind=quidditch", 400)
    assert 'rel="next"' not in page(client, "?view=year&on=2198")


def test_what_may_not_be_seen_is_not_there_and_not_counted(
    officer: Officer, ward: Officer, visit: Any, units: dict[str, Record], client_of: ClientOf
) -> None:
    visit("Open visit", "2025-01-20")
    visit("Inner visit", "2025-01-20", sensitivity=1)
    visit("Hidden visit", "2025-01-20", sensitivity=2, shown_to=[units["ward"].pk])
    for view in ("year", "month", "week", "agenda", "lanes"):
        html = page(client_of(officer), f"?view={view}&on=2025-01-20")
        assert "Open visit" in html
        assert "Inner visit" in html
        assert "Hidden visit" not in html
    assert "Visits in<b>2</b>" in page(client_of(officer), "?view=month&on=2025-01")
    assert "Visits in<b>2</b>" in page(client_of(ward), "?view=month&on=2025-01")
    assert "Inner visit" not in page(client_of(ward), "?view=month&on=2025-01")


def test_a_full_day_says_how_many_more_there_are(officer: Officer, visit: Any, client_of: ClientOf) -> None:
    for number in range(11):
        visit(f"Visit {number}", "2025-01-20")
    client = client_of(officer)
    html = page(client, "?view=month&on=2025-01")
    assert cell(html, "2025-01-20").count("cm-item") == 4
    assert "7 more" in cell(html, "2025-01-20")
    assert "Visits in<b>11</b>" in html
    assert 'href="/calendar/?view=agenda&on=2025-01-20"' in html
    whole = part(page(client, "?view=agenda&on=2025-01-20"), 'class="cm-agenda"', "</footer>")
    assert whole.count("<li>") == 11
    assert "5 more" in page(client, "?view=year&on=2025")


def test_clashes_are_told_with_their_reason(
    officer: Officer, made: Made, visit: Any, units: dict[str, Record], client_of: ClientOf
) -> None:
    person = made("people", title_en="Ada Marlow", sensitivity=0).pk
    place = made("partners", title_en="Southmere", kind="locality", sensitivity=0).pk
    whole = visit("Fukuoka", "2025-01-20", "2025-01-22", participants=[person])
    visit("Dinner of it", "2025-01-21", participants=[person], part_of=whole.pk)
    client = client_of(officer)
    assert "clash" not in part(page(client, "?view=month&on=2025-01"), 'id="cal"', "cal-move")
    visit("Ulaanbaatar", "2025-01-22", "2025-01-23", participants=[person], partners=[place], unit=units["desk"].pk)
    visit("Trade talks", "2025-01-23", partners=[place], unit=units["trade"].pk)
    visit("Day after", "2025-01-24", participants=[person], partners=[place])
    html = page(client, "?view=month&on=2025-01")
    told = part(html, 'id="clashes"', "</section>")
    assert "Ada Marlow is also in: Ulaanbaatar" in told
    assert "Southmere meets another unit too: Ulaanbaatar" in told
    assert "Day after" not in told
    assert "3 entries clash" in html


def test_lanes_are_of_units_or_of_people(
    officer: Officer, made: Made, visit: Any, units: dict[str, Record], client_of: ClientOf
) -> None:
    person = made("people", title_en="Ada Marlow", sensitivity=0).pk
    visit("Fukuoka", "2025-01-20", "2025-01-22", unit=units["trade"].pk, participants=[person])
    visit("Nobody's", "2025-01-20")
    client = client_of(officer)
    html = page(client, "?view=lanes&on=2025-01")
    assert "Vesper trade</a>" in html
    assert "No lead unit" in html
    html = page(client, "?view=lanes&on=2025-01&by=people")
    assert "Ada Marlow</a>" in html
    assert "Entries that name no person: 1." in html


@pytest.fixture
def ada(made: Made, visit: Any) -> Any:
    """Make four delegations: Ada Marlow receives, leads, interprets, comes along; another has nobody."""
    one = made("people", title_en="Ada Marlow", sensitivity=0)
    visit("She receives", "2025-01-06", "2025-01-07", host=one.pk)
    for number, name in enumerate(("lead", "interpreter")):
        led = visit(f"She is {name}", f"2025-01-1{number}", f"2025-01-1{number + 3}")
        made("programme_items", activity=led.pk, title_en="Talks", on=f"2025-01-1{number + 1}", **{name: one.pk})
    visit("She is in charge", "2025-01-26", kind="festival", in_charge=one.pk)
    made("delegation_members", activity=visit("She travels", "2025-01-27").pk, person=one.pk)
    visit("Without her", "2025-01-28")
    return one


def test_whoever_receives_leads_interprets_or_travels_has_it_in_the_own_calendar(
    officer: Officer, ada: Any, client_of: ClientOf
) -> None:
    client = client_of(officer)
    lanes = page(client, "?view=lanes&on=2025-01&by=people")
    assert "Entries that name no person: 1." in lanes
    hers = ("She receives", "She is lead", "She is interpreter", "She travels", "She is in charge")
    for view in ("month", "lanes", "agenda", "year"):
        html = page(client, f"?view={view}&on=2025-01&by=people&participants={ada.pk}")
        assert [title in html for title in (*hers, "Without her")] == [True] * 5 + [False], view
    html = page(client, "?view=agenda&on=2025-01&participants=none")
    assert [title in html for title in (*hers, "Without her")] == [False] * 5 + [True]


def test_a_link_that_the_reader_may_not_see_makes_nothing_anybody_s(
    officer: Officer, colleague: Officer, visit: Any, made: Made, units: dict[str, Record], client_of: ClientOf
) -> None:
    person = made("people", title_en="Ada Marlow", sensitivity=0)
    kept = {"sensitivity": 2, "unit": units["trade"].pk, "shown_to": [units["trade"].pk]}
    visit("Kept by trade", "2025-01-20", host=person.pk, **kept)
    shown = visit("Seen by all", "2025-01-20")
    made("programme_items", activity=shown.pk, title_en="Talks", on="2025-01-20", lead=person.pk)
    asked = "?view=month&on=2025-01"
    assert "clash" not in part(page(client_of(officer), asked), 'id="cal"', "cal-move")
    html = page(client_of(officer), f"{asked}&participants={person.pk}")
    assert ["Seen by all" in html, "Kept by trade" in html] == [True, False]
    assert "Ada Marlow is also in: Kept by trade" in page(client_of(colleague), asked)


def test_clashes_are_sought_in_the_whole_period_also_where_a_view_leaves_entries_out(
    officer: Officer, made: Made, visit: Any, client_of: ClientOf
) -> None:
    person = made("people", title_en="Ada Marlow", sensitivity=0).pk
    for number in range(12):
        visit(f"Guests {number}", "2025-01-20", host=person if number in (0, 11) else None)
    last = visit("Guests of the eve", "2025-01-19", host=person)
    visit("Long exhibition", "2024-12-20", "2025-01-19", host=person, kind="fair")
    visit("Known by its month", "2025-01", host=person)
    client = client_of(officer)
    for asked in ("view=month&on=2025-01", "view=year&on=2025"):
        html = page(client, f"?{asked}")
        assert "4 entries clash" in html, asked
        assert "of the entries shown" not in html
    told = part(page(client, "?view=month&on=2025-01"), 'id="clashes"', "</section>")
    assert "Guests 11" in told  # it is not among the eight that the month shows
    assert f'href="/activities/{last.pk}/"' in told
    assert "Known by its month" not in told


def test_where_a_period_has_too_many_activities_the_clashes_are_said_to_be_of_those_shown(
    officer: Officer, made: Made, visit: Any, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(items, "SOUGHT", 7)
    monkeypatch.setattr(pages, "SOUGHT", 7)
    person = made("people", title_en="Ada Marlow", sensitivity=0).pk
    for number in range(8):
        visit(f"Guests {number}", "2025-01-20", host=person)
    client = client_of(officer)
    assert "8 entries clash" in page(client, "?view=week&on=2025-01-20")
    html = page(client, "?view=year&on=2025")
    assert "6 of the entries shown clash" in html
    assert "there are more than 7 activities" in html


@pytest.mark.parametrize("view", ["year", "month", "week", "agenda", "lanes"])
def test_in_every_view_an_entry_says_where_it_is_moved(
    officer: Officer, leader: Officer, visit: Any, client_of: ClientOf, view: str
) -> None:
    one = visit("Fukuoka City", "2025-01-20")
    asked = f"?view={view}&on=2025-01-20"
    moves = f'data-to="/calendar/move/activities/{one.pk}/" aria-keyshortcuts="M"'
    assert moves in page(client_of(officer), asked)
    assert 'data-word-move="Move to another day"' in page(client_of(officer), asked)
    assert "data-to=" not in page(client_of(leader), asked)


def test_two_receptions_with_one_host_on_a_day_clash(
    officer: Officer, made: Made, visit: Any, client_of: ClientOf
) -> None:
    person = made("people", title_en="Ada Marlow", sensitivity=0).pk
    visit("First guests", "2025-01-20", host=person)
    visit("Other guests", "2025-01-20", host=person)
    visit("Guests after", "2025-01-21", host=person)
    told = part(page(client_of(officer), "?view=month&on=2025-01"), 'id="clashes"', "</section>")
    assert ["First guests" in told, "Other guests" in told, "Guests after" in told] == [True, True, False]


def test_the_agenda_of_a_year_opens_where_this_month_goes_on(officer: Officer, visit: Any, client_of: ClientOf) -> None:
    visit("Over", "2025-01-10", "2025-01-12")
    visit("Going on", "2025-01-14", "2025-01-18")
    visit("To come", "2025-01-20")
    client = client_of(officer)
    month = part(page(client, "?view=agenda&on=2025"), 'id="ag-2025-01"', "</section>")
    folded = part(month, "Earlier in the month", "</details>")
    assert ["Over" in folded, "Going on" in folded, "To come" in folded] == [True, False, False]
    assert [title in month.partition("</details>")[2] for title in ("Over", "Going on", "To come")] == [
        False,
        True,
        True,
    ]
    assert "Earlier in the month" not in page(client, "?view=agenda&on=2025-01")  # who asks for the month reads it all
    assert "Earlier in the month" not in page(client, "?view=agenda&on=2024")


def test_a_leader_in_charge_of_a_day_clashes_but_one_in_charge_of_a_week_may_travel_in_it(
    officer: Officer, made: Made, visit: Any, client_of: ClientOf
) -> None:
    person = made("people", title_en="Ada Marlow", sensitivity=0).pk
    visit("Guests", "2025-01-20", host=person)
    visit("Lantern day", "2025-01-20", kind="festival", in_charge=person)
    visit("Other guests", "2025-01-22", host=person)
    visit("Lantern week", "2025-01-21", "2025-01-25", kind="festival", in_charge=person)
    told = part(page(client_of(officer), "?view=month&on=2025-01"), 'id="clashes"', "</section>")
    assert "Ada Marlow is also in: Lantern day" in told
    assert ["Guests" in told, "Other guests" in told, "Lantern week" in told] == [True, False, False]


def test_items_of_programmes_clash_where_their_hours_meet(
    officer: Officer, made: Made, visit: Any, client_of: ClientOf
) -> None:
    person = made("people", title_en="Ada Marlow", sensitivity=0).pk
    morning, noon, day_after = (visit(name, "2025-01-20", "2025-01-24") for name in ("Oslo", "Lima", "Cairo"))
    base = {"title_en": "Talks", "interpreter": person}
    made("programme_items", activity=morning.pk, on="2025-01-21", begins="08:00", until_time="10:00", **base)
    made("programme_items", activity=noon.pk, on="2025-01-21", begins="10:00", until_time="11:00", **base)
    made("programme_items", activity=day_after.pk, on="2025-01-22", **base)
    client = client_of(officer)
    assert "clash" not in part(page(client, "?view=month&on=2025-01"), 'id="cal"', "cal-move")
    made("programme_items", activity=day_after.pk, on="2025-01-21", begins="09:30", until_time="09:45", **base)
    told = part(page(client, "?view=month&on=2025-01"), 'id="clashes"', "</section>")
    assert ["Oslo" in told, "Lima" in told, "Cairo" in told] == [True, False, True]


def test_an_empty_office_says_what_would_be_here(leader: Officer, client_of: ClientOf) -> None:
    client = client_of(leader)
    assert "Nothing in 1990" in page(client, "?view=agenda&on=1990")
    assert "Nothing matches in 2025" in page(client, "?view=agenda&on=2025&mark=event")
    assert "data-new" not in page(client, "?view=month")  # a leader adds no activities


@long
@pytest.mark.parametrize("view", ["year", "month", "week", "agenda", "lanes"])
def test_a_fuller_calendar_costs_no_more_queries(
    officer: Officer, made: Made, visit: Any, units: dict[str, Record], client_of: ClientOf, view: str
) -> None:
    client = client_of(officer)

    def fill(number: int) -> None:
        place = made("partners", title_en=f"Place {number}", kind="locality", country="CN", sensitivity=0).pk
        person = made("people", title_en=f"Person {number}", sensitivity=0).pk
        on = str(TODAY + timedelta(days=number % 4))
        came = visit(f"Visit {number}", on, on, partners=[place], participants=[person], unit=units["desk"].pk)
        led = {"title_en": "Talks", "on": on, "lead": made("people", title_en=f"Lead {number}", sensitivity=0).pk}
        made("programme_items", activity=came.pk, **led)
        visit(f"Month {number}", "2025-01", partners=[place])
        base = {"instrument": "agreement", "partners": [place], "sensitivity": 0, "signed": "2020"}
        agreement = made("agreements", title_en=f"Text {number}", expires=on, notice_by=on, **base)
        put_off = made("agreements", title_en=f"Put off {number}", expires="2022", **base)
        made("agreement_actions", agreement=agreement.pk, kind="extend", on="2021", sensitivity=0)
        made(
            "agreement_actions",
            agreement=put_off.pk,
            kind="extend",
            on="2021",
            until=f"2025-01-{20 + number}",
            sensitivity=0,
        )
        made("commitments", title_en=f"Promise {number}", side="us", due=on, partner=place, sensitivity=0)
        made("programme_items", activity=came.pk, title_en="Dinner", on=on, begins="18:00")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(client, f"?view={view}&on={'2025-01' if view == 'agenda' else TODAY}")
        return len(captured)

    fill(1)
    page(client)
    few = queries()
    for number in range(2, 9):
        fill(number)
    assert queries() == few
    assert few <= 40  # seven are for extensions, where one ends in the period
