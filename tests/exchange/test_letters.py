"""Files in old Vietnamese letters: never stored as wrong ones, and read where an officer saw the first lines and said so."""

import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comity.core.people import Officer
from comity.exchange import letters
from comity.exchange.encodings import OldLetters, check_unicode
from comity.registers.activities import Activity
from tests.exchange.test_bad_files import book

MOTTO = "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc"
SENTENCES = [
    "Đoàn đại biểu thành phố Hà Nội thăm Thủ đô Viêng Chăn",
    "Kỷ niệm 50 năm thiết lập quan hệ ngoại giao Việt Nam – Nhật Bản",
    "Nguyễn Thị Mỹ Hạnh; Phạm Đức Thuận; Vũ Quỳnh Hương",
    "Huế",
    "Đà Nẵng",
    "Sở Ngoại vụ",
    "Hàn Quốc",
    "Từ Sơn, Nội Bài",
    "kẽ, đỉnh, lỵ, ỷ lại, ngẫm nghĩ, cưỡi, quẻ, lẳng lặng, sữa, rượu, ngờ, bở, mợ, lũ, ấy, ẩn, ắt, ằng",
]


def tcvn3(text: str) -> bytes:
    """What somebody has typed who used a font such as .VnTime."""
    back = {letter: byte for byte, letter in letters._tcvn3().items()}
    return "".join(chr(back.get(letter, ord(letter))) for letter in text).encode(letters.BYTES)


def vni(text: str) -> bytes:
    """What somebody has typed who used a font such as VNI-Times."""
    back = {letter: typed for typed, letter in letters._vni().items()}
    typed = (back.get(one.lower(), one.lower()) for one in text)
    return "".join(said.upper() if one.isupper() else said for said, one in zip(typed, text, strict=True)).encode(
        letters.BYTES
    )


def windows(text: str) -> bytes:
    """What Windows wrote: letters with hats as such, tones after them."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    parts = []
    for letter in text:
        spelled = unicodedata.normalize("NFD", letter)
        bare = unicodedata.normalize("NFC", "".join(one for one in spelled if one not in tones))
        parts.append(bare + "".join(one for one in spelled if one in tones))
    return "".join(parts).encode("cp1258")


WAYS = {"tcvn3": tcvn3, "vni": vni, "cp1258": windows}


def test_the_tables_are_those_of_texts_that_everybody_knows() -> None:
    known = {
        "tcvn3": "Céng hßa x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc",
        "vni": "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam, Ñoäc laäp - Töï do - Haïnh phuùc",
    }
    assert {code: letters.read(text, code) for code, text in known.items()} == dict.fromkeys(known, MOTTO)
    assert letters.read("Coâng ty, BOÄ NGOAÏI GIAO", "vni") == "Công ty, BỘ NGOẠI GIAO"
    assert letters.read("Bé Ngo¹i giao, UBND TP Hµ NéI", "tcvn3") == "Bộ Ngoại giao, UBND TP Hà NỘI"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("text", [*SENTENCES, MOTTO])
def test_what_was_typed_in_old_letters_is_read_back(way: str, text: str) -> None:
    assert letters.read(WAYS[way](text).decode(letters.BYTES), way) == text


@pytest.mark.parametrize("way", WAYS)
def test_of_several_lines_the_right_reading_comes_first(way: str) -> None:
    raw = [WAYS[way](text).decode(letters.BYTES) for text in SENTENCES[:3]]
    assert letters.likeliest(raw)[0] == (way, SENTENCES[:3])


# As single words, `Hueá` may be Irish and `Mü` German: only with others around them can it be told.
AS_WELL_OTHERS = {("vni", "Huế"), ("tcvn3", "Mỹ")}


UNICODE = [
    *SENTENCES, MOTTO, "Tromsø, Bodø, Malmö, Århus, Ærø", "São Tomé, João Guimarães, Simões", "Saône, Haïti, Noël, où, août, Gesù, più", "Zürich, Köln, Łódź, Óbidos",
    "THÀNH PHỐ ĐÀ NẴNG", "khoá, hoà, thuý, uỷ ban", "Reykjavík, Þingvellir", "Citroën, Île-de-France, L’Aquila", "Ñuñoa, Peñíscola", "5 µm, 3 ½, § 5, ® 2", "Oaxaca, Cancún, Raúl, Saúl",
]  # fmt: skip


@pytest.mark.parametrize("text", UNICODE)
def test_what_is_in_unicode_is_not_asked_about(text: str) -> None:
    check_unicode([text])


@pytest.mark.parametrize("way", ["tcvn3", "vni"])
@pytest.mark.parametrize(
    "text",
    [*SENTENCES, "Huế", "Việt Nam", "Nhật Bản", "Pháp", "Đức", "Thái Lan", "Lào", "Mỹ", "Quảng Ninh", "Hội hữu nghị"],
)
def test_one_text_is_enough_to_ask(way: str, text: str) -> None:
    if (way, text) in AS_WELL_OTHERS:
        check_unicode([WAYS[way](text).decode(letters.BYTES)])
        return
    with pytest.raises(OldLetters) as asked:
        check_unicode(["Lyon", WAYS[way](text).decode(letters.BYTES), "Seoul"])
    assert asked.value.is_unicode


@pytest.fixture
def sent(officer: Officer, client_of: Callable[[Officer], Client]) -> Callable[..., Any]:
    """Send a file, and answer in which letters it is written."""
    browser = client_of(officer)

    def send(data: bytes, *answers: str) -> Any:
        page = browser.post("/activities/import/", {"file": SimpleUploadedFile("old.csv", data)}, follow=True)
        for answer in answers:
            here = f"/activities/import/{page.context['batch'].pk}/"
            page = browser.post(here, {"act": "read_as", "encoding": answer}, follow=True)
        return page

    return send


HEAD = "title_vi,kind,starts\n"
PLAIN = "".join(f"Meeting {number},meeting,2024\n" for number in range(40))


@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("around", ["", PLAIN], ids=["alone", "among ASCII"])
def test_an_old_list_is_shown_in_each_reading_and_stored_as_the_one_that_was_chosen(
    way: str, around: str, sent: Callable[..., Any], as_system: Any
) -> None:
    data = (HEAD + around).encode() + b"".join(WAYS[way](f'"{text}",meeting,2024\n') for text in SENTENCES)
    asked = sent(data)
    assert asked.context["batch"].state == "failed"
    shown = {one["code"]: one["texts"] for one in asked.context["old_letters"]}
    assert SENTENCES[1] in shown[way][1]
    assert "unicode" not in shown
    with as_system():
        assert not Activity.objects.exists()

    looked = sent(data, way)
    assert looked.context["letters"] == letters.NAMES[way]
    batch = looked.context["batch"]
    assert batch.state == "looked"
    page = looked.client.post(f"/activities/import/{batch.pk}/", {"act": "store"}, follow=True)
    assert page.context["batch"].state == "stored"
    with as_system():
        kept = set(Activity.objects.values_list("title_vi", flat=True))
    assert set(SENTENCES) <= kept


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["tcvn3", "vni"])
@pytest.mark.parametrize("text", SENTENCES)
def test_a_workbook_with_one_such_cell_is_asked_about_too(way: str, text: str, sent: Callable[..., Any]) -> None:
    text = "Thành phố Huế" if (way, text) in AS_WELL_OTHERS else text

    def fill(_book: Any, sheet: Any) -> None:
        sheet.append(["title_vi", "kind", "starts"])
        sheet.append(["Gặp gỡ Thụy Điển", "meeting", "2024"])
        sheet.append([WAYS[way](text).decode(letters.BYTES), "meeting", "2024"])

    assert "unicode" in {one["code"] for one in sent(book(fill)).context["old_letters"]}
    looked = sent(book(fill), way).context["looked"]
    assert [line["cells"][0]["text"] for line in looked["lines"]] == ["Gặp gỡ Thụy Điển", text]


@pytest.mark.django_db
def test_what_only_looks_old_is_read_as_it_stands(sent: Callable[..., Any]) -> None:
    data = f"{HEAD}Meänkieli,meeting,2024\n".encode()
    assert sent(data).context["batch"].state == "failed"
    assert sent(data, "unicode").context["looked"]["lines"][0]["cells"][0]["text"] == "Meänkieli"


@pytest.mark.django_db
@pytest.mark.parametrize("answer", ["", "utf-16", "unicode", "koi8-r"])
def test_only_what_was_offered_can_be_chosen(answer: str, sent: Callable[..., Any]) -> None:
    assert sent(tcvn3(f"{HEAD}Huế,meeting,2024\n"), answer).context["batch"].state == "failed"
