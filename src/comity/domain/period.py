"""Periods that reports ask for: a year, a half, a quarter, a month, the first months of a year, or any two days."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from comity.domain import partial_date
from comity.domain.partial_date import NotADate, PartialDate

PART = re.compile(
    r"^(?P<year>\d{4})-?(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<months>1[0-2]|[1-9])M)$", re.IGNORECASE
)
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
ROMAN = ("I", "II", "III", "IV")
TILES = (1, 3, 6, 12)  # lengths in months that fill a year from January on; "first 8 months" do not


class NotAPeriod(ValueError):
    """The text is no period; `args[0]` is the text."""


class Backwards(NotAPeriod):
    """The period ends before it begins; `args[0]` is the text."""


@dataclass(frozen=True, order=True)
class Period:
    """From a first day to a last one, both of them in it."""

    first: date
    last: date

    def __str__(self) -> str:
        """Return the shortest text that `parse` reads as this period."""
        year, begins, ends = self.first.year, self.first.month, self.last.month
        if not self.whole_months:
            return self.bounds if self.first != self.last else self.first.isoformat()
        if self.first.year != self.last.year or (begins != 1 and self.regular is None):
            whole_years = (begins, ends) == (1, 12)
            parts = [PartialDate(day.year, None if whole_years else day.month) for day in (self.first, self.last)]
            return f"{parts[0]}..{parts[1]}"
        return self.regular or f"{year:04d}-{ends}m"

    @property
    def bounds(self) -> str:
        """First and last day as lists are asked for them: `2024-01-01..2024-12-31`."""
        return f"{self.first.isoformat()}..{self.last.isoformat()}"

    def label(self, language: str) -> str:
        """Return the period as a report's heading says it, in Vietnamese for `vi`, else in English."""
        return _vietnamese(self) if language == "vi" else _english(self)

    def covers(self, other: "Period") -> bool:
        """Say whether all of the other period lies in this one."""
        return self.first <= other.first and other.last <= self.last

    def previous(self) -> "Period | None":
        """Return the period of the same kind before this one, None where the calendar begins.

        Before the first eight months of a year come the first eight of the year before.
        """
        return self._moved(-1)

    def next(self) -> "Period | None":
        """Return the period of the same kind after this one, None where the calendar ends."""
        return self._moved(1)

    @property
    def months(self) -> int:
        """How many months it touches."""
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    @property
    def whole_months(self) -> bool:
        """Whether it begins and ends with a month."""
        return self.first.day == 1 and self.last == month_end(self.last)

    @property
    def regular(self) -> str | None:
        """The text of a year, half, quarter or month, None for any other period."""
        if not self.whole_months:
            return None
        year, begins = f"{self.first.year:04d}", self.first.month - 1
        if self.months not in TILES or begins % self.months:
            return None
        return {
            12: year,
            6: f"{year}-H{begins // 6 + 1}",
            3: f"{year}-Q{begins // 3 + 1}",
            1: f"{year}-{begins + 1:02d}",
        }[self.months]

    def _moved(self, steps: int) -> "Period | None":
        try:
            if not self.whole_months:
                return self._moved_by_months(steps) or self._moved_by_days(steps)
            cumulative = self.first.month == 1 and self.months < 12 and self.months not in TILES
            by = steps * (12 if cumulative else self.months)
            return _of_months(self.first.year * 12 + self.first.month - 1 + by, self.months)
        except (ValueError, OverflowError):
            return None

    def _moved_by_months(self, steps: int) -> "Period | None":
        """Move from a day of one month to the day before it in another, as a year from 15 December is; None for other days."""
        if self.last.day != self.first.day - 1 or self.first.day > 28:  # not every month has the 29th
            return None
        by = steps * (self.months - 1)
        return Period(_later(self.first, by), _later(self.last, by))

    def _moved_by_days(self, steps: int) -> "Period":
        days = ((self.last - self.first).days + 1) * steps
        return Period(self.first + timedelta(days), self.last + timedelta(days))


def parse(typed: str) -> Period:
    """Read `2024`, `2024-Q1`, `2024-H1`, `2024-8m`, `2024-05`, `2024-05-12`, or two of them with `..` between.

    Days and months may be typed as people write them: `15/12/2023..14/12/2024`. Raises NotAPeriod, Backwards.
    """
    first, dots, last = typed.replace("–", "..").partition("..")
    begin = _one(first, typed)
    end = _one(last, typed) if dots else begin
    if end.last < begin.first:
        raise Backwards(typed)
    return Period(begin.first, end.last)


def of(starts: str, ends: str) -> Period | None:
    """Return the period between two stored partial dates; None where the first is unknown. Raises NotADate."""
    begin, end = partial_date.read(starts), partial_date.read(ends or starts)
    return Period(begin.first, end.last) if begin and end and begin.first <= end.last else None


def year(number: int) -> Period:
    """Return a year."""
    return Period(date(number, 1, 1), date(number, 12, 31))


def month(in_year: int, number: int) -> Period:
    """Return a month of a year; the 13th is the first of the next."""
    return _of_months(in_year * 12 + number - 1, 1)


def _one(text: str, typed: str) -> Period:
    match = PART.match("".join(text.split()))
    if match:
        return _part(match, typed)
    try:
        found = partial_date.parse(text)
    except NotADate:
        found = None
    if found is None:
        raise NotAPeriod(typed)
    return Period(found.first, found.last)


def _part(match: "re.Match[str]", typed: str) -> Period:
    january = int(match["year"]) * 12
    try:
        if match["quarter"]:
            return _of_months(january + 3 * int(match["quarter"]) - 3, 3)
        if match["half"]:
            return _of_months(january + 6 * int(match["half"]) - 6, 6)
        return _of_months(january, int(match["months"]))
    except ValueError as error:
        raise NotAPeriod(typed) from error


def _of_months(begins: int, count: int) -> Period:
    """Return `count` months, the first of them counted from the year 0."""
    ends = begins + count - 1
    return Period(date(begins // 12, begins % 12 + 1, 1), month_end(date(ends // 12, ends % 12 + 1, 1)))


def _later(day: date, months: int) -> date:
    """Return the same day some months later, or earlier."""
    at = day.year * 12 + day.month - 1 + months
    return day.replace(year=at // 12, month=at % 12 + 1)


def month_end(day: date) -> date:
    """Return the last day of the day's month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _english(period: Period) -> str:
    named, first, last = period.regular, period.first, period.last
    if named is None and period.whole_months:
        if (first.month, last.month) == (1, 12):
            return f"{first.year} to {last.year}"
        if first.month == 1 and first.year == last.year:
            return f"First {period.months} months of {first.year}"
        return f"{_month_en(first)} to {_month_en(last)}"
    if named is None:
        return _day_en(first) if first == last else f"{_day_en(first)} to {_day_en(last)}"
    part = (first.month - 1) // period.months
    return {
        12: f"{first.year}", 6: f"{('First', 'Second')[part % 2]} half of {first.year}",
        3: f"Quarter {part + 1} of {first.year}", 1: _month_en(first),
    }[period.months]  # fmt: skip


def _vietnamese(period: Period) -> str:
    named, first, last = period.regular, period.first, period.last
    if named is None and period.whole_months:
        if (first.month, last.month) == (1, 12):
            return f"Giai đoạn {first.year}–{last.year}"
        if first.month == 1 and first.year == last.year:
            return f"{period.months} tháng đầu năm {first.year}"
        return f"Từ tháng {first.month}/{first.year} đến tháng {last.month}/{last.year}"
    if named is None:
        return f"Ngày {_day_vi(first)}" if first == last else f"Từ ngày {_day_vi(first)} đến ngày {_day_vi(last)}"
    part = (first.month - 1) // period.months
    return {
        12: f"Năm {first.year}", 6: f"6 tháng {('đầu', 'cuối')[part % 2]} năm {first.year}",
        3: f"Quý {ROMAN[part % 4]} năm {first.year}", 1: f"Tháng {first.month} năm {first.year}",
    }[period.months]  # fmt: skip


def _month_en(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


def _day_en(day: date) -> str:
    return f"{day.day} {_month_en(day)}"


def _day_vi(day: date) -> str:
    return f"{day.day:02d}/{day.month:02d}/{day.year}"
