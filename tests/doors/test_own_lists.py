"""An office's own list comes in as it is: what it has no column for is said once, who is not on record is added along with it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comity.core.people import Officer
from comity.gate.namesakes import Namesakes
from comity.registers.activities import Activity
from comity.registers.partners import PARTNERS, Partner
from tests.doors.test_imports import shown

pytestmark = pytest.mark.django_db
Browser = Callable[[Officer], Client]
LIST = (
    "Tên đoàn,Ngày đến,Ngày về,Đối tác,Nước,Số người\n"
    "Đoàn Kobe,01/02/2025,03/02/2025,Thành phố Kobe,Nhật Bản,12\n"
    "Đoàn Lạ Hoắc,05/03/2025,06/03/2025,Thành phố Lạ Hoắc,Pháp,7\n"
)
SAID = {
    "map_0": "title_vi",
    "map_1": "starts",
    "map_2": "ends",
    "map_3": "partners",
    "map_4": "countries",
    "map_5": "persons",
}


def sent(browser: Client, text: str, key: str = "partners", face: str = "") -> str:
    answer = browser.post(f"/{key}/import/?face={face}", {"file": SimpleUploadedFile("list.csv", text.encode())})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def into(browser: Client, text: str, face: str = "delegations-in") -> str:
    return sent(browser, text, "activities", face=face)


def names(looked: dict[str, Any], which: str = "doubts") -> list[str]:
    return [one["text"] for one in looked[which]]


@pytest.fixture
def kobe(made: Any) -> Partner:
    for name in ("Kobe", "Fukuoka", "Lyon", "Sapporo"):
        made("partners", title_vi=f"Thành phố {name}", kind="locality", country="JP")
    return made("partners", title_vi="Thành phố Busan", kind="locality", country="KR")  # type: ignore[no-any-return]


def test_the_list_of_delegations_in_brings_its_kind_and_a_stranger_is_added_and_undone_with_it(
    officer: Officer, client_of: Browser, as_system: Any, kobe: Partner
) -> None:
    browser = client_of(officer)
    page = browser.get("/activities/?face=delegations-in").content.decode()
    assert "/activities/import/?face=delegations-in" in page
    where = into(browser, LIST)
    assert [(one["code"], one["value"]) for one in shown(browser, where)["fixed"]] == [("kind", "delegation_in")]
    browser.post(where, {"act": "look", **SAID})
    looked = shown(browser, where)
    assert names(looked) == ["Thành phố Lạ Hoắc"]
    (doubt,) = looked["doubts"]
    assert doubt["options"] == []
    assert ["new:locality", "a new partner: Locality"] in [list(one) for one in doubt["news"]]
    browser.post(where, {"act": "look", "name_0": "new:locality"})
    looked = shown(browser, where)
    assert (looked["counts"]["new"], looked["counts"]["error"], looked["also"]) == (2, 0, ["Thành phố Lạ Hoắc"])
    assert "Delegation in" in [cell["text"] for cell in looked["lines"][0]["cells"]]  # the word, not its code
    with as_system():
        assert Partner.objects.count() == 5
    browser.post(where, {"act": "store"})
    with as_system():
        made = Partner.objects.get(title_en="Thành phố Lạ Hoắc")
        assert (made.kind, made.country) == ("locality", "FR")
        assert {one.kind for one in Activity.objects.all()} == {"delegation_in"}
        assert Activity.objects.get(title_vi="Đoàn Lạ Hoắc").partners.get() == made
    browser.post(where, {"act": "undo"})
    with as_system():
        assert (Partner.objects.count(), Activity.objects.count()) == (5, 0)


def test_a_value_for_all_rows_is_said_once_and_remembered_with_the_columns(
    officer: Officer, client_of: Browser, as_system: Any, kobe: Partner, cast: Any
) -> None:
    browser = client_of(officer)
    text = LIST.replace("Thành phố Lạ Hoắc", "Thành phố Lyon")
    where = sent(browser, text, "activities")
    browser.post(where, {"act": "look", **SAID})
    looked = shown(browser, where)
    assert (looked["counts"]["error"], looked["fixed"][0]["value"]) == (2, "")
    browser.post(where, {"act": "look", "keyed": "1", "fixed_kind": "delegation_out"})
    browser.post(where, {"act": "look", "keyed": "1", "further": "note_vi", "further_value": "từ sổ cũ"})
    looked = shown(browser, where)
    assert looked["is_good"]
    assert [one["code"] for one in looked["fixed"]] == ["kind", "note_vi"]
    colleague = client_of(cast("head", "desk"))
    for other in (browser, colleague):  # nothing was stored yet; it is remembered all the same
        looked = shown(other, sent(other, text, "activities"))
        assert {one["code"]: one["value"] for one in looked["fixed"]} == {
            "kind": "delegation_out",
            "note_vi": "từ sổ cũ",
        }
    browser.post(where, {"act": "store"})
    with as_system():
        assert {(one.kind, one.note_vi) for one in Activity.objects.all()} == {("delegation_out", "từ sổ cũ")}


def test_a_column_of_the_file_counts_before_the_value_for_all_rows(
    officer: Officer, client_of: Browser, as_system: Any
) -> None:
    browser = client_of(officer)
    where = into(browser, "title_en,kind\nFair,fair\n")
    assert [one["code"] for one in shown(browser, where)["fixed"]] == []
    browser.post(where, {"act": "store"})
    with as_system():
        assert Activity.objects.get().kind == "fair"


def test_who_shares_but_a_word_that_many_bear_is_not_offered(kobe: Partner, as_system: Any) -> None:
    with as_system():
        known = Namesakes(PARTNERS)
        assert known.near(["Thành phố Lạ Hoắc"], loosely=True) == []
        assert [one.title for one in known.near(["Thành phố Fukuoca"], loosely=True)][:1] == ["Thành phố Fukuoka"]
        assert [one.title for one in known.near(["TP Kobe"], loosely=True)] == ["Thành phố Kobe"]


def test_a_name_that_was_answered_for_is_not_asked_again_and_can_be_corrected(
    officer: Officer, client_of: Browser, as_system: Any, kobe: Partner, cast: Any
) -> None:
    browser = client_of(officer)
    text = LIST.replace("Thành phố Lạ Hoắc", "TP Lyon")
    where = into(browser, text)
    browser.post(where, {"act": "look", **SAID})
    (doubt,) = shown(browser, where)["doubts"]
    browser.post(where, {"act": "look", "name_0": str(doubt["options"][0][0])})
    browser.post(where, {"act": "cancel"})
    colleague = client_of(cast("head", "desk"))
    for other in (browser, colleague):
        looked = shown(other, again := into(other, text))
        assert (names(looked), names(looked, "settled"), looked["is_good"]) == ([], ["TP Lyon"], True)
    colleague.post(again, {"act": "look", "settled_0": str(kobe.pk)})
    colleague.post(again, {"act": "store"})
    with as_system():
        assert Activity.objects.get(title_vi="Đoàn Lạ Hoắc").partners.get() == kobe
    assert shown(colleague, into(colleague, text))["settled"][0]["chosen"] == str(kobe.pk)
    mine = shown(browser, into(browser, text))  # what oneself said goes before what others say
    assert mine["settled"][0]["chosen"] == str(doubt["options"][0][0])


def test_what_rows_are_recognised_by_is_remembered_so_that_the_list_comes_again_without_a_question(
    officer: Officer, client_of: Browser, as_system: Any
) -> None:
    browser = client_of(officer)
    text = "Số hồ sơ cũ,title_en,kind,country\nA-1,Seoul,locality,KR\nA-2,Lyon,locality,FR\n"
    where = sent(browser, text)
    browser.post(where, {"act": "look", "map_0": "ignore", "keyed": "1", "key_0": "on"})
    browser.post(where, {"act": "store"})
    looked = shown(browser, sent(browser, text.replace("Seoul", "Seoul Special City")))
    assert (looked["counts"]["changed"], looked["counts"]["same"], looked["columns"][0]["is_key"]) == (1, 1, True)


def test_all_rows_like_records_can_be_said_to_be_the_same(officer: Officer, client_of: Browser, made: Any) -> None:
    made("partners", title_en="City of Seoul", kind="locality", country="KR")
    made("partners", title_en="City of Lyon", kind="locality", country="FR")
    browser = client_of(officer)
    where = sent(browser, "title_en,kind,country\nCITY OF SEOUL,locality,KR\nCITY OF LYON,locality,FR\n")
    browser.post(where, {"act": "look", "rest": "same"})
    assert shown(browser, where)["counts"] == {"new": 0, "changed": 2, "same": 0, "error": 0}


def test_two_columns_for_one_field_are_named_and_nothing_is_said_of_rows(officer: Officer, client_of: Browser) -> None:
    browser = client_of(officer)
    where = into(browser, "title_en,Ngày đến,Ngày đi\nVisit,01/02/2025,03/02/2025\n")
    browser.post(where, {"act": "look", "map_1": "starts", "map_2": "starts"})
    page = browser.get(where).content.decode()
    assert "These columns are all taken for Begins: Ngày đến, Ngày đi. Keep it for one of them." in page
    assert "The file holds nothing new." not in page
    assert 'value="cancel"' in page


def test_each_column_shows_a_few_of_its_values(officer: Officer, client_of: Browser) -> None:
    browser = client_of(officer)
    text = "Tên đoàn,Ghi chú,Trống\n" + "".join(f"Đoàn {n},{'dài ' * 30 if n == 1 else n % 2},\n" for n in range(9))
    where = into(browser, text)
    samples = [one["samples"] for one in shown(browser, where)["columns"]]
    assert samples[0] == ["Đoàn 0", "Đoàn 1", "Đoàn 2"]
    assert (samples[1][0], len(samples[1]), len(samples[1][1]) <= 40, samples[2]) == ("0", 3, True, [])
    assert "Đoàn 0 · Đoàn 1 · Đoàn 2" in browser.get(where).content.decode()
