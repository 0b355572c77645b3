"""How a stored value reads in the reader's language: one place for lists, pages, history and exports."""

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from comity.core.fields import CountriesField, CountryField, NamesField, PartialDateField, TermField, TermsField
from comity.core.pack import of_city
from comity.core.records import Record
from comity.domain import numbers
from comity.domain.partial_date import NotADate, PartialDate, read
from comity.domain.period import MONTHS


def since_until(since: str, ended: str) -> str:
    """Return from when to when something lasts, in words: `since May 2019, until 2024`; empty where neither is known."""
    begun = [_("since %(date)s") % {"date": when(since)}] if since else []
    over = [_("until %(date)s") % {"date": when(ended)}] if ended else []
    return ", ".join(begun + over)


def when(stored: str) -> str:
    """Return a partial date as read: `12 May 2024`, `May 2024`, `2024`; `12/05/2024`, `tháng 5/2024`, `2024`."""
    try:
        value = read(stored)
    except NotADate:
        return stored
    return _date(value) if value else ""


def _date(value: PartialDate) -> str:
    vietnamese = get_language() == "vi"
    if value.month is None:
        return str(value.year)
    if value.day is None:
        return f"tháng {value.month}/{value.year}" if vietnamese else f"{MONTHS[value.month - 1]} {value.year}"
    if vietnamese:
        return f"{value.day:02d}/{value.month:02d}/{value.year}"
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def span(starts: str, ends: str, through: bool = False) -> str:
    """Return a period as read; `through` says it lasted the whole of it."""
    if through and starts:
        return _("through %(period)s") % {"period": span(starts, ends)}
    if not ends or ends == starts:
        return when(starts)
    if not starts:
        return _("until %(end)s") % {"end": when(ends)}
    begin, finish = read(starts), read(ends)
    if begin and finish and begin.day and finish.day and (begin.year, begin.month) == (finish.year, finish.month):
        return f"{begin.day:02d}–{when(ends)}" if get_language() == "vi" else f"{begin.day}–{when(ends)}"
    return f"{when(starts)} – {when(ends)}"


def number(value: int | float | Decimal | None) -> str:
    """Return a number as read: `1,234.5` in English, `1.234,5` in Vietnamese."""
    return numbering()(value)


def numbering() -> Callable[[int | float | Decimal | None], str]:
    """Return what writes numbers as the reader reads them: for many, the language is asked for once."""
    group, point = numbers.MARKS.get(get_language() or "en", numbers.MARKS["en"])
    marks = {ord(","): group, ord("."): point}

    def written(value: int | float | Decimal | None) -> str:
        if value is None or value == "":
            return ""
        if isinstance(value, Decimal):
            value = value.normalize()
            if value == value.to_integral_value():
                value = value.quantize(Decimal(1))
        return f"{value:,}".translate(marks)

    return written


def telling(field: "models.Field[Any, Any]") -> Callable[[Any], str]:
    """Return what writes a column's values as read."""
    return numbering() if is_numbered(field) else partial(shown, field)


def is_numbered(field: "models.Field[Any, Any]") -> bool:
    """Whether what a column holds is read as a number with its groups; a year and a place on earth are not."""
    if not isinstance(field, models.FloatField | models.IntegerField | models.DecimalField) or field.choices:
        return False
    return "year" not in field.name and field.name not in ("latitude", "longitude")


def moment(at: datetime) -> str:
    """Return a point in time as read, in the city's time zone."""
    return date_format(timezone.localtime(at), "d/m/Y H:i" if get_language() == "vi" else "j F Y, H:i")


def shown(field: "models.Field[Any, Any]", value: Any) -> str:
    """Return a column's value as read."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(field, PartialDateField):
        return when(value)
    if isinstance(field, TermField):
        return of_city().term(field.vocabulary, value)
    if isinstance(field, TermsField):
        return _joined(of_city().term(field.vocabulary, code) for code in value)
    if isinstance(field, CountryField):
        return of_city().country(value)
    if isinstance(field, CountriesField):
        return _joined(of_city().country(code) for code in value)
    if isinstance(field, NamesField):
        return _joined(value)
    return _plain(field, value)


def _plain(field: "models.Field[Any, Any]", value: Any) -> str:
    if isinstance(field, models.BooleanField):
        return _("yes") if value else _("no")
    if is_numbered(field):
        return number(value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def of(record: Record, name: str) -> str:
    """Return the record's field as read; linked records by title."""
    if name == "title":
        return record.title
    field = record._meta.get_field(name)
    if isinstance(field, models.ManyToManyField):
        return _joined(one.title for one in getattr(record, name).all())
    if isinstance(field, models.ForeignKey):
        found = linked(record, name)
        return found.title if found else ""
    assert isinstance(field, models.Field)
    return shown(field, getattr(record, name))


def linked(record: Record, name: str) -> Any:
    """Return the linked record, None if there is none or the reader may not see it."""
    try:
        return getattr(record, name)
    except ObjectDoesNotExist:
        return None


def _joined(parts: Iterable[str]) -> str:
    return ", ".join(parts)


def more_than(count: int, limit: int) -> str:
    """Return a count that stops at a limit: `37 records`, `more than 1,000 records`."""
    if count > limit:
        return _("more than %(limit)s records") % {"limit": number(limit)}
    return ngettext("%(count)s record", "%(count)s records", count) % {"count": number(count)}


def local(at: datetime) -> date:
    """Return the day on which something happened in the city."""
    return timezone.localtime(at).date()


def today() -> date:
    """Return the day it is in the city; doors pass it on."""
    return timezone.localdate()
