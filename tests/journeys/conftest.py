"""Journeys: whole stories in a real browser at a real office. They run when COMITY_JOURNEYS=1.

COMITY_JOURNEYS_DATA names a data folder to use and to keep, which saves the first filling while one writes a story.
"""

import dataclasses
import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.office import Office, running
from tests.journeys.person import PHONE, WIDE, Meet, Person

OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the journeys out unless they are asked for."""
    if os.environ.get("COMITY_JOURNEYS") == "1":
        return
    for item in items:
        if item.get_closest_marker("journey"):
            item.add_marker(pytest.mark.skip(reason="set COMITY_JOURNEYS=1 to run the journeys"))


@pytest.fixture(scope="package")
def office() -> Iterator[Office]:
    """An office with Hanoi's records, up for all journeys."""
    with running(os.environ.get("COMITY_JOURNEYS_DATA", "")) as up:
        yield up


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium; without it the journeys fail rather than pass unseen."""
    found = shutil.which("chromium")
    if not found:
        pytest.fail("The journeys need chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=found, args=OPTIONS)
        yield one
        one.close()


@pytest.fixture(scope="package")
def keys() -> dict[str, Any]:
    """What a browser keeps of a sign-in, by user name: each signs in once."""
    return {}


@pytest.fixture
def meet(browser: Browser, office: Office, keys: dict[str, Any]) -> Iterator[Meet]:
    """Meet a person at a browser, signed in unless `user` is empty; nobody's browser may complain."""
    met: list[Person] = []

    def make(
        user: str, *, language: str = "en", dark: bool = False, phone: bool = False, by_name: bool = False
    ) -> Person:
        settings = {
            "locale": language,
            "color_scheme": "dark" if dark else "light",
            "viewport": PHONE if phone else WIDE,
            "has_touch": phone,
            "reduced_motion": "reduce",
        }
        if user and user not in keys:
            first = Person(browser, office, **settings)
            first.sign_in(user)
            keys[user] = first.context.storage_state()
            first.context.close()
        near = office.base.replace("127.0.0.1", "localhost")  # passkeys belong to a name, not to a number
        reached = dataclasses.replace(office, base=near) if by_name else office
        person = Person(browser, reached, storage_state=keys.get(user), **settings)
        met.append(person)
        return person

    yield make
    complaints = [complaint for person in met for complaint in person.complaints]
    for person in met:
        person.context.close()
    assert complaints == []
