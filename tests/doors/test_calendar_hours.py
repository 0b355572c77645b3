"""What has its hour: in the week, on a day's agenda, in feeds and files, by the clock of the city."""

from datetime import UTC, date, datetime
from typing import Any

import icalendar
import pytest

from comity.core.people import Officer
from comity.core.records import Record
from comity.exchange.calendar import moments
from tests.conftest import Made
from tests.doors.test_calendar import TODAY as TODAY
from tests.doors.test_calendar import ClientOf, page, part
from tests.doors.test_calendar import visit as visit
from tests.doors.test_feeds import events
from tests.doors.test_feeds import subscribe as subscribe


@pytest.fixture
def talks(made: Made, visit: Any, units: dict[str, Record]) -> dict[str, Any]:
    """Make a visit with talks, a dinner past midnight, a meeting at the same hour, an item without an hour; a session."""
    came = visit("Fukuoka City", "2025-01-20", "2025-01-22", unit=units["trade"].pk)
    held = visit("Port forum", "2025-01-21", kind="seminar")
    on = {"activity": came.pk, "on": "2025-01-21"}
    return {
        "visit": came,
        "talks": made(
            "programme_items", title_en="Talks", begins="08:30", until_time="10:00", place_en="Town hall", **on
        ),
        "press": made("programme_items", title_en="Press", begins="09:45", **on),
        "dinner": made("programme_items", title_en="Dinner", begins="21:00", until_time="00:30", **on),
        "some time": made("programme_items", title_en="Walk", **on),
        "session": made(
            "sessions", title_en="Ports and cities", activity=held.pk, on="2025-01-21", begins="14:00", place="Hall 2"
        ),
    }


def test_the_week_shows_the_hours_and_what_meets_side_by_side(
    officer: Officer, talks: dict[str, Any], client_of: ClientOf
) -> None:
    html = page(client_of(officer), "?view=week&on=2025-01-21")
    day = part(html, 'data-day="2025-01-21"', 'role="cell"')
    assert part(html, 'class="cm-axis"', "</div>").count("<span") == 16  # 08:00 to midnight, for the dinner
    number = talks["talks"].pk
    assert f'class="cm-hour k-visit-in r-2 t-3 c-1 s-3" href="/programme_items/{number}/"' in day
    assert "<b>08:30<i>–10:00</i></b> <span>Talks</span><small>Fukuoka City</small>" in day.replace("\n", "")
    assert 'class="cm-hour k-visit-in r-4 t-3 c-4 s-3"' in day  # beside the talks; an hour where no end is known
    assert 'class="cm-hour k-visit-in r-27 t-6 c-1 s-6"' in day  # until midnight
    assert 'class="cm-hour k-event r-13 t-2 c-1 s-6"' in day
    assert "Walk" not in day
    assert 'class="cm-item k-visit-in"' in day  # the visit itself lies above the hours


def test_a_week_without_hours_has_no_axis(officer: Officer, talks: dict[str, Any], client_of: ClientOf) -> None:
    assert "cm-axis" not in page(client_of(officer), "?view=week&on=2025-02-04")


def test_a_full_hour_shows_three_abreast_and_where_the_rest_is(
    officer: Officer, made: Made, visit: Any, client_of: ClientOf
) -> None:
    for number in range(5):
        one = visit(f"Guests {number}", "2025-01-21")
        made("programme_items", title_en=f"Talks {number}", activity=one.pk, on="2025-01-21", begins="09:00")
    client = client_of(officer)
    day = part(page(client, "?view=week&on=2025-01-21"), 'data-day="2025-01-21"', 'role="cell"')
    assert day.count("cm-hour k-visit-in is-narrow r-3 t-2") == 3
    assert "All of the day" in day
    whole = part(page(client, "?view=agenda&on=2025-01-21"), 'class="cm-agenda"', "</footer>")
    assert [f"Talks {number}" in whole for number in range(5)] == [True] * 5


def test_the_agenda_of_a_day_ends_with_its_hours_in_order(
    officer: Officer, talks: dict[str, Any], client_of: ClientOf
) -> None:
    html = part(page(client_of(officer), "?view=agenda&on=2025-01-21"), 'class="cm-agenda"', "</footer>")
    places = [html.find(title) for title in ("Port forum", "<b>Talks", "<b>Press", "<b>Ports and", "<b>Dinner")]
    assert places == sorted(places)
    assert places[0] > 0
    assert "08:30–10:00, Fukuoka City" in html


def test_hours_meet_the_filters_of_their_activity(
    officer: Officer, talks: dict[str, Any], units: dict[str, Record], client_of: ClientOf
) -> None:
    client = client_of(officer)

    def shown(query: str) -> list[bool]:
        html = page(client, f"?view=week&on=2025-01-21&{query}")
        return [title in html for title in ("Talks", "Ports and cities")]

    assert shown("") == [True, True]
    assert shown("mark=event") == [False, True]
    assert shown("mark=deadline&mark=anniv") == [False, False]
    assert shown("kind=delegation_in") == [True, False]
    assert shown(f"unit={units['trade'].pk}") == [True, False]


def test_hours_of_what_is_out_of_sight_are_out_of_sight(
    officer: Officer,
    ward: Officer,
    made: Made,
    visit: Any,
    units: dict[str, Record],
    client_of: ClientOf,
    subscribe: Any,
) -> None:
    one = visit("Hidden visit", "2025-01-21", sensitivity=2, shown_to=[units["ward"].pk])
    made("programme_items", title_en="Hidden talks", activity=one.pk, on="2025-01-21", begins="09:00")
    for view in ("week", "agenda"):
        assert "Hidden" not in page(client_of(officer), f"?view={view}&on=2025-01-21")
        assert "Hidden talks" in page(client_of(ward), f"?view={view}&on=2025-01-21")
    assert not events(subscribe(officer))


def test_feeds_have_hours_as_moments_with_an_identity_and_a_way_back(
    officer: Officer, talks: dict[str, Any], subscribe: Any
) -> None:
    found = events(subscribe(officer))
    one, session = found["Talks"], found["Ports and cities"]
    assert one["DTSTART"].dt == datetime(2025, 1, 21, 1, 30, tzinfo=UTC)  # 08:30 in the city
    assert one["DTEND"].dt == datetime(2025, 1, 21, 3, 0, tzinfo=UTC)
    assert one["UID"] == f"programme_items-{talks['talks'].pk}@vesper.comity"
    assert one["URL"] == f"http://testserver/programme_items/{talks['talks'].pk}/"
    assert one["LOCATION"] == "Town hall"
    assert one["SUMMARY"] == "Talks"
    assert "Fukuoka City" in str(one["DESCRIPTION"])
    assert found["Dinner"]["DTEND"].dt == datetime(2025, 1, 21, 17, 30, tzinfo=UTC)  # past midnight in the city
    assert (session["DTSTART"].dt, "DTEND" in session) == (datetime(2025, 1, 21, 7, 0, tzinfo=UTC), False)
    assert session["LOCATION"] == "Hall 2"
    assert found["Fukuoka City"]["DTSTART"].dt == date(2025, 1, 20)
    assert "Walk" not in found


def test_a_register_kept_as_a_calendar_has_the_same_hours(
    officer: Officer, talks: dict[str, Any], client_of: ClientOf
) -> None:
    answer: Any = client_of(officer).get("/programme_items/export/ics/")
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    found = {str(one["SUMMARY"]): one for one in icalendar.Calendar.from_ical(body.decode()).walk("VEVENT")}
    assert found["Talks"]["DTSTART"].dt == datetime(2025, 1, 21, 1, 30, tzinfo=UTC)
    assert found["Walk"]["DTSTART"].dt == date(2025, 1, 21)


@pytest.mark.parametrize(
    ("day", "zone", "hour"),
    [("2025-01-21", "Europe/Paris", 7), ("2025-07-21", "Europe/Paris", 6), ("2025-07-21", "Asia/Ho_Chi_Minh", 1)],
)
def test_hours_are_those_of_the_city_on_that_day(day: str, zone: str, hour: int) -> None:
    first, last = moments(date.fromisoformat(day), "08:00", "", zone)
    assert first is not None
    assert (first.astimezone(UTC).hour, last) == (hour, None)
