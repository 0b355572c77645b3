"""Papers of a file to the e-office and back: the package holds what was chosen, and what comes becomes an act of the file."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comity.core import files
from comity.core.attached import Attachment
from comity.core.people import Officer
from comity.exchange import edxml
from comity.exchange.edxml import Enclosed, Organ, Package
from comity.gate import cases
from comity.registers.cases import Case
from tests.cases.doing import begun, file_of, kept, text

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 11)
AT = datetime(2026, 5, 11, 9, 0, tzinfo=UTC)
ANSWER = Package(
    Organ("M01", "Morrow"), (Organ("V01", "Vesper"),), "7/MO-VP", date(2026, 5, 8), "Agreed",
    enclosed=(Enclosed("answer.txt", "text/plain", b"We agree."), Enclosed("list.txt", "text/plain", b"Twelve people.")),
)  # fmt: skip


@pytest.fixture
def case(client_of: Callable[[Officer], Client], officer: Officer, trip: Any) -> int:
    return begun(client_of(officer), trip, "outbound")


def taken(client: Client, case: int, of: str, package: bytes, **more: str) -> Any:
    file = SimpleUploadedFile("in.edxml", package, content_type="application/xml")
    return client.post(f"/cases/{case}/edxml/", {"file": file, "of": of, **more})


def first_paper(client: Client, case: int) -> str:
    places = client.get(f"/cases/{case}/edxml/").context["taking"].fields["of"].choices
    return next(str(key) for key, _said in places if str(key).startswith("paper:"))


def test_a_package_holds_what_was_chosen_and_no_more(
    client_of: Any, officer: Officer, acting_as: Any, case: int
) -> None:
    with acting_as(officer):
        ours = files.attach(case, "request.txt", [b"To Ardent"])
        files.attach(case, "aside.txt", [b"Not for them"])
    desk = client_of(officer)
    parties = [key for key, _said in desk.get(f"/cases/{case}/edxml/").context["sending"].fields["to"].choices]
    asked = {
        "number": "512/VE",
        "dated": "2026-05-11",
        "subject": "To the lanterns",
        "sender_code": "V01",
        "to": parties[:2],
        f"code-{parties[0]}": "A01",
        f"code-{parties[1]}": "A02",
    }

    answer = desk.get(f"/cases/{case}/edxml/package/", {**asked, "enclosed": [str(ours.pk)]})

    found = edxml.read(b"".join(answer.streaming_content))
    assert answer.headers["Content-Disposition"] == f'attachment; filename="file-{case}.edxml"'
    assert (found.sender.code, found.number, found.dated) == ("V01", "512/VE", date(2026, 5, 11))
    # The screen spoke English; the city's papers speak Vietnamese first.
    assert found.to == (Organ("A01", "Cơ quan, đơn vị đề nghị"), Organ("A02", "Bộ phận một cửa Sở Ngoại vụ"))
    assert found.enclosed == (Enclosed("request.txt", "text/plain", b"To Ardent"),)


def test_a_package_that_says_nothing_is_not_made(client_of: Any, officer: Officer, case: int) -> None:
    answer = client_of(officer).get(f"/cases/{case}/edxml/package/")

    assert answer.status_code == 422
    assert set(answer.context["sending"].errors) == {"number", "dated", "subject", "to", "sender_code"}


def test_a_missing_code_is_told_and_the_package_made_without_it_only_when_wanted(
    client_of: Any, officer: Officer, case: int
) -> None:
    desk = client_of(officer)
    asked = {"number": "512/VE", "dated": "2026-05-11", "subject": "Lanterns", "sender_code": "V01", "to": ["chairman"]}

    told = desk.get(f"/cases/{case}/edxml/package/", asked)
    made = desk.get(f"/cases/{case}/edxml/package/", {**asked, "codeless": "on"})

    assert told.status_code == 422
    assert set(told.context["sending"].errors) == {"code-chairman"}
    assert edxml.read(b"".join(made.streaming_content)).to[0].code == ""


def test_a_refusal_that_came_is_taken_in_with_its_reason(
    client_of: Any, officer: Officer, acting_as: Any, case: int
) -> None:
    desk = client_of(officer)
    for paper in file_of(desk, case)["papers"]:
        kept(desk, case, "paper", paper["id"])
    kept(desk, case, "waived", "people", reason="The choir.")
    kept(desk, case, "filed")
    kept(desk, case, "done", "intake")
    assert "refused:intake" not in dict(desk.get(f"/cases/{case}/edxml/").context["taking"].fields["of"].choices)
    kept(desk, case, "done", "appraise")

    silent = taken(desk, case, "refused:decide", edxml.written(ANSWER, AT))
    assert (silent.status_code, "Give a reason." in text(silent)) == (422, True)
    said = taken(desk, case, "refused:decide", edxml.written(ANSWER, AT), reason="Not this year.")

    assert said.status_code == 302
    with acting_as(officer):
        file = cases.opened(Case.objects.get(pk=case), TODAY)
    assert (file.standing.state, file.rows[-1].number, file.rows[-1].reason) == ("refused", "7/MO-VP", "Not this year.")


def test_what_came_is_recorded_with_number_day_and_files(
    client_of: Any, officer: Officer, acting_as: Any, case: int
) -> None:
    desk = client_of(officer)
    place = first_paper(desk, case)

    assert taken(desk, case, place, edxml.written(ANSWER, AT)).status_code == 302

    with acting_as(officer):
        row = cases.opened(Case.objects.get(pk=case), TODAY).rows[-1]
        assert [one.name for one in Attachment.objects.filter(entry_id=case).order_by("pk")] == [
            "answer.txt",
            "list.txt",
        ]
    assert (f"{row.what}:{row.of}", row.number, row.dated, row.reason) == (
        place,
        "7/MO-VP",
        date(2026, 5, 8),
        "Agreed, Morrow",
    )
    assert place not in dict(desk.get(f"/cases/{case}/edxml/").context["taking"].fields["of"].choices)


@pytest.mark.parametrize(
    ("package", "said"),
    [
        (b"<edXML>", "no well-formed XML"),
        (edxml.written(ANSWER, AT)[:2000], "no well-formed XML, in line 2"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><edXML>&b;</edXML>', "document type"),
        (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><edXML>&b;</edXML>', "document type (a)"),
        (edxml.written(replace(ANSWER, number="/MO-VP"), AT), "MessageHeader/Code/CodeNumber"),
        (edxml.written(replace(ANSWER, dated=date(2026, 5, 12)), AT), "PromulgationInfo/PromulgationDate: 12 May 2026"),
        (
            edxml.written(Package(*[getattr(ANSWER, one) for one in ("sender", "to", "number", "dated", "subject")],
                enclosed=(ANSWER.enclosed[0], Enclosed("run.exe", "", b"MZ"))), AT),
            "run.exe",
        ),
    ],
)  # fmt: skip
def test_if_one_part_is_not_in_order_nothing_is_kept(
    client_of: Any, officer: Officer, acting_as: Any, case: int, package: bytes, said: str
) -> None:
    desk = client_of(officer)

    answer = taken(desk, case, first_paper(desk, case), package)

    assert answer.status_code == 422
    assert said in text(answer)
    with acting_as(officer):
        assert not Attachment.objects.filter(entry_id=case).exists()
        assert not [one for one in cases.opened(Case.objects.get(pk=case), TODAY).rows if one.what == "paper"]


def test_who_may_not_change_the_file_takes_nothing_in(
    client_of: Any, officer: Officer, leader: Officer, case: int
) -> None:
    place = first_paper(client_of(officer), case)
    other = client_of(leader)

    page = other.get(f"/cases/{case}/edxml/")

    assert page.status_code == 200
    assert page.context["taking"] is None
    assert taken(other, case, place, edxml.written(ANSWER, AT)).status_code == 403


def test_the_page_asks_as_often_with_many_files_as_with_one(
    client_of: Any, officer: Officer, acting_as: Any, case: int, django_assert_num_queries: Any
) -> None:
    desk = client_of(officer)
    kept(desk, case, "taken")
    for number in (1, 5):
        with acting_as(officer):
            for at in range(number):
                files.attach(case, f"{number}-{at}.txt", [f"{number} {at}".encode()])
        desk.get(f"/cases/{case}/edxml/")
        with django_assert_num_queries(18):
            desk.get(f"/cases/{case}/edxml/")
