"""How days read on pages that look ahead: weekdays, short dates, how late."""

from datetime import date, timedelta

from django.utils.translation import get_language, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from comity.core.pack import of_city
from comity.core.pack_parts import WEEKDAYS
from comity.domain import lunar
from comity.domain.partial_date import read
from comity.domain.period import MONTHS
from comity.gate import values

LONG = (
    pgettext_lazy("weekday", "Monday"),
    pgettext_lazy("weekday", "Tuesday"),
    pgettext_lazy("weekday", "Wednesday"),
    pgettext_lazy("weekday", "Thursday"),
    pgettext_lazy("weekday", "Friday"),
    pgettext_lazy("weekday", "Saturday"),
    pgettext_lazy("weekday", "Sunday"),
)
SHORT = (
    pgettext_lazy("weekday, short", "Mon"),
    pgettext_lazy("weekday, short", "Tue"),
    pgettext_lazy("weekday, short", "Wed"),
    pgettext_lazy("weekday, short", "Thu"),
    pgettext_lazy("weekday, short", "Fri"),
    pgettext_lazy("weekday, short", "Sat"),
    pgettext_lazy("weekday, short", "Sun"),
)
COUNTED_DAYS = 60  # beyond these, a date says more than a number of days


def weekdays() -> list[str]:
    """Return the short names of the weekdays from the day on which the city's weeks begin."""
    begins = of_city().week_start
    return [str(SHORT[(begins + step) % 7]) for step in range(7)]


def weekend() -> list[int]:
    """Return the places in the week of the days on which offices are closed."""
    pack = of_city()
    return [step for step in range(7) if WEEKDAYS[(pack.week_start + step) % 7] in pack.head.weekend]


def week_begins(day: date) -> date:
    """Return the first day of the day's week, as the city's pack begins weeks."""
    return day - timedelta(days=(day.weekday() - of_city().week_start) % 7)


def heading(day: date) -> str:
    """Return `Thursday 16 January`, `Thứ Năm, 16 tháng 1`."""
    weekday = str(LONG[day.weekday()])
    if get_language() == "vi":
        return f"{weekday}, {day.day} tháng {day.month}"
    return f"{weekday} {day.day} {MONTHS[day.month - 1]}"


def short(day: date, today: date) -> str:
    """Return `Fri 17 Jan`, `T6, 17/01`; with the year if it is not the present one."""
    weekday = str(SHORT[day.weekday()])
    other = day.year != today.year
    if get_language() == "vi":
        return f"{day:%d/%m/%Y}" if other else f"{weekday}, {day:%d/%m}"
    return f"{day.day} {month(day)} {day.year}" if other else f"{weekday} {day.day} {month(day)}"


def month(day: date) -> str:
    """Return `Jan`, `thg 1`."""
    return f"thg {day.month}" if get_language() == "vi" else MONTHS[day.month - 1][:3]


def lunar_short(day: date) -> str:
    """Return the lunar day as a calendar's cell has it: `17/12`, `1/6 leap`; `` where the pack keeps no lunar calendar."""
    kept = of_city().head.lunar
    found = lunar.lunar(day, kept.utc_offset) if kept else None
    if found is None:
        return ""
    said = f"{found.day}/{found.month}"
    return _("%(day)s leap") % {"day": said} if found.leap else said


def lunar_long(day: date) -> str:
    """Return the lunar day in a sentence: `Lunar calendar: 17/12, year Giáp Thìn`; `` where the pack keeps none."""
    kept, said = of_city().head.lunar, lunar_short(day)
    found = lunar.lunar(day, kept.utc_offset) if kept else None
    if kept is None or found is None:
        return ""
    year = kept.year(found.year) or str(found.year)
    return _("Lunar calendar: %(day)s, year %(year)s") % {"day": said, "year": year}


def leaf(on: str) -> tuple[str, str]:
    """Return the large and the small line of a calendar leaf for a stored date, as far as it is known."""
    found = read(on)
    if found is None:
        return "?", ""
    if found.month is None:
        return "–", str(found.year)
    if found.day is None:
        return "–", month(found.first)
    return str(found.day), month(found.first)


def due(on: str, today: date) -> tuple[str, str]:
    """Return how a deadline reads and its tone: late, now, soon or nothing. What is known in part is due on its last day."""
    found = read(on)
    if found is None:
        return "", ""
    late = (today - found.last).days
    if late > COUNTED_DAYS:
        return _("since %(date)s") % {"date": values.when(on)}, "late"
    if late > 0:
        return ngettext("%(count)s day late", "%(count)s days late", late) % {"count": late}, "late"
    if late == 0:
        return pgettext("due", "Today"), "now"
    said = short(found.last, today) if found.day else values.when(on)
    return said, "soon" if late >= -7 else ""
