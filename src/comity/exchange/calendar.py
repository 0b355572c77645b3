"""A register as a calendar that every calendar program reads (RFC 5545)."""

from collections.abc import Iterator
from datetime import UTC, date, timedelta
from typing import IO, TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from comity.core.people import INTERNAL, PUBLIC, RESTRICTED, City
from comity.core.records import Record
from comity.domain.partial_date import NotADate, read
from comity.exchange.batches import batches
from comity.exchange.columns import by_code
from comity.exchange.lines import escaped, write
from comity.registers.declare import Register

if TYPE_CHECKING:
    from django.db.models import QuerySet

BAR = timedelta(days=31)
CLASSES = {PUBLIC: "PUBLIC", INTERNAL: "PRIVATE", RESTRICTED: "CONFIDENTIAL"}


def write_calendar(register: Register, rows: "QuerySet[Any]", file: IO[bytes]) -> None:
    """Write whole-day events; records whose days are not fully known are left out and counted in the head."""
    names = [name for name in (register.starts, register.ends) if name]
    days = rows.order_by().values_list(*names)
    left_out = sum(1 for row in days.iterator(chunk_size=2000) if period(*row) is None)
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Comity//Comity//EN", "CALSCALE:GREGORIAN"]
    write(file, [*head, f"X-WR-CALNAME:{escaped(register.title)}", f"X-COMITY-LEFT-OUT:{left_out}"])
    city: City | None = None
    for batch in batches(register, rows):
        for record in batch.records:
            city = city or record.city
            write(file, _events(register, record, city))
    write(file, ["END:VCALENDAR"])


def period(starts: str, ends: str = "") -> tuple[date, date] | None:
    """Return the first and the last day, None unless both are known to the day; without an end it is one day."""
    try:
        begin, finish = read(starts), read(ends)
    except NotADate:
        return None
    if begin is None or begin.day is None or (finish and finish.day is None):
        return None
    return begin.first, max(begin.first, finish.first if finish else begin.first)


def _events(register: Register, record: Record, city: City) -> Iterator[str]:
    found = period(*(getattr(record, name) for name in (register.starts, register.ends) if name))
    if found is None:
        return
    first, last = found
    if last - first <= BAR:
        yield from _event(register, record, city, (first, last))
        return
    # A bar across months hides everything else in a calendar: its two ends are what people look for.
    labels = by_code(register)
    for name, day in ((register.starts, first), (register.ends, last)):
        yield from _event(register, record, city, (day, day), name=name, label=str(labels[name]))


def _event(
    register: Register, record: Record, city: City, days: tuple[date, date], *, name: str = "", label: str = ""
) -> Iterator[str]:
    first, last = days
    stamp = record.changed_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    title = _("%(title)s: %(event)s") % {"title": record.title, "event": label.lower()} if label else record.title
    yield "BEGIN:VEVENT"
    yield f"UID:{'-'.join(filter(None, [register.key, str(record.pk), name]))}@{city.code}.comity"
    yield f"DTSTAMP:{stamp}"
    yield f"LAST-MODIFIED:{stamp}"
    yield f"SEQUENCE:{record.version}"
    yield f"DTSTART;VALUE=DATE:{first:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{last + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(title)}"
    if place := _place(record):
        yield f"LOCATION:{escaped(place)}"
    yield f"CLASS:{CLASSES.get(record.sensitivity, 'CONFIDENTIAL')}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _place(record: Record) -> str:
    mine, other = getattr(record, "place_en", ""), getattr(record, "place_vi", "")
    if record.title_language == "vi":
        mine, other = other, mine
    return mine or other or getattr(record, "place", "")
