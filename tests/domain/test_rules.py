"""Numbers in each language's writing, and the state of an agreement."""

from datetime import date
from decimal import Decimal

import pytest

from comity.domain.agreement import Action, ends, notice, status
from comity.domain.numbers import NotANumber, is_record_id, parse, record_ids

TODAY = date(2025, 1, 16)


@pytest.mark.parametrize(
    ("typed", "language", "value"),
    [
        ("1,234.5", "en", "1234.5"),
        ("1.234,5", "vi", "1234.5"),
        ("2.265", "en", "2.265"),
        ("2.265", "vi", "2265"),
        ("20 000", "en", "20000"),
        ("-7", "vi", "-7"),
        ("0,5", "vi", "0.5"),
    ],
)
def test_a_number_is_read_in_the_writing_of_the_language(typed: str, language: str, value: str) -> None:
    assert parse(typed, language) == Decimal(value)


@pytest.mark.parametrize(
    ("typed", "language", "value"),
    [
        ("12,000", "en", 12_000),
        ("12.000", "vi", 12_000),
        ("12.0", "en", 12),
        ("1,234.00", "en", 1234),
        ("12", "vi", 12),
    ],
)
def test_what_is_counted_in_wholes_may_have_decimals_that_say_nothing(typed: str, language: str, value: int) -> None:
    assert parse(typed, language, whole=True) == value


@pytest.mark.parametrize(
    ("typed", "language"), [("12,000", "vi"), ("12.000", "en"), ("1,234.000", "en"), ("0.000000", "en")]
)
def test_of_what_is_counted_in_wholes_three_decimals_are_a_group_of_another_writing(typed: str, language: str) -> None:
    with pytest.raises(NotANumber):
        parse(typed, language, whole=True)


@pytest.mark.parametrize(
    ("typed", "language"),
    [
        ("1.234,5", "en"),
        ("1,234.5", "vi"),
        ("1,23,4", "en"),
        ("12.34.567", "vi"),
        ("1e5", "en"),
        ("", "en"),
        ("٣", "en"),
        ("2,265", "de"),
    ],
)
def test_a_number_in_another_writing_is_refused_rather_than_misread(typed: str, language: str) -> None:
    if language == "de":
        assert parse(typed, language) == Decimal(2265)  # unknown languages are read as English
        return
    with pytest.raises(NotANumber):
        parse(typed, language)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("7", True), ("9" * 18, True), ("9" * 19, False), ("", False), ("-7", False), ("7.0", False), ("٣", False), ("²", False)],
)  # fmt: skip
def test_the_number_of_a_record_is_of_plain_digits_that_the_database_holds(text: str, is_one: bool) -> None:
    assert is_record_id(text) is is_one


def test_what_can_be_no_number_of_a_record_is_left_out() -> None:
    assert record_ids(["12", "x", 7, None, "", "٣", "12"]) == [12, 7, 12]


@pytest.mark.parametrize(
    ("signed", "effective", "expires", "actions", "expected"),
    [
        ("", "", "", [], "draft"),
        ("2025-02-01", "", "", [], "draft"),
        ("2024", "", "", [], "in_force"),
        ("2024", "2025-06", "", [], "signed"),
        ("2022", "", "2025-03-31", [], "expiring"),
        ("2022", "", "2025", [], "in_force"),
        ("2022", "", "2024", [], "expired"),
        ("2022", "", "2024", [Action("terminate", "2023-05")], "terminated"),
        ("2022", "", "", [Action("suspend", "2024")], "suspended"),
        ("2022", "", "", [Action("suspend", "2023"), Action("resume", "2024")], "in_force"),
        ("2022", "", "", [Action("suspend", "2023", "2025-01-15")], "in_force"),  # for a time that is over
        ("2022", "", "", [Action("suspend", "2023", "2025-01-16")], "suspended"),
        ("2022", "", "", [Action("suspend", "2023", "2025")], "suspended"),
        ("2022", "", "2024", [Action("suspend", "2023", "2024-06")], "expired"),
        ("2022", "", "", [Action("terminate", "2023", "2024")], "terminated"),
        ("2022", "", "", [Action("terminate", "2026")], "in_force"),
        ("2008", "", "", [Action("succeed", "2021")], "succeeded"),
        ("2008", "", "", [Action("terminate", "2021"), Action("publish", "2022")], "terminated"),
        ("2022", "", "", [Action("report", "2022"), Action("copy", "2022-02")], "in_force"),
        ("2019", "", "2021", [Action("extend", "2021-11", "2028")], "in_force"),
        ("2019", "", "2021", [Action("renew", "2021-11", "2028")], "in_force"),
        ("2019", "", "2021", [Action("renew", "2021-11", "2023"), Action("extend", "2023", "2028")], "in_force"),
        ("2019", "", "2021", [Action("extend", "2021-11")], "expired"),  # until when is not on record
        ("2019", "", "2021", [Action("report", "2021-11", "2028")], "expired"),  # a report gives no new end
        ("2022", "", "", [Action("withdraw", "2024")], "terminated"),
        ("2022", "", "", [Action("resume", "2024"), Action("suspend", "2023")], "in_force"),  # by day, not as written
        *(("2022", "", "", [Action("suspend", "2023"), Action(kind, "2024")], "in_force") for kind in ("amend", "extend", "renew")),
        ("2022", "", "", [Action("terminate", "")], "terminated"),  # on a day that is not on record
        ("2022", "", "", [Action("terminate", "2025-01-16")], "terminated"),
        ("2022", "", "", [Action("terminate", "2025-01-17")], "in_force"),
        ("", "2024", "", [], "in_force"),
        ("2025-01-16", "", "", [], "in_force"),
        ("2024", "2025-01-16", "", [], "in_force"),
        ("2024", "2024-06", "", [], "in_force"),
        ("2022", "", "2025-01-15", [], "expired"),
        ("2022", "", "2025-01-16", [], "expiring"),  # its last day
        ("2022", "", "2025-07-15", [], "expiring"),  # in 180 days
        ("2022", "", "2025-07-16", [], "in_force"),
    ],
)  # fmt: skip
def test_the_state_of_an_agreement_follows_from_dates_and_actions(
    signed: str, effective: str, expires: str, actions: list[Action], expected: str
) -> None:
    assert status(signed=signed, effective=effective, expires=expires, actions=actions, today=TODAY) == expected


@pytest.mark.parametrize(
    ("actions", "end"),
    [
        ([], "2021"),
        ([Action("extend", "2020", "2028")], "2028"),
        ([Action("extend", "2025-01-16", "2028")], "2028"),
        ([Action("extend", "2025-01-17", "2028")], "2021"),  # agreed only tomorrow
        ([Action("extend", "", "2028")], "2028"),  # on a day that is not on record
        ([Action("extend", "2020")], "2021"),  # until when is not on record
        ([Action("extend", "2020", "2028"), Action("renew", "2024")], "2028"),
        ([Action("renew", "2023", "2028"), Action("extend", "2020", "2023")], "2028"),  # by day, not as written
        ([Action("extend", "2020", "2028"), Action("amend", "2023", "2026")], "2026"),  # an earlier end, too
        ([Action("suspend", "2020", "2022"), Action("terminate", "2020", "2022"), Action("report", "2020", "2022")], "2021"),
        *(([Action(kind, "2020", "2028")], "2028") for kind in ("amend", "extend", "renew")),
    ],
)  # fmt: skip
def test_the_end_that_counts_is_that_of_the_last_act_that_gave_one(actions: list[Action], end: str) -> None:
    assert ends("2021", actions, TODAY) == end
    done = any(one.kind == "terminate" for one in actions)
    state = "terminated" if done else "expired" if end == "2021" else "in_force"
    assert status(signed="2019", effective="", expires="2021", actions=actions, today=TODAY) == state


@pytest.mark.parametrize(
    ("notice_by", "expires", "end", "counts"),
    [
        ("2025-02-28", "2025-06-30", "2025-06-30", True),
        ("2025-02-28", "2025-06-30", "2030-06-30", False),
        ("2025-06-30", "2025-06-30", "2025-07-01", False),
        ("2025-07-01", "2025-06-30", "2030-06-30", True),  # written down for the new end
        ("2025", "2025", "2030", False),
        ("2025-02-28", "2025-06-30", "2025-05-31", True),  # an end brought forward
        ("2025-02-28", "", "2030", True),
        ("2025-02-28", "2025-06-30", "", True),
        ("", "2025-06-30", "2030", False),
    ],
)  # fmt: skip
def test_notice_is_not_to_be_given_of_an_end_that_was_put_off(
    notice_by: str, expires: str, end: str, counts: bool
) -> None:
    assert notice(notice_by, expires, end) == (notice_by if counts else "")
