"""Lists of people and programmes as offices have them: who is on record is found, who is not is asked about or added, all of it undone at once."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from comity.core.people import Officer
from comity.registers.activities import Activity
from comity.registers.delegations import DelegationMember
from comity.registers.gifts import Gift
from comity.registers.people import Person
from comity.registers.programmes import ProgrammeItem

Browser = Callable[[Officer], Client]


@pytest.fixture
def visit(made: Any, units: dict[str, Any]) -> Activity:
    """A visit of Ardent, led by the department."""
    found: Activity = made(
        "activities",
        title_en="Visit of Ardent",
        kind="delegation_in",
        starts="2025-04-02",
        countries=["JP"],
        unit=units["department"].pk,
    )
    return found


def paste(browser: Client, visit: Activity, text: str, part: str = "delegation_members", **more: Any) -> Any:
    return browser.post(
        f"/activities/{visit.pk}/parts/{part}/", {"paste": text, **more}, headers={"HX-Request": "true"}
    )


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def listed(as_system: Any) -> list[tuple[Any, ...]]:
    with as_system():
        rows = DelegationMember.objects.order_by("pk")
        return list(rows.values_list("title_en", "role", "rank", "post_en", "organisation", "person"))


def asked(answer: Any) -> Any:
    """Return the only question of an answer."""
    (one,) = answer.context["one"]["pasted"].asked
    return one


def undone(browser: Client, answer: Any) -> int:
    return browser.post(answer.context["undo"]).status_code


@pytest.mark.parametrize("part", ["delegation_members", "programme_items"])
def test_what_is_no_text_is_named_by_its_line(
    visit: Activity, officer: Officer, client_of: Browser, part: str, as_system: Any
) -> None:
    answer = paste(client_of(officer), visit, "Akari Mori\nKen\0 Ito", part=part)

    assert answer.status_code == 422
    assert "Line 2: The character U+0000" in text(answer)
    with as_system():
        assert not DelegationMember.objects.exists()


def test_a_list_tells_who_leads_the_rank_and_who_is_on_record(
    visit: Activity, made: Any, officer: Officer, client_of: Browser, as_system: Any
) -> None:
    known = made("people", title_en="Akari Mori", sensitivity=0).pk

    answer = paste(
        client_of(officer),
        visit,
        "Head of delegation: Ms. Akari Mori, Vice Mayor, City of Ardent\nMr Kenji Abe, Clerk; Sora Ito, Interpreter",
    )

    assert answer.status_code == 200
    assert listed(as_system) == [
        ("Akari Mori", "head", "city_deputy", "Vice Mayor", "City of Ardent", known),
        ("Mr Kenji Abe", "", "", "Clerk", "", None),
        ("Sora Ito", "interpreter", "", "", "", None),
    ]
    assert "3 lines added. 1 is on record." in text(answer)


@pytest.mark.parametrize(
    "table",
    [
        "STT\tHọ và tên\tChức vụ\tCơ quan\tVai trò\n1\tÔng Kenji Abe\tThị trưởng\tArdent\tTrưởng đoàn",
        "No.\tFull name\tPosition\tAgency\tRole\n1.\tMr Kenji Abe\tThị trưởng\tArdent\tHead of delegation",
        "1\tMr. Kenji Abe\tThị trưởng, Trưởng đoàn\tArdent",
    ],
)
def test_a_table_from_excel_or_word_comes_in_with_heads_or_without(
    table: str, visit: Activity, officer: Officer, client_of: Browser, as_system: Any
) -> None:
    answer = paste(client_of(officer), visit, table)

    assert answer.status_code == 200, answer.context["one"]["pasted"].wrong
    ((name, *rest),) = listed(as_system)
    assert name.split()[-2:] == ["Kenji", "Abe"]
    assert rest == ["head", "city_head", "Thị trưởng", "Ardent", None]


def test_a_column_that_nobody_knows_is_not_lost_without_a_word(
    visit: Activity, officer: Officer, client_of: Browser, as_system: Any
) -> None:
    answer = paste(client_of(officer), visit, "Full name\tPosition\tShoe size\nKenji Abe\tMayor\t42")

    assert answer.status_code == 422
    assert "Nobody can tell what the column Shoe size is." in text(answer)
    assert listed(as_system) == []


def test_columns_in_the_order_of_the_line_still_come_in(
    visit: Activity, made: Any, officer: Officer, client_of: Browser, as_system: Any
) -> None:
    made("people", title_en="Akari Mori", sensitivity=0)

    answer = paste(client_of(officer), visit, "\tKenji Abe\tmember\tClerk\tArdent\nAkari Mori\t\thead\tMayor\tArdent")

    assert answer.status_code == 200
    assert [row[:4] for row in listed(as_system)] == [
        ("Kenji Abe", "member", "", "Clerk"),
        ("Akari Mori", "head", "", "Mayor"),
    ]


def test_who_is_called_nearly_so_is_asked_about_and_nothing_is_stored_before(
    visit: Activity, made: Any, officer: Officer, client_of: Browser, as_system: Any
) -> None:
    known = made("people", title_en="Nguyễn Văn Ân", country="VN", sensitivity=0).pk
    browser, line = client_of(officer), "Nguyen Van An, Clerk"

    answer = paste(browser, visit, line)
    question = asked(answer)

    assert answer.status_code == 422
    assert listed(as_system) == []
    assert [value for value, _label in question.choices] == [str(known), "new", "none"]
    assert question.chosen == ""
    assert line in text(answer)
    for said, person, people in (("none", None, 1), (str(known), known, 1)):
        answer = paste(browser, visit, line, **{question.key: said})
        assert answer.status_code == 200
        assert listed(as_system)[-1][-1] == person
        with as_system():
            assert Person.objects.count() == people
    assert paste(browser, visit, line, **{question.key: "12345"}).status_code == 422
    paste(browser, visit, line, **{question.key: "new"})
    with as_system():
        new = Person.objects.exclude(pk=known).get()
        assert (new.title_en, new.country, new.is_ours, new.unit_id) == ("Nguyen Van An", "JP", False, visit.unit_id)


def test_names_become_people_with_one_click_and_go_again_with_another(
    visit: Activity, made: Any, officer: Officer, client_of: Browser, as_system: Any
) -> None:
    browser, address = client_of(officer), f"/activities/{visit.pk}/parts/delegation_members/"
    paste(browser, visit, "Ms Akari Mori, Mayor\nKenji Abe, Clerk")
    made("people", title_en="Abe Kenji", sensitivity=0)
    assert "Add 2 names to the people on record" in text(browser.get(address))

    answer = browser.post(address, {"people": "1"}, headers={"HX-Request": "true"})

    assert "1 person added. Not added, because somebody on record is called nearly so: Kenji Abe." in text(answer)
    with as_system():
        person = Person.objects.get(title_en="Akari Mori")
        assert (person.honorific, person.country, person.is_ours) == ("Ms", "JP", False)
    assert [(row[0], row[-1]) for row in listed(as_system)] == [("Akari Mori", person.pk), ("Kenji Abe", None)]
    assert undone(browser, answer) == 302
    with as_system():
        assert not Person.objects.filter(title_en="Akari Mori").exists()
    assert [(row[0], row[-1]) for row in listed(as_system)] == [("Ms Akari Mori", None), ("Kenji Abe", None)]


def test_people_of_a_restricted_visit_are_restricted_too(
    made: Any, units: dict[str, Any], officer: Officer, client_of: Browser, as_system: Any
) -> None:
    quiet = made(
        "activities",
        title_en="Quiet trip",
        kind="delegation_out",
        sensitivity=2,
        shown_to=[units["department"].pk],
        unit=units["department"].pk,
    )
    browser = client_of(officer)
    paste(browser, quiet, "Kenji Abe, Clerk")
    browser.post(f"/activities/{quiet.pk}/parts/delegation_members/", {"people": "1"})

    with as_system():
        person = Person.objects.get()
        assert (person.sensitivity, person.shown_to, person.is_ours) == (2, [units["department"].pk], True)


def test_whoever_keeps_another_unit_adds_nobody(visit: Activity, ward: Officer, client_of: Browser) -> None:
    answer = client_of(ward).post(f"/activities/{visit.pk}/parts/delegation_members/", {"people": "1"})

    assert answer.status_code in (403, 404)


def test_a_programme_that_names_nobody_s_gift_offers_to_add_it_beside_the_line(
    visit: Activity, officer: Officer, client_of: Browser, as_system: Any
) -> None:
    browser = client_of(officer)
    letter = "08:30 Talks, Hall (led by: Bo Ferris; gift: Bowl)\n10:00 Tea, Park (led by: bo ferris)"

    answer = paste(browser, visit, letter, "programme_items")
    questions = answer.context["one"]["pasted"].asked

    assert answer.status_code == 422
    assert letter in text(answer)
    assert "Line 1, 2, Led by: Bo Ferris" in text(answer)
    assert [(one.name, one.chosen, one.lines) for one in questions] == [
        ("Bo Ferris", "new", [1, 2]),
        ("Bowl", "new", [1]),
    ]
    with as_system():
        assert not (ProgrammeItem.objects.exists())
        assert not (Person.objects.exists())
        assert not (Gift.objects.exists())

    answer = paste(browser, visit, letter, "programme_items", **{one.key: "new" for one in questions})

    assert "2 lines added. New on record: Bo Ferris, Bowl." in text(answer)
    with as_system():
        lead, gift = Person.objects.get(), Gift.objects.get()
        assert lead.is_ours
        rows = ProgrammeItem.objects.order_by("at").values_list("title_en", "lead", "gift")
        assert list(rows) == [("Talks", lead.pk, gift.pk), ("Tea", lead.pk, None)]
    assert undone(browser, answer) == 302
    with as_system():
        assert not (ProgrammeItem.objects.exists())
        assert not (Person.objects.exists())
        assert not (Gift.objects.exists())


def test_a_name_that_is_not_added_stays_in_the_remark(
    visit: Activity, officer: Officer, client_of: Browser, as_system: Any
) -> None:
    browser, line = client_of(officer), "08:30 Talks, Hall (led by: Bo Ferris)"
    question = asked(paste(browser, visit, line, "programme_items"))

    paste(browser, visit, line, "programme_items", **{question.key: "none"})

    with as_system():
        item = ProgrammeItem.objects.get()
        assert (item.lead_id, item.remark, Person.objects.count()) == (None, "Led by: Bo Ferris", 0)


def test_who_may_not_add_a_gift_is_offered_what_is_left(
    made: Any, units: dict[str, Any], ward: Officer, client_of: Browser
) -> None:
    own = made("activities", title_en="Tea of the ward", kind="reception", unit=units["ward"].pk)

    question = asked(paste(client_of(ward), own, "08:30 Tea, Hall (gift: Bowl)", "programme_items"))

    assert [value for value, _label in question.choices] == ["none"]


def test_a_wrong_line_keeps_what_was_answered(
    visit: Activity, officer: Officer, client_of: Browser, as_system: Any
) -> None:
    browser = client_of(officer)
    question = asked(paste(browser, visit, "08:30 Talks, Hall (gift: Bowl)", "programme_items"))

    answer = paste(
        browser, visit, "25:00 Talks, Hall (gift: Bowl)", "programme_items", **{question.key: "none", "timeless": "on"}
    )

    assert answer.status_code == 422
    assert asked(answer).chosen == "none"
    with as_system():
        assert not ProgrammeItem.objects.exists()


def test_only_whoever_did_it_takes_all_of_it_back(
    visit: Activity, officer: Officer, head: Officer, client_of: Browser, as_system: Any
) -> None:
    answer = paste(client_of(officer), visit, "Kenji Abe, Clerk")

    assert undone(client_of(head), answer) == 403
    assert len(listed(as_system)) == 1
