"""A stamp is found wherever it stands by itself; the same letters in words and sentences are not a stamp."""

import unicodedata

import pytest

from comity.domain.marking import Mark, Marks, find

TOP, HIGH, PLAIN = Mark("TUYỆT MẬT", "a", "a"), Mark("TỐI MẬT", "b", "b"), Mark("MẬT", "c", "c")
MARKS = Marks(
    marks=(TOP, HIGH, PLAIN),
    labels=("Độ mật", "Mức độ mật", "Dấu", "Dấu độ mật"),
    begins=("BÍ", "BẢO"),
    beside=("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",),
)

STAMPED = [
    ("MẬT", PLAIN),
    ("TỐI MẬT", HIGH),
    ("TUYỆT MẬT", TOP),
    ("  MẬT  ", PLAIN),
    ("[MẬT]", PLAIN),
    ("(TỐI MẬT)", HIGH),
    ("- MẬT -", PLAIN),
    ("*** TUYỆT MẬT ***", TOP),
    ("“MẬT”", PLAIN),
    ("| MẬT |", PLAIN),
    ("MẬT.", PLAIN),
    ("TỐI  MẬT", HIGH),
    ("T Ố I   M Ậ T", HIGH),
    ("M Ậ T", PLAIN),
    ("TỐI\u00a0MẬT", HIGH),
    ("M\u200bẬT", PLAIN),
    ("Độ mật: MẬT", PLAIN),
    ("Độ mật: Tối mật", HIGH),
    ("ĐỘ MẬT: TUYỆT MẬT", TOP),
    ("Mức độ mật : mật", PLAIN),
    ("DẤU MẬT", PLAIN),
    ("Dấu: TỐI MẬT", HIGH),
    ("Dấu độ mật: Tối mật", HIGH),
    ("Độ mật:\nMật", PLAIN),
    ("Độ mật:\n-----\nMật", PLAIN),
    ("Độ mật:\nDấu Tối mật", HIGH),
    ("Độ mật\tTối mật", HIGH),
    ("ỦY BAN NHÂN DÂN\nMẬT\nBÁO CÁO", PLAIN),
    ("MẬT\tHà Nội, ngày 2 tháng 3 năm 2025", PLAIN),
    ("MẬT      Hà Nội, ngày 2 tháng 3 năm 2025", PLAIN),
    ("MẬT CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", PLAIN),
    ("MẬT Cộng hòa xã hội chủ nghĩa Việt Nam", PLAIN),
    ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM TỐI MẬT", HIGH),
    ("TỐI MẬT - Bản số 02", HIGH),
    ("TỐI MẬT / Bản số 02", HIGH),
    ("KẾ HOẠCH TIẾP ĐOÀN (MẬT):", PLAIN),
    ("KẾ HOẠCH TIẾP ĐOÀN, " * 9 + "(MẬT)", PLAIN),
    ("Kế hoạch tiếp đoàn ".ljust(115, "x") + "(MẬT)", PLAIN),  # 120 letters, a long heading
    ("Kế hoạch tiếp đoàn (MẬT)", PLAIN),
    ("BÁO CÁO TỔNG KẾT – MẬT", PLAIN),
    ("Số: 12/BC-UBND   TUYỆT MẬT", TOP),
    ("Công tác bảo đảm bí mật.\nTỐI MẬT", HIGH),
    ("MẬT\r\nKính gửi", PLAIN),
    *((f"trang 1{end}MẬT", PLAIN) for end in "\t|\r\n\f\v\x1c\x1d\x1e\x1f\x85\u2028\u2029"),
]
ORDINARY = [
    "",
    "mật",
    "Mật",
    "tối mật",
    "BÍ MẬT",
    "BẢO MẬT",
    "MẬT ONG",
    "MẬT ĐỘ",
    "MẬT ĐỘ DÂN SỐ",
    "MẬT KHẨU",
    "MẬT MÃ",
    "THÂN MẬT",
    "CƠ MẬT VIỆN",
    "BẢO VỆ BÍ MẬT NHÀ NƯỚC",
    "LUẬT BẢO VỆ BÍ MẬT NHÀ NƯỚC",
    "QUY CHẾ BẢO\nMẬT",
    "BAN BÍ\nMẬT",
    "Quan hệ mật thiết giữa hai thành phố",
    "buổi gặp mặt thân mật",
    "Độ mật:",
    "ĐỘ MẬT",
    "Độ mật: không",
    "Độ mật: Thường",
    "Tài liệu mang dấu MẬT được gửi bằng đường riêng.",
    "Các tài liệu có độ mật (MẬT) phải lưu ở tủ riêng.",
    "phân loại - TỐI MẬT - theo quy định",
    "Ba mức là MẬT, TỐI MẬT và TUYỆT MẬT.",
    *(f"Tài liệu có dấu độ mật (MẬT) gửi riêng{end}" for end in ",;:?!"),
    "Kế hoạch tiếp đoàn ".ljust(116, "x") + "(MẬT)",  # 121 letters, no heading any more
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM là nơi các tài liệu (MẬT) được gửi tới",
    "DẤUMẬT",
    "DẤUM ẬT",
    "tài liệu thuộc loại TUYỆT MẬT",
    "DẤU ẤN MẬT ONG BẠC HÀ",
    "MẬT-ONG",
    "MAT",
    "FORMAT",
    "Hà Nội, ngày 2 tháng 3 năm 2025",
]


@pytest.mark.parametrize(("text", "mark"), STAMPED)
def test_a_stamp_that_stands_by_itself_is_found(text: str, mark: Mark) -> None:
    assert find(text, MARKS) == mark


@pytest.mark.parametrize(("text", "mark"), STAMPED)
def test_a_stamp_is_found_however_its_letters_are_put_together(text: str, mark: Mark) -> None:
    assert find(unicodedata.normalize("NFD", text), MARKS) == mark


@pytest.mark.parametrize("text", ORDINARY)
def test_words_and_sentences_are_not_stamps(text: str) -> None:
    assert find(text, MARKS) is None
    assert find(unicodedata.normalize("NFD", text), MARKS) is None


def test_without_marks_nothing_is_found() -> None:
    assert find("TUYỆT MẬT", Marks()) is None


def test_a_long_text_is_searched_in_one_pass() -> None:
    assert find("Quan hệ mật thiết. " * 20000 + "\nMẬT", MARKS) == PLAIN
