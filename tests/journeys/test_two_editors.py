"""Two people change one record; the second sees both versions, and nothing is lost. And the keys they press."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.person import Meet

pytestmark = pytest.mark.journey


def save(page: Page) -> None:
    """Press the form's own button."""
    page.locator("main form[method=post] button[type=submit].btn-primary").first.click()


def test_the_second_saver_chooses_and_both_are_kept(meet: Meet) -> None:
    mine, theirs, native = (f"{word} {uuid4().hex[:6]}" for word in ("mine", "theirs", "native"))
    first, second = meet("officer"), meet("head")
    record = first.open_record("partners", "gyeonggi")
    first.go(f"{record}edit/")
    second.go(f"{record}edit/")

    second.page.locator("[name=place]").fill(theirs)
    second.page.locator("[name=geonames]").fill("1841610")
    save(second.page)
    expect(second.page.locator("main")).to_contain_text(theirs)

    first.page.locator("[name=place]").fill(mine)
    first.page.locator("[name=wikidata]").fill(native[-6:])
    save(first.page)
    conflict = first.page.locator(".cm-conflict")
    expect(conflict).to_contain_text("Someone else saved first")
    expect(conflict).to_contain_text("Head of department")
    expect(conflict).to_contain_text(mine)
    expect(conflict).to_contain_text(theirs)
    conflict.locator("[name=take_place][value=theirs]").check()
    save(first.page)

    expect(first.page).to_have_url(re.compile(rf"{record}$"))
    facts = first.page.locator("main")
    expect(facts).to_contain_text(theirs)  # chosen
    expect(facts).to_contain_text("1841610")  # only the other one touched it
    expect(facts).to_contain_text(native[-6:])  # only I touched it
    expect(facts).not_to_contain_text(mine)
    first.go(f"{record}history/")
    expect(first.page.locator(".cm-history > li").nth(0)).to_contain_text("Desk officer")
    expect(first.page.locator(".cm-history > li").nth(1)).to_contain_text("Head of department")


def test_a_list_is_walked_by_keys(meet: Meet) -> None:
    page = (officer := meet("officer")).page
    officer.go("/")
    page.keyboard.press("g")
    page.keyboard.press("p")
    page.wait_for_url(re.compile(r"/partners/$"))  # until it has loaded: keys pressed before are nobody's
    row = page.locator("tr[data-row]")
    for key, place in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        expect(row.nth(place)).to_have_class(re.compile("is-selected"))
    title = row.nth(1).locator("th a").inner_text()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/partners/\d+/$"))
    expect(page.locator("main h1")).to_contain_text(title)


def test_single_keys_open_search_help_and_a_new_record(meet: Meet) -> None:
    page = (officer := meet("officer")).page
    officer.go("/sources/")
    page.keyboard.press("/")
    expect(page.locator("#palette input[name=q]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_contain_text("Ctrl Enter")
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("n")
    page.wait_for_url(re.compile(r"/sources/new/$"))

    title = f"A note on n and j {uuid4().hex[:6]}"
    page.locator("[name=title_en]").focus()
    page.keyboard.type(title)  # letters that are keys elsewhere are letters here
    page.locator("[name=kind]").first.evaluate(
        "e => { if (e.tagName === 'SELECT') e.selectedIndex = 1; else e.click(); }"
    )
    page.locator("[name=title_en]").focus()
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/sources/\d+/$"))
    expect(page.locator("main h1")).to_have_text(title)
