"""Menus of many words are pickers, in which also the word of the other language finds."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from comity.core.people import Officer
from comity.registers import ALL

pytestmark = pytest.mark.django_db
Browser = Callable[[Officer], Client]
SEVERAL = re.compile(r"<select [^>]*multiple[^>]*>")


def options(page: str, name: str) -> dict[str, str]:
    """Return the tags of a menu's choices by their value."""
    menu = re.search(rf'<select name="{name}".*?</select>', page, re.DOTALL)
    assert menu, name
    return {one[1]: one[0] for one in re.finditer(r'<option value="([^"]*)"[^>]*>[^<]*', menu[0])}


def test_no_form_asks_to_hold_a_key_while_choosing_several(administrator: Officer, client_of: Browser) -> None:
    browser = client_of(administrator)
    menus = []
    for of in ALL:
        answer = browser.get(f"/{of.key}/new/")
        menus += [(of.key, one) for one in SEVERAL.findall(answer.content.decode())]

    assert len(menus) > 20
    assert [one for one in menus if 'data-picker="many"' not in one[1]] == []


@pytest.mark.parametrize(("register", "name"), [("activities", "countries"), ("partners", "country")])
def test_a_country_is_found_by_its_name_in_either_language(
    register: str, name: str, officer: Officer, client_of: Browser
) -> None:
    browser = client_of(officer)

    english = options(browser.get(f"/{register}/new/").content.decode(), name)
    browser.post("/language/", {"language": "vi"})
    vietnamese = options(browser.get(f"/{register}/new/").content.decode(), name)

    assert english["DE"] == '<option value="DE" data-also="Đức">Germany'
    assert vietnamese["DE"] == '<option value="DE" data-also="Germany">Đức'
    assert english["CU"] == '<option value="CU">Cuba'  # the same word in both


def test_fields_chosen_before_are_chosen_in_the_form(made: Any, officer: Officer, client_of: Browser) -> None:
    act = made("activities", title_en="Days of the pier", kind="festival", fields=["culture", "trade"])

    found = options(client_of(officer).get(f"/activities/{act.pk}/edit/").content.decode(), "fields")

    assert sorted(code for code, tag in found.items() if " selected" in tag) == ["culture", "trade"]
