"""Words and ways of writing that papers share: headings, capitals, dates, differences."""

from datetime import date
from decimal import Decimal

from django.utils.translation import get_language

from comity.core.pack import of_city
from comity.core.pack_layout import Layout
from comity.domain.period import MONTHS
from comity.gate import values
from comity.reports.counting import Number


def layout() -> Layout:
    """Return how papers of the city's country look."""
    return of_city().layout


def place_date(city: str, day: date) -> str:
    """Return place and day as the country writes them; days below 10 and months 1 and 2 with a zero in Vietnamese."""
    words = {"city": city, "year": f"{day.year}", "month_name": MONTHS[day.month - 1]}
    if get_language() == "vi":
        words |= {"day": f"{day.day:02d}", "month": f"{day.month:02d}" if day.month < 3 else f"{day.month}"}
    else:
        words |= {"day": f"{day.day}", "month": f"{day.month}"}
    return str(layout().words.place_date).format(**words)


def numbered(number: str) -> str:
    """Return the number that a paper was given as the country writes it at its head."""
    said = layout().words.numbered
    return str(said).format(number=number) if said else number


def difference(now: Number, before: Number | None) -> str:
    """Return how much more it is than before, with its sign; empty where one is not known or money of other currencies stands against it."""
    if before is None or before.silent or now.silent:
        return ""
    if not now.amounts and not before.amounts:
        return signed(Decimal(now.value) - Decimal(before.value))
    mine, theirs = dict(now.amounts), dict(before.amounts)
    if len(mine | theirs) != 1:
        return ""
    (currency,) = mine | theirs
    change = mine.get(currency, Decimal(0)) - theirs.get(currency, Decimal(0))
    return f"{signed(change)} {currency}".strip()


def signed(value: Decimal) -> str:
    """Return a number with its sign, a true minus among them."""
    if not value:
        return "0"
    return f"+{values.number(value)}" if value > 0 else f"−{values.number(-value)}"
