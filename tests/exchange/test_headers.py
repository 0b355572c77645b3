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
    assert suggest(register(of), header) == code
