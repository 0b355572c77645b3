"""How opinions were taken up: said on one page, told to whoever decides, in the papers and the log, and never written over."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from comity.core import identity
from comity.core.case_acts import CaseAct
from comity.core.people import Officer
from comity.core.records import Record
from tests.cases.doing import PAPER, act, begun, file_of, kept, refused, text
from tests.cases.test_papers import fetched, lines

ClientOf = Callable[[Officer], Client]
Made = Callable[..., Any]
TODAY = date(2026, 5, 11)  # a Monday
MOFA, FIELDS, POLICE = "opinions.mofa", "opinions.agencies", "opinions.public_security"
STATEMENTS = 13  # SQL statements of the page, however many opinions there are


@pytest.fixture(autouse=True)
def _data(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def case(made: Made, units: dict[str, Record], officer: Officer, client_of: ClientOf) -> int:
    """A file on an agreement on which three bodies are asked."""
    partner = made("partners", title_en="Port Ardent", kind="locality", country="JP")
    agreement = made(
        "agreements", title_en="Lanterns and ferries", instrument="mou", capacity="peoples_committee",
        partners=[partner.pk], unit=units["department"].pk,
    )  # fmt: skip
    desk = client_of(officer)
    found = begun(desk, agreement, "agreement-city", **{"agreement-city-opinion_fields": "security"})
    for paper in file_of(desk, found)["papers"]:
        kept(desk, found, "paper", paper["id"])
    kept(desk, found, "filed")
    return found


def opinion(desk: Client, case: int, of: str, answer: str, reason: str = "") -> None:
    kept(desk, case, "opinion", of, answer=answer, reason=reason, **PAPER)


def page(desk: Client, case: int) -> Any:
    answer = desk.get(f"/cases/{case}/opinions/")
    assert answer.status_code == 200
    return answer


def said(desk: Client, case: int, shown: Any = None, **words: tuple[str, str]) -> Any:
    """Post the page as it was shown, with these words changed, by the place of the opinion on it."""
    shown = shown or page(desk, case)
    posted = {"on": "2026-05-11"}
    for place, one in enumerate(shown.context["opinions"]):
        form = one["form"]
        now = (form["how"].value() or "", form["why"].value() or "")
        how, why = words.get(f"at{place}", now)
        posted |= {f"{form.prefix}-how": how, f"{form.prefix}-why": why, f"{form.prefix}-seen": form["seen"].value()}
    return desk.post(f"/cases/{case}/opinions/", posted)


def taken_up(client: Client, case: int) -> list[tuple[str, str]]:
    found = [one["taken_up"] for one in file_of(client, case)["asks"]]
    return [(one["how"]["text"] if one["how"] else "", one["why"]) if one else ("", "") for one in found]


def test_an_officer_goes_through_all_opinions_and_the_file_its_papers_and_its_log_say_it(
    case: int, officer: Officer, client_of: ClientOf
) -> None:
    desk = client_of(officer)
    assert file_of(desk, case)["take_up"] == ""
    assert "No opinion has been given yet" in text(page(desk, case))
    opinion(desk, case, MOFA, "agrees")
    opinion(desk, case, FIELDS, "changes", "Name the ferry.")
    assert "Not answered yet: Ministry of Public Security." in text(page(desk, case))
    opinion(desk, case, POLICE, "disagrees", "No harbour police.")

    (doubt,) = [one.text for one in file_of(desk, case)["doubts"] if "taken up" in one.text]
    assert doubt == (
        "2 opinions ask for changes or disagree, and nobody has said how they were taken up: "
        "Agencies directly concerned; Ministry of Public Security."
    )
    wrong = said(desk, case, at1=("whole", ""), at2=("none", ""))
    assert wrong.status_code == 422
    assert "Ministry of Public Security: Explain why it was not taken up, or only in part." in text(wrong)
    assert taken_up(desk, case) == [("", "")] * 3  # all or none
    assert said(desk, case, at1=("whole", ""), at2=("none", "There is no harbour.")).status_code == 302
    assert taken_up(desk, case) == [
        ("nothing to take up", ""),
        ("taken up", ""),
        ("not taken up", "There is no harbour."),
    ]
    count = len(file_of(desk, case)["acts"])
    assert said(desk, case).status_code == 302
    assert len(file_of(desk, case)["acts"]) == count  # nothing was changed, so nothing is added
    said(desk, case, at2=("part", "The quay is named."))

    found = file_of(desk, case)
    assert taken_up(desk, case)[2] == ("taken up in part", "The quay is named.")
    assert not any("taken up" in one.text for one in found["doubts"])
    log = [one["answer"]["text"] for one in found["acts"] if one["what"].endswith("Ministry of Public Security")]
    assert log == ["disagrees", "not taken up", "taken up in part"]
    row = "3 | Ministry of Public Security | disagrees | Mon 11 May 2026 | 512/QĐ No harbour police. | taken up in part: The quay is named."
    assert row in lines(fetched(desk, case, "absorb", "en", "docx"))
    pdf = PdfReader(io.BytesIO(fetched(desk, case, "absorb", "vi", "pdf")))
    whole = " ".join(" ".join(one.extract_text().split()) for one in pdf.pages)
    assert "Tiếp thu, giải trình" in whole
    assert "The quay is named." in whole


def test_what_goes_to_the_prime_minister_goes_in_the_name_of_the_committee(
    case: int, officer: Officer, client_of: ClientOf
) -> None:
    desk = client_of(officer)
    opinion(desk, case, MOFA, "agrees")
    opinion(desk, case, FIELDS, "changes", "Name the ferry.")
    opinion(desk, case, POLICE, "disagrees", "No harbour police.")
    kept(desk, case, "done", "absorb")

    made = lines(fetched(desk, case, "prime_minister", "vi", "docx"))
    assert "Kính gửi: Thủ tướng Chính phủ" in made
    assert any(one.startswith("ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI") for one in made)
    assert any(one.endswith("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n…………………………") for one in made)
    assert "Vấn đề cần lưu ý" in made
    assert not any(one.startswith("Giới hạn") for one in made)


def test_whoever_decides_sees_what_nobody_has_answered_and_only_whoever_leads_the_file_answers(
    case: int, officer: Officer, leader: Officer, colleague: Officer, client_of: ClientOf
) -> None:
    desk, chair, trade = (client_of(one) for one in (officer, leader, colleague))
    opinion(desk, case, MOFA, "agrees")
    opinion(desk, case, FIELDS, "changes", "Name the ferry.")
    opinion(desk, case, POLICE, "agrees", "Name the quay.")
    kept(desk, case, "done", "absorb")

    (turn,) = [one for one in file_of(chair, case)["turn"] if one["kind"] == "decide"]
    assert turn["of"] == "decide"
    assert "1 opinion asks for changes or disagrees, and nobody has said how it was taken up" in text(
        chair.get(f"/cases/{case}/")
    )
    for one in (chair, trade):
        assert one.get(f"/cases/{case}/opinions/").status_code == 403
        assert one.post(f"/cases/{case}/opinions/", {"on": "2026-05-11"}).status_code == 403
        assert act(one, case, "taken_up", FIELDS, answer="whole").status_code == 403
        assert file_of(one, case)["take_up"] == ""
    with identity.acting(identity.of(colleague, door="test")), pytest.raises(DatabaseError), transaction.atomic():
        CaseAct.objects.create(
            case_id=case, what="taken_up", of=FIELDS, answer="whole", on=TODAY, officer_id=colleague.pk
        )
    assert refused(desk, case, "taken_up", FIELDS, answer="nothing").startswith("It asks for changes or disagrees")
    assert refused(desk, case, "taken_up", FIELDS, answer="part") == "Explain why it was not taken up, or only in part."
    assert refused(desk, case, "taken_up", FIELDS, answer="agrees") == "Say how it was taken up."
    assert refused(desk, case, "taken_up", FIELDS, answer="whole", on="2026-05-08") == (
        "On that day the opinion had not been given yet."
    )
    assert refused(desk, case, "taken_up", "opinions.nobody", answer="whole").startswith("No opinion was given there")
    kept(desk, case, "taken_up", FIELDS, answer="whole", reason="Article 3.")
    assert "How it was taken up: taken up. Article 3." in text(chair.get(f"/cases/{case}/"))
    kept(desk, case, "withdrawn", reason="Next year.")
    assert refused(desk, case, "taken_up", FIELDS, answer="whole") == "The file is closed."
    assert "The file is closed." in text(page(desk, case))


def test_what_somebody_said_meanwhile_is_not_written_over(case: int, officer: Officer, client_of: ClientOf) -> None:
    desk = client_of(officer)
    opinion(desk, case, FIELDS, "changes", "Name the ferry.")
    opinion(desk, case, POLICE, "disagrees", "No harbour police.")
    shown = page(desk, case)
    said(desk, case, shown, at0=("whole", "By one."))

    late = said(desk, case, shown, at0=("none", "By another."))
    assert late.status_code == 422
    assert (
        "Agencies directly concerned: Somebody said how it was taken up while this page was open: taken up: By one."
        in (text(late))
    )
    assert said(desk, case, shown, at1=("part", "The quay.")).status_code == 302
    assert [one for one in taken_up(desk, case) if one[0]] == [
        ("taken up", "By one."),
        ("taken up in part", "The quay."),
    ]
    future = desk.post(f"/cases/{case}/opinions/", {"on": "2026-05-12"})
    assert (future.status_code, "That day is still to come." in text(future)) == (422, True)


def test_the_pages_ask_as_much_of_three_opinions_as_of_one(case: int, officer: Officer, client_of: ClientOf) -> None:
    desk, counts = client_of(officer), {"opinions/": list[int](), "": list[int]()}
    for of in (FIELDS, MOFA, POLICE):
        opinion(desk, case, of, "changes", "Name the ferry.")
        kept(desk, case, "taken_up", of, answer="whole")
        for path, found in counts.items():
            desk.get(f"/cases/{case}/{path}")
            with CaptureQueriesContext(connection) as seen:
                desk.get(f"/cases/{case}/{path}")
            found.append(len(seen))

    assert counts["opinions/"] == [STATEMENTS] * 3
    assert counts[""][0] >= counts[""][-1]
