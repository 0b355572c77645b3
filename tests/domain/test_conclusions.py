"""Conclusions of a meeting fall into points as they were typed."""

from comity.domain.conclusions import points


def test_each_line_is_a_point_without_its_mark() -> None:
    typed = "1. Send the list\n\n- Invite two trainees\n(3) Meet in May\na) Nothing more\n"
    assert points(typed, "") == [
        ("Send the list", ""),
        ("Invite two trainees", ""),
        ("Meet in May", ""),
        ("Nothing more", ""),
    ]


def test_both_languages_pair_line_by_line() -> None:
    assert points("Send the list\nMeet in May", "- Gửi danh sách\n- Gặp vào tháng 5") == [
        ("Send the list", "Gửi danh sách"),
        ("Meet in May", "Gặp vào tháng 5"),
    ]


def test_languages_that_do_not_match_are_not_paired_wrongly() -> None:
    assert points("Send the list and meet", "Gửi danh sách\nGặp nhau") == [("", "Gửi danh sách"), ("", "Gặp nhau")]
    assert points("Send the list\nMeet", "Gửi danh sách và gặp") == [("Send the list", ""), ("Meet", "")]


def test_a_year_or_an_amount_at_the_beginning_stays() -> None:
    assert points("2027 is the year of the harbour\n20 trainees come", "") == [
        ("2027 is the year of the harbour", ""),
        ("20 trainees come", ""),
    ]


def test_a_long_line_fits_a_title() -> None:
    assert points("x" * 300, "x" * 301) == [("x" * 300, "x" * 299 + "…")]


def test_of_many_points_the_first_twenty_are_offered() -> None:
    assert points("\n".join(f"Point {number}" for number in range(25)), "")[-1] == ("Point 19", "")
    assert len(points("one\n" * 19, "")) == 19
