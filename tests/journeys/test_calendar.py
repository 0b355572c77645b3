"""The calendar by mouse and keyboard: an entry of the year is moved, what a month has besides is opened."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.journeys.person import Meet

pytestmark = pytest.mark.journey


def test_an_entry_of_the_year_is_moved_by_key_and_by_menu(meet: Meet) -> None:
    officer = meet("officer")
    page = officer.page
    title = f"Reception {uuid4().hex[:6]}"
    officer.go("/activities/new/?kind=reception")
    page.locator("[name=title_en]").fill(title)
    page.locator("[name=starts]").fill("12/03/2031")
    page.locator("form.cm-form button[type=submit]").first.click()
    expect(page.locator("main h1")).to_contain_text(title)

    officer.go("/calendar/?view=year&on=2031")
    entry = page.locator(f'.cm-wall-i[title^="{title}"]')
    entry.focus()
    page.keyboard.press("m")
    page.locator("#to").fill("2031-04-14")
    page.locator("form.cm-form button[type=submit]").click()
    expect(page).to_have_url(re.compile(r"view=year&on=2031"))
    expect(page.locator(f'.cm-wall-i[title^="{title}, 14 April 2031"]')).to_be_visible()

    entry.click(button="right")
    menu = page.locator("[role=menu]")
    expect(menu.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(menu.get_by_role("menuitem", name="Open", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    expect(entry).to_be_focused()
    entry.click(button="right")
    menu.get_by_role("menuitem", name="Move to another day").click()
    expect(page.locator("#to")).to_have_value("2031-04-14")


def test_what_a_month_of_the_year_has_besides_can_be_hit(meet: Meet) -> None:
    officer = meet("officer")
    officer.go("/calendar/?view=year&on=2025")
    size = officer.page.evaluate("""() => {
        const row = document.querySelector(".cm-wall-r:not(.cm-wall-h)"), more = document.createElement("a");
        more.className = "cm-wall-more"; more.href = "#"; more.textContent = "9 more"; row.append(more);
        const its = more.getBoundingClientRect(), month = row.querySelector(".cm-wall-m").getBoundingClientRect();
        return [Math.min(its.width, month.width), Math.min(its.height, month.height), its.top - month.bottom];
    }""")
    assert [size[0] >= 24, size[1] >= 24, size[2] >= 0] == [True, True, True], size
