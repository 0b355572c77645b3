"""What looks wrong in figures is found by rules that need no database, and what is in order is left alone."""

from calendar import monthrange
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from comity.domain import plausible
from comity.domain.plausible import Finding, Stated, Visit

IN, OUT = "delegations_in", "delegations_out"


def year(number: int, value: str, indicator: str = IN, **more: Any) -> Stated:
    return Stated(indicator, date(number, 1, 1), date(number, 12, 31), Decimal(value), **more)


def month(number: int, value: str, indicator: str = IN, **more: Any) -> Stated:
    return days(f"2023-{number:02d}-01", f"2023-{number:02d}-{monthrange(2023, number)[1]}", value, indicator, **more)


def days(first: str, last: str, value: str = "5", indicator: str = IN, **more: Any) -> Stated:
    return Stated(indicator, date.fromisoformat(first), date.fromisoformat(last), Decimal(value), **more)


def test_a_month_above_the_year_so_far_is_found() -> None:
    """One province reported 499 visitors for July and 318 for the year so far."""
    july = Stated("persons_in", date(2023, 7, 1), date(2023, 7, 31), Decimal(499), id=7)
    so_far = Stated("persons_in", date(2023, 1, 1), date(2023, 7, 31), Decimal(318), id=8)

    (found,) = plausible.part_above_whole([july, so_far])

    assert found == Finding("part", "persons_in", july.first, july.last, Decimal(499), Decimal(318), (7, 8), "")
    assert plausible.part_above_whole([july, Stated("persons_in", so_far.first, so_far.last, Decimal(499))]) == []
    assert plausible.part_above_whole([july, Stated("persons_out", so_far.first, so_far.last, Decimal(1))]) == []


WHOLES = [
    # the first days, the last days, whether a value for the first is part of one for the last
    ("2023-01-01", "2023-01-31", "2023-01-01", "2023-07-31", True),
    ("2023-07-01", "2023-07-31", "2023-01-01", "2023-07-31", True),
    ("2023-05-01", "2023-05-31", "2023-01-01", "2023-12-31", True),
    ("2023-05-01", "2023-05-31", "2023-05-01", "2023-05-31", False),  # two sources for the same days
    ("2023-01-01", "2023-07-31", "2023-07-01", "2023-07-31", False),
    ("2023-01-01", "2023-01-31", "2023-01-15", "2023-12-31", False),  # begins before it
    ("2023-12-01", "2023-12-31", "2023-01-01", "2023-12-15", False),  # ends after it
    ("2022-01-01", "2022-01-31", "2023-01-01", "2023-12-31", False),
    ("2024-01-01", "2024-01-31", "2023-01-01", "2023-12-31", False),
]


@pytest.mark.parametrize(("first", "last", "begins", "ends", "held"), WHOLES)
def test_a_value_is_held_against_more_days_that_hold_all_of_its_own(
    first: str, last: str, begins: str, ends: str, held: bool
) -> None:
    found = plausible.part_above_whole([days(first, last, "9", id=1), days(begins, ends, "8", id=2)])

    assert [one.ids for one in found] == ([(1, 2)] if held else [])


def test_of_several_wholes_the_least_is_told_and_of_equal_ones_the_shortest() -> None:
    wholes = [
        days("2023-01-01", end, value, id=int(value)) for end, value in (("2023-12-31", "7"), ("2023-09-30", "6"))
    ]
    same = days("2023-04-01", "2023-06-30", "6", id=4)

    assert [one.ids for one in plausible.part_above_whole([month(5, "9", id=1), *wholes, same])] == [(1, 4)]
    assert [one.ids for one in plausible.part_above_whole([month(5, "9", id=1), *wholes])] == [(1, 6)]


def test_findings_stand_in_the_order_of_their_indicators() -> None:
    both = [one for code in (OUT, IN) for one in (month(5, "9", code), year(2023, "8", code))]
    gaps = [month(at, "9", code) for code in (OUT, IN) for at in (1, 5)]
    years = [days(f"{at}-{month_}-01", f"{at}-{month_}-28") for at in (2008, 2007) for month_ in ("01", "03")]

    assert [one.indicator for one in plausible.part_above_whole(both)] == [IN, OUT]
    assert [one.indicator for one in plausible.missing_months(gaps, None)] == [IN, OUT]
    assert [one.first.year for one in plausible.missing_months(years, None)] == [2007, 2008]


def test_what_is_counted_has_no_currency_print_or_number() -> None:
    july = date(2023, 7, 1), date(2023, 7, 31)

    assert Stated(IN, *july, Decimal(9)) == Stated(IN, *july, Decimal(9), "", "", 0, whole=False)
    assert [one.ids for one in plausible.part_above_whole([month(7, "9"), year(2023, "8", id=8)])] == [(8,)]
    assert plausible.part_above_whole([month(7, "9"), year(2023, "8")])[0].ids == ()


def test_money_is_held_against_money_of_its_currency_only() -> None:
    part = month(7, "900", "aid", currency="VND")

    assert plausible.part_above_whole([part, year(2023, "30", "aid", currency="USD")]) == []
    assert len(plausible.part_above_whole([part, year(2023, "30", "aid", currency="VND")])) == 1


def test_fewer_persons_than_delegations_are_found() -> None:
    least = {"persons_in": IN}

    (found,) = plausible.less_than_least([year(2023, "9"), year(2023, "8", "persons_in")], least)

    assert (found.rule, found.indicator, found.other) == ("least", "persons_in", IN)
    assert (found.value, found.against) == (Decimal(8), Decimal(9))
    assert plausible.less_than_least([year(2023, "9", "persons_in"), year(2023, "9")], least) == []
    assert plausible.less_than_least([year(2022, "8", "persons_in"), year(2023, "9")], least) == []


SCALE = [
    # values of earlier years, the value now, the rule that finds it, the slip
    (["60", "70"], "65", "", ""),
    (["60", "70"], "640", "", ""),
    (["60", "70"], "651", "scale", ""),
    (["60", "70"], "6.5", "scale", ""),
    (["60"], "600", "scale", ""),  # ten times is far
    (["0", "60"], "400", "", ""),  # nought is no size to compare with: of 30 this would be far
    (["0"], "60", "", ""),
    (["1"], "30", "scale", ""),
    (["600"], "1", "slip", "1000"),
    (["1", "1"], "12", "", ""),  # small numbers jump
    (["1"], "19", "", ""),
    (["2"], "20", "scale", ""),  # from twenty on they are not small
    (["1", "2"], "30", "scale", ""),
    (["2340000000"], "2265000", "slip", "1000"),
    (["2.34"], "2265000000", "slip", "1000000000"),
    (["65"], "0", "", ""),
    ([], "65", "", ""),
]


@pytest.mark.parametrize(("before", "now", "rule", "slip"), SCALE)
def test_what_is_far_from_usual_is_found_and_slips_are_named(before: list[str], now: str, rule: str, slip: str) -> None:
    earlier = [year(2020 + at, value) for at, value in enumerate(before)]
    one = year(2024, now)

    found = plausible.out_of_scale([*earlier, one], [one])

    assert [(each.rule, each.other) for each in found] == ([(rule, slip)] if rule else [])


NEAREST = [
    # values of earlier years, the value now, what it is held against
    (["100", "100", "20"], "300", "20"),  # three times the usual, fifteen times the year before
    (["100", "20"], "300", "20"),
    (["20", "20", "100"], "300", "20"),  # what is usual is told before the year before
    (["5", "65000", "65000"], "65", "65000"),
    (["100", "90"], "300", ""),
]


@pytest.mark.parametrize(("before", "now", "against"), NEAREST)
def test_a_value_is_held_against_the_nearest_earlier_one_too(before: list[str], now: str, against: str) -> None:
    earlier = [year(2020 + at, value) for at, value in enumerate(before)]
    one = year(2024, now)

    for rows in ([*earlier, one], [one, *reversed(earlier)]):
        found = plausible.out_of_scale(rows, [one])
        assert [each.against for each in found] == ([Decimal(against)] if against else [])


def test_of_several_values_for_the_nearest_days_the_middle_counts() -> None:
    earlier = [year(2021, "100"), year(2022, "100"), *(year(2023, value) for value in ("18", "20", "100"))]

    assert [one.against for one in plausible.out_of_scale(earlier, [year(2024, "300")])] == [Decimal(20)]


def test_a_month_is_not_held_against_years() -> None:
    assert plausible.out_of_scale([year(2022, "600")], [month(5, "30")]) == []


LENGTHS = [
    # days before, days now, whether they are about as long
    ("2022-02-01", "2022-02-28", "2023-01-01", "2023-01-31", True),
    ("2020-01-01", "2020-12-31", "2023-01-01", "2023-12-31", True),
    ("2022-01-01", "2022-02-28", "2023-01-01", "2023-02-15", True),  # 46 days: rather two months than one
    ("2022-01-01", "2022-02-28", "2023-01-01", "2023-02-14", False),
    ("2023-01-01", "2023-01-31", "2023-01-31", "2023-02-27", False),  # one day is in both
]


@pytest.mark.parametrize(("first", "last", "begins", "ends", "held"), LENGTHS)
def test_a_value_is_held_against_earlier_ones_for_about_as_many_days(
    first: str, last: str, begins: str, ends: str, held: bool
) -> None:
    without_any = month(5, "30", OUT)
    found = plausible.out_of_scale([days(first, last, "600")], [without_any, days(begins, ends, "30")])

    assert [one.rule for one in found] == (["scale"] if held else [])


@pytest.mark.parametrize(
    ("value", "usual", "by"),
    [
        ("1", "1000", 1000),
        ("1000", "1", 1000),
        ("250", "1", 1000),  # from a quarter of the slip
        ("249", "1", 0),
        ("4000", "1", 1000),  # to four times it
        ("4001", "1", 0),
        ("1000000", "1", 10**6),
        ("250000", "1", 10**6),
        ("249999.9", "1", 0),
        ("20", "0.08", 1000),
        ("19", "0.019", 0),  # both are small
        ("0", "1000", 0),
        ("1000", "0", 0),
        ("-1000", "1", 0),
    ],
)
def test_a_slip_is_a_thousand_a_million_or_a_billion_times_more_or_less(value: str, usual: str, by: int) -> None:
    assert plausible.slipped(Decimal(value), Decimal(usual)) == by


def test_a_value_that_the_print_does_not_say_is_found_and_so_is_one_with_two_readings() -> None:
    slip = year(2024, "2265", "fdi", printed="2.265 million", id=1)
    doubtful = year(2024, "2265000", "fdi", printed="2.265 million", id=2)
    plain = year(2024, "65", printed="65", id=3)
    unprinted = year(2024, "65", id=4)

    found = plausible.misread([unprinted, plain, slip, doubtful])

    assert [(one.rule, one.ids, one.against) for one in found] == [
        ("printed", (1,), Decimal(2265000)),
        ("two_readings", (2,), Decimal(2265000000)),
    ]


@pytest.mark.parametrize(
    ("value", "printed", "rule", "against"),
    [
        ("99", "100", "", ""),  # a hundredth off is rounded
        ("98.995", "100", "printed", "100"),
        ("101", "100", "", ""),
        ("2242350", "2.265 million", "two_readings", "2265000000"),
        ("2000000000", "2.265 million", "printed", "2265000000"),  # the reading that is nearer
        ("9", "0", "printed", "0"),
    ],
)
def test_a_print_is_held_against_the_value_but_for_a_hundredth(
    value: str, printed: str, rule: str, against: str
) -> None:
    found = plausible.misread([year(2024, value, printed=printed)])

    assert [(one.rule, one.against) for one in found] == ([(rule, Decimal(against))] if rule else [])


def visit(number: int, unit: int, day: str, countries: str = "JP", persons: int | None = 7, until: str = "") -> Visit:
    first = date.fromisoformat(day)
    return Visit(number, unit, first, date.fromisoformat(until or day), frozenset(countries.split()), persons)


SENTENCES = [
    # what is stored, what is printed, whether it counts in whole numbers, the rule that finds it
    ("65", "At the 12th conference: 65 delegations", True, ""),
    ("400", "in 2020, nearly 400", True, ""),
    ("800", "2024: 65 delegations, 800 persons", True, ""),
    ("66", "At the 12th conference: 65 delegations", True, "printed"),
    ("9673", "9.673 lượt người", True, ""),
    ("9673", "9.673 lượt người", False, "two_readings"),
    ("9.673", "9.673 lượt người", True, "printed"),
    ("33400", "plus de 33.400", True, ""),
    ("2", "1,5", True, "printed"),  # there is no other reading
    ("20000000000000", "20 nghìn tỷ đồng", False, ""),
]


@pytest.mark.parametrize(("value", "printed", "whole", "rule"), SENTENCES)
def test_a_sentence_is_searched_for_the_value(value: str, printed: str, whole: bool, rule: str) -> None:
    found = plausible.misread([year(2024, value, printed=printed, whole=whole)])

    assert [one.rule for one in found] == ([rule] if rule else [])


def test_one_delegation_entered_by_two_units_is_found() -> None:
    first, last = date(2024, 1, 1), date(2024, 12, 31)
    visits = [
        visit(1, 10, "2024-05-06"),
        visit(2, 11, "2024-05-06", "JP KR", None),
        visit(3, 10, "2024-05-06", "JP KR"),  # the same unit as the first, another than the second
        visit(4, 12, "2024-05-06", "JP", 30),  # other persons
        visit(6, 13, "2024-05-07", "KR", 70),  # another country, other persons
        visit(7, 14, "2024-03-01", "KR"),
        visit(8, 15, "2024-03-01", "JP KR"),
    ]

    found = plausible.entered_twice(IN, visits, first, last)

    assert [one.ids for one in found] == [(7, 8), (1, 2), (2, 3), (2, 4)]  # by their day
    assert found[0] == Finding("twice", IN, first, last, Decimal(0), Decimal(0), (7, 8), "")


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (visit(2, 11, "2024-05-06"), True),
        (visit(2, 11, "2024-05-07"), True),
        (visit(2, 11, "2024-05-09"), True),  # three days later
        (visit(2, 11, "2024-05-10"), False),
        (visit(2, 11, "2024-05-03"), True),
        (visit(2, 11, "2024-05-02"), False),
        (visit(2, 11, "2024-04-20", until="2024-05-06"), True),  # still there
        (visit(2, 11, "2024-04-20", until="2024-05-05"), False),
        (visit(2, 10, "2024-05-07"), False),  # by the same unit
        (visit(2, 11, "2024-05-07", "KR"), False),
        (visit(2, 11, "2024-05-07", persons=8), True),
        (visit(2, 11, "2024-05-07", persons=9), False),  # more than a fifth apart
        (visit(2, 11, "2024-05-07", persons=6), True),
        (visit(2, 11, "2024-05-07", persons=5), False),
        (visit(2, 11, "2024-05-07", persons=None), False),  # of unknown size, only on the same day
        (visit(2, 11, "2024-05-06", persons=None), True),
        (visit(2, 11, "9999-12-31"), False),
    ],
)
def test_visits_close_together_with_about_as_many_persons_may_be_one(other: Visit, found: bool) -> None:
    one = visit(1, 10, "2024-05-06")

    for rows in ([one, other], [other, one]):
        pairs = plausible.entered_twice(IN, rows, date(2024, 1, 1), date(2024, 12, 31))
        assert [{*each.ids} for each in pairs] == ([{1, 2}] if found else [])


def test_a_fifth_of_the_persons_more_is_still_one_visit() -> None:
    sizes = [(4, 5, True), (12, 15, True), (11, 14, False), (0, 0, True)]
    found = [
        bool(plausible.entered_twice(IN, [visit(1, 10, "2024-05-06", persons=one), visit(2, 11, "2024-05-06", persons=other)], date.min, date.max))
        for one, other, _alike in sizes
    ]  # fmt: skip

    assert found == [alike for _one, _other, alike in sizes]


def test_a_long_visit_is_held_against_all_that_begin_while_it_lasts() -> None:
    rows = [visit(3, 12, "2024-05-20"), visit(1, 10, "2024-05-01", until="2024-05-20"), visit(2, 11, "2024-05-10")]

    found = plausible.entered_twice(IN, rows, date(2024, 1, 1), date(2024, 12, 31))

    assert [one.ids for one in found] == [(1, 2), (1, 3)]


def test_an_empty_month_among_full_ones_is_found() -> None:
    months = [(date(2024, at, 1), date(2024, at, 28)) for at in (1, 2, 3, 4)]

    (found,) = plausible.empty_months(IN, {"2024-01": 5, "2024-02": 6, "2024-04": 5}, months)

    assert (found.rule, found.first, found.against) == ("empty", date(2024, 3, 1), Decimal("4.0"))
    assert plausible.empty_months(IN, {"2024-01": 5, "2024-02": 6}, months) == []
    assert plausible.empty_months(IN, {"2024-01": 50}, months[:2]) == []
    # three months with three records each on average are enough, and no less
    assert [one.first.month for one in plausible.empty_months(IN, {"2024-01": 4, "2024-02": 5}, months[:3])] == [3]
    assert plausible.empty_months(IN, {"2024-01": 4, "2024-02": 4}, months[:3]) == []


def test_a_month_that_no_source_reports_between_two_that_some_do_is_found() -> None:
    found = plausible.missing_months([month(1, "5"), month(4, "5"), month(5, "7"), month(6, "5", OUT)], None)

    assert found == [Finding("missing", IN, date(2023, 2, 1), date(2023, 3, 31), Decimal(2))]


@pytest.mark.parametrize(
    ("spans", "missing"),
    [
        ([("2023-02-01", "2023-02-28"), ("2023-04-01", "2023-04-30")], [1]),
        ([("2023-05-01", "2023-05-31"), ("2023-07-01", "2023-07-31")], [1]),
        ([("2023-01-01", "2023-01-31"), ("2023-02-01", "2023-02-28")], []),
        ([("2022-01-01", "2022-01-31"), ("2023-03-01", "2023-03-31")], []),  # years apart: reported by the year, maybe
        ([("2024-02-01", "2024-02-28"), ("2024-02-01", "2024-02-29")], []),  # one month, and two ideas of its end
        # what is not of one month says nothing of the months between
        ([("2023-01-01", "2023-01-31"), ("2023-03-01", "2023-06-30")], []),
        ([("2023-01-01", "2023-01-31"), ("2023-03-01", "2023-03-27")], []),
        ([("2023-01-01", "2023-01-31"), ("2023-03-01", "2023-04-01")], []),
        ([("2023-01-01", "2023-01-31"), ("2023-03-10", "2023-04-09")], []),
    ],
)
def test_only_months_are_missed_among_months_of_a_year(spans: list[tuple[str, str]], missing: list[int]) -> None:
    found = plausible.missing_months([days(*span) for span in spans], None)

    assert [one.value for one in found] == missing


@pytest.mark.parametrize(
    ("until", "missing"),
    [
        ("2023-12-31", [("2023-11-01", "2023-12-31", 2)]),  # the year is over
        ("2024-06-30", [("2023-11-01", "2023-12-31", 2)]),
        ("2023-12-30", [("2023-11-01", "2023-11-30", 1)]),  # December is not over
        ("2023-11-30", [("2023-11-01", "2023-11-30", 1)]),
        ("2023-11-29", []),
        ("2023-10-31", []),
        ("", []),
    ],
)
def test_what_is_missing_at_the_end_of_a_year_is_told_once_it_is_over(
    until: str, missing: list[tuple[str, str, int]]
) -> None:
    months = [month(number, "5") for number in (9, 10)]

    found = plausible.missing_months(months, date.fromisoformat(until) if until else None)

    assert [(f"{one.first}", f"{one.last}", int(one.value)) for one in found] == missing
    assert plausible.missing_months(months[:1], date(2023, 12, 31)) == []  # one month alone is no row of months


FIFTEENTH = [("2022-12-15", "2023-01-14"), ("2023-01-15", "2023-02-14"), ("2023-04-15", "2023-05-14")]


def test_months_of_a_year_that_begins_on_another_day_are_missed_too() -> None:
    reported = [days(*span) for span in FIFTEENTH]

    found = plausible.missing_months(reported, date(2023, 7, 14), (12, 15))

    assert [(f"{one.first}", f"{one.last}", int(one.value)) for one in found] == [
        ("2023-02-15", "2023-04-14", 2),
        ("2023-05-15", "2023-07-14", 2),
    ]
    assert plausible.missing_months(reported, date(2023, 7, 14)) == []
    # the year before ends on 14 December and is another
    assert plausible.missing_months([days("2022-10-15", "2022-11-14"), days(*FIFTEENTH[0])], None, (12, 15)) == []
    both = [days("2023-01-01", "2023-01-31"), days("2023-03-01", "2023-03-31")]
    assert [one.value for one in plausible.missing_months(both, None, (12, 15))] == [1]  # of the calendar, as before


def test_a_year_that_begins_in_april_ends_in_march() -> None:
    months = [days("2023-03-01", "2023-03-31"), days("2023-05-01", "2023-05-31"), days("2024-03-01", "2024-03-31")]

    found = plausible.missing_months(months, None, (4, 1))

    assert [(f"{one.first}", f"{one.last}") for one in found] == [("2023-06-01", "2024-02-29")]


def test_a_finding_keeps_its_name_and_tells_no_value_by_it() -> None:
    one = plausible.misread([year(2024, "2265", "fdi", printed="2.265 million", id=77771)])[0]
    other = plausible.misread([year(2024, "2266", "fdi", printed="2.265 million", id=77771)])[0]

    assert one.key == other.key
    assert "77771" not in one.key
    assert "2265" not in one.key


def test_an_answer_holds_for_the_value_that_it_was_given_for() -> None:
    about = "persons_in", date(2023, 1, 1), date(2023, 12, 31)
    one = Finding("part", *about, Decimal(499), Decimal(318), ids=(7, 8))

    assert one.named.startswith(f"{one.key}=")
    assert "499" not in one.named.removeprefix(one.key)
    assert one.named == Finding("part", *about, Decimal("499.00"), Decimal("318.0"), ids=(8, 7)).named
    assert one.named != Finding("part", *about, Decimal(4990), Decimal(318), ids=(7, 8)).named
    assert one.named != Finding("part", *about, Decimal(499), Decimal(31), ids=(7, 8)).named
    # what is usual moves on with every year and record; the value that was called right is the same
    for rule in ("scale", "slip", "empty"):
        assert (
            Finding(rule, *about, Decimal(9), Decimal(1)).named == Finding(rule, *about, Decimal(9), Decimal(2)).named
        )
        assert Finding(rule, *about, Decimal(9)).named != Finding(rule, *about, Decimal(8)).named
    # the last part are the first letters of the SHA-256 of `empty:persons_in:2023-01-01:2023-12-31=0/0`
    assert Finding("empty", *about).named == "empty:persons_in:2023-01-01:2023-12-31=5ad6752d5b"


def test_the_name_of_a_finding_stays_over_versions_because_answers_are_kept_by_it() -> None:
    about = "persons_in", date(2023, 1, 1), date(2023, 12, 31)

    # the last part are the first letters of the SHA-256 of `7,8`
    assert Finding("least", *about, other=IN, ids=(7, 8)).key == (
        "least:persons_in:2023-01-01:2023-12-31:delegations_in:294a6563"
    )
    assert Finding("part", *about, ids=(8, 7)).key == "part:persons_in:2023-01-01:2023-12-31:294a6563"
    assert Finding("empty", *about).key == "empty:persons_in:2023-01-01:2023-12-31"


def test_each_record_whose_lines_say_another_cost_is_a_question_of_its_own() -> None:
    first, last = date(2024, 1, 1), date(2024, 12, 31)

    found = plausible.lines_differ(
        "cost_out", [(7, Decimal(90), Decimal(100)), (9, Decimal(5), Decimal(4))], first, last
    )

    assert found == [
        Finding("lines", "cost_out", first, last, Decimal(90), Decimal(100), ids=(7,)),
        Finding("lines", "cost_out", first, last, Decimal(5), Decimal(4), ids=(9,)),
    ]


SIGNS = {"VND": ("VND", "đồng"), "USD": ("USD", "$", "US$"), "AUD": ("AUD", "$"), "EUR": ("EUR", "€")}
NAMED = [
    # what is printed, in which currency it is stored, the currencies that the print names where that is none of them
    ("2.265 tỷ đồng", "VND", ""),
    ("2.265 tỷ Đồng", "USD", "VND"),
    ("2.265 tỷđồng", "USD", ""),
    ("đồngbằng 5", "USD", ""),
    ("USD 2.34bn", "VND", "USD"),
    ("2,34usd", "VND", "USD"),
    ("$5", "AUD", ""),
    ("$5", "VND", "AUD, USD"),
    ("US$5", "AUD", "USD"),
    ("5€", "EUR", ""),
    ("5€", "VND", "EUR"),
    ("10 hợp đồng, 5 USD", "USD", ""),
    ("2.265", "USD", ""),
    ("", "USD", ""),
    ("5 đồng", "", ""),  # what is no money
]


@pytest.mark.parametrize(("printed", "stored", "named"), NAMED)
def test_an_amount_stored_in_another_currency_than_is_printed_is_found(printed: str, stored: str, named: str) -> None:
    one = year(2024, "5", "aid", currency=stored, printed=printed, id=3)

    found = plausible.other_currency([one], SIGNS)

    assert found == (
        [Finding("currency", "aid", one.first, one.last, Decimal(5), Decimal(0), (3,), named)] if named else []
    )


def test_each_amount_is_held_against_its_own_print() -> None:
    wrong = [
        year(2023, "5", "aid", currency="USD", printed="5 đồng", id=1),
        year(2024, "5", "aid", currency="VND", printed="5 €", id=2),
    ]

    found = plausible.other_currency(
        [wrong[0], year(2022, "5", "aid", currency="VND", printed="5 đồng"), wrong[1]], SIGNS
    )

    assert [(one.ids, one.other) for one in found] == [((1,), "VND"), ((2,), "EUR")]
