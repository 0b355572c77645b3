"""Office contacts of partners and posts: asked for with a reason, shown to few, on record, and on address cards for those alone."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from comity.core import identity, personal
from comity.core.people import Officer
from comity.core.personal import PersonalAct
from comity.core.write import Refused

pytestmark = pytest.mark.django_db

Desk = Callable[[Officer], Client]
FILLED = {
    "office_phone": "+81 92 711  4111",
    "office_email": "canary@port.example",
    "office_address": "Lantern lane 12",
    "assistant": "Sora Ito, line 5",
    "why": "Letter to the mayor",
}
CANARIES = ("92 711", "canary@port.example", "Lantern lane 12", "Sora Ito")


@pytest.fixture(autouse=True)
def _own_keys(settings: Any, tmp_path: Any) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def keeper(officer: Officer) -> Officer:
    """An officer who may see and change office contacts, and no passports."""
    officer.contacts = "write"
    officer.save()
    return officer


@pytest.fixture
def port(made: Any) -> Any:
    """Port Ardent."""
    return made("partners", title_en="Port Ardent", kind="locality", country="JP", sensitivity=0)


@pytest.fixture
def post(made: Any, port: Any, person: Any) -> Any:
    """The post that Ada Marlow holds there."""
    return made(
        "appointments", title_en="Harbour master", person=person.pk, at_partner=port.pk, starts="2020", sensitivity=0
    )


def kept(browser: Client, record: Any, **more: str) -> None:
    answer = browser.post(f"/contacts/{record.pk}/edit/", FILLED | more)
    assert answer.status_code == 302, answer.content.decode()


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def cards(browser: Client) -> str:
    answer: Any = browser.get("/people/export/vcf/")
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode()).replace("\r\n ", "")


@pytest.mark.parametrize("of", ["partners", "appointments"])
def test_they_are_shown_for_a_reason_and_each_act_is_on_record(
    of: str, port: Any, post: Any, keeper: Officer, administrator: Officer, client_of: Desk
) -> None:
    desk, record = client_of(keeper), port if of == "partners" else post
    kept(desk, record)

    own_page = text(desk.get(f"/{of}/{record.pk}/"))
    unasked = desk.post(f"/contacts/{record.pk}/", {"why": " "})
    shown = text(desk.post(f"/contacts/{record.pk}/", {"why": "Call about the visit"}))
    log = text(client_of(administrator).get("/admin/personal/"))

    assert [one for one in CANARIES if one in own_page] == []
    assert "On record, changed" in own_page
    assert unasked.status_code == 422
    assert [one for one in CANARIES if one not in shown] == []
    assert "Call about the visit" in log
    assert record.title in log
    assert "Office telephone, Office e-mail, Office address, Assistant" in log
    assert [one for one in CANARIES if one in log] == []


def test_without_the_right_nothing_is_told_whatever_else_one_may(
    port: Any, keeper: Officer, head: Officer, client_of: Desk
) -> None:
    kept(client_of(keeper), port)
    Officer.objects.filter(pk=head.pk).update(personal="write")  # passports are another right
    browser = client_of(head)

    assert browser.get(f"/contacts/{port.pk}/").status_code == 403
    assert browser.post(f"/contacts/{port.pk}/", {"why": "I want to"}).status_code == 403
    assert browser.post(f"/contacts/{port.pk}/edit/", FILLED).status_code == 403
    assert browser.post(f"/contacts/{port.pk}/erase/", {"why": "I want to"}).status_code == 403
    page = text(browser.get(f"/partners/{port.pk}/"))
    assert "On record, changed" not in page
    assert "Your account may not see them" in page


def test_the_right_to_contacts_opens_no_passport(person: Any, keeper: Officer, clerk: Officer, acting_as: Any) -> None:
    with acting_as(clerk):
        personal.write(person.pk, {"passport_number": "C7654321"}, reason="Visa")
    Officer.objects.filter(pk=keeper.pk).update(personal="")
    keeper.refresh_from_db()

    with acting_as(keeper):
        assert personal.kept(person.pk) is None
        with pytest.raises(Refused):
            personal.read(person.pk, reason="I want to")
        with pytest.raises(Refused):
            personal.write(person.pk, {"phone": "+84 24 0000"}, reason="I want to")


def test_who_may_only_read_changes_and_erases_nothing(
    port: Any, keeper: Officer, head: Officer, client_of: Desk
) -> None:
    kept(client_of(keeper), port)
    Officer.objects.filter(pk=head.pk).update(contacts="read")
    browser = client_of(head)

    assert "92 711" in text(browser.post(f"/contacts/{port.pk}/", {"why": "Call"}))
    assert browser.post(f"/contacts/{port.pk}/edit/", FILLED).status_code == 403
    assert browser.post(f"/contacts/{port.pk}/erase/", {"why": "Gone"}).status_code == 403


def test_of_a_partner_out_of_sight_and_of_other_records_there_are_none(
    made: Any, units: dict[str, Any], keeper: Officer, client_of: Desk, acting_as: Any
) -> None:
    quiet = made("partners", title_en="Quiet", kind="locality", sensitivity=2, shown_to=[units["trade"].pk])
    task = made("tasks", title_en="Call", sensitivity=0)

    for record in (quiet, task):
        assert client_of(keeper).get(f"/contacts/{record.pk}/").status_code == 404
        with acting_as(keeper), pytest.raises(Refused):
            personal.write(record.pk, {"office_phone": "+81 1 2345"}, reason="I want to")


def test_nothing_of_them_is_in_lists_search_history_exports_or_the_api(
    port: Any, post: Any, keeper: Officer, client_of: Desk, token_of: Any
) -> None:
    browser = client_of(keeper)
    kept(browser, port)
    kept(browser, post)
    said = [
        text(browser.get(path))
        for path in (
            "/partners/",
            f"/partners/{port.pk}/history/",
            "/search/?q=lantern",
            f"/appointments/{post.pk}/",
        )
    ]
    key = {"authorization": f"Bearer {token_of(keeper)}"}
    said.append(text(Client().get(f"/api/v1/partners/{port.pk}", headers=key)))

    assert [one for one in CANARIES for page in said if one in page.replace("q=lantern", "")] == []


def test_a_token_carries_no_right_to_them(keeper: Officer, port: Any, client_of: Desk) -> None:
    kept(client_of(keeper), port)
    token = keeper.tokens.create(name="t", sha256="0" * 64, may_write=True)

    with identity.acting(identity.of(keeper, door="api", token=token)), pytest.raises(Refused):
        personal.read(port.pk, reason="I want to")


def test_the_program_reads_nothing_past_the_record_of_acts(
    port: Any, keeper: Officer, client_of: Desk, acting_as: Any
) -> None:
    kept(client_of(keeper), port)

    with acting_as(keeper), pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select sealed from comity_personal")


def test_address_cards_have_them_for_who_may_read_and_each_reading_is_on_record(
    port: Any, post: Any, keeper: Officer, head: Officer, client_of: Desk
) -> None:
    browser = client_of(keeper)
    kept(browser, port)
    assert "TEL" not in cards(client_of(head))

    own = cards(browser)

    assert "TEL;TYPE=work,voice:+81 92 711 4111" in own
    assert "EMAIL;TYPE=internet:canary@port.example" in own
    assert "ADR;TYPE=work:;;Lantern lane 12;;;;" in own
    assert "X-ASSISTANT:Sora Ito\\, line 5" in own
    kept(browser, post, office_phone="+81 92 711 9999")
    assert "TEL;TYPE=work,voice:+81 92 711 9999" in cards(browser)  # the post's own goes before its partner's
    Officer.objects.filter(pk=head.pk).update(audits=True)
    head.refresh_from_db()
    with identity.acting(identity.of(head, door="test")):
        read = PersonalAct.objects.filter(act="read").order_by("pk")
        assert [(one.person_id, one.reason) for one in read] == [
            (port.pk, "address cards (vCard)"),
            (post.pk, "address cards (vCard)"),
        ]


def test_wrong_entries_are_named_and_nothing_is_kept(port: Any, keeper: Officer, client_of: Desk) -> None:
    browser = client_of(keeper)

    wrong = browser.post(f"/contacts/{port.pk}/edit/", FILLED | {"office_phone": "call me", "office_email": "nobody"})
    empty = browser.post(f"/contacts/{port.pk}/edit/", {"why": "Letter"})

    assert (wrong.status_code, empty.status_code) == (422, 422)
    assert "Give the number with digits" in text(wrong)
    assert "Fill in at least one field" in text(empty)
    assert "Nothing on record." in text(browser.get(f"/contacts/{port.pk}/"))


def test_an_administrator_gives_the_right_on_the_account(
    administrator: Officer, officer: Officer, client_of: Desk
) -> None:
    page = text(client_of(administrator).get(f"/admin/officers/{officer.pk}/"))

    assert 'name="contacts"' in page
