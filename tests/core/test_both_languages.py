"""Notes and citations in two languages: what was kept before finds its place, and each reader reads their own."""

from collections.abc import Callable
from html import unescape
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connections
from django.test import Client

from comity.core import write
from comity.core.people import Officer
from comity.core.records import Entry

migration = import_module("comity.migrations.0007_notes_and_citations_in_both_languages")
Browser = Callable[[Officer], Client]
TEXTS = ["Ngày chính xác cần kiểm tra lại.", "The day is not stated.", ""]


def test_a_note_goes_to_the_language_it_is_written_in_and_history_with_it(office: Any) -> None:
    for number, text in enumerate(TEXTS):
        office.execute("update comity_partner set note_en = %s where title_en = %s", [text, f"Port Ardent {number}"])
    office.execute(
        "update comity_change set became = became - 'note_en' - 'note_vi' || jsonb_build_object('note', became ->> 'note_en')"
    )
    office.execute("select array_agg((id, version, changed_at)::text order by id) from comity_partner")
    versions = office.fetchone()

    with connections["owner"].schema_editor() as editor:
        migration.sort_by_language(apps, editor)

    office.execute("select note_en, note_vi from comity_partner order by id")
    assert office.fetchall() == [("", TEXTS[0]), (TEXTS[1], ""), ("", "")]
    office.execute(
        "select distinct on (record_id) became ->> 'note_en', became ->> 'note_vi', became ? 'note' from comity_change"
        " order by record_id, id desc"
    )
    assert office.fetchall() == [("", TEXTS[0], False), (TEXTS[1], "", False), ("", "", False)]
    office.execute("select array_agg((id, version, changed_at)::text order by id) from comity_partner")
    assert office.fetchone() == versions


def test_going_back_keeps_both(office: Any) -> None:
    office.execute(
        "update comity_partner set note_en = 'In doubt.', note_vi = 'Chưa rõ.' where title_en = 'Port Ardent 0'"
    )

    with connections["owner"].schema_editor() as editor:
        migration.join(apps, editor)

    office.execute("select note_en from comity_partner order by id limit 1")
    assert office.fetchone() == ("In doubt.\nChưa rõ.",)


@pytest.mark.django_db
def test_each_reader_reads_notes_and_citations_in_their_language(
    made: Any, as_system: Any, officer: Officer, client_of: Browser
) -> None:
    partner = made(
        "partners", title_en="Port Ardent", kind="locality", note_en="Day not stated.", note_vi="Không nêu ngày."
    )
    source = made("sources", title_en="Gazette", kind="article")
    with as_system():
        write.cite(partner, [(source.pk, "It was signed.", "Đã ký."), (source.pk, "Only in English.", "")])

    english = unescape(client_of(officer).get(f"/partners/{partner.pk}/").content.decode())
    officer.language = "vi"
    officer.save()
    vietnamese = unescape(client_of(officer).get(f"/partners/{partner.pk}/").content.decode())

    assert ("Day not stated." in english, "Không nêu ngày." in english, "It was signed." in english) == (
        True,
        False,
        True,
    )
    assert ("Day not stated." in vietnamese, "Không nêu ngày." in vietnamese, "Đã ký." in vietnamese) == (
        False,
        True,
        True,
    )
    assert '<small class="d-block" lang="en">Only in English.</small>' in vietnamese


@pytest.mark.django_db
def test_the_form_asks_first_in_the_reader_s_language(officer: Officer, client_of: Browser) -> None:
    officer.language = "vi"
    officer.save()
    page = client_of(officer).get("/partners/new/").content.decode()

    assert page.index('name="note_vi"') < page.index('name="note_en"')
    officer.language = "en"
    officer.save()
    page = client_of(officer).get("/partners/new/").content.decode()
    assert page.index('name="note_en"') < page.index('name="note_vi"')


@pytest.mark.django_db
def test_a_source_is_cited_in_both_languages_through_the_form(
    made: Any, as_system: Any, officer: Officer, client_of: Browser
) -> None:
    partner = made("partners", title_en="Port Ardent", kind="locality")
    source = made("sources", title_en="Gazette", kind="article")

    client_of(officer).post(
        f"/partners/{partner.pk}/cite/", {"source": source.pk, "says_en": "It was signed.", "says_vi": "Đã ký."}
    )

    with as_system():
        cited = Entry.objects.get(pk=partner.pk).citations.get()
        assert (cited.says_en, cited.says_vi) == ("It was signed.", "Đã ký.")
