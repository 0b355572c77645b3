"""A file comes in by the page: looked at, questions answered, stored, undone; at once or by the worker."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_tasks_db.models import DBTaskResult
from openpyxl import load_workbook

from comity.core.attached import Citation
from comity.core.history import Change
from comity.core.imports import Import, KnownColumn
from comity.core.people import Officer
from comity.exchange import incoming, jobs
from comity.registers.activities import Activity
from comity.registers.partners import Partner

pytestmark = pytest.mark.django_db
Browser = Callable[[Officer], Client]
HEAD = "title_en,kind,country\n"


def sent(browser: Client, text: str | bytes, key: str = "partners", name: str = "list.csv") -> str:
    data = text.encode() if isinstance(text, str) else text
    answer = browser.post(f"/{key}/import/", {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def shown(browser: Client, where: str) -> dict[str, Any]:
    page = browser.get(where)
    assert page.status_code == 200
    found: dict[str, Any] = page.context["looked"]
    return found


def worked() -> str:
    """Do what is queued last, as the worker does."""
    task = DBTaskResult.objects.latest("enqueued_at")
    return jobs.run_import.call(*task.args_kwargs["args"])


def titles(as_system: Any) -> list[str]:
    with as_system():
        return sorted(Partner.objects.values_list("title_en", flat=True))


def test_a_small_file_is_looked_at_stored_and_undone_at_once(
    officer: Officer, client_of: Browser, as_system: Any, acting_as: Any
) -> None:
    browser = client_of(officer)
    where = sent(browser, HEAD + "Seoul,locality,KR\nLyon,locality,FR\n")
    assert shown(browser, where)["counts"]["new"] == 2
    assert titles(as_system) == []
    browser.post(where, {"act": "store", "reason": "from the archive"})
    assert titles(as_system) == ["Lyon", "Seoul"]
    with acting_as(officer):
        batch = Import.objects.get()
        acts = set(Change.objects.filter(reason="from the archive").values_list("act", "officer_id"))
        assert acts == {(batch.act, officer.pk)}
    assert "Undo this import" in browser.get(where).content.decode()
    browser.post(where, {"act": "store"})  # a second click changes nothing
    browser.post(where, {"act": "undo"})
    assert titles(as_system) == []
    assert "list.csv" in browser.get("/imports/").content.decode()


def test_a_long_file_is_left_to_the_worker_and_shows_how_far_it_is(
    officer: Officer, client_of: Browser, as_system: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incoming, "QUICK_SIZE", 10)
    monkeypatch.setattr(incoming, "QUICK_ROWS", 1)
    browser = client_of(officer)
    where = sent(browser, HEAD + "".join(f"Harbour of the {n * 'very '}north,locality,KR\n" for n in range(3)))
    assert "waits for its turn" in browser.get(where, headers={"HX-Request": "true"}).content.decode()
    assert worked() == "looked"
    assert browser.get(where, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    browser.post(where, {"act": "store"})
    assert titles(as_system) == []
    assert worked() == "stored"
    assert len(titles(as_system)) == 3
    assert worked() == "stored"  # a task that is done twice does nothing the second time
    assert len(titles(as_system)) == 3


def test_cancelling_while_it_is_stored_stores_nothing(
    officer: Officer, client_of: Browser, as_system: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = client_of(officer)
    where = sent(browser, HEAD + "Seoul,locality,KR\nLyon,locality,FR\n")
    monkeypatch.setattr(incoming, "QUICK_ROWS", 0)
    browser.post(where, {"act": "store"})
    browser.post(where, {"act": "cancel"})
    assert worked() == "cancelled"
    assert titles(as_system) == []
    assert "Read this file again" in browser.get(where).content.decode()


@pytest.mark.parametrize("when", ["before a row", "after all rows"])
def test_a_cancel_that_comes_in_the_middle_takes_all_of_it_back(
    officer: Officer, client_of: Browser, as_system: Any, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    browser = client_of(officer)
    where = sent(browser, HEAD + "Seoul,locality,KR\nLyon,locality,FR\n")
    monkeypatch.setattr(incoming, "QUICK_ROWS", 0)
    browser.post(where, {"act": "store"})
    note = incoming._note

    def cancelled(batch: Any, found: Any) -> None:
        Import.objects.filter(pk=batch.pk).update(state="cancelled")
        note(batch, found)

    class Slow(jobs.Progress):
        def __call__(self, done: int, total: int) -> None:
            Import.objects.filter(pk=self.batch.pk).update(state="cancelled")
            super().__call__(done, total)

    if when == "before a row":
        monkeypatch.setattr(jobs, "Progress", Slow)
    else:
        monkeypatch.setattr(incoming, "_note", cancelled)
    assert worked() == "moved"
    assert titles(as_system) == []


def test_a_stage_whose_workers_were_all_killed_says_so_and_can_be_gone_on_with(
    officer: Officer, client_of: Browser, as_system: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incoming, "QUICK_SIZE", 0)
    browser = client_of(officer)
    where = sent(browser, HEAD + "Seoul,locality,KR\n")
    DBTaskResult.objects.update(status="READY", worker_ids=["gone"])
    assert "begun again" in browser.get(where).content.decode()
    DBTaskResult.objects.update(status="FAILED", worker_ids=["gone"] * 5)
    page = browser.get(where).content.decode()
    assert "Nothing was stored. You may go on where it stopped." in page
    browser.post(where, {"act": "again"})
    assert worked() == "looked"


def test_a_fault_in_the_middle_is_told_and_nothing_is_stored(
    officer: Officer, client_of: Browser, as_system: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = client_of(officer)
    where = sent(browser, HEAD + "Seoul,locality,KR\n")
    monkeypatch.setattr(incoming, "QUICK_ROWS", 0)
    browser.post(where, {"act": "store"})

    def broken(*_any: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(incoming, "_note", broken)
    with pytest.raises(ZeroDivisionError):
        worked()
    assert "fault in the program" in browser.get(where).content.decode()
    assert titles(as_system) == []


def test_errors_come_back_in_a_column_and_nothing_can_be_stored(
    officer: Officer, client_of: Browser, as_system: Any
) -> None:
    browser = client_of(officer)
    where = sent(browser, HEAD + "Seoul,locality,XX\nLyon,locality,FR\n")
    browser.post(where, {"act": "store"})
    assert titles(as_system) == []
    data = b"".join(browser.get(f"{where}errors/").streaming_content)  # type: ignore[attr-defined]
    sheet: Any = load_workbook(io.BytesIO(data)).active
    assert "Country" in str(sheet.cell(2, 4).value)
    assert sheet.cell(3, 4).value is None


def test_somebody_who_changed_a_record_meanwhile_is_not_overwritten(
    officer: Officer, client_of: Browser, as_system: Any, made: Any
) -> None:
    seoul = made("partners", title_en="Seoul", kind="locality", country="KR", code="p1")
    browser = client_of(officer)
    where = sent(browser, "code,place\np1,Han river\n")
    with as_system():
        seoul.place = "Elsewhere"
        seoul.save()
    browser.post(where, {"act": "store"})
    page = browser.get(where).content.decode()
    assert "Nothing was stored" in page
    with as_system():
        assert Partner.objects.get(code="p1").place == "Elsewhere"


def test_columns_are_said_once_remembered_and_suggested(
    officer: Officer, client_of: Browser, as_system: Any, cast: Any
) -> None:
    browser = client_of(officer)
    text = "STT,Tên đối tác,Loại hình,Nước,Mức ưu tiên\n1,Thành phố Seoul,locality,Hàn Quốc,cao\n"
    looked = shown(browser, where := sent(browser, text))
    assert looked["unknown"] == ["STT", "Tên đối tác", "Loại hình", "Nước", "Mức ưu tiên"]
    assert [one["code"] for one in looked["columns"]] == ["ignore", "title_vi", "kind", "country", ""]
    said = {"map_0": "ignore", "map_1": "title_vi", "map_2": "kind", "map_3": "country", "map_4": "note_vi"}
    browser.post(where, {"act": "look", **said})
    assert shown(browser, where)["is_good"]
    browser.post(where, {"act": "store"})
    with as_system():
        assert Partner.objects.get().note_vi == "cao"
    with as_system():
        assert KnownColumn.objects.count() == 0  # what an officer said is not the program's to see
    colleague = client_of(cast("head", "desk"))
    again = shown(colleague, sent(colleague, text.replace("Seoul", "Busan")))
    assert again["unknown"] == []


def test_rows_like_records_are_asked_about_and_each_answer_is_kept_to(
    officer: Officer, client_of: Browser, as_system: Any, made: Any
) -> None:
    made("partners", title_en="City of Seoul", title_vi="Thành phố Seoul", kind="locality", country="KR")
    browser = client_of(officer)
    text = HEAD + "CITY OF SÉOUL,locality,KR\nSeoul City of,locality,KR\nCity of Lyon,locality,FR\n"
    where = sent(browser, text)
    looked = shown(browser, where)
    assert (looked["doubles"], looked["is_good"]) == ([2, 3], False)
    browser.post(where, {"act": "store"})
    assert len(titles(as_system)) == 1
    (pk, _title), *_others = next(line for line in looked["lines"] if line["number"] == 2)["like"]
    browser.post(where, {"act": "look", "row_2": str(pk), "rest": "out"})
    looked = shown(browser, where)
    assert looked["counts"] == {"new": 1, "changed": 1, "same": 0, "error": 0, "skipped": 1}
    browser.post(where, {"act": "store"})
    assert titles(as_system) == ["CITY OF SÉOUL", "City of Lyon"]


def test_names_of_linked_records_are_found_without_marks_and_asked_about_when_nearly_right(
    officer: Officer, client_of: Browser, as_system: Any, made: Any
) -> None:
    made("partners", title_vi="Thành phố Kanagawa", aliases=["Kanagawa-ken"], kind="locality", country="JP")
    kobe = made("partners", title_vi="Thành phố Kobe", kind="locality", country="JP")
    browser = client_of(officer)
    text = "title_en,kind,partners\nA,delegation_in,THANH PHO KANAGAWA\nB,delegation_in,kanagawa-ken\nC,delegation_in,TP Kobe\n"
    looked = shown(browser, where := sent(browser, text, "activities"))
    assert [one["text"] for one in looked["doubts"]] == ["TP Kobe"]
    assert looked["counts"]["error"] == 1
    browser.post(where, {"act": "look", "name_0": str(kobe.pk)})
    browser.post(where, {"act": "store"})
    with as_system():
        met = {one.title_en: one.partners.get().title_vi for one in Activity.objects.all()}
    assert met == {"A": "Thành phố Kanagawa", "B": "Thành phố Kanagawa", "C": "Thành phố Kobe"}


def test_the_same_spreadsheet_again_changes_what_it_made_the_first_time(
    officer: Officer, client_of: Browser, as_system: Any
) -> None:
    browser = client_of(officer)
    text = "Số hồ sơ cũ,title_en,kind,country\nA-1,Seoul,locality,KR\nA-2,Lyon,locality,FR\n"
    where = sent(browser, text)
    browser.post(where, {"act": "look", "map_0": "ignore", "keyed": "1", "key_0": "on"})
    browser.post(where, {"act": "store"})
    where = sent(browser, text.replace("Seoul", "Seoul Special City").replace(",FR", ","))
    browser.post(where, {"act": "look", "keyed": "1", "key_0": "on"})
    assert shown(browser, where)["counts"] == {"new": 0, "changed": 1, "same": 1, "error": 0}
    browser.post(where, {"act": "store"})
    assert titles(as_system) == ["Lyon", "Seoul Special City"]


def test_sources_come_in_and_go_again(officer: Officer, client_of: Browser, as_system: Any, made: Any) -> None:
    first = made("sources", title_en="Gazette", kind="article", code="s1")
    second = made("sources", title_en="Bulletin", kind="article", code="s2")
    browser = client_of(officer)
    where = sent(browser, "title_en,kind,country,sources\nSeoul,locality,KR,s1; Bulletin\n")
    browser.post(where, {"act": "store"})
    with as_system():
        assert set(Citation.objects.values_list("source_id", flat=True)) == {first.pk, second.pk}
        pk = Partner.objects.get().pk
    where = sent(browser, f"id,sources\n{pk},s2\n")
    assert shown(browser, where)["counts"]["changed"] == 1
    browser.post(where, {"act": "store"})
    with as_system():
        assert list(Citation.objects.values_list("source_id", flat=True)) == [second.pk]
    browser.post(where, {"act": "undo"})
    with as_system():
        assert Citation.objects.count() == 2
    wrong = shown(browser, sent(browser, f"id,sources\n{pk},No such gazette\n"))
    assert wrong["counts"]["error"] == 1


def test_what_was_built_upon_an_import_is_named_and_stays(
    officer: Officer, client_of: Browser, as_system: Any, made: Any
) -> None:
    browser = client_of(officer)
    where = sent(browser, HEAD + "Seoul,locality,KR\nLyon,locality,FR\nKobe,locality,JP\n")
    browser.post(where, {"act": "store"})
    with as_system():
        seoul, lyon = Partner.objects.get(title_en="Seoul"), Partner.objects.get(title_en="Lyon")
        seoul.place = "Han river"
        seoul.save()
    made("ties", partner=lyon.pk, stage="friendship", since="2020")
    browser.post(where, {"act": "undo"})
    page = browser.get(where)
    assert [(one["line"], one["why"]) for one in page.context["kept"]] == [
        (2, "It was changed after the import."),
        (3, "Another record refers to it."),
    ]
    assert len(titles(as_system)) == 3
    browser.post(where, {"act": "undo_rest"})
    assert titles(as_system) == ["Lyon", "Seoul"]


def test_an_import_is_its_officer_s_until_it_is_stored_and_restricted_ones_stay_so(
    officer: Officer, head: Officer, colleague: Officer, client_of: Browser, units: Any
) -> None:
    mine, over, other = client_of(officer), client_of(head), client_of(colleague)
    where = sent(mine, HEAD + "Seoul,locality,KR\n", name="open.csv")
    assert over.get(where).status_code == 404
    mine.post(where, {"act": "store"})
    assert over.get(where).status_code == 200
    assert over.post(where, {"act": "undo"}).status_code == 403
    assert other.get(where).status_code == 404
    text = "title_en,kind,country,sensitivity,shown_to\nCanary,locality,KR,Restricted to named units,u-desk\n"
    where = sent(mine, text, name="hidden.csv")
    mine.post(where, {"act": "store"})
    assert mine.get(where).context["batch"].state == "stored"
    assert over.get(where).status_code == 404
    assert "hidden.csv" not in over.get("/imports/").content.decode()
    assert "open.csv" in over.get("/imports/").content.decode()
