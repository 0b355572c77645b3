"""The brief: what is in it, what it says is missing, what it keeps from whom, as a page and on two sheets of paper."""

import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from comity.core.people import Officer
from comity.reports import press
from tests.doors.meeting import OPEN, full
from tests.long import long

pytestmark = [pytest.mark.django_db, long]  # the whole of it in .ci/run
Browser = Callable[[Officer], Client]
HARD = r"#panic() \ *bold* $x$ [a] <b> @c `d` // e"


@pytest.fixture(autouse=True)
def _on_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: datetime(2025, 1, 16, 5, tzinfo=UTC))


def lines(page: Any, key: str) -> list[tuple[str, str, str]]:
    """Return what a part of the brief says: lead, text, note."""
    section = next(one for one in page.context["brief"].sections if one.key == key)
    return [(one.lead, one.text, one.note) for one in section.lines]


def gaps(page: Any) -> list[str]:
    return [gap for one in page.context["brief"].sections for gap in one.gaps]


def text(answer: Any) -> list[str]:
    """Return the words of each page of a PDF."""
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(answer.content)).pages]


def test_a_brief_of_a_partner_says_what_is_on_record(
    made: Any, units: Any, officer: Officer, client_of: Browser
) -> None:
    there = full(made, units, many=1)

    page = client_of(officer).get(f"/partners/{there.partner.pk}/brief/")

    assert lines(page, "who") == [
        ("Partner", "Southmere", "Locality, Russia"),
        ("In Vietnamese", "Nam Hồ", ""),
        ("Own script", "Южное озеро", ""),
        ("Also called", "Lake Town", ""),
        ("Population", "1,200,000", ""),
        ("Mayor", "Anna Marlow", "Ms, Анна Марлоу, stated October 2024"),
    ]
    assert lines(page, "why")[0] == ("Next", "Visit of Southmere", "2–3 April 2025")
    assert lines(page, "why")[1] == ("The tie", "Sister city, since 1 June 2015", "Lakes and schools.")
    assert ("Fields agreed", "Education and training", "") in lines(page, "wants")
    assert lines(page, "ours") == [("", "Send the list of schools us 0", "due 31 December 2024, late")]
    assert lines(page, "theirs") == [("", "Send the list of schools them 0", "due 31 December 2024, late")]
    assert lines(page, "agreements")[0][1:] == (
        "Memorandum on schools 0",
        "Memorandum of understanding, signed 2020, ends 30 June 2025, ends within 180 days",
    )
    assert lines(page, "contacts") == [("January 2024", "Talks on the lake 0", "Both sides will send a list.")]
    assert lines(page, "gifts") == [
        ("Received from a guest", "Lacquer box 0", "May 2024, Anna Marlow, Talks on the lake 0")
    ]
    assert ("1 June 2025", "10 years of the tie", "round year") in lines(page, "days")
    assert lines(page, "knows") == [
        ("", "Bo Ferris", "Talks on the lake 0, January 2024"),
        ("Leads the tie", "Vesper department", ""),
    ]


def test_a_brief_of_a_visit_has_purpose_delegation_and_programme(
    made: Any, units: Any, officer: Officer, client_of: Browser
) -> None:
    there = full(made, units, many=2)

    page = client_of(officer).get(f"/activities/{there.visit.pk}/brief/")

    assert lines(page, "why")[:2] == [
        ("", "Delegation in", "2–3 April 2025"),
        ("Purpose", "To renew the agreement on schools.", ""),
    ]
    assert lines(page, "wants")[:2] == [
        ("We", "A date for the next exchange of pupils.", ""),
        ("They", "Note of the embassy of 3 March 2025", ""),
    ]
    assert lines(page, "members") == [
        ("1", "Corin Vale 0", "Keeper of the harbour; Southmere; Member"),
        ("2", "Corin Vale 1", "Keeper of the harbour; Southmere; Member"),
    ]
    assert lines(page, "programme")[0] == ("2 April 2025, 08:00–08:45", "Talks 0", "House 0")


def test_a_brief_of_a_visitor_goes_by_the_posts_held(
    made: Any, units: Any, officer: Officer, client_of: Browser
) -> None:
    there = full(made, units, many=1)

    page = client_of(officer).get(f"/people/{there.mayor.pk}/brief/")

    assert lines(page, "who")[:3] == [
        ("Name", "Anna Marlow", "Ms, Russia"),
        ("Own script", "Анна Марлоу", ""),
        ("Partner", "Southmere", "Locality, Russia"),
    ]
    assert lines(page, "who")[3] == ("Post", "Mayor", "Southmere, stated October 2024")
    assert lines(page, "gifts")[0][1] == "Lacquer box 0"
    assert lines(page, "ours")[0][1] == "Send the list of schools us 0"


def test_what_is_not_on_record_is_said(made: Any, officer: Officer, client_of: Browser) -> None:
    bare = made("partners", title_en="Somewhere", kind="other", **OPEN)

    page = client_of(officer).get(f"/partners/{bare.pk}/brief/")

    assert gaps(page) == [
        "Nobody's post is on record.",
        "Why we meet is not on record.",
        "No tie is on record.",
        "What they want is not on record.",
        "What we want is not on record.",
        "No sensitive point that you may see is on record.",
        "No open promise of ours is on record.",
        "No open promise of theirs is on record.",
        "No agreement in force is on record.",
        "No contact is on record.",
        "No gift is on record.",
        "No anniversary or national day within a year is on record.",
        "Nobody of ours who met them is on record.",
    ]
    assert "No gift is on record." in page.content.decode()


def test_every_line_leads_to_a_page_that_the_reader_may_open(
    made: Any, units: Any, officer: Officer, client_of: Browser
) -> None:
    browser = client_of(officer)
    there = full(made, units, many=1)

    for address in (f"/partners/{there.partner.pk}/", f"/activities/{there.visit.pk}/", f"/people/{there.mayor.pk}/"):
        brief = browser.get(f"{address}brief/")
        found = {line.href for one in brief.context["brief"].sections for line in one.lines}
        assert {href: browser.get(href).status_code for href in found} == dict.fromkeys(found, 200)
        assert all(f'href="{href}"' in brief.content.decode() for href in found)


@pytest.mark.parametrize(("level", "said"), [(0, "Public"), (1, "Internal"), (2, "Restricted")])
def test_it_is_classified_as_the_most_sensitive_thing_in_it(
    level: int, said: str, made: Any, units: Any, officer: Officer, client_of: Browser
) -> None:
    place = made("partners", title_en="Somewhere", kind="other", **OPEN)
    guard = {"sensitivity": level, "unit": units["desk"].pk, "shown_to": [units["desk"].pk] if level == 2 else []}
    made("gift_moves", title_en="A bowl", direction="given", partner=place.pk, on="2024", **guard)
    browser = client_of(officer)

    page = browser.get(f"/partners/{place.pk}/brief/")
    printed = text(browser.get(f"/partners/{place.pk}/brief/pdf/"))

    assert page.context["classification"] == said
    assert all(one.count(said) >= 2 and "Made 16 January 2025, 12:00 for The officer" in one for one in printed)


def test_restricted_facts_are_absent_for_a_ward_clerk_and_marked_for_the_desk(
    made: Any, units: Any, officer: Officer, ward: Officer, client_of: Browser
) -> None:
    there = full(made, units, many=1)
    desk = units["desk"].pk
    kept = {"sensitivity": 2, "unit": desk, "shown_to": [desk], "note_en": "Zephyr is not to be named."}
    made("activities", title_en="Zephyr talks", kind="meeting", partners=[there.partner.pk], starts="2024-11", **kept)
    made("commitments", title_en="Zephyr promise", side="us", partner=there.partner.pk, **kept)
    made("gift_moves", title_en="Zephyr bowl", direction="given", on="2024", partner=there.partner.pk, **kept)
    made("agreements", title_en="Zephyr text", instrument="mou", partners=[there.partner.pk], signed="2024", **kept)
    hidden = made("people", title_en="Zephyr Lane", **kept)
    made("appointments", title_en="Adviser", person=hidden.pk, at_partner=there.partner.pk, **OPEN)
    address = f"/partners/{there.partner.pk}/brief/"

    seen = [client_of(one).get(address) for one in (officer, ward)]
    printed = ["".join(text(client_of(one).get(f"{address}pdf/"))) for one in (officer, ward)]

    assert ["Zephyr" in one.content.decode() for one in seen] == [True, False]
    assert ["Zephyr" in one for one in printed] == [True, False]
    assert ["Adviser" in one.content.decode() for one in seen] == [True, False]
    assert [one.context["classification"] for one in seen] == ["Restricted", "Public"]
    assert ("", "Zephyr promise", "Zephyr is not to be named.") in lines(seen[0], "care")


def test_it_is_not_there_for_who_may_not_see_the_record_nor_for_other_registers(
    made: Any, units: Any, ward: Officer, officer: Officer, client_of: Browser
) -> None:
    desk = units["desk"].pk
    hidden = made("partners", title_en="Hidden", kind="other", sensitivity=2, unit=desk, shown_to=[desk])
    series = made("series", title_en="Weeks", kind="festival", **OPEN)

    for address in (f"/partners/{hidden.pk}/brief/", f"/partners/{hidden.pk}/brief/pdf/"):
        assert client_of(ward).get(address).status_code == 404
    assert client_of(officer).get(f"/series/{series.pk}/brief/").status_code == 404


def test_a_full_brief_takes_two_pages_and_says_what_it_left_out(
    made: Any, units: Any, officer: Officer, client_of: Browser
) -> None:
    there = full(made, units, many=14)
    browser = client_of(officer)

    for address in (f"/partners/{there.partner.pk}/brief/pdf/", f"/activities/{there.visit.pk}/brief/pdf/"):
        printed = text(browser.get(address))
        assert len(printed) == 2
        assert "more on the page." in " ".join(printed)


def test_vietnamese_is_composed_and_commands_are_printed_as_they_are(
    made: Any, units: Any, officer: Officer, client_of: Browser
) -> None:
    place = made("partners", title_en="Somewhere", title_vi="Thành phố Đông Đỗ ở Nghiễm Bửu", kind="other", **OPEN)
    made("commitments", title_en=HARD, side="us", partner=place.pk, who=HARD, **OPEN)
    browser = client_of(officer)
    browser.post("/language/", {"language": "vi"})

    answer = browser.get(f"/partners/{place.pk}/brief/pdf/")

    printed = text(answer)[0]
    assert "Thành phố Đông Đỗ ở Nghiễm Bửu" in printed
    assert "Chưa ghi nhận quà tặng nào." in printed
    assert printed.count(HARD) == 2
    root: Any = PdfReader(io.BytesIO(answer.content)).trailer["/Root"]
    assert root["/Lang"] == "vi"
    assert root["/MarkInfo"]["/Marked"]


def test_headings_and_tables_are_tagged(made: Any, units: Any, officer: Officer, client_of: Browser) -> None:
    there = full(made, units, many=1)

    answer = client_of(officer).get(f"/activities/{there.visit.pk}/brief/pdf/")

    assert {"/H1", "/Table", "/TH", "/TD", "/L", "/LI"} <= _tags(PdfReader(io.BytesIO(answer.content)).trailer["/Root"])


def _tags(root: Any) -> set[str]:
    found, waiting = set(), [root["/StructTreeRoot"]]
    while waiting:
        one = waiting.pop().get_object()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            found.add(str(one.get("/S", "")))
            waiting += [one["/K"]] if "/K" in one else []
    return found


def test_a_name_is_printed_in_its_own_writing(made: Any, officer: Officer, client_of: Browser) -> None:
    place = made("partners", title_en="Fukuoka", native_name="福岡市", native_language="ja", kind="other", **OPEN)
    browser = client_of(officer)

    assert '<span lang="ja">福岡市</span>' in browser.get(f"/partners/{place.pk}/brief/").content.decode()
    printed = text(browser.get(f"/partners/{place.pk}/brief/pdf/"))[0]
    assert "Own script: 福岡市" in printed
    assert "[?]" not in printed


def test_writing_that_the_typefaces_do_not_hold_is_named_as_such(
    made: Any, officer: Officer, client_of: Browser
) -> None:
    place = made("partners", title_en="Somewhere", native_name="ꨌꩌꨛꨩ", kind="other", **OPEN)

    printed = text(client_of(officer).get(f"/partners/{place.pk}/brief/pdf/"))[0]

    assert "Own script: [?]" in printed
    assert "[?] stands for writing that the typefaces of this paper do not hold" in printed


def test_what_a_brief_is_not_made_of_is_counted_with_the_list_that_has_it(
    made: Any, units: Any, officer: Officer, client_of: Browser
) -> None:
    trade = units["trade"].pk
    met = [made("partners", title_en=f"Place {number}", kind="other", **OPEN).pk for number in range(9)]
    visit = made("activities", title_en="A round", kind="meeting", partners=met, **OPEN)
    for number in range(14):
        made("gift_moves", title_en=f"Bowl {number}", direction="given", quantity=1, partner=met[0], **OPEN)
    made(
        "gift_moves",
        title_en="Unseen",
        direction="given",
        quantity=1,
        partner=met[0],
        sensitivity=2,
        unit=trade,
        shown_to=[trade],
    )
    browser = client_of(officer)

    page = " ".join(browser.get(f"/activities/{visit.pk}/brief/").content.decode().split())

    assert f'<a href="/activities/{visit.pk}/">Partners: and 3 more</a>' in page
    assert ">Gifts given and received: and 2 more</a>" in page
    assert f'href="/gift_moves/?partner={met[0]}&amp;partner={met[1]}' in page
    printed = text(browser.get(f"/activities/{visit.pk}/brief/pdf/"))
    assert len(printed) <= 2
    assert "Partners: and 3 more on record." in " ".join(" ".join(printed).split())


def test_a_trip_says_where_it_goes_and_which_days_are_marked_there(
    made: Any, officer: Officer, client_of: Browser
) -> None:
    trip = made("activities", title_en="Study trip", kind="delegation_out", starts="2026-12-07", **OPEN)
    for number, (country, place, arrives, leaves) in enumerate(
        [("FR", "Lyon", "2026-12-07", "2026-12-09"), ("CZ", "Brno", "2026-12-10", "2026-12-10")]
    ):
        made(
            "legs", activity=trip.pk, country=country, place=place, arrives=arrives, leaves=leaves,
            transport=f"XY 12{number}",
        )  # fmt: skip
    browser = client_of(officer)

    page = " ".join(browser.get(f"/activities/{trip.pk}/brief/").content.decode().split())

    told = page.partition('id="brief-legs"')[2].partition("</section>")[0]
    assert told.index("Lyon") < told.index("Brno")
    assert "7–9 December 2026" in told
    assert "3 days" in told
    assert "1 day" in told
    assert "XY 121" in told
    marked = page.partition('id="brief-days"')[2].partition("</section>")[0]
    assert "France" in marked
    printed = " ".join(" ".join(text(browser.get(f"/activities/{trip.pk}/brief/pdf/"))).split())
    assert "Brno" in printed


def test_without_a_pdf_the_page_says_so(
    made: Any, officer: Officer, client_of: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = made("partners", title_en="Somewhere", kind="other", **OPEN)
    monkeypatch.setattr(press, "PRESSING", press.SHEETS / "not-there.py")

    answer = client_of(officer).get(f"/partners/{place.pk}/brief/pdf/", follow=True)

    assert answer.redirect_chain == [(f"/partners/{place.pk}/brief/", 302)]
    assert "The PDF was not made." in answer.content.decode()


@pytest.mark.parametrize(("register", "statements"), [("partners", 21), ("activities", 25), ("people", 21)])
def test_a_fuller_record_costs_no_more_statements(
    register: str, statements: int, made: Any, units: Any, officer: Officer, client_of: Browser
) -> None:
    browser = client_of(officer)

    def asked(there: Any) -> int:
        record = {"partners": there.partner, "activities": there.visit, "people": there.mayor}[register]
        browser.get(f"/{register}/{record.pk}/brief/")
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(f"/{register}/{record.pk}/brief/").status_code == 200
        return len(captured)

    few = asked(full(made, units, many=1))
    assert (few, asked(full(made, units, many=5))) == (statements, statements)


def test_its_button_stands_where_somebody_is_met(made: Any, units: Any, officer: Officer, client_of: Browser) -> None:
    there = full(made, units, many=1)
    ours = made("people", title_en="One of ours", is_ours=True, **OPEN)
    fair = made("activities", title_en="Fair", kind="publicity", **OPEN)
    browser = client_of(officer)

    for record, offered in (
        (there.partner, True),
        (there.mayor, True),
        (there.visit, True),
        (ours, False),
        (fair, False),
    ):
        register = {"Partner": "partners", "Person": "people"}.get(type(record).__name__, "activities")
        page = browser.get(f"/{register}/{record.pk}/").content.decode()
        assert bool(re.search(rf"/{register}/{record.pk}/brief/", page)) is offered


def test_it_names_who_holds_a_post_on_the_day_of_the_meeting(
    made: Any, units: Any, officer: Officer, client_of: Browser
) -> None:
    there = full(made, units, many=1)
    for name, since, until in (
        ("Next year's", "2026", ""), ("Begins before the visit", "2025-03", ""), ("May stay all year", "2020", "2025"),
        ("Left", "2020", "2024"),
    ):  # fmt: skip
        one = made("people", title_en=name, **OPEN)
        at = there.partner.pk
        made("appointments", title_en="Clerk", person=one.pk, at_partner=at, starts=since, ends=until, **OPEN)

    def clerks(address: str) -> set[str]:
        page = client_of(officer).get(address)
        return {name for lead, name, _note in lines(page, "who") if lead == "Clerk"}

    assert clerks(f"/partners/{there.partner.pk}/brief/") == {"May stay all year"}
    assert clerks(f"/activities/{there.visit.pk}/brief/") == {"May stay all year", "Begins before the visit"}


def test_of_a_person_alone_it_says_that_no_post_is_on_record(made: Any, officer: Officer, client_of: Browser) -> None:
    alone = made("people", title_en="Ada Marlow", **OPEN)
    assert "No post is on record." in gaps(client_of(officer).get(f"/people/{alone.pk}/brief/"))
