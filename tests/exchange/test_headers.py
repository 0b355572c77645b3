"""Columns of the spreadsheets that offices keep are known by what is written over them."""

import pytest

from comity.exchange.assist import suggest
from comity.registers import register


@pytest.mark.parametrize(
    ("of", "header", "code"),
    [
        ("activities", "Cấp phê duyệt", "approval_level"),
        ("activities", "Căn cứ chủ trương", "policy_basis"),
        ("activities", "Mục đích chuyến đi", "purpose_vi"),
        ("activities", "Đại biểu nước ngoài", "delegates_abroad"),
        ("activities", "Approving level", "approval_level"),
        ("agreements", "Tổng giá trị", "amount"),
        ("agreements", "Danh nghĩa ký", "capacity"),
        ("agreements", "Đầu mối đối tác", "their_focal"),
        ("projects", "STT", "ignore"),
        ("activities", "Màu xe", ""),
    ],
)
def test_a_column_of_an_office_is_recognised(of: str, header: str, code: str) -> None:
    assert suggest(register(of), [header]).get(header, "") == code


@pytest.mark.parametrize(
    ("headers", "codes"),
    [
        (["Ngày đến", "Ngày đi"], ["starts", "ends"]),
        (["Ngày đi", "Ngày đến"], ["ends", "starts"]),
        (["Ngày đi", "Ngày về"], ["starts", "ends"]),
        (["Ngày đi"], ["starts"]),
        (["STT", "TT", "Tên đoàn"], ["ignore", "ignore", "title_vi"]),
    ],
)
def test_each_column_is_suggested_once_the_likest_first(headers: list[str], codes: list[str]) -> None:
    found = suggest(register("activities"), headers)
    assert [found.get(header, "") for header in headers] == codes


def test_what_another_column_has_already_is_not_suggested() -> None:
    assert suggest(register("activities"), ["Ngày đi"], {"starts"}) == {"Ngày đi": "ends"}
    assert suggest(register("activities"), ["Ngày đi"], {"starts", "ends"}) == {}
