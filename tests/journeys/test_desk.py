"""A morning at the desk: find a partner by keyboard, correct it, take it back, and read what happened."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.journeys.person import Meet

pytestmark = pytest.mark.journey


def test_an_officer_finds_corrects_and_takes_back(meet: Meet) -> None:
    officer = meet("")
    officer.sign_in("officer")
    page = officer.page
    place = f"Yokohama {uuid4().hex[:6]}"

    page.keyboard.press("Control+k")
    palette = page.locator("#palette")
    expect(palette.locator("input[name=q]")).to_be_focused()
    page.keyboard.type("kanag", delay=30)
    found = palette.locator("[role=option].is-selected")
    expect(found).to_contain_text("Kanagawa")
    page.keyboard.press("Enter")
    expect(page.locator("main h1")).to_contain_text("Kanagawa")
    record = page.url.removeprefix(officer.office.base)

    page.locator("[data-edit]").click()
    page.locator("[name=place]").fill(place)
    page.locator("[name=reason]").fill("The seat of the prefecture")
    page.locator("form.cm-form button[type=submit]").first.click()
    expect(page.locator("#toasts [data-undo]")).to_be_visible()
    expect(page.locator("main")).to_contain_text(place)

    page.wait_for_load_state()
    page.keyboard.press("z")
    expect(page.locator("#toasts")).to_contain_text("Undone.")
    expect(page.locator("main")).not_to_contain_text(place)

    officer.go(f"{record}history/")
    entries = page.locator(".cm-history > li")
    expect(entries.nth(0)).to_contain_text("Desk officer")
    expect(entries.nth(0).locator("del")).to_have_text(place)
    expect(entries.nth(1)).to_contain_text("The seat of the prefecture")
    expect(entries.nth(1).locator("ins")).to_have_text(place)


def test_a_draft_survives_a_lost_browser(meet: Meet) -> None:
    officer = meet("officer")
    page = officer.page
    page.clock.install()
    officer.go("/commitments/new/")
    page.locator("[name=title_en]").fill("Send the catalogue of the exhibition")
    page.clock.run_for(11_000)
    expect(page.locator("[data-draft-state]")).not_to_be_empty()
    page.on("dialog", lambda dialog: dialog.accept())
    officer.go("/commitments/new/")
    page.get_by_role("button", name="Restore").click()
    expect(page.locator("[name=title_en]")).to_have_value("Send the catalogue of the exhibition")


def test_a_draft_with_names_of_what_all_objects_share_is_only_text(meet: Meet) -> None:
    officer = meet("officer")
    page = officer.page
    address = "/commitments/new/?__proto__[added]=1&constructor.prototype.added=1"
    officer.go(address)
    form = page.locator("form[data-draft]").first
    draft = {"values": [["__proto__", "x"], ["constructor", "x"], ["title_en", "Send the list"]], "at": 0}
    person = page.locator("#cm-words").get_attribute("data-person")
    key = f"cm-draft:{person}:{form.get_attribute('data-draft')}"
    page.evaluate("([key, draft]) => localStorage.setItem(key, JSON.stringify(draft))", [key, draft])
    officer.go(address)
    page.get_by_role("button", name="Restore").click()
    expect(page.locator("[name=title_en]")).to_have_value("Send the list")
    assert page.evaluate("[Object.keys(Object.prototype), ({}).added ?? null]") == [[], None]


def test_a_partner_is_looked_for_in_a_filter_and_narrows_the_list(meet: Meet) -> None:
    officer = meet("officer")
    page = officer.page
    officer.go("/activities/")
    menu = page.locator("details.cm-menu").filter(has=page.locator("[data-words][hx-get*='/partners/']"))
    menu.locator("summary").click()
    expect(menu.locator(".cm-found label").nth(1)).to_be_visible()

    words = menu.get_by_label("Find in the list")
    words.press_sequentially("kanag", delay=30)
    expect(menu.get_by_role("status")).to_have_text("1 found")
    expect(words).to_be_focused()
    assert "words" not in page.url
    menu.get_by_label("Kanagawa").check()
    expect(page).to_have_url(re.compile(r"partners=\d+"))
    rows = page.locator("#list tbody tr")
    expect(rows.first).to_contain_text("Kanagawa")

    words.fill("nowhere at all")
    expect(menu.get_by_role("status")).to_have_text("Nothing found")
    expect(menu.get_by_label("Kanagawa")).to_be_checked()
    page.reload()
    expect(page.locator("summary.is-on")).to_contain_text("Kanagawa")


def test_delegates_by_country_are_written_line_after_line_by_the_keyboard(meet: Meet) -> None:
    officer = meet("officer")
    page = officer.page
    officer.go("/activities/new/?kind=conference")
    page.locator("[name=title_en]").fill(f"Forum {uuid4().hex[:6]}")
    page.keyboard.press("Control+Enter")
    form = page.locator("#part-delegates form.cm-lineform")
    country = form.locator(".is-country").get_by_role("combobox")
    form.locator("[name=residence]").select_option("abroad")
    country.focus()
    for words, name, persons in (("nhat b", "Japan", "12"), ("germ", "Germany", "3")):
        expect(country).to_be_focused()
        page.keyboard.type(words, delay=30)
        expect(form.locator(".is-country").get_by_role("option").first).to_contain_text(name)
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.type(persons)
        page.keyboard.press("Enter")
        expect(page.locator("#part-delegates tbody")).to_contain_text(name)
    expect(country).to_be_focused()


def test_signing_out_ends_the_session(meet: Meet) -> None:
    officer = meet("")
    officer.sign_in("colleague")
    page = officer.page
    page.locator(".cm-user").click()
    page.locator(".cm-account-out button").click()
    expect(page.locator("[name=login]")).to_be_visible()
    page.goto("/partners/")
    expect(page).to_have_url(re.compile(r"/accounts/login/"))


def test_countries_are_typed_for_and_taken_back_by_key(meet: Meet) -> None:
    officer = meet("officer", language="vi")
    page = officer.page
    officer.go("/activities/new/")
    field = page.locator("[data-field=countries]")
    menu, find = field.locator("select"), field.get_by_role("combobox")
    options = field.get_by_role("option")

    find.click()
    page.keyboard.type("duc", delay=30)
    expect(options.first).to_have_text("Đức")
    page.keyboard.press("Enter")
    page.keyboard.type("japan", delay=30)
    expect(options).to_have_text(["Nhật BảnJapan"])
    page.keyboard.press("Enter")
    expect(field.get_by_role("status")).to_contain_text("Nhật Bản")
    assert menu.evaluate("s => Array.from(s.selectedOptions, o => o.value)") == ["DE", "JP"]

    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(field.get_by_role("button").first).to_be_focused()
    page.keyboard.press("Delete")
    expect(field.get_by_role("button")).to_have_count(1)
    expect(field.get_by_role("button")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(find).to_be_focused()
    page.keyboard.press("Backspace")
    assert menu.evaluate("s => s.selectedOptions.length") == 0
    page.on("dialog", lambda dialog: dialog.accept())
