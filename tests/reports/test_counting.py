"""What is counted, what is only named beside the number, and what a reader may not see."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comity.core.people import Officer
from comity.documents import content
from comity.documents.wording import difference
from comity.domain import period as periods
from comity.reports import figures, indicators
from comity.reports.figures import Line, Report
from tests.long import long

DATES = [
    # date of a visit, asked period, certainly in it, perhaps in it
    ("2024", "2024", 1, 0),
    ("2024-05", "2024", 1, 0),
    ("2024-12-31", "2024", 1, 0),
    ("2025-01-01", "2024", 0, 0),
    ("2024", "2024-Q2", 0, 1),
    ("2024-05", "2024-Q2", 1, 0),
    ("2024-05", "2024-05", 1, 0),
    ("2024-05", "2024-05-10..2024-05-20", 0, 1),
    ("2024-05-10", "2024-05-10..2024-05-20", 1, 0),
    ("2024-05-21", "2024-05-10..2024-05-20", 0, 0),
    ("2024", "2024-8m", 0, 1),
    ("2024-09", "2024-8m", 0, 0),
    ("2024", "2023..2024", 1, 0),
    ("2023", "2023-12-15..2024-12-14", 0, 1),
    ("2024-12", "2023-12-15..2024-12-14", 0, 1),
    ("2024-03", "2023-12-15..2024-12-14", 1, 0),
]


@long
@pytest.mark.parametrize(("date", "asked", "certain", "perhaps"), DATES)
def test_a_date_known_in_part_counts_only_where_all_of_it_lies(
    made: Callable[..., Any], line_of: Callable[[str, str], Line], date: str, asked: str, certain: int, perhaps: int
) -> None:
    made("activities", title_en="A visit", kind="delegation_in", starts=date)

    found = line_of("delegations_in", asked).recorded

    assert found is not None
    assert (found.certain.value, found.perhaps.value, found.undated.value) == (certain, perhaps, 0)


def test_a_record_without_a_date_is_named_beside_every_period(
    made: Callable[..., Any], line_of: Callable[[str, str], Line]
) -> None:
    made("activities", title_en="A visit at some time", kind="delegation_in")

    found = line_of("delegations_in", "2024").recorded

    assert found is not None
    assert (found.certain.value, found.perhaps.value, found.undated.value) == (0, 0, 1)


def test_numbers_are_those_that_a_hand_counts(
    made: Callable[..., Any], line_of: Callable[[str, str], Line], report_of: Callable[[str], Report]
) -> None:
    for date, persons in (("2024-02", 7), ("2024-11-03", 5), ("2024", None), ("2023-05", 100)):
        made("activities", title_en=f"Visit {date}", kind="delegation_in", starts=date, persons=persons)
    made(
        "activities",
        title_en="Trip",
        kind="delegation_out",
        delegation_kind="trade_promotion",
        starts="2024-06",
        persons=4,
    )
    harbour = made("partners", title_en="Harbour of Ilm", kind="locality")
    made("agreements", title_en="On ports", instrument="mou", partners=[harbour.pk], signed="2024-03-01")
    made("ties", partner=harbour.pk, stage="friendship", since="2024")

    codes = (
        "delegations_in",
        "persons_in",
        "delegations_out",
        "delegations_out_trade",
        "persons_out",
        "agreements_signed",
        "partners_gained",
    )
    found = {code: line_of(code, "2024").recorded.certain.value for code in codes}
    visitors = line_of("persons_in", "2024").recorded

    assert found == dict(zip(codes, (3, 12, 1, 1, 4, 1, 1), strict=True))
    assert (visitors.certain.records, visitors.blank, visitors.before.value) == (3, 1, 100)
    assert [(table.title, table.recorded.certain.value) for table in report_of("2024").tables][:2] == [
        ("Activities", 4),
        ("Agreements", 1),
    ]


def test_a_sum_that_no_record_states_is_not_shown_as_zero(
    made: Callable[..., Any], line_of: Callable[[str, str], Line]
) -> None:
    made("activities", title_en="Visit", kind="delegation_in", starts="2024")

    persons = line_of("persons_in", "2024").recorded

    assert (persons.shown, persons.blank_words) == ("–", "1 record states no number")


def test_what_was_not_stated_a_year_before_is_no_zero_to_compare_with(
    made: Callable[..., Any], report_of: Callable[[str], Report], as_system: Callable[[], Any]
) -> None:
    made("activities", title_en="Silent visit", kind="delegation_in", starts="2024")
    made("activities", title_en="Visit of seven", kind="delegation_in", starts="2025", persons=7)
    made("activities", title_en="Another silent visit", kind="delegation_in", starts="2025")

    report = report_of("2025")
    line = next(one for one in report.lines if one.code == "persons_in")

    assert line.recorded
    assert line.recorded.before
    assert (line.recorded.shown, line.recorded.before.shown) == ("7", "–")
    assert difference(line.recorded.certain, line.recorded.before) == ""
    with as_system():
        assert content.sentence(line, report).endswith(": 7. 1 record states no number.")
        assert content.note(line).startswith("1 record states no number. ")


def test_records_are_divided_by_kind_pillar_field_and_lead_unit(
    made: Callable[..., Any], units: dict[str, Any], report_of: Callable[[str], Report]
) -> None:
    made("activities", title_en="Fair", kind="fair", starts="2024", fields=["trade", "culture"], unit=units["trade"].pk)
    made("activities", title_en="Feast", kind="festival", starts="2024-05", fields=["culture"], pillar="people")
    made("activities", title_en="Other year", kind="festival", starts="2023", pillar="state")

    divisions = {division.field: division for division in report_of("2024").tables[0].divisions}
    counted = {
        name: [(share.label, share.number.value) for share in division.shares] for name, division in divisions.items()
    }

    assert counted == {
        "kind": [("Fair", 1), ("Festival", 1)],
        "pillar": [("People-to-people diplomacy", 1), ("not given", 1)],
        "fields": [("Culture", 2), ("Trade", 1)],
        "unit": [("Vesper trade", 1), ("not given", 1)],
    }


def test_what_a_reader_may_not_see_is_not_counted(
    made: Callable[..., Any],
    units: dict[str, Any],
    officer: Officer,
    head: Officer,
    ward: Officer,
    acting_as: Callable[[Officer], Any],
) -> None:
    for sensitivity in (0, 1, 2):
        values = {"shown_to": [units["desk"].pk]} if sensitivity == 2 else {}
        made("activities", title_en=f"Visit {sensitivity}", kind="delegation_in", starts="2024", sensitivity=sensitivity, unit=units["trade"].pk, persons=10, **values)  # fmt: skip

    def seen(reader: Officer) -> tuple[Any, ...]:
        with acting_as(reader):
            report = figures.of(periods.parse("2024"))
        lines = {line.code: line.recorded for line in report.lines}
        by_unit = [share.number.value for share in report.tables[0].divisions[-1].shares]
        return lines["delegations_in"].certain.value, lines["persons_in"].certain.value, by_unit

    assert seen(ward) == (1, 10, [1])
    assert seen(head) == (2, 20, [2])
    assert seen(officer) == (3, 30, [3])


def test_the_queries_are_as_many_as_registers_and_dates_whatever_the_number_of_figures(
    city: Any, made: Callable[..., Any], as_system: Callable[[], Any]
) -> None:
    def statements() -> int:
        with as_system(), CaptureQueriesContext(connection) as queries:
            figures.of(periods.parse("2024"))
        return len(queries)

    with as_system():
        declared = indicators.of_city()
        figures.of(periods.parse("2024"))  # the pack is read once
    empty = statements()
    for number in range(5):
        made("activities", title_en=f"Visit {number}", kind="delegation_in", starts="2024")
    rules = [*declared.indicators.values(), *declared.tables.values()]
    together = {(rule.register_key, rule.date, rule.stock) for rule in rules}
    money = {
        (rule.register_key, rule.date, rule.currency) for rule in declared.indicators.values() if rule.how == "money"
    }
    distinct = [code for code, rule in declared.indicators.items() if rule.how == "distinct"]
    divisions = sum(len(table.by) for table in declared.tables.values())

    assert statements() == empty == len(together) + len(money) + len(distinct) + divisions + 1
    assert len(declared.indicators) > 2 * len(together)
