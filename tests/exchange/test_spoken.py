"""What offices write into the cells of their own lists: dates and numbers in words, totals, headings, signatures."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from comity.exchange import importing, looking, spoken
from comity.exchange.rows import Choices
from comity.registers.activities import Activity
from comity.registers.partners import Partner

Exchange = Callable[..., Any]


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("tháng 5/2023", "2023-05", ""),
        ("Tháng 5 năm 2023", "2023-05", ""),
        ("ngày 5 tháng 3 năm 2023", "2023-03-05", ""),
        ("năm 2023", "2023", ""),
        ("5 May 2023", "2023-05-05", ""),
        ("May 5, 2023", "2023-05-05", ""),
        ("Quý III/2023", "2023-07", "2023-09"),
        ("quý 2 năm 2023", "2023-04", "2023-06"),
        ("1-3/10/2023", "2023-10-01", "2023-10-03"),
        ("30/9 - 3/10/2023", "2023-09-30", "2023-10-03"),
        ("từ ngày 05/3/2023 đến ngày 08/3/2023", "2023-03-05", "2023-03-08"),
        ("từ 5/3 đến 8/3/2023", "2023-03-05", "2023-03-08"),
        ("2023-2025", "2023", "2025"),
    ],
)
def test_dates_are_read_as_people_write_them(typed: str, first: str, last: str) -> None:
    assert spoken.span(typed) == (first, last)


@pytest.mark.parametrize("typed", ["hôm qua", "5 năm", "5-7", "8-5/3/2023", "Quý V/2023", "31/2/2023", "chưa rõ"])
def test_what_is_no_date_stays_none(typed: str) -> None:
    assert spoken.span(typed) is None


@pytest.mark.parametrize(
    ("typed", "number", "beside"),
    [
        ("12 người", "12", "người"),
        ("20 (đại biểu)", "20", "đại biểu"),
        ("85.500.000 đ", "85500000", "đ"),
        ("1,2 tỷ đồng", "1200000000", "đồng"),
        ("8,9 triệu", "8900000", ""),
        ("$1.500", "1500", "$"),
    ],
)
def test_numbers_are_read_with_the_words_beside_them(typed: str, number: str, beside: str) -> None:
    assert spoken.amount(typed, "vi") == (Decimal(number), beside)


@pytest.mark.parametrize("typed", ["12-15", "12 + 3", "GIÁM ĐỐC", "khoảng 20", "dưới 20", "5 năm 2023", "1.50 người"])
def test_what_is_more_or_less_than_a_number_is_none(typed: str) -> None:
    assert spoken.amount(typed, "vi") is None


HEAD = "STT;Tên gọi (tiếng Việt);Ngày bắt đầu;Ngày kết thúc;Số người;Kinh phí\n"
ROWS = [
    "(1);(2);(3);(4);(5);(6)",
    "1;Đoàn Seoul;1-3/10/2023;;12 người;1,2 tỷ đồng",
    "II;Đoàn cấp sở;;;;",
    "2;Đoàn Lyon;tháng 5/2023;;8;150.000.000",
    "3;Đoàn không rõ ngày;Quý III/2023;;;",
    ";Tổng cộng;;;20;1.350.000.000",
    ";Người lập biểu;;;GIÁM ĐỐC;",
]
FIXED = {"kind": "delegation_in", "cost_currency": "VND"}


@pytest.mark.usefixtures("clerk", "units")
def test_a_list_as_an_office_keeps_it_comes_in_without_its_totals(previewed: Exchange) -> None:
    with translation.override("vi"):
        preview = previewed(
            "activities", HEAD + "\n".join(ROWS) + "\n", mapping={"STT": "ignore"}, choices=Choices(fixed=FIXED)
        )
        assert [(row.line, bool(row.aside)) for row in preview.rows] == [
            (2, True),
            (3, False),
            (4, True),
            (5, False),
            (6, False),
            (7, True),
            (8, True),
        ]
        assert [error.message for row in preview.rows for error in row.errors] == []
        assert [len(row.warnings) for row in preview.rows if not row.aside] == [3, 0, 1]
        told = looking.told(preview)
        assert told["asides"] == [2, 4, 7, 8]
        at = told["headings"].index("Đơn vị tiền của kinh phí")
        shown = {line["number"]: line["cells"][at]["text"] for line in told["lines"]}
        assert (shown[3], shown[6]) == ("Đồng Việt Nam", "")
        assert preview.counts["skipped"] == 4
        importing.commit(preview)

    found = Activity.objects.order_by("pk").values_list("starts", "ends", "persons", "cost", "cost_currency")
    assert list(found) == [
        ("2023-10-01", "2023-10-03", 12, Decimal(1_200_000_000), "VND"),
        ("2023-05", "", 8, Decimal(150_000_000), "VND"),
        ("2023-07", "2023-09", None, None, ""),
    ]


@pytest.mark.usefixtures("clerk", "units")
def test_a_row_that_was_left_out_is_taken_where_a_person_says_so(previewed: Exchange) -> None:
    choices = Choices(fixed=FIXED, rows={"4": "new", "7": "out"})
    with translation.override("vi"):
        preview = previewed("activities", HEAD + "\n".join(ROWS) + "\n", mapping={"STT": "ignore"}, choices=choices)

    assert [row.line for row in preview.rows if row.aside] == [2, 7, 8]
    assert next(row for row in preview.rows if row.line == 4).state == "new"


@pytest.mark.usefixtures("clerk", "units")
def test_what_is_called_total_or_has_little_in_it_may_be_a_record(previewed: Exchange) -> None:
    data = "title_vi,kind,country\nTổng lãnh sự quán Úc,embassy,AU\nTổng công ty 36,enterprise,VN\nSeoul,locality,KR\n"
    preview = previewed("partners", data)

    assert [row.aside for row in preview.rows] == ["", "", ""]
    assert [row.aside for row in previewed("partners", "title_vi\nLyon\nSeoul\n").rows] == ["", ""]


@pytest.mark.usefixtures("clerk", "units")
def test_the_currency_of_amounts_is_asked_for_with_the_city_s_own_chosen(previewed: Exchange) -> None:
    told = looking.told(previewed("activities", "title_en,cost\nVisit,100\n"))

    assert {one["code"]: one["value"] for one in told["fixed"]} == {"kind": "", "cost_currency": "VND"}


@pytest.mark.usefixtures("clerk", "units")
def test_countries_are_known_by_what_else_people_call_them(previewed: Exchange) -> None:
    names = {
        "Mỹ": "US",
        "MY": "MY",
        "Anh": "GB",
        "nhat": "JP",
        "Úc": "AU",
        "Ý": "IT",
        "Nga": "RU",
        "Hàn Quốc": "KR",
        "UAE": "AE",
    }
    data = "\n".join(f"P{number},locality,{name}" for number, name in enumerate(names))
    preview = previewed("partners", f"title_en,kind,country\n{data}\n")
    importing.commit(preview)

    assert [one.country for one in Partner.objects.order_by("pk")] == list(names.values())


ON_RECORD = [(1, "Viêng Chăn"), (2, "Tỉnh Kanagawa"), (3, "Thành phố Fukuoka"), (4, "Tỉnh Fukuoka"), (5, "Huế")]


@pytest.mark.parametrize(
    ("name", "means"),
    [
        ("Thủ đô Viêng Chăn", 1),
        ("Vieng Chan", 1),
        ("Tỉnh Kanagwa", 2),
        ("Kanagawa", 2),
        ("Fukuoka", 0),
        ("TP. Fukuoka", 3),
        ("TP. Kanagawa", 0),
        ("Thành phố Lạ Hoắc", 0),
        ("Hué", 5),
        ("Hoa", 0),
        ("Tỉnh", 0),
    ],
)
def test_a_name_that_can_mean_but_one_record_is_chosen_beforehand(name: str, means: int) -> None:
    assert spoken.likeliest(name, ON_RECORD) == means
