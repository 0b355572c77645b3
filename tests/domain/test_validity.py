"""Whether a legal text is in force: each date on the day before, on the day and on the day after."""

from datetime import date, timedelta

import pytest

from comity.domain.partial_date import PartialDate
from comity.domain.validity import validity

DAY = date(2026, 5, 12)
EARLIER, ON_IT = PartialDate(2020), PartialDate(2026, 5, 12)


def stands(
    today: date,
    begins: PartialDate | None = EARLIER,
    ends: PartialDate | None = None,
    replaced: tuple[PartialDate | None, ...] = (),
    review: PartialDate | None = None,
) -> str:
    return validity(begins=begins, ends=ends, replaced=replaced, review=review, today=today)


@pytest.mark.parametrize(
    ("dates", "before", "on_it", "after"),
    [
        ({"begins": ON_IT}, "coming", "in_force", "in_force"),
        ({"ends": ON_IT}, "in_force", "in_force", "ended"),
        ({"replaced": (None, ON_IT)}, "in_force", "replaced", "replaced"),
        ({"review": ON_IT}, "in_force", "in_force", "to_review"),
        ({"replaced": (None,)}, "in_force", "in_force", "in_force"),
        ({"begins": None}, "unknown", "unknown", "unknown"),
        ({"begins": None, "ends": ON_IT}, "unknown", "unknown", "ended"),
    ],
)
def test_a_text_changes_on_its_days(dates: dict[str, PartialDate], before: str, on_it: str, after: str) -> None:
    days = [DAY + timedelta(days=at) for at in (-1, 0, 1)]

    assert [stands(day, **dates) for day in days] == [before, on_it, after]  # type: ignore[arg-type]


def test_an_end_known_only_in_part_has_come_once_its_last_day_has() -> None:
    assert [stands(day, ends=PartialDate(2026, 5)) for day in (date(2026, 5, 31), date(2026, 6, 1))] == [
        "in_force",
        "ended",
    ]
