"""Words and ways of writing that papers share: headings, capitals, dates, differences."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.core.pack import of_city
from comity.core.pack_layout import Layout
from comity.domain.period import MONTHS
from comity.gate import values
from comity.reports.counting import Number

CURRENCIES, SILENT = "currencies", "silent"  # why a table tells no difference


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
    """Return how much more it is than before, with its sign; empty where there is none to tell, which `undiffered` explains."""
    if before is None or undiffered(dict(now.amounts), dict(before.amounts), silent=before.silent or now.silent):
        return ""
    if not now.amounts and not before.amounts:
        return signed(Decimal(now.value) - Decimal(before.value))
    return changed(dict(now.amounts), dict(before.amounts))


def changed(now: Mapping[str, Decimal], before: Mapping[str, Decimal]) -> str:
    """Return how much more money it is than before where both are in one currency."""
    (currency,) = {**now, **before}
    change = now.get(currency, Decimal(0)) - before.get(currency, Decimal(0))
    return f"{signed(change)} {currency}".strip()


def undiffered(now: Mapping[str, Decimal], before: Mapping[str, Decimal], *, silent: bool) -> str:
    """Return why no difference is told between a number and that of the period before, by a word; empty where it is told."""
    if silent:
        return SILENT
    return CURRENCIES if len({**now, **before}) > 1 else ""


def without_difference(rows: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Return the sentences that say why rows of a table, by number and word, have no difference."""
    found = list(rows)
    sentences = {
        CURRENCIES: _("No. %(numbers)s: no difference is given, because the amounts are in different currencies."),
        SILENT: _("No. %(numbers)s: no difference is given, because in one of the two periods no record states the number."),
    }  # fmt: skip
    told = {why: ", ".join(number for number, word in found if word == why) for why in sentences}
    return [{"text": sentences[why] % {"numbers": numbers}} for why, numbers in told.items() if numbers]


def signed(value: Decimal) -> str:
    """Return a number with its sign, a true minus among them."""
    if not value:
        return "0"
    return f"+{values.number(value)}" if value > 0 else f"−{values.number(-value)}"
