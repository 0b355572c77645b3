"""What holds for every register, whichever it is."""

import csv
import io
from collections.abc import Callable
from tempfile import TemporaryFile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comity.core.fields import PartialDateField
from comity.core.history import Change
from comity.core.people import Officer
from comity.domain.text import words
from comity.exchange import export
from comity.gate.form import form_class
from comity.registers import ALL, BY_KEY, Register
from comity.web.records import register_of
from tests.entries import ENTRIES

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.one_in(8),
    pytest.mark.parametrize("of", ALL, ids=lambda of: of.key),
]
Browser = Callable[[Officer], Client]


def make(of: Register, made: Any, number: int = 1, **more: Any) -> Any:
    return made(of.key, **(ENTRIES[of.key](made, number) | more))


def posted(of: Register, record: Any = None, **changed: Any) -> dict[str, Any]:
    form = form_class(of)(instance=record)
    data = {}
    for name in of.fields:
        value = form[name].value()
        if value not in (None, False, []):
            data[name] = "on" if value is True else value
    return data | changed


def page_of(of: Register, record: Any) -> str:
    """Where saving a record leads: to its page, or to that of the record it is a part of."""
    if not of.within:
        return f"/{of.key}/{record.pk}/"
    whole = getattr(record, of.within)
    return f"/{register_of(whole).key}/{whole.pk}/#part-{of.key}"


def test_every_register_has_an_entry_to_test_with(of: Register) -> None:
    assert of.key in ENTRIES


def test_a_stranger_is_sent_to_sign_in(of: Register, made: Any) -> None:
    record = make(of, made)
    base = f"/{of.key}/"
    for address in (
        base,
        f"{base}new/",
        f"{base}{record.pk}/",
        f"{base}{record.pk}/edit/",
        f"{base}{record.pk}/history/",
        f"{base}export/csv/",
        f"{base}import/",
    ):
        answer = Client().get(address)
        assert (address, answer.status_code, answer.headers.get("Location", "")[:16]) == (
            address,
            302,
            "/accounts/login/",
        )


def test_every_page_of_a_record_opens(of: Register, made: Any, officer: Officer, client_of: Browser) -> None:
    record = make(of, made)
    browser = client_of(officer)

    for address in ("", "new/", f"{record.pk}/", f"{record.pk}/edit/", f"{record.pk}/history/", "import/"):
        page = browser.get(f"/{of.key}/{address}")
        assert (address, page.status_code) == (address, 200)
    assert record.title in browser.get(f"/{of.key}/{record.pk}/").content.decode()


def test_pages_open_in_vietnamese_too(of: Register, made: Any, officer: Officer, client_of: Browser) -> None:
    record = make(of, made)
    officer.language = "vi"
    officer.save()

    for address in ("", f"{record.pk}/", f"{record.pk}/edit/"):
        page = client_of(officer).get(f"/{of.key}/{address}")
        assert page.status_code == 200
        assert '<html lang="vi"' in page.content.decode()


def test_search_finds_it_and_nothing_else(of: Register, made: Any, officer: Officer, client_of: Browser) -> None:
    made("partners", title_en="Zebrawood", kind="locality")
    record = make(of, made)
    asked = " ".join(word[:4] for word in words(record.title)[:2])

    page = client_of(officer).get(f"/{of.key}/", {"q": asked})

    assert record.pk in [row["id"] for row in page.context["rows"]]
    assert client_of(officer).get(f"/{of.key}/", {"q": "qqqzzz"}).context["rows"] == []


def test_a_list_asks_no_more_queries_for_many_rows_than_for_one(
    of: Register, made: Any, officer: Officer, client_of: Browser
) -> None:
    browser = client_of(officer)
    make(of, made, 1)
    browser.get(f"/{of.key}/")
    with CaptureQueriesContext(connection) as one:
        browser.get(f"/{of.key}/")
    for number in range(2, 6):
        make(of, made, number)
    with CaptureQueriesContext(connection) as many:
        page = browser.get(f"/{of.key}/")

    assert len(page.context["rows"]) >= 5
    assert len(many) == len(one)


def test_no_export_asks_more_queries_for_many_records_than_for_one(
    of: Register, made: Any, units: dict[str, Any], officer: Officer, acting_as: Any
) -> None:
    def asked(kind: str) -> int:
        with acting_as(officer), CaptureQueriesContext(connection) as statements, TemporaryFile() as file:
            export.write(of, of.model._default_manager.order_by("pk"), kind, file)
        return len(statements)

    seen_by = {"shown_to": [units["desk"].pk]}
    make(of, made, 1, **seen_by)
    asked("csv")  # what is kept from then on, such as the city's time zone, is none of a record's
    one = {kind: asked(kind) for kind in export.kinds(of)}
    for number in range(2, 6):
        make(of, made, number, **seen_by)

    assert {kind: asked(kind) for kind in export.kinds(of)} == one


def test_a_change_through_the_form_is_stored_with_history_and_can_be_undone(
    of: Register, made: Any, officer: Officer, client_of: Browser, as_system: Any
) -> None:
    record = make(of, made)
    browser = client_of(officer)
    with as_system():
        data = posted(
            of,
            of.model._default_manager.get(pk=record.pk),
            note_en="checked by telephone",
            version=record.version,
            reason="spring check",
        )

    saved = browser.post(f"/{of.key}/{record.pk}/edit/", data)

    assert (saved.status_code, saved.headers.get("Location")) == (302, page_of(of, record))
    with as_system():
        change = Change.objects.filter(record_id=record.pk, relation=of.model._meta.db_table).order_by("-id")[0]
        assert (change.officer_id, change.door, change.reason) == (officer.pk, "web", "spring check")
        assert change.differences == {"note_en": ("", "checked by telephone")}
    assert browser.post(f"/undo/{change.act}/{record.pk}/").status_code == 302
    with as_system():
        assert of.model._default_manager.get(pk=record.pk).note_en == ""


def test_the_second_editor_sees_both_versions_and_chooses(
    of: Register, made: Any, officer: Officer, client_of: Browser, as_system: Any
) -> None:
    record = make(of, made)
    browser = client_of(officer)
    with as_system():
        first = posted(
            of, of.model._default_manager.get(pk=record.pk), note_en="the first editor's", version=record.version
        )
    second = first | {"note_en": "the second editor's"}

    assert browser.post(f"/{of.key}/{record.pk}/edit/", first).status_code == 302
    both = browser.post(f"/{of.key}/{record.pk}/edit/", second)

    assert both.status_code == 409
    assert [(row["yours"], row["theirs"]) for row in both.context["rows"]] == [
        ("the second editor's", "the first editor's")
    ]
    chosen = {"version": both.context["version"], "take_note_en": "yours", **both.context["hidden"]}
    assert browser.post(f"/{of.key}/{record.pk}/edit/", chosen).status_code == 302
    with as_system():
        assert of.model._default_manager.get(pk=record.pk).note_en == "the second editor's"


def test_deleting_is_undone_by_the_message_that_follows(
    of: Register, made: Any, officer: Officer, client_of: Browser, as_system: Any
) -> None:
    record = make(of, made)
    browser = client_of(officer)

    assert browser.post(f"/{of.key}/{record.pk}/remove/").status_code == 302
    assert browser.get(f"/{of.key}/{record.pk}/").status_code == 404
    with as_system():
        act = Change.objects.filter(record_id=record.pk, operation="d").order_by("-id")[0].act
    assert browser.post(f"/undo/{act}/{record.pk}/").status_code == 302
    assert browser.get(f"/{of.key}/{record.pk}/").status_code == 200


def test_a_wrong_date_is_named_and_nothing_typed_is_lost(
    of: Register, made: Any, officer: Officer, client_of: Browser, as_system: Any
) -> None:
    dates = [
        one.name
        for one in of.model._meta.concrete_fields
        if isinstance(one, PartialDateField) and one.name in of.fields
    ]
    record = make(of, made)
    name = dates[0] if dates else of.within or "unit"
    with as_system():
        data = posted(of, of.model._default_manager.get(pk=record.pk), note_en="kept as typed", **{name: "30/02/2024"})

    page = client_of(officer).post(f"/{of.key}/{record.pk}/edit/", data)

    text = page.content.decode()
    assert page.status_code == 422
    assert "30/02/2024" in text
    assert "kept as typed" in text
    assert list(page.context["form"].errors) == [name]


def test_who_may_not_see_a_record_finds_no_trace_of_it(
    of: Register, made: Any, units: dict[str, Any], colleague: Officer, ward: Officer, client_of: Browser
) -> None:
    record = make(of, made, 7, sensitivity=2, shown_to=[units["department"].pk], note_en="canary")

    for officer in (colleague, ward):
        browser = client_of(officer)
        for address in ("", "edit/", "history/"):
            assert browser.get(f"/{of.key}/{record.pk}/{address}").status_code in (403, 404)
        listing = browser.get(f"/{of.key}/").content.decode()
        assert f"/{of.key}/{record.pk}/" not in listing
        assert b"canary" not in b"".join(browser.get(f"/{of.key}/export/csv/").streaming_content)  # type: ignore[attr-defined]
        assert browser.post(f"/{of.key}/{record.pk}/remove/").status_code in (403, 404)


def test_related_lists_name_real_fields(of: Register) -> None:
    for one in of.related:
        field = BY_KEY[one.register].model._meta.get_field(one.field)
        assert field.related_model is of.model


def test_an_exported_record_comes_in_anew_is_asked_about_while_it_is_there_and_is_undone_as_a_whole(
    of: Register, made: Any, officer: Officer, client_of: Browser
) -> None:
    record = make(of, made)
    browser = client_of(officer)
    text = b"".join(browser.get(f"/{of.key}/export/csv/").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    head, *lines = csv.reader(io.StringIO(text, newline=""))
    kept = [place for place, name in enumerate(head) if name in (*of.fields, "sources")]
    line = next(line for line in lines if line[0] == str(record.pk))
    file = io.StringIO(newline="")
    csv.writer(file).writerows([[row[place] for place in kept] for row in (head, line)])

    def look() -> tuple[str, Any]:
        upload = SimpleUploadedFile("list.csv", file.getvalue().encode())
        where = browser.post(f"/{of.key}/import/", {"file": upload}).headers["Location"]
        return where, browser.get(where).context["looked"]

    where, looked = look()
    if of.alike and not record.code and not looked["counts"]["error"]:
        assert looked["doubles"] == [2], looked
    assert browser.post(f"/{of.key}/{record.pk}/remove/").status_code == 302
    where, looked = look()
    assert (looked["counts"]["new"], looked["is_good"]) == (1, True), looked["lines"]
    browser.post(where, {"act": "store"})
    assert browser.get(where).context["batch"].state == "stored"
    browser.post(where, {"act": "undo"})
    assert browser.get(where).context["batch"].state == "undone"
