"""Files on their way, from the record to the decision: limits and an exception, a ministry that disagrees, too late, a phone."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.person import Meet, Person

pytestmark = pytest.mark.journey
PARTS = re.compile(r"/cases/\d+/$")
LIMITS = ["At most 10 people", "At most 10 days"]


def workday(ahead: int) -> date:
    """Return a day so many days from now that is no weekend."""
    day = date.today() + timedelta(days=ahead)  # noqa: DTZ011  the office's own day, give or take
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def added(officer: Person, register: str, preset: str, *, partner: str = "", **values: str) -> str:
    """Put something on record by its form and return its address."""
    page = officer.page
    officer.go(f"/{register}/new/?{preset}")
    page.locator("[name=title_en]").fill(f"{values.pop('title_en')} {uuid4().hex[:6]}")
    for name, value in values.items():
        field = page.locator(f"main form [name={name}]").first
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    if partner:
        field = page.locator("[data-field=partners]")
        field.locator("input").first.click()
        page.keyboard.type(partner)
        expect(field.locator("[role=option].is-at")).to_contain_text(partner)
        page.keyboard.press("Enter")
        expect(field.locator(".cm-picker-chip")).to_contain_text(partner)
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(rf"/{register}/\d+/$"))
    return page.url.removeprefix(officer.office.base)


def checked(officer: Person, record: str, of: str, **facts: str | list[str]) -> Locator:
    """Check a record against the rules, having told what it does not tell; return what is said."""
    page = officer.page
    officer.go(record)
    page.get_by_role("link", name="Check against the rules").click()
    page.wait_for_url(re.compile(r"/rules/$"))
    card = page.locator(f"#p-{of}")
    for name, said in facts.items():
        field = card.locator(f"[name={of}-{name}]")
        for one in [said] if isinstance(said, str) else said:
            kind = field.first.evaluate("one => one.type")
            if kind.startswith("select"):
                field.select_option(one)
            elif kind in ("number", "text"):
                field.fill(one)
            else:
                card.locator(f"[name={of}-{name}][value={one}]").check()
    if facts:
        card.get_by_role("button", name="Check", exact=True).click()
        page.wait_for_url(re.compile(r"/rules/\?"))
    return page.locator(f"#p-{of}")


def begin(officer: Person, card: Locator) -> str:
    """Begin a file and return its address."""
    card.get_by_role("button", name="Begin a file").click()
    officer.page.wait_for_url(PARTS)
    return officer.page.url.removeprefix(officer.office.base)


def do(person: Person, place: str, act: str, **fields: str) -> None:
    """Open an act, fill in what it asks, and send it off."""
    box = person.page.locator(place).locator("details").filter(has=person.page.get_by_text(act, exact=True)).first
    box.locator("summary").click()
    for name, value in fields.items():
        field = box.locator(f"[name={name}]")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    sent(person, box.locator("button[type=submit]"))


def sent(person: Person, button: Locator) -> None:
    """Press a button and wait for the page that answers."""
    with person.page.expect_navigation():
        button.click()
    expect(person.page.locator("main h1")).to_be_visible()


def complete(officer: Person) -> None:
    """Tick every paper of the dossier, and file it."""
    missing = officer.page.locator("#papers li:not(.is-there)")
    while count := missing.count():
        do(officer, "#papers li:not(.is-there)", "It is there")
        expect(missing).to_have_count(count - 1)
    do(officer, "#stands", "File it")


@pytest.fixture
def officer(meet: Meet) -> Person:
    """Who keeps files."""
    return meet("officer")


def test_a_trip_breaks_two_limits_and_gets_one_exception(officer: Person, meet: Meet) -> None:
    trip = added(
        officer, "activities", "kind=delegation_out", title_en="To the lanterns", persons="12", in_plan="yes", level="department",
        starts=workday(40).isoformat(), ends=(workday(40) + timedelta(days=10)).isoformat(),
    )  # fmt: skip
    card = checked(officer, trip, "outbound", company="no", countries="1", trips_before="0", key_leaders="0")
    expect(card.locator(".alert-danger, [role=alert]").filter(has_text="Not met")).to_have_count(2)
    case = begin(officer, card)
    do(
        officer,
        "#limits li:has-text('At most 10 people')",
        "Record an exception",
        reason="The choir cannot be divided.",
    )
    expect(officer.page.locator("#limits li")).to_have_text([re.compile(one) for one in LIMITS])
    complete(officer)
    do(officer, "#turn", "Done")
    with officer.page.expect_download() as paper:
        officer.page.locator("#made li", has_text="Submission").locator("a", has_text="Word, English").click()
    assert paper.value.suggested_filename.startswith("submission-")
    do(officer, "#turn", "Done")

    leader = meet("leader")
    leader.go(case)
    turn = leader.page.locator("#turn")
    expect(turn).to_contain_text("Not met: At most 10 days.")
    expect(turn).to_contain_text("Exception: At most 10 people.")
    expect(turn.get_by_role("button", name="Grant")).to_have_count(0)
    officer.go(case)
    do(officer, "#limits li:has-text('At most 10 days')", "Record an exception", reason="Two festivals in a row.")
    leader.go(case)
    expect(leader.page.locator("#turn").get_by_role("button", name="Grant")).to_be_visible()


def test_one_ministry_disagrees_with_an_agreement_and_it_goes_higher(officer: Person) -> None:
    text = added(
        officer, "agreements", "", partner="Gyeonggi", title_en="Lanterns and ferries", instrument="mou",
        capacity="peoples_committee",
    )  # fmt: skip
    card = checked(officer, text, "agreement-city", opinion_fields="security")
    begin(officer, card)
    complete(officer)
    rows = officer.page.locator("#asks tbody tr")
    expect(rows).to_have_count(3)
    today = date.today().isoformat()  # noqa: DTZ011
    for agency, answer, why in (
        ("Ministry of Foreign Affairs", "agrees", ""),
        ("Agencies directly concerned", "changes", "Name the ferry."),
        ("Ministry of Public Security", "disagrees", "No harbour police."),
    ):
        do(
            officer, f"#asks tbody tr:has-text('{agency}')", "Record the answer",
            answer=answer, number="12/CV", dated=today, reason=why,
        )  # fmt: skip
    expect(rows.filter(has_text="Ministry of Public Security")).to_contain_text("disagrees")
    sent(officer, officer.page.get_by_role("link", name="Say how they were taken up"))
    police = officer.page.locator(
        "section", has=officer.page.get_by_role("heading", name="Ministry of Public Security")
    )
    police.get_by_role("radio", name="not taken up").focus()
    officer.page.keyboard.press("Space")
    with officer.page.expect_navigation():
        officer.page.keyboard.press("Control+Enter")
    officer.page.get_by_role("link", name="Ministry of Public Security: Explain why it was not taken up").click()
    officer.page.keyboard.type("There is no harbour.")
    with officer.page.expect_navigation():
        officer.page.keyboard.press("Control+Enter")
    expect(rows.filter(has_text="Ministry of Public Security")).to_contain_text("There is no harbour.")
    do(officer, "#way", "Done")
    expect(officer.page.locator("#stands")).to_contain_text("Consent of the Prime Minister")
    with officer.page.expect_download() as table:
        officer.page.locator("#made li", has_text="Table of opinions").locator("a", has_text="PDF, English").click()
    assert table.value.suggested_filename.startswith("opinions-")


def test_a_ministry_answers_by_a_link_on_a_phone(officer: Person, meet: Meet) -> None:
    text = added(
        officer, "agreements", "", partner="Gyeonggi", title_en="Ferries at night", instrument="mou",
        capacity="peoples_committee",
    )  # fmt: skip
    case = begin(officer, checked(officer, text, "agreement-city"))
    complete(officer)
    named = officer.page.locator("th", has_text="Ministry of Foreign Affairs")
    row = officer.page.locator("#asks tbody tr").filter(has=named)
    sent(officer, row.get_by_role("link", name="Ask by a link"))
    sent(officer, officer.page.get_by_role("button", name="Make the link"))
    link, code = (one.strip() for one in officer.page.locator("code[data-copy]").all_inner_texts())

    agency = meet("", phone=True)
    agency.go(link)
    agency.page.locator("[name=code]").fill(code)
    sent(agency, agency.page.get_by_role("button", name="Open"))
    agency.page.get_by_text("We disagree", exact=True).click()
    agency.page.locator("[name=reason]").fill("No lights on the pier.")
    agency.page.locator("[name=name]").fill("Ada Marlow, Director")
    sent(agency, agency.page.get_by_role("button", name="Give the answer"))
    agency.sees("Thank you")

    officer.go(case)
    expect(row).to_contain_text("disagrees")
    expect(officer.page.locator("#acts")).to_contain_text(
        "Ada Marlow, Director, Ministry of Foreign Affairs, by the link"
    )


def test_a_conference_is_filed_too_late(officer: Person) -> None:
    conference = added(
        officer, "activities", "kind=conference", title_en="Harbours of tomorrow", starts=workday(14).isoformat()
    )
    card = checked(officer, conference, "conference", guest_rank="minister")
    expect(card).to_contain_text("it would have been in time")
    begin(officer, card)
    complete(officer)
    do(officer, "#stands", "Return it to the applicant", reason="Too late for the day that it names.")
    expect(officer.page.locator("#stands")).to_contain_text("Hand it in again")
    do(officer, "#stands", "Withdraw it", reason="Held next year.")
    expect(officer.page.locator("#stands")).to_contain_text("It waits for nobody.")


def test_a_decision_on_a_phone(officer: Person, meet: Meet) -> None:
    trip = added(
        officer, "activities", "kind=delegation_out", title_en="A short trip", persons="4", in_plan="yes", level="department",
        starts=workday(50).isoformat(), ends=(workday(50) + timedelta(days=3)).isoformat(),
    )  # fmt: skip
    card = checked(officer, trip, "outbound", company="no", countries="1", trips_before="0", key_leaders="0")
    case = begin(officer, card)
    complete(officer)
    do(officer, "#turn", "Done")
    do(officer, "#turn", "Done")

    leader = meet("leader", language="vi", dark=True, phone=True)
    page = leader.page
    leader.go("/cases/queue/")
    page.locator(f"a[href='{case}']").first.tap()
    page.wait_for_url(PARTS)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#turn .cm-turn-a button[type=submit]").first.tap()
    with page.expect_navigation():
        page.locator("dialog.cm-dialog .btn-primary").tap()
    expect(page.locator("#turn")).to_have_count(0)

    officer.go(case)
    expect(officer.page.locator("#acts")).to_contain_text("Granted: Decide to send")
    expect(officer.page.locator("#acts")).to_contain_text("City leader")
