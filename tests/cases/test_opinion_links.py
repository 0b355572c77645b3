"""Agencies outside the office answer by a link and a code: one question, one answer, and nothing else to be seen."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comity.core import identity
from comity.core.case_acts import CaseAct
from comity.core.opinion_links import OpinionLink, hashed
from comity.core.people import Officer
from comity.core.records import Record
from comity.domain.flow import Buckets
from comity.gate import opinion_links, values
from comity.web import opinions
from tests.cases.doing import PAPER, begun, file_of, kept, text

ClientOf = Callable[[Officer], Client]
Made = Callable[..., Any]
TODAY = date(2026, 5, 11)  # a Monday
OF = "opinions.mofa"
SENT = {
    "agency": "Ministry of Foreign Affairs",
    "title": "A text on lanterns",
    "question": "Do you agree?",
    "after": "5",
}


@pytest.fixture(autouse=True)
def _fresh_buckets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opinions, "buckets", Buckets(opinions.A_MINUTE))


@pytest.fixture
def case(made: Made, units: dict[str, Record], officer: Officer, client_of: ClientOf) -> int:
    """A file on an agreement on which three bodies are asked."""
    partner = made("partners", title_en="Port Ardent", kind="locality", country="JP")
    agreement = made(
        "agreements", title_en="Canary and ferries", instrument="mou", capacity="peoples_committee",
        partners=[partner.pk], unit=units["department"].pk,
    )  # fmt: skip
    desk = client_of(officer)
    found = begun(desk, agreement, "agreement-city", **{"agreement-city-opinion_fields": "security"})
    for paper in file_of(desk, found)["papers"]:
        kept(desk, found, "paper", paper["id"])
    kept(desk, found, "filed")
    return found


def sent(desk: Client, case: int, **more: Any) -> tuple[str, str]:
    """Send the question and return the link's path and the code."""
    answer = desk.post(f"/cases/{case}/ask/{OF}/", SENT | more)
    assert answer.status_code == 200, text(answer)
    return answer.context["address"].removeprefix("http://testserver"), answer.context["code"]


def links() -> Any:
    return OpinionLink.objects.order_by("pk")


def shut(answer: Any) -> bool:
    return answer.status_code == 404 and "This link opens nothing" in text(answer)


def test_an_agency_answers_once_and_the_file_says_how_it_came(case: int, officer: Officer, client_of: ClientOf) -> None:
    desk, agency = client_of(officer), Client()
    attached = desk.post(f"/agreements/{case}/files/")  # no file of another record is offered
    desk.post(f"/cases/{case}/files/", {"file": SimpleUploadedFile("draft.txt", b"The draft.")})
    assert attached.status_code == 404
    (choice,) = re.findall(r'<option value="(\d+)">draft.txt', desk.get(f"/cases/{case}/ask/{OF}/").content.decode())
    link, code = sent(desk, case, file=str(choice))

    asked = agency.get(link)
    assert "Enter it to read the question" in text(asked)
    assert "lanterns" not in text(asked)
    assert asked.headers["Referrer-Policy"] == "same-origin"  # the link stays here; without any, browsers' forms fail
    assert agency.get(f"{link}file/").status_code == 404
    assert agency.post(link, {"code": code}).status_code == 302
    page = text(agency.get(link))
    assert "A text on lanterns" in page
    assert "Do you agree?" in page
    assert "It opens until Mon 25 May 2026" in page  # the term, Wed 20 May, and five days
    assert agency.get(f"{link}file/").getvalue() == b"The draft."
    for hidden in ("Canary", "Port Ardent", officer.name, f"/{case}/", "Ministry of Public Security"):
        assert hidden not in agency.get(link).content.decode().replace(link, "")
    refused = agency.post(link, {"answer": "disagrees", "name": "Ada Marlow, Director"})
    assert refused.status_code == 422
    assert "Say what is to be changed, or why you disagree." in text(refused)
    given = {"answer": "disagrees", "reason": "No harbour police.", "name": "Ada Marlow, Director"}
    assert "Thank you" in text(agency.post(link, given))

    again = agency.post(link, given)
    assert again.status_code == 409
    assert "What you sent now was not recorded" in text(again)
    assert agency.get(f"{link}file/").status_code == 404
    (row,) = [one for one in file_of(desk, case)["asks"] if one["id"] == OF]
    assert (row["answer"]["text"], row["why"]) == ("disagrees", "No harbour police.")
    said = text(desk.get(f"/cases/{case}/"))
    assert "Ada Marlow, Director, Ministry of Foreign Affairs, by the link that The officer made" in said
    with identity.acting(identity.system(officer.city, door="test")):
        act = CaseAct.objects.get(what="opinion")
        assert act.officer is None
        assert act.link is not None
        assert act.link.answered_by == "Ada Marlow, Director"


def test_whatever_is_wrong_with_a_link_the_answer_is_one_and_the_same(
    case: int, officer: Officer, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, agency = client_of(officer), Client()
    never = agency.get(f"/opinion/{'0' * 64}/")
    ended, code = sent(desk, case)
    (one,) = [one for one in file_of(desk, case)["ask_links"][OF] if one["end"]]
    desk.post(one["end"])
    locked, right = sent(desk, case)
    for _try in range(5):
        assert agency.post(locked, {"code": "0000 0000"}).status_code in (422, 404)
    over, _code = sent(desk, case)
    recorded, _code = sent(desk, case)

    answers = [agency.get(ended), agency.post(ended, {"code": code}), agency.post(locked, {"code": right})]
    with monkeypatch.context() as patched:
        patched.setattr(values, "today", lambda: date(2026, 5, 26))
        answers.append(agency.get(over))
    kept(desk, case, "opinion", OF, answer="agrees", **PAPER)
    answers.append(agency.get(recorded))

    assert shut(never)
    bare = [re.sub(r'value="[^"]*"', "", one.content.decode()).replace(one.request["PATH_INFO"], "") for one in answers]
    assert {one.status_code for one in answers} == {404}
    assert set(bare) == {re.sub(r'value="[^"]*"', "", never.content.decode()).replace(never.request["PATH_INFO"], "")}


def test_a_link_says_that_it_is_closed_and_by_what(case: int, officer: Officer, client_of: ClientOf) -> None:
    desk = client_of(officer)

    def states() -> list[str]:
        return [one["state"] for one in file_of(desk, case)["ask_links"][OF]]

    sent(desk, case)
    link, code = sent(desk, case)
    assert states() == ["opens until Mon 25 May 2026"] * 2
    kept(desk, case, "opinion", OF, answer="agrees", **PAPER)
    assert states() == ["closed: answered on paper, 512/QĐ of Mon 11 May 2026"] * 2
    (act,) = [one for one in file_of(desk, case)["acts"] if one["what"] == "Opinion of: Ministry of Foreign Affairs"]
    kept(desk, case, "taken_back", str(act["id"]), reason="It was of another file.")
    assert states() == ["opens until Mon 25 May 2026"] * 2  # they wait again
    agency = Client()
    agency.post(link, {"code": code})
    agency.post(link, {"answer": "agrees", "reason": "", "name": "Ada Marlow"})
    assert states()[0] == "closed: answered by another link"
    assert "shows until" in states()[1]
    sent_after = file_of(desk, case)["ask_links"][OF]
    assert [bool(one["end"]) for one in sent_after] == [True, True]
    kept(desk, case, "withdrawn", reason="Next year.")
    assert states()[0] == "closed: answered by another link"


def test_an_agency_sees_how_its_own_opinion_was_taken_up_and_nothing_else(
    case: int, officer: Officer, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, agency = client_of(officer), Client()
    link, code = sent(desk, case)
    agency.post(link, {"code": code})
    agency.post(link, {"answer": "changes", "reason": "Name the ferry.", "name": "Ada Marlow"})
    kept(desk, case, "opinion", "opinions.public_security", answer="disagrees", reason="No harbour police.", **PAPER)
    kept(desk, case, "taken_up", "opinions.public_security", answer="none", reason="The harbour has none.")

    unsaid = text(agency.get(link))
    assert "Name the ferry." in unsaid
    assert "The office has not said it yet" in unsaid
    kept(desk, case, "taken_up", OF, answer="whole", reason="Article 3 names it.")
    kept(desk, case, "taken_up", OF, answer="part", reason="The annex names it.")
    said = text(agency.get(link))
    assert "taken up in part The annex names it." in said
    for hidden in ("Article 3", "harbour", "Canary", officer.name, "has not said it yet"):
        assert hidden not in said.replace(link, "")
    assert "Enter it to read the question" in text(Client().get(link))  # without the code nothing is shown
    last = timezone.localdate() + opinion_links.READS_ON
    for day, is_shut in ((last, False), (last + timedelta(days=1), True)):
        with monkeypatch.context() as patched:
            patched.setattr(values, "today", lambda day=day: day)
            assert shut(agency.get(link)) is is_shut
    (act,) = [one for one in file_of(desk, case)["acts"] if one["what"] == "Opinion of: Ministry of Foreign Affairs"]
    kept(desk, case, "taken_back", str(act["id"]), reason="It was of another file.")
    assert shut(agency.get(link))
    (one,) = file_of(desk, case)["ask_links"][OF]
    assert one["state"].endswith("; that was taken back, it opens nothing any more")
    desk.post(one["end"])
    (one,) = file_of(desk, case)["ask_links"][OF]
    assert one["end"] == ""
    assert one["state"] == "answered by Ada Marlow; ended, it opens nothing any more"


def test_neither_link_nor_code_is_kept_or_logged_and_a_right_code_starts_the_count_anew(
    case: int, officer: Officer, client_of: ClientOf, caplog: pytest.LogCaptureFixture
) -> None:
    link, code = sent(client_of(officer), case)
    secret, digits = link.split("/")[2], code.replace(" ", "")

    with connection.cursor() as cursor, identity.acting(identity.system(officer.city, door="test")):
        cursor.execute("select row_to_json(one)::text from comity_opinionlink as one")
        kept_ = cursor.fetchone()[0]
        assert secret not in kept_
        assert digits not in kept_
        assert links().get().sha256 == hashed(secret)
    for given, tries in (("1", 1), ("2", 2), (code, 0)):
        Client().post(link, {"code": given})
        with identity.acting(identity.system(officer.city, door="test")):
            assert links().get().tries == tries
    assert "/opinion/.../" in caplog.text  # each refused answer is logged with its address
    assert secret not in caplog.text
    assert digits not in caplog.text


def test_who_asks_too_often_waits(case: int, officer: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opinions, "buckets", Buckets(3))

    assert [Client().get(f"/opinion/{number}/").status_code for number in range(4)] == [404, 404, 404, 429]


def test_the_e_mail_holds_the_link_and_neither_the_code_nor_anything_of_the_file(
    case: int, officer: Officer, client_of: ClientOf, settings: Any
) -> None:
    settings.MAILS, settings.OFFICE_URL, settings.DEFAULT_FROM_EMAIL = (
        True,
        "https://office.example",
        "o@office.example",
    )
    link, code = sent(client_of(officer), case, address="mofa@ministry.example")

    for _again in range(2):
        opinion_links.post.call(officer.city_id)

    (letter,) = mail.outbox
    assert letter.to == ["mofa@ministry.example"]
    assert f"https://office.example{link}" in letter.body
    assert "lanterns" not in f"{letter.subject} {letter.body}"
    assert code not in letter.body
    assert code.replace(" ", "") not in letter.body


def test_only_who_may_change_the_file_sends_and_ends_questions(
    case: int, officer: Officer, leader: Officer, colleague: Officer, client_of: ClientOf
) -> None:
    for one in (leader, colleague):
        browser = client_of(one)
        assert browser.get(f"/cases/{case}/ask/{OF}/").status_code == 403
        assert browser.post(f"/cases/{case}/ask/{OF}/", SENT).status_code == 403
    sent(client_of(officer), case)
    with identity.acting(identity.of(colleague, door="test")):
        link = links().get()
        assert not OpinionLink.objects.filter(pk=link.pk).update(tries=0)
        with pytest.raises(DatabaseError), transaction.atomic():
            OpinionLink.objects.filter(pk=link.pk).update(expires_on=TODAY + timedelta(days=999))
        with pytest.raises(DatabaseError), transaction.atomic():
            OpinionLink.objects.create(
                city=officer.city, case_id=case, of=OF, agency="x", title="x", question="x", sha256="x", code="x",
                expires_on=TODAY, made_by=colleague,
            )  # fmt: skip
    assert client_of(colleague).post(f"/cases/{case}/ask/{link.pk}/end/").status_code == 403
    assert client_of(officer).get(f"/cases/{case}/ask/nobody/").status_code == 404


def test_the_file_asks_as_much_of_many_links_as_of_one(case: int, officer: Officer, client_of: ClientOf) -> None:
    desk, counts = client_of(officer), []
    for more in (1, 3):
        for _one in range(more):
            sent(desk, case)
        desk.get(f"/cases/{case}/")
        with CaptureQueriesContext(connection) as seen:
            desk.get(f"/cases/{case}/")
        counts.append(len(seen))

    assert counts[0] == counts[1]
