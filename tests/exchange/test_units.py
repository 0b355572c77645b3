"""Amounts as lists have them: in thousands and millions, in other currencies, with a minus of any kind. None is stored as another."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from comity.exchange import importing, looking, spoken, units
from comity.exchange.rows import Choices
from comity.exchange.units import Unit
from comity.registers.activities import Activity

Exchange = Callable[..., Any]
MILLION, BILLION = 10**6, 10**9
FIXED = {"kind": "delegation_in", "cost_currency": "VND"}


@pytest.fixture
def read(previewed: Exchange) -> Callable[..., Any]:
    """Preview one row with a number under a head, as a Vietnamese reader."""

    def look(header: str, cell: str, *, code: str = "cost", above: str = "") -> Any:
        data = f'{above}Tên gọi (tiếng Việt);{header}\nĐoàn;"{cell}"\n'
        with translation.override("vi"):
            return previewed("activities", data, mapping={header: code}, choices=Choices(fixed=FIXED))

    return look


@pytest.mark.usefixtures("clerk", "units")
@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("Kinh phí (triệu đồng)", Unit(MILLION, "VND")),
        ("KINH PHI (TRIEU DONG)", Unit(MILLION, "VND")),
        ("Tổng mức đầu tư [tỷ VNĐ]", Unit(BILLION, "VND")),
        ("Kinh phí (ĐVT: nghìn tỷ đồng)", Unit(1000 * BILLION, "VND")),
        ("Kinh phí, triệu USD", Unit(MILLION, "USD")),
        ("Kinh phí triệu đồng", Unit(MILLION, "VND")),
        ("Kinh phí: tỷ", Unit(BILLION)),
        ("Kinh phí (tr.đ)", Unit(MILLION)),
        ("Kinh phí (1.000 đồng)", Unit(1000, "VND")),
        ("Kinh phí (1.000.000đ)", Unit(MILLION)),
        ("Budget (USD '000)", Unit(1000, "USD")),
        ("Budget (in millions of US dollar)", Unit(MILLION, "USD")),
        ("Budget USD million", Unit(MILLION, "USD")),
        ("Budget (€)", Unit(1, "EUR")),
        ("Dân số (nghìn người)", Unit(1000)),
        ("Kinh phí", Unit()),
        ("Kinh phí (dự kiến)", Unit()),
        ("Chi phí (tỷ lệ %)", Unit()),
        ("Số tỷ phú", Unit()),
        ("Số người của công ty", Unit()),
        ("Kinh phí của công ty", Unit()),
        ("Năm 2000 (1)", Unit()),
        ("Kinh phí năm 2023 (10.000)", Unit()),
    ],
)
def test_the_head_of_a_column_says_in_what_it_counts(header: str, unit: Unit) -> None:
    assert units.of_header(header) == unit


@pytest.mark.usefixtures("clerk", "units")
@pytest.mark.parametrize(
    ("header", "cell", "cost", "currency"),
    [
        ("Kinh phí (triệu đồng)", "12,5", 12_500_000, "VND"),
        ("Kinh phí (triệu đồng)", "-3", -3_000_000, "VND"),
        ("Kinh phí (nghìn USD)", "1.500", 1_500_000, "USD"),
        ("Kinh phí (USD)", "1.500", 1500, "USD"),
        ("Kinh phí", "5 triệu USD", 5_000_000, "USD"),
        ("Kinh phí", "1 nghìn tỷ đồng", 1000 * BILLION, "VND"),
        ("Kinh phí", "85.500.000 đ", 85_500_000, "VND"),
    ],
)
def test_an_amount_is_stored_in_full_and_its_reading_is_told(
    read: Callable[..., Any], header: str, cell: str, cost: int, currency: str
) -> None:
    found = read(header, cell)
    with translation.override("vi"):
        importing.commit(found)
    assert list(Activity.objects.values_list("cost", "cost_currency")) == [(Decimal(cost), currency)]
    told = " ".join(found.rows[0].warnings)
    assert cell in told or header == "Kinh phí (USD)"


@pytest.mark.usefixtures("clerk", "units")
@pytest.mark.parametrize(
    "above", ["Đơn vị tính: triệu đồng", "ĐVT: triệu đồng", "(triệu đồng)", "Đơn vị: 1.000.000 đồng"]
)
def test_what_stands_above_the_table_holds_for_its_amounts_alone(previewed: Exchange, above: str) -> None:
    data = f"DANH SÁCH ĐOÀN;;\n;;{above}\nTên gọi (tiếng Việt);Kinh phí;Số người\nĐoàn;12;12\n"
    with translation.override("vi"):
        importing.commit(previewed("activities", data, choices=Choices(fixed=FIXED)))

    assert list(Activity.objects.values_list("cost", "persons")) == [(Decimal(12_000_000), 12)]


@pytest.mark.usefixtures("clerk", "units")
@pytest.mark.parametrize(
    "cell",
    ["−5", "–5", "(5)", "(5 đồng)", "5-", "5 -", "500K", "5%", "2 trăm triệu", "5 triệu rưỡi", "hơn 5 triệu", "~5", "> 5", "5?", "5 USD/người", "5 xu", "$5 triệu"],
)  # fmt: skip
def test_what_may_be_another_amount_is_refused_at_its_cell(read: Callable[..., Any], cell: str) -> None:
    (row,) = read("Kinh phí", cell).rows
    assert [error.column for error in row.errors] == ["cost"]
    assert cell in row.errors[0].message


@pytest.mark.usefixtures("clerk", "units")
def test_a_cell_that_says_otherwise_than_its_row_or_column_is_refused(previewed: Exchange, read: Any) -> None:
    (row,) = read("Kinh phí (triệu đồng)", "1,2 tỷ đồng").rows
    assert [error.column for error in row.errors] == ["cost"]
    data = "title_vi,kind,cost,cost_currency\nĐoàn,meeting,5 triệu USD,VND\nĐoàn hai,meeting,5 triệu USD,USD\n"
    with translation.override("vi"):
        first, second = previewed("activities", data).rows
    assert [error.column for error in first.errors] == ["cost"]
    assert second.errors == []


@pytest.mark.usefixtures("clerk", "units")
@pytest.mark.parametrize(("cell", "persons"), [("12,000", 12_000), ("12.000", 12_000), ("12,0", 12), ("12", 12)])
def test_people_are_counted_in_wholes(read: Callable[..., Any], cell: str, persons: int) -> None:
    with translation.override("vi"):
        importing.commit(read("Số người", cell, code="persons"))
    assert list(Activity.objects.values_list("persons", flat=True)) == [persons]


@pytest.mark.usefixtures("clerk", "units")
def test_a_column_of_millions_is_offered_as_the_column_that_it_is(previewed: Exchange) -> None:
    told = looking.told(previewed("activities", "title_en,Budget (USD million)\nVisit,2\n"))
    assert [(one["header"], one["code"]) for one in told["columns"]] == [
        ("title_en", "title_en"),
        ("Budget (USD million)", "cost"),
    ]
    mapped = previewed(
        "activities", "title_en,Budget (USD million)\nVisit,2\n", mapping={"Budget (USD million)": "cost"}
    )
    assert [one["code"] for one in looking.told(mapped)["fixed"]] == ["kind"]


@pytest.mark.parametrize(
    "typed", ["−5", "(5)", "5-", "5%", "500K", "2 trăm triệu", "5 ± 1", "5 triệu rưỡi", "20 trở lên"]
)
def test_what_stands_beside_a_number_may_make_it_another(typed: str) -> None:
    assert spoken.amount(typed, "vi") is None


@pytest.mark.parametrize(("typed", "number"), [("1 nghìn tỷ đồng", 1000 * BILLION), ("$5 million", 5 * MILLION)])
def test_scales_are_multiplied_wherever_the_sign_stands(typed: str, number: int) -> None:
    found = spoken.amount(typed, "vi")
    assert found
    assert found[0] == number
