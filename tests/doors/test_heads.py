"""Who leads a delegation comes in with the delegation's own row: found, asked about, made, updated, and taken back with the file."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from comity.core.people import Officer
from comity.registers.activities import Activity
from comity.registers.delegations import DelegationMember
from comity.registers.people import Person
from tests.doors.test_imports import sent, shown

HEAD = "code,title_en,kind,starts,Trưởng đoàn,head_rank\n"
Browser = Callable[[Officer], Client]


def heads() -> dict[str, tuple[str, str, str, int | None]]:
    rows: Any = DelegationMember.objects.filter(role="head").order_by("id")
    return {one.activity.title_en: (one.title, one.post_en, one.rank, one.person_id) for one in rows}


def stored(browser: Client, text: str, **said: str) -> str:
    where = sent(browser, text, "activities")
    codes = {column["header"]: column["place"] for column in shown(browser, where)["columns"]}
    browser.post(where, {f"map_{codes['Trưởng đoàn']}": "head", "act": "look", **said})
    return where


def test_the_head_comes_in_its_delegations_row(
    made: Callable[..., Any], officer: Officer, client_of: Browser, acting_as: Any
) -> None:
    corin = made("people", title_en="Corin Vále")
    browser = client_of(officer)
    rows = (
        'D1,Visit to Ilm,delegation_out,2024-03,"corin vale, Vice Mayor, City Hall",city_deputy\n'
        'D2,Visit to Osk,delegation_out,2024-04,"Mara Stone, Director",\n'
        "D3,Visit to Ulm,delegation_out,2024-05,Mara Stone,\n"
        "D4,Visit to Elm,delegation_out,2024-06,,\n"
    )
    where = stored(browser, HEAD + rows)
    looked = shown(browser, where)
    assert (looked["is_good"], looked["doubts"]) == (True, [])
    browser.post(where, {"act": "store"})
    with acting_as(officer):
        found = heads()
        mara = Person.objects.get(title_en="Mara Stone")
        assert found == {
            "Visit to Ilm": ("Corin Vále", "Vice Mayor", "city_deputy", corin.pk),
            "Visit to Osk": ("Mara Stone", "Director", "", mara.pk),
            "Visit to Ulm": ("Mara Stone", "", "", mara.pk),
        }
        assert mara.is_ours

    browser.post(where, {"act": "undo"})
    with acting_as(officer):
        assert Activity.objects.count() == DelegationMember.objects.count() == 0
        assert [one.title_en for one in Person.objects.all()] == ["Corin Vále"]

    browser.post(stored(browser, HEAD + rows), {"act": "store"})
    again = stored(browser, HEAD + rows.replace("Vice Mayor", "Mayor"))
    assert shown(browser, again)["counts"] == {"new": 0, "changed": 1, "same": 3, "error": 0}
    assert "Corin Vále, Mayor, City Hall" in browser.get(again).content.decode()
    browser.post(again, {"act": "store"})
    with acting_as(officer):
        assert heads()["Visit to Ilm"][1] == "Mayor"
        assert DelegationMember.objects.count() == 3

    browser.post(again, {"act": "undo"})
    with acting_as(officer):
        assert heads()["Visit to Ilm"][1] == "Vice Mayor"


def test_a_head_who_is_nearly_called_so_is_asked_about(
    made: Callable[..., Any], officer: Officer, client_of: Browser, acting_as: Any
) -> None:
    corin = made("people", title_en="Corin Vale")
    browser, row = (
        client_of(officer),
        "D1,Visit,delegation_out,2024-03,Corin Vane,\nD2,Other,delegation_out,2024-09,Corin Vane,nobody\n",
    )
    where = stored(browser, HEAD + row)
    looked = shown(browser, where)

    assert [(one["text"], one["options"]) for one in looked["doubts"]] == [("Corin Vane", [[corin.pk, "Corin Vale"]])]
    assert not looked["is_good"]
    assert "somebody new" in browser.get(where).content.decode()
    browser.post(where, {"name_0": "new", "act": "look"})
    wrong = shown(browser, where)
    assert wrong["counts"]["error"] == 1
    assert "nobody" in browser.get(where).content.decode()
    where = stored(browser, HEAD + row.replace(",nobody", ","))
    browser.post(where, {"name_0": str(corin.pk), "act": "look"})
    browser.post(where, {"act": "store"})
    with acting_as(officer):
        assert {one[3] for one in heads().values()} == {corin.pk}
