"""Programmes and lists of guests as people note them."""

import pytest

from comity.domain.noting import asides, completed, day, guests, programme

NEAR = "2027-05-12"


def test_a_programme_is_read_as_it_stands_in_a_letter() -> None:
    text = """Wednesday 12/5

14:00-15:00 Arrival, Airport
* 15h30 – 16h30: Courtesy call, City Hall
Thứ Năm, 13/5/2027:
8-9 Talks – City Hall
20h Banquet
Free evening"""

    found = programme(text.splitlines(), NEAR)

    assert [number for number, _cells in found] == [3, 4, 6, 7, 8]
    assert [tuple(cells.values()) for _number, cells in found] == [
        ("2027-05-12", "14:00", "15:00", "Arrival", "Airport"),
        ("2027-05-12", "15h30", "16h30", "Courtesy call", "City Hall"),
        ("13/5/2027", "8:00", "9:00", "Talks", "City Hall"),
        ("13/5/2027", "20h", "", "Banquet", ""),
        ("13/5/2027", "", "", "Free evening", ""),
    ]


@pytest.mark.parametrize(
    ("line", "title", "place"),
    [
        ("10:00 12 trees planted, Lake Park", "12 trees planted", "Lake Park"),
        ("9.30 Talks with deputies, experts, City Hall", "Talks with deputies, experts", "City Hall"),
        ("09:00 Visit @ Temple of Letters, north gate", "Visit", "Temple of Letters, north gate"),
        ("2 cars to the depot", "2 cars to the depot", ""),
    ],
)
def test_title_and_place_are_told_apart(line: str, title: str, place: str) -> None:
    ((_number, found),) = programme([line], NEAR)

    assert (found["title"], found["place"]) == (title, place)


@pytest.mark.parametrize(
    ("line", "begins", "until"),
    [
        ("25:99 Arrival, Airport", "25:99", ""),
        ("9:75 Arrival, Airport", "9:75", ""),
        ("09:00-25:00 Arrival, Airport", "09:00", "25:00"),
        ("31h00 – 32h00: Arrival, Airport", "31h00", "32h00"),
    ],
)
def test_an_hour_that_there_is_not_stays_an_hour_to_be_refused(line: str, begins: str, until: str) -> None:
    ((_number, found),) = programme([line], NEAR)

    assert (found["begins"], found["until_time"], found["title"]) == (begins, until, "Arrival")


@pytest.mark.parametrize(
    ("line", "rest", "said"),
    [
        (
            "9:00 Talks, Hall (led by: Ada Marlow; gift: Bowl)",
            "9:00 Talks, Hall",
            {"lead": "Ada Marlow", "gift": "Bowl"},
        ),
        ("9:00 Hội đàm (Chủ trì: Ngô Thị B).", "9:00 Hội đàm", {"lead": "Ngô Thị B"}),
        ("9:00 Talks (part 2: storms), Hall", "9:00 Talks (part 2: storms), Hall", {}),
        ("9:00 Talks (theme: storms)", "9:00 Talks (theme: storms)", {}),
        ("9:00 Talks (gift:)", "9:00 Talks (gift:)", {}),
        ("9:00 Talks (to us: Bowl)", "9:00 Talks", {"received": "Bowl"}),  # a part of one label
        ("9:00 Talks (gif: Bowl)", "9:00 Talks (gif: Bowl)", {}),  # and of two
        ("9:00 Talks (in two parts)", "9:00 Talks (in two parts)", {}),
    ],
)
def test_brackets_that_name_columns_are_read_and_others_stay(line: str, rest: str, said: dict[str, str]) -> None:
    labels = {
        "led by": "lead", "nguoi chu tri": "lead", "gift": "gift", "qua": "gift", "gift to us": "received",
    }  # fmt: skip

    assert asides(line, labels) == (rest, said)


def test_brackets_without_a_label_stay_even_if_there_is_only_one() -> None:
    assert asides("9:00 Talks (: Ada)", {"led by": "lead"}) == ("9:00 Talks (: Ada)", {})


def test_a_list_of_guests_is_read_with_numbers_commas_or_dashes() -> None:
    lines = ["1. Akari Mori, Vice Mayor, City of Ardent Bay, Japan", "- Kenji Abe – Director", "Sora Ito"]

    assert guests(lines, NEAR) == [
        (1, {"title": "Akari Mori", "post": "Vice Mayor", "organisation": "City of Ardent Bay, Japan"}),
        (2, {"title": "Kenji Abe", "post": "Director", "organisation": ""}),
        (3, {"title": "Sora Ito", "post": "", "organisation": ""}),
    ]


@pytest.mark.parametrize("between", [" @ ", "\t", " | ", "; ", ", ", " – ", " — ", " - "])
def test_parts_are_told_apart_by_what_people_put_between_them(between: str) -> None:
    ((_one, guest),) = guests([f"Mary-Ann Lee{between}Mayor"], NEAR)
    ((_two, item),) = programme([f"9:00 Talks{between}Hall"], NEAR)

    assert (guest["title"], guest["post"]) == ("Mary-Ann Lee", "Mayor")
    assert (item["title"], item["place"]) == ("Talks", "Hall")


@pytest.mark.parametrize(("near", "on"), [("2027-05-12", "2027-05-12"), ("2027-05", ""), ("2027", ""), ("", "")])
def test_before_any_day_is_named_items_are_on_the_first_one_if_it_is_known(near: str, on: str) -> None:
    item = {"on": on, "begins": "9:00", "until_time": "", "title": "Talks", "place": "Hall"}

    assert programme(["9:00 Talks, Hall"], near) == [(1, item)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"begins": "14-15"}, {"begins": "14:00", "until_time": "15:00"}),
        ({"begins": "8h30–10h", "until_time": ""}, {"begins": "8h30", "until_time": "10h"}),
        ({"begins": "0830-1000"}, {"begins": "0830", "until_time": "1000"}),
        ({"begins": "14-15", "until_time": "16"}, {"begins": "14:00", "until_time": "16:00"}),
        ({"begins": "25-26"}, {"begins": "25-26"}),
        ({"on": "13"}, {"on": "2027-05-13"}),
        ({"on": ""}, {"on": ""}),
        ({"begins": "0"}, {"begins": "0:00"}),
        ({"begins": "23"}, {"begins": "23:00"}),
        ({"begins": "24"}, {"begins": "24"}),  # no hour
        ({"begins": "008"}, {"begins": "008"}),
    ],
)
def test_a_short_line_is_completed(typed: dict[str, str], expected: dict[str, str]) -> None:
    assert completed(typed, NEAR) == expected


@pytest.mark.parametrize(
    ("typed", "near", "expected"),
    [
        ("11", NEAR, "2027-06-11"),
        ("2/1", "2027-12-30", "2028-01-02"),
        ("31", "2027-02-01", "2027-03-31"),
        ("31/2", NEAR, "31/2"),
        ("29/2", "2027-03-01", "2028-02-29"),  # the last day within a year
        ("29/2", "2027-02-28", "29/2"),
        ("45", NEAR, "45"),
        ("13/5/2027", NEAR, "13/5/2027"),
        ("13", "", "13"),
        ("3", "2027-05", "2027-05-03"),
    ],
)
def test_a_short_day_is_the_next_one_from_the_beginning_on(typed: str, near: str, expected: str) -> None:
    assert day(typed, near) == expected
