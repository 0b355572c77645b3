"""What officers asked of single pages: conclusions that become work, money at home, the language of a visit, where to import."""

from collections.abc import Callable
from decimal import Decimal
from html import unescape

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comity.core.people import Officer
from comity.core.records import Record

Made = Callable[..., Record]
ClientOf = Callable[[Officer], Client]


def test_each_conclusion_of_a_meeting_opens_a_filled_commitment_or_task(
    made: Made, officer: Officer, client_of: ClientOf
) -> None:
    partner = made("partners", title_en="Port Ardent", kind="locality", sensitivity=0)
    meeting = made(
        "activities",
        title_en="Talks",
        kind="meeting",
        unit=officer.unit_id,
        partners=[partner.pk],
        conclusions_en="1. Send the list & the prices\n2. Meet in May",
        conclusions_vi="1. Gửi danh sách\n2. Gặp vào tháng 5",
    )
    browser = client_of(officer)

    found = browser.get(f"/activities/{meeting.pk}/").context["points"]
    assert [one["text"] for one in found] == ["Send the list & the prices", "Meet in May"]
    form = browser.get(found[0]["commitments"]).context["form"]
    assert (form["title_en"].value(), form["title_vi"].value()) == ("Send the list & the prices", "Gửi danh sách")
    assert [str(form[name].value()) for name in ("activity", "partner", "unit")] == [
        str(meeting.pk),
        str(partner.pk),
        str(officer.unit_id),
    ]
    assert str(browser.get(found[1]["tasks"]).context["form"]["activity"].value()) == str(meeting.pk)


def test_who_may_add_nothing_is_offered_no_forms(made: Made, leader: Officer, client_of: ClientOf) -> None:
    meeting = made("activities", title_en="Talks", kind="meeting", sensitivity=0, conclusions_en="Send the list")
    page = client_of(leader).get(f"/activities/{meeting.pk}/")
    assert page.context["points"] == []
    assert 'id="concluded"' not in page.content.decode()


def test_a_project_tells_its_money_in_both_currencies(made: Made, officer: Officer, client_of: ClientOf) -> None:
    project = made(
        "projects",
        title_en="Lamps",
        kind="aid_received",
        committed=Decimal(200_000),
        approved=Decimal(180_000),
        currency="USD",
        rate=Decimal(25_400),
        rate_on="2026-03-01",
    )
    browser = client_of(officer)

    def asked() -> int:
        with CaptureQueriesContext(connection) as sent:
            page = browser.get(f"/projects/{project.pk}/")
        assert page.status_code == 200
        return len([one for one in sent if "SAVEPOINT" not in one["sql"]])

    made("payments", project=project.pk, on="2026-06", amount=Decimal(45_000), currency="USD", rate=Decimal(26_000))
    asked()
    one = asked()
    said = unescape(browser.get(f"/projects/{project.pk}/").content.decode()).partition('id="money"')[2]
    said = said.partition("</section>")[0]
    assert "200,000 USD" in said
    assert "= 5,080,000,000 VND" in said
    assert "= 1,170,000,000 VND" in said  # the payment at its own rate
    assert "25% of what was approved" in said
    assert "1 USD = 25,400 VND, 1 March 2026" in said
    made("payments", project=project.pk, on="2026-07", amount=Decimal(9_000), currency="USD")
    assert asked() == one
    assert "54,000 USD" in browser.get(f"/projects/{project.pk}/").content.decode()


def test_who_can_interpret_begins_with_the_language_of_the_visit(
    made: Made, officer: Officer, client_of: ClientOf
) -> None:
    visit = made("activities", title_en="Visit", kind="delegation_in", working_language="ja", starts="2027-05-13")
    for name, language in (("Linh", "ja"), ("Minh", "fr")):
        person = made("people", title_en=name, sensitivity=0)
        made("competences", person=person.pk, kind="interpreting", language=language, sensitivity=0)
    browser = client_of(officer)

    page = browser.get(f"/activities/{visit.pk}/interpreters/")
    assert [row["name"] for row in page.context["rows"]] == ["Linh"]
    every = browser.get(f"/activities/{visit.pk}/interpreters/?language=")
    assert sorted(row["name"] for row in every.context["rows"]) == ["Linh", "Minh"]


def test_the_imports_page_says_where_to_begin(
    officer: Officer, member: Officer, leader: Officer, client_of: ClientOf
) -> None:
    begin = [one["href"] for one in client_of(officer).get("/imports/").context["begin"]]
    assert begin[:2] == ["/partners/import/", "/people/import/"]
    # an association may not add partners, and who only reads nothing at all
    assert "/partners/import/" not in [one["href"] for one in client_of(member).get("/imports/").context["begin"]]
    assert client_of(leader).get("/imports/").context["begin"] == []


def test_networks_and_communities_abroad_have_lists_of_their_own(
    made: Made, officer: Officer, client_of: ClientOf
) -> None:
    for name, kind in (("Harbour Cities", "network"), ("Sons of the Harbour", "diaspora"), ("Port Ardent", "locality")):
        made("partners", title_en=name, kind=kind, sensitivity=0)
    browser = client_of(officer)

    for face, name, kind in (
        ("networks", "Harbour Cities", "network"),
        ("diaspora", "Sons of the Harbour", "diaspora"),
    ):
        page = browser.get(f"/partners/?face={face}")
        said = page.content.decode()
        assert [row["label"] for row in page.context["rows"]] == [name]
        assert page.context["new_href"] == f"/partners/new/?kind={kind}"
        assert f'href="/partners/?face={face}"' in said


def test_a_member_who_did_not_agree_is_not_named_in_public(made: Made, officer: Officer, client_of: ClientOf) -> None:
    somebody = made("people", title_en="Ilse Ward", sensitivity=0)
    browser = client_of(officer)
    typed = {"person": somebody.pk, "consent": "no", "unit": officer.unit_id, "sensitivity": "0"}

    refused = browser.post("/enrolments/new/", typed)
    assert refused.status_code == 422
    assert "Not agreed to be named" in refused.content.decode()
    assert browser.post("/enrolments/new/", typed | {"sensitivity": "1"}).status_code == 302
    assert browser.post("/enrolments/new/", typed | {"consent": "yes", "confirmed": "1"}).status_code == 302
