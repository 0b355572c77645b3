"""Every page at two sizes, in two languages and two themes: fits, is named, is reachable for everybody, speaks one language."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from comity.registers import BY_KEY
from tests.journeys.person import Meet, Person

pytestmark = pytest.mark.journey

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
MAIN = (
    "/",
    "/map/",
    "/calendar/?on=2025",
    "/calendar/?view=month&on=2025-01",
    "/calendar/?view=week&on=2025-01-15",
    "/calendar/?view=agenda&on=2025",
    "/calendar/?view=lanes&on=2025-01",
    "/reports/?period=2024",
    "/reports/dashboards/?period=2024",
    "/search/?q=hanoi",
    "/components/",
    "/account/",
    "/partners/",
    "/partners/?q=nowhere-to-be-found",
    "/partners/import/",
    "/agreements/new/",
    "partners",
    "partners/edit",
    "partners/history",
    "activities/brief",
    "activities/programme/card",
    "activities/programme/driver",
    "/resources/free/",
    "/resources/free/?view=week",
    "/programme_items/new/",
)
MORE = (
    "/stand-ins/",
    "/news/",
    "/search/",
    "/reports/?period=1850",
    "/admin/officers/",
    "/admin/officers/new/",
    "/admin/tokens/",
    "/admin/tokens/new/",
)
ACCOUNT = ("/accounts/2fa/", "/accounts/sessions/", "/accounts/password/change/")
# name: language, dark, phone
LOOKS = {
    "en-light-wide": ("en", False, False),
    "vi-dark-phone": ("vi", True, True),
    "vi-light-wide": ("vi", False, False),
    "en-dark-phone": ("en", True, True),
}
SHAPE = """() => {
    const root = document.documentElement, seen = {}, twice = [];
    document.querySelectorAll("[id]").forEach(e => { if (seen[e.id]) twice.push(e.id); seen[e.id] = 1; });
    return {lang: root.lang, theme: root.dataset.bsTheme, headings: document.querySelectorAll("h1").length,
            beyond: root.scrollWidth - innerWidth, title: document.title, twice: twice};
}"""
# What the program itself says: headings of parts, buttons, columns, labels, ways about. Names of records stand elsewhere.
SPOKEN = """() => Array.from(document.querySelectorAll(
    "h2, h3, button, summary, legend, label.form-label, thead th, dt, .btn, .cm-side a, .cm-tabs a, .dropdown-item, .empty-title"))
    .filter(e => !e.closest("[lang=en], .cm-lang, .cm-sources, kbd")).map(e => e.innerText.trim().split("\\n")[0]).filter(Boolean)"""
ENGLISH = re.compile(
    r"\b(the|of|and|new|edit|save|add|all|more|show|history|sources?|files?|records?|partners?|agreements?|activities|"
    r"units?|people|reports?|figures|search|cancel|change|clear|filters|columns|kind|country|title|import|export|"
    r"keeping|name|place|date|sign|password|account|officers?|close|continue|next|previous|open)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="package")
def records() -> dict[str, str]:
    """The first record of every register, by register; filled by the first who looks."""
    return {}


def addresses(person: Person, names: list[str], records: dict[str, str]) -> list[str]:
    """Return where the pages are; `partners/edit` stands for a page of the first record of the register."""
    found = []
    for name in names:
        if name.startswith("/"):
            found.append(name)
            continue
        register, _, part = name.partition("/")
        if register not in records:
            text = person.context.request.get(f"/{register}/").text()
            first = re.search(rf'data-href="(/{register}/\d+/)"', text)
            records[register] = first[1] if first else ""
        if records[register]:
            found.append(records[register] + (f"{part}/" if part else ""))
    return found


def wrong_with(person: Person, address: str, look: str, *, axe: bool = True) -> list[str]:
    """Open a page and say what is wrong with it."""
    language, dark, _ = LOOKS[look]
    person.go(address)
    shape: dict[str, Any] = person.page.evaluate(SHAPE)
    wanted: dict[str, Any] = {"lang": language, "theme": "dark" if dark else "light", "headings": 1, "twice": []}
    wrong = [f"{name} is {shape[name]}, not {value}" for name, value in wanted.items() if shape[name] != value]
    if shape["beyond"] > 0:
        wrong.append(f"{shape['beyond']} pixels beyond the right edge")
    if language == "vi":
        spoken = dict.fromkeys(person.page.evaluate(SPOKEN))
        wrong += [f"English: {text}" for text in spoken if text.isascii() and ENGLISH.search(text)]
    if axe:
        wrong += barriers(person)
    return [f"{address} {one}" for one in wrong]


def barriers(person: Person) -> list[str]:
    """Return what axe finds against WCAG A and AA, each with the first element concerned."""
    found = Axe().run(person.page, options=RULES).response["violations"]
    return [f"{one['id']} x{len(one['nodes'])}: {one['nodes'][0]['html'][:160]}" for one in found]


@pytest.mark.parametrize("look", LOOKS)
def test_main_pages(meet: Meet, records: dict[str, str], look: str) -> None:
    language, dark, phone = LOOKS[look]
    person = meet("administrator", language=language, dark=dark, phone=phone)
    wrong = [one for address in addresses(person, list(MAIN), records) for one in wrong_with(person, address, look)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("look", ["en-light-wide", "vi-dark-phone"])
def test_pages_of_every_register(meet: Meet, records: dict[str, str], look: str) -> None:
    language, dark, phone = LOOKS[look]
    person = meet("administrator", language=language, dark=dark, phone=phone)
    names = [name for key in BY_KEY for name in (f"/{key}/", key, f"{key}/edit", f"/{key}/new/")]
    wrong: list[str] = []
    for address in addresses(person, names, records):
        # Axe takes longer than the page; the same parts are looked at in the other themes and sizes on the main pages.
        wrong += wrong_with(person, address, look, axe=phone and not address.endswith("/edit/"))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("look", ["vi-light-wide", "en-dark-phone"])
def test_pages_of_administration_and_account(meet: Meet, records: dict[str, str], look: str) -> None:
    language, dark, phone = LOOKS[look]
    person = meet("administrator", language=language, dark=dark, phone=phone)
    wrong = [one for address in (*MORE, *ACCOUNT) for one in wrong_with(person, address, look)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("look", LOOKS)
def test_sign_in(meet: Meet, look: str) -> None:
    language, dark, phone = LOOKS[look]
    person = meet("", language=language, dark=dark, phone=phone)
    wrong = wrong_with(person, "/accounts/login/", look)
    assert not wrong, "\n".join(wrong)
    person.page.locator("[name=login]").fill("nobody")
    person.page.locator("[name=password]").fill("not the password")
    person.page.locator("main form button[type=submit]").first.click()
    person.page.locator("main [role=alert], main .is-invalid, main .cm-notice, main .cm-errsum").first.wait_for()
    assert barriers(person) == []
