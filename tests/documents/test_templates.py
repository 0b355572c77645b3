"""Templates that the office owns: taken in once nothing is wrong, put in force, gone back to; kept by few."""

import io
from collections.abc import Callable
from html import unescape
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from docx import Document

from comity.core import identity
from comity.core.people import City, Officer
from comity.core.templates import Template, TemplateUse
from comity.domain import period as periods
from comity.reports import issuing

PAGE = "/admin/templates/report/en/"
FILE, FORCE = f"{PAGE}file/", f"{PAGE}force/"
SIGNING_IN = 10
Signed = Callable[[Officer], Client]


@pytest.fixture(autouse=True)
def _data(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path


def word(*texts: str) -> bytes:
    document, written = Document(), io.BytesIO()
    for text in texts:
        document.add_paragraph(text)
    document.save(written)
    return written.getvalue()


def send(client: Client, content: bytes, name: str = "ours.docx") -> Any:
    return client.post(PAGE, {"file": SimpleUploadedFile(name, content)}, follow=True)


def kept(head: Officer) -> list[int]:
    """Return what is stored, as the head sees it: nobody sees anything without an identity."""
    with identity.acting(identity.of(head, door="test")):
        return list(Template.objects.values_list("pk", flat=True))


def said(answer: Any) -> str:
    return str(answer.content.decode())


def paragraphs(answer: Any) -> list[str]:
    return [one.text for one in Document(io.BytesIO(b"".join(answer.streaming_content))).paragraphs]


def test_a_template_is_taken_in_looked_at_put_in_force_and_gone_back_from(head: Officer, client_of: Signed) -> None:
    client = client_of(head)

    stored = send(client, word("Ours: {{ title }}", "In: {{ figure.delegations_in.value }}"))
    assert "Nothing is wrong with ours.docx." in said(stored)
    assert paragraphs(client.get("/reports/docx/", {"period": "2024"}))[0] != "Ours: External affairs: 2024"

    (pk,) = kept(head)
    preview = paragraphs(client.get(FILE, {"version": f"{pk}", "preview": "1"}))
    assert preview[0].startswith("Ours: ")
    assert "SAMPLE" in preview[0]
    assert paragraphs(client.get(FILE, {"version": pk})) == [
        "Ours: {{ title }}",
        "In: {{ figure.delegations_in.value }}",
    ]

    assert "In force from now on: ours.docx." in said(client.post(FORCE, {"version": pk}, follow=True))
    made = paragraphs(client.get("/reports/docx/", {"period": "2024", "report": "department"}))
    assert made == ["Ours: External affairs of the city: 2024", "In: 0"]

    client.post(FORCE, {"version": ""})
    assert len(paragraphs(client.get("/reports/docx/", {"period": "2024"}))) > 5
    with identity.acting(identity.of(head, door="test")):
        assert list(TemplateUse.objects.order_by("id").values_list("template_id", flat=True)) == [pk, None]


def test_the_program_s_own_template_comes_back_as_it_went_out(head: Officer, client_of: Signed) -> None:
    client = client_of(head)
    answer: Any = client.get(FILE)
    own = b"".join(answer.streaming_content)

    assert "Nothing is wrong with" in said(send(client, own))


def test_what_is_wrong_is_shown_with_its_place_and_nothing_is_stored(head: Officer, client_of: Signed) -> None:
    answer = send(client_of(head), word("Title: {{ titel }}", "{%p for f in figures %}"))

    assert answer.status_code == 422
    assert "2 things are wrong with ours.docx" in said(answer)
    assert "Did you mean “title”?" in said(answer)
    assert "body, paragraph 1" in said(answer)
    assert "about page 1" in said(answer)
    assert kept(head) == []


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "ours.docx", "Choose a file."),
        (b"plain text", "ours.txt", "A template is a Word file that ends in .docx."),
        (b"PK\x03\x04 broken", "ours.docx", "could not be read"),
        (word("TUYỆT MẬT", "{{ title }}"), "ours.docx", "state secret"),
        (word("{{ title }}"), "ours.docm", "The name ends in .docm"),
    ],
)
def test_files_that_are_no_template_are_refused(
    head: Officer, client_of: Signed, content: bytes, name: str, reason: str
) -> None:
    answer = send(client_of(head), content, name) if content else client_of(head).post(PAGE)

    assert answer.status_code == 422
    assert reason in said(answer)
    assert kept(head) == []


def test_only_heads_and_administrators_keep_templates(
    officer: Officer, leader: Officer, administrator: Officer, client_of: Signed
) -> None:
    for one in (officer, leader):
        client = client_of(one)
        assert [client.get(address).status_code for address in ("/admin/templates/", PAGE, FILE)] == [403] * 3
        assert send(client, word("{{ title }}")).status_code == 403
        assert client.post(FORCE, {"version": ""}).status_code == 403
    assert client_of(administrator).get("/admin/templates/").status_code == 200


def test_what_there_is_not_is_not_found(head: Officer, client_of: Signed) -> None:
    client = client_of(head)

    for address in (
        "/admin/templates/poster/en/",
        "/admin/templates/report/fr/",
        f"{FILE}?version=99",
        f"{FILE}?version=x",
    ):
        assert client.get(address).status_code == 404
    assert client.post(FORCE, {"version": "99"}).status_code == 404


def test_the_page_keeps_to_its_budget_of_queries(head: Officer, client_of: Signed) -> None:
    client = client_of(head)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        return len(queries)

    count()
    before = count()
    with identity.acting(identity.of(head, door="test")):
        given = {"city": head.city, "officer": head, "kind": "report", "language": "en"}
        for number in range(3):
            one = Template.objects.create(name=f"{number}.docx", size=1, sha256=f"{number}", **given)
            TemplateUse.objects.create(template=one, **given)

    assert count() == before
    assert before <= 2 + SIGNING_IN


def test_the_database_keeps_templates_apart_and_unchanged(
    head: Officer, leader: Officer, city: City, other_city: City
) -> None:
    given = {"city": city, "officer": head, "kind": "report", "language": "en", "size": 1, "sha256": "0"}
    with identity.acting(identity.of(head, door="test")):
        one = Template.objects.create(name="ours.docx", **given)

    with identity.acting(identity.system(other_city, door="test")):
        assert Template.objects.count() == 0
    with identity.acting(identity.of(leader, door="test")):
        with pytest.raises(ProgrammingError), transaction.atomic():
            Template.objects.create(name="mine.docx", **(given | {"officer": leader}))
        with pytest.raises(ProgrammingError), transaction.atomic():
            Template.objects.filter(pk=one.pk).update(name="other.docx")
        with pytest.raises(ProgrammingError), transaction.atomic():
            Template.objects.filter(pk=one.pk).delete()


FILLED = ("{%p for s in signature %}", "{{ s.text }}", "{%p endfor %}", "{{ signer }}")
TYPED = [
    # what the template says, what is told of it
    ((*FILLED, "Mai Thị Hồng, officer"), ["The name “Mai Thị Hồng” is written by hand", "body, paragraph 6"]),
    ((*FILLED, "GIÁM ĐỐC", "DIRECTOR"), ["The title “DIRECTOR” is written by hand"]),
    (("{{ signer }}", "The director, Hồng"), []),
    (("To be signed",), ["Nothing fills in who signs", "{%p for s in signature %}"]),
]


@pytest.mark.parametrize(("texts", "told"), TYPED)
def test_a_signature_written_by_hand_is_told_and_the_template_is_taken_in(
    texts: tuple[str, ...], told: list[str], head: Officer, officer: Officer, client_of: Signed, tmp_path: Path
) -> None:
    officer.name = "Mai Thị Hồng"
    officer.save()
    data, browser, path = word("{{ title }}", *texts), client_of(head), tmp_path / "ours.docx"
    path.write_bytes(data)

    page = unescape(said(send(browser, data)))
    (pk,) = kept(head)
    forced = unescape(said(browser.post(FORCE, {"version": pk}, follow=True)))
    out = StringIO()
    call_command("report", "template", template=path, city="vesper", stdout=out)

    assert "Nothing is wrong with ours.docx." in page
    for said_of in (page, forced):
        assert all(one in said_of for one in told)
        assert ("by hand" in said_of or "Nothing fills in" in said_of) == bool(told)
    assert "Written by hand in the template in force" in forced or not told
    assert all(one in out.getvalue() for one in told)
    assert ("look whether it is meant" in out.getvalue()) == bool(told)


def test_the_name_of_whoever_signed_is_filled_in(
    head: Officer, officer: Officer, client_of: Signed, acting_as: Any
) -> None:
    browser = client_of(head)
    send(browser, word("{{ title }}", "Signed: {{ signer }}."))
    browser.post(FORCE, {"version": kept(head)[0]})
    with acting_as(officer):
        one = issuing.draft(periods.year(2024), "department", basis="office", sensitivity=1, at=timezone.now())
    address = f"/reports/issued/{one.pk}/file/docx/"

    def signature() -> str:
        return Document(io.BytesIO(browser.get(address).content)).paragraphs[1].text

    assert signature() == "Signed: ."
    with acting_as(officer):
        issuing.submit(one)
    with acting_as(head):
        issuing.sign(one, timezone.now())
    assert signature() == "Signed: The head."


def report(*given: Any, **options: Any) -> str:
    out = StringIO()
    call_command("report", *given, city="vesper", stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def test_the_command_line_takes_in_shows_and_puts_in_force(head: Officer, tmp_path: Path) -> None:
    path, filled = tmp_path / "ours.docx", tmp_path / "sample.docx"
    path.write_bytes(word("Ours: {{ title }}", "{{ signer }}"))

    assert report("templates") == "Report of a period (en)\n  -  The program's own template  in force\n"
    told = report("store", template=path, by=head.username)
    (pk,) = kept(head)
    assert told == f"Template {pk} is stored. Next: comity report in-force {pk} --by NAME\n"
    report("sample", pk, output=filled)
    assert Document(str(filled)).paragraphs[0].text.startswith("Ours: External affairs of the city (SAMPLE)")

    assert report("in-force", pk, by=head.username) == "In force from now on: ours.docx.\n"
    listed = report("templates").splitlines()
    assert listed[1].startswith(f"  {pk}  ours.docx  in force since ")
    assert listed[1].endswith("by The head")
    report("in-force", by=head.username)
    assert report("templates").splitlines()[1].startswith(f"  {pk}  ours.docx  last put in force ")
    assert "  -  The program's own template  in force since " in report("templates")


@pytest.mark.parametrize(
    ("act", "given", "said"),
    [
        ("store", {"template": "bad.docx", "by": "head-department"}, "Did you mean “title”"),
        ("store", {"template": "good.docx"}, "--by"),
        ("store", {"template": "good.docx", "by": "officer-desk"}, "Templates are kept by heads"),
        ("store", {"template": "good.txt", "by": "head-department"}, "--template: A template is a Word file"),
        ("store", {"by": "head-department"}, "--template"),
        ("in-force", {"number": 77, "by": "head-department"}, "There is no template 77"),
        ("in-force", {"by": "officer-desk"}, "Templates are kept by heads"),
        ("templates", {"by": "officer-desk"}, "Templates are kept by heads"),
        ("sample", {"by": "officer-desk", "output": "sample.docx"}, "Templates are kept by heads"),
        ("templates", {"kind": "poem"}, "--kind"),
        ("sample", {}, "--output"),
    ],
)
def test_the_command_line_refuses_what_the_page_refuses(
    act: str, given: dict[str, Any], said: str, head: Officer, officer: Officer, tmp_path: Path
) -> None:
    (tmp_path / "good.docx").write_bytes(word("{{ title }}"))
    (tmp_path / "bad.docx").write_bytes(word("{{ titel }}"))
    (tmp_path / "good.txt").write_bytes(b"plain text")
    if "template" in given:
        given = given | {"template": tmp_path / given["template"]}

    with pytest.raises(CommandError) as refused:
        report(act, **given)

    assert said in str(refused.value)
    assert kept(head) == []
