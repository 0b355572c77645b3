"""Wrong input in files and in pasted lines, and at the doors that take more than a form: as in `test_inputs`, no failure and no silent change."""

import calendar
import csv
import io
import itertools
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.exceptions import IllegalCharacterError

from comity.core.fields import PartialDateField
from comity.core.people import Officer
from comity.exchange import export, importing, reading
from comity.exchange.cells import undefused
from comity.exchange.encodings import Unreadable
from comity.exchange.rows import Choices, Preview
from comity.registers import ALL, BY_KEY, Register
from tests.entries import ENTRIES
from tests.hostile.inputs import DONE, anything, bounded, without_surrogates
from tests.hostile.oracle import NUMBERS, kept

pytestmark = pytest.mark.django_db
Browser = Callable[[Officer], Client]
FILES = [of for of in ALL if of.key != "units"]  # the office's own tree holds the officers who import
Rows = list[list[str]]
MONTHS = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
}


@pytest.fixture
def tables(made: Any, as_system: Any) -> Callable[[Register], Rows]:
    """The file that a register with one record gives, by code of its columns; made once for each register."""
    found: dict[str, Rows] = {}

    def table(of: Register) -> Rows:
        if of.key not in found:
            record = made(of.key, **ENTRIES[of.key](made, 1))
            with as_system():
                file = io.BytesIO()
                export.write(of, of.model._default_manager.filter(pk=record.pk), "csv", file)
            found[of.key] = list(csv.reader(io.StringIO(file.getvalue().decode("utf-8-sig")), delimiter=","))
        return found[of.key]

    return table


def as_csv(rows: Rows) -> bytes:
    """Write the rows as people's programs do."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig", "replace")


def as_xlsx(rows: Rows) -> bytes:
    """Write the rows as a workbook, or as CSV where a cell cannot be in one."""
    book, out = Workbook(), io.BytesIO()
    sheet: Any = book.active
    try:
        for row in rows:
            sheet.append([cell[:32_000] for cell in row])
            for cell in sheet[sheet.max_row]:
                cell.data_type = "s" if cell.value is not None else "n"
        book.save(out)
    except (IllegalCharacterError, ValueError):
        return as_csv(rows)
    return out.getvalue()


def looked(of: Register, data: bytes) -> Preview | None:
    """Look at a file; None where it is refused as a whole, with words."""
    try:
        return importing.preview(of, reading.read(of, io.BytesIO(data)), choices=Choices())
    except Unreadable as error:
        return None if str(error) else pytest.fail("refused without a word")


@bounded(0.25)
@given(of=st.sampled_from(FILES), data=st.data())
def test_a_file_with_one_wrong_cell(of: Register, data: st.DataObject, tables: Any, as_system: Any) -> None:
    rows = [list(row) for row in tables(of)]
    codes = rows[0]
    name = data.draw(
        st.sampled_from([one for one in of.fields if one in codes and one not in ("sensitivity", "shown_to")])
    )
    typed = without_surrogates(data.draw(anything))
    rows[-1][codes.index(name)] = typed
    DONE["imports"] += 1

    with as_system(), transaction.atomic():
        found = looked(of, data.draw(st.sampled_from([as_csv, as_xlsx]))(rows))
        if found is None or not found.rows:
            return
        (row,) = found.rows
        if not found.is_good:
            assert found.errors or found.unknown or found.doubts or row.errors or row.state == "duplicate"
            assert all(problem.message for problem in row.errors)
            return
        importing.commit(found)
        record = of.model._default_manager.get(pk=rows[-1][codes.index("id")])
        field = of.model._meta.get_field(name)
        stored = getattr(record, name)
        told = " ".join(row.warnings)
        if isinstance(field, models.Field) and not field.many_to_many and undefused(typed).strip() and not told:
            assert (
                kept(of, field, undefused(typed), stored)
                or _as_it_was(tables(of), name, typed)
                or _otherwise_written(of, field, undefused(typed), stored)
            ), (
                name,
                typed,
                stored,
            )
        transaction.set_rollback(True)


def _otherwise_written(of: Register, field: "models.Field[Any, Any]", typed: str, stored: Any) -> bool:
    """Say whether it is what a file may say so: `1.234,5` makes sense in the other writing alone, `12 May 2024` is a day."""
    if isinstance(field, PartialDateField):
        return kept(
            of,
            field,
            re.sub(r"\s*[A-Za-z]+\s*", lambda word: f"/{MONTHS.get(word[0].strip().lower(), 'x')}/", typed),
            stored,
        )
    return isinstance(field, NUMBERS) and kept(of, field, typed.translate({44: ".", 46: ","}), stored)


def _as_it_was(rows: Rows, name: str, typed: str) -> bool:
    return rows[-1][rows[0].index(name)].strip() == typed.strip()


SPOILED = [
    b"", b"\0" * 50, b"\xff\xfe", b"\xff\xfe\0", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xef\xbb\xbf", b"\r\r\r", b'"', b"title_en\n\xff", b"sep=\n", b"sep=;\ntitle_en\nx\n",
    "title_en\nÄ\n".encode("utf-16"), "title_en\nÄ\n".encode("utf-16-be"), "title_en\nx\n".encode("utf-32"), b"\x1f\x8b", b"<html>", b"%PDF-1.7", b"{}", b"title_en" + b"," * 300,
]  # fmt: skip


@bounded(0.05)
@given(of=st.sampled_from(FILES), at=st.floats(0, 1), kind=st.sampled_from(["csv", "xlsx", "made"]), data=st.data())
def test_a_file_that_was_cut_or_altered(
    of: Register, at: float, kind: str, data: st.DataObject, tables: Any, browser: Client, as_system: Any
) -> None:
    whole = (
        data.draw(st.sampled_from(SPOILED)) if kind == "made" else (as_csv if kind == "csv" else as_xlsx)(tables(of))
    )
    middle = round(at * len(whole))
    spoiled = whole[:middle] + data.draw(st.binary(max_size=12)) + whole[middle + data.draw(st.integers(0, 40)) :]
    DONE["files"] += 1
    with as_system():
        before = of.model._default_manager.count()

    answer = browser.post(f"/{of.key}/import/", {"file": SimpleUploadedFile("list.xlsx", spoiled)}, follow=True)

    assert answer.status_code in (200, 403, 422), spoiled[:80]
    with as_system():
        assert of.model._default_manager.count() == before


PARTS = sorted({(of.key, one.register) for of in ALL for one in of.related if BY_KEY[one.register].within == one.field and BY_KEY[one.register].quick})  # fmt: skip


@bounded(0.1)
@given(pair=st.sampled_from(PARTS), data=st.data())
def test_pasted_lines(pair: tuple[str, str], data: st.DataObject, made: Any, browser: Client, as_system: Any) -> None:
    whole, part = BY_KEY[pair[0]], BY_KEY[pair[1]]
    mark = data.draw(st.sampled_from(["\t", " | ", " ", ", ", ": "]))
    lines = [
        mark.join(without_surrogates(one)[:3000] for one in data.draw(st.lists(anything, min_size=1, max_size=5)))
        for _ in range(data.draw(st.integers(1, 3)))
    ]
    text = "\n".join(lines)
    DONE["pasted lines"] += 1

    with transaction.atomic():
        record = made(whole.key, **ENTRIES[whole.key](made, 1))
        with as_system():
            before = set(part.model._default_manager.values_list("pk", flat=True))
        answer = browser.post(
            f"/{whole.key}/{record.pk}/parts/{part.key}/", {"paste": text}, headers={"HX-Request": "true"}
        )
        assert answer.status_code in (200, 204, 302, 403, 413, 422), text[:200]
        with as_system():
            new = part.model._default_manager.exclude(pk__in=before)
            if answer.status_code == 422:
                assert not new
            for one in itertools.islice(new, 3):
                assert _said(one, text), (text, vars(one))
        transaction.set_rollback(True)


def _said(record: Any, text: str) -> bool:
    """Say whether each word of a stored title stands in what was pasted."""
    plain = " ".join(text.casefold().split())
    own = f"{record.title_en} {record.title_vi}".casefold().split()
    return all(word in plain or word in unescape(plain) for word in own) or bool(
        type(record).__name__ != "ProgrammeItem"
    )


DOORS = [
    ("/activities/{activity}/concluded/", ("due", "who", "point", "seen", "makes")), ("/activities/{activity}/move/", ("to", "version", "next")),
    ("/contacts/{partner}/edit/", ("contact_person", "email", "telephone", "version")), ("/proposals/{activity}/answer/", ("act", "answer", "version")),
    ("/activities/{activity}/parts/delegation_members/", ("title_en", "role", "rank", "post_en", "person")),
    ("/activities/{activity}/parts/programme_items/", ("on", "begins", "until_time", "title_en", "resources")),
    ("/activities/{activity}/parts/activity_costs/", ("heading", "estimate", "actual", "currency")), ("/stand-ins/", ("officer", "starts", "ends")),
]  # fmt: skip
SIGHTS = [
    "/resources/free/?on={0}&begins={1}&until_time={2}", "/resources/{resource}/day/?on={0}", "/programme_items/taken/?on={0}&begins={1}&until_time={2}&resources={3}&but={0}",
    "/calendar/?on={0}&view={1}", "/{register}/filter/{0}/?q={1}", "/pick/people/?q={0}&but={1}", "/ties/health/?order={0}", "/partners/{partner}/story/?after={0}",
    "/activities/{activity}/interpreters/?language={0}", "/activities/{activity}/programme/{0}/", "/activities/{activity}/brief/?for={0}", "/news/?before={0}", "/imports/?before={0}",
]  # fmt: skip


@bounded(0.1)
@given(address=st.sampled_from([*DOORS, *SIGHTS]), data=st.data())
def test_the_doors_that_are_more_than_a_form(address: Any, data: st.DataObject, made: Any, browser: Client) -> None:
    typed = [without_surrogates(data.draw(anything))[:3000] for _ in range(5)]
    DONE["other doors"] += 1

    with transaction.atomic():
        there = {
            "activity": made("activities", **ENTRIES["activities"](made, 1)).pk,
            "partner": made("partners", **ENTRIES["partners"](made, 2)).pk,
            "resource": made("resources", **ENTRIES["resources"](made, 3)).pk,
            "register": "activities",
        }
        if isinstance(address, str):
            answer = browser.get(
                address.format(*typed, **there).replace("\0", "%00").replace("\n", "%0A").replace("\r", "%0D")
            )
        else:
            path, names = address
            answer = browser.post(path.format(**there), dict(zip(names, typed, strict=False)))
        assert answer.status_code < 500, (address, [one[:60] for one in typed])
        transaction.set_rollback(True)
