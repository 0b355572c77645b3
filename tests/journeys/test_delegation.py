"""A delegation that comes, put on record by somebody new to an office that has nothing on record: how long the hands take."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.journeys import visit
from tests.journeys.hand import Hand
from tests.journeys.office import REPOSITORY, Office, running
from tests.journeys.person import WIDE, Person

pytestmark = pytest.mark.journey
OFFICES = REPOSITORY / "tests" / "journeys" / "offices"
TYPED_WITHIN, PASTED_WITHIN = 160.0, 55.0  # seconds by the model; what the office was promised is 180


@pytest.fixture(scope="module")
def empty() -> Iterator[Office]:
    """An office that has its units and nothing else on record."""
    with running(city="vesper", datasets=OFFICES) as up:
        yield up


@pytest.fixture
def hand(browser: Browser, empty: Office) -> Iterator[Hand]:
    """The hand of an officer who has signed in and looks at the first page."""
    officer = Person(browser, empty, locale="en", viewport=WIDE, reduced_motion="reduce")
    officer.sign_in("officer")
    officer.go("/")
    yield Hand(officer.page)
    officer.context.close()
    assert officer.complaints == []


def test_a_delegation_and_its_programme_are_typed_within_three_minutes(hand: Hand) -> None:
    file_the_delegation(hand, visit.PARTNER)
    paste_the_members(hand)
    hand.begin("programme, ten lines")
    for before, item in zip((None, *visit.PROGRAMME), visit.PROGRAMME, strict=False):
        write_the_line(hand, item, before)

    assert table(hand) == [expected(item) for item in visit.PROGRAMME]
    within(hand, TYPED_WITHIN)


def test_a_programme_from_a_letter_is_pasted(hand: Hand) -> None:
    file_the_delegation(hand, "Morrow Quay")
    paste_the_members(hand)
    paste_the_programme(hand)

    assert table(hand) == [expected(item) for item in visit.PROGRAMME]
    within(hand, PASTED_WITHIN)


def within(hand: Hand, seconds: float) -> None:
    """Fail if the hands took longer; `COMITY_COUNTS` names a file to which the counts are added."""
    if counts := os.environ.get("COMITY_COUNTS"):
        with Path(counts).open("a", encoding="utf-8") as file:
            file.write(f"{hand.report()}\n\n")
    assert hand.seconds() < seconds, hand.report()


def file_the_delegation(hand: Hand, partner: str) -> None:
    """Add the delegation from the first page; the partner, who is not on record, from within its form."""
    page = hand.page
    hand.begin("delegation and partner")
    hand.give(page.locator("summary", has_text="New").first)
    hand.give(page.locator(".cm-menu-b a", has_text="Delegation in").first)
    page.wait_for_url(re.compile("/activities/new/"))
    hand.point(page.locator("[name=starts]"))
    hand.enter(visit.FIRST)
    hand.press("Tab")
    hand.enter(visit.LAST)
    hand.point(page.locator("[data-field=partners] input"))
    choose(hand, page.locator("[data-field=partners]"), partner)
    hand.command("Control+Enter")
    page.wait_for_url(re.compile(r"/activities/\d+/$"))
    expect(page.locator("main h1")).to_have_text(f"Delegation in: {partner}")


def choose(hand: Hand, field: Locator, words: str) -> None:
    """Type into a picker that has the focus and take what it offers first; what is not on record is added so."""
    hand.enter(words)
    expect(field.locator("[role=option].is-at")).to_contain_text(words)
    hand.press("Enter")
    expect(field.locator(".cm-picker-chip").last).to_contain_text(words)


def paste_the_members(hand: Hand) -> None:
    """Bring the list of guests over from the partner's letter."""
    part = hand.page.locator("#part-delegation_members")
    hand.begin("members")
    hand.give(part.locator("summary"))
    open_for_pasting(part)
    hand.paste(visit.MEMBERS, part.locator("textarea[name=paste]"))
    hand.command("Control+Enter")
    expect(part.locator("tbody tr")).to_have_count(len(visit.MEMBERS.splitlines()))


def open_for_pasting(part: Locator) -> None:
    """What was opened to paste into waits for it without another click."""
    expect(part.locator("textarea[name=paste]")).to_be_focused()


def write_the_line(hand: Hand, item: visit.Item, before: visit.Item | None) -> None:
    """Write one line: only what differs from the line before, which the new line goes on from."""
    page, part = hand.page, hand.page.locator("#part-programme_items")
    if before is None:
        hand.point(part.locator("[name=begins]"))
    elif before.day != item.day:
        hand.press("Shift+Tab")
        hand.enter(item.day)
        hand.press("Tab")
    hand.enter(f"{short(item.begins)}-{short(item.until)}")
    hand.press("Tab")
    write(hand, "title_en", item.title)
    hand.press("Tab")
    if before is None or before.place != item.place:
        write(hand, "place_en", item.place)
    for name, value in (("lead", item.lead), ("interpreter", visit.INTERPRETER), ("resources", visit.CAR)):
        link(hand, name, value, getattr(before, "lead", "") if name == "lead" else value if before else "")
    if item.gift:
        to(hand, "gift")
        choose(hand, part.locator(".is-gift"), item.gift)
    number = len(visit.PROGRAMME[: visit.PROGRAMME.index(item) + 1])
    hand.press("Enter")  # what ends the last value ends the line
    expect(part.locator("tbody tr")).to_have_count(number)
    expect(page.locator("#part-programme_items [name=begins]")).to_be_focused()


def write(hand: Hand, name: str, text: str) -> None:
    """Type until the page has completed the rest; to stop a longer completion takes a key more."""
    field = hand.page.locator(f"#part-programme_items [name={name}]")
    expect(field).to_be_focused()
    hand.enter(text[:1])
    for letter in text[1:]:
        if field.input_value() == text:
            return
        hand.go_on(letter)
    if field.input_value() != text:
        hand.press("Delete")


def link(hand: Hand, name: str, value: str, held: str) -> None:
    """Say who leads or interprets, and which car, where the line before does not say it already."""
    if value == held:
        return
    to(hand, name)
    field = hand.page.locator(f"#part-programme_items .is-{name}")
    if held:
        hand.press("Backspace")
    choose(hand, field, value)


def to(hand: Hand, name: str) -> None:
    """Go to a field of the line with the keyboard."""
    wanted = hand.page.locator(f"#part-programme_items .is-{name} input")
    while not wanted.evaluate("one => one === document.activeElement"):
        hand.press("Tab")


def short(time: str) -> str:
    """A time as it is typed in a hurry: full hours by the hour alone."""
    return time.removesuffix(":00").removeprefix("0") if time.endswith(":00") else time.replace(":", "")


def paste_the_programme(hand: Hand) -> None:
    """Bring the programme over from a letter, say once who leads, who interprets and which car."""
    page, part = hand.page, hand.page.locator("#part-programme_items")
    hand.begin("programme, ten lines")
    hand.give(part.locator("summary"))
    open_for_pasting(part)
    hand.paste(letter(), part.locator("textarea[name=paste]"))
    for name, value in (("lead", visit.LEAD), ("interpreter", visit.INTERPRETER), ("resources", visit.CAR)):
        field = part.locator(".cm-samefor .cm-line-c").filter(has=page.locator(f"select[name=all-{name}]"))
        hand.press("Tab")
        choose(hand, field, value)
    hand.command("Control+Enter")
    expect(part.locator("tbody tr")).to_have_count(len(visit.PROGRAMME))


def letter() -> str:
    """The programme as it stands in a letter, which names in brackets who else leads and which gift is given."""
    lines = []
    for before, item in zip((None, *visit.PROGRAMME), visit.PROGRAMME, strict=False):
        lines += [] if before and before.day == item.day else [f"{item.day}/5"]
        said = {"led by": item.lead if item.lead != visit.LEAD else "", "gift": item.gift}
        brackets = "; ".join(f"{label}: {name}" for label, name in said.items() if name)
        lines.append(f"{item.begins}-{item.until} {item.title}, {item.place}" + (f" ({brackets})" if brackets else ""))
    return "\n".join(lines)


def table(hand: Hand) -> list[tuple[str, ...]]:
    """What stands on the delegation's page: each item with its time, title, place, lead, interpreter, cars and gift."""
    rows = hand.page.locator("#part-programme_items tbody tr").all()
    return [tuple(cell.strip() for cell in row.locator("th, td").all_inner_texts()) for row in rows]


def expected(item: visit.Item) -> tuple[str, ...]:
    """The same as it was to be put on record."""
    when = (f"{item.day} May 2027", f"{item.begins}–{item.until}")
    return (*when, item.title, item.place, item.lead, visit.INTERPRETER, visit.CAR, item.gift or "·")
