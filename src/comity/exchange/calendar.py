"""Calendars that every calendar program reads (RFC 5545): a register as a file; whole days, or hours of one, as events."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import IO, TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

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
HEAD = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Comity//Comity//EN", "CALSCALE:GREGORIAN")


@dataclass(frozen=True, kw_only=True)
class Event:
    """Whole days, from the first to the last, or hours of one, that keep their identity from one reading to the next.

    Days are days of the place itself (VALUE=DATE), so no time zone can move them; moments are in UTC, which every program
    turns into the hours of its reader. What has no known end is given none.
    """

    uid: str
    stamp: datetime
    first: date
    last: date
    title: str
    sensitivity: int
    sequence: int = 0
    place: str = ""
    about: str = ""
    link: str = ""
    kind: str = ""
    tentative: bool = False
    begins: datetime | None = None
    ends: datetime | None = None

    def lines(self) -> Iterator[str]:
        """Yield the event's content lines."""
        stamp = _utc(self.stamp)
        yield "BEGIN:VEVENT"
        yield f"UID:{self.uid}"
        yield f"DTSTAMP:{stamp}"
        yield f"LAST-MODIFIED:{stamp}"
        yield f"SEQUENCE:{self.sequence}"
        yield from self._when()
        yield f"SUMMARY:{escaped(self.title)}"
        if self.place:
            yield f"LOCATION:{escaped(self.place)}"
        if self.about:
            yield f"DESCRIPTION:{escaped(self.about)}"
        if self.link:
            yield f"URL:{self.link}"
        if self.kind:
            yield f"CATEGORIES:{escaped(self.kind)}"
        if self.tentative:
            yield "STATUS:TENTATIVE"
        yield f"CLASS:{CLASSES.get(self.sensitivity, 'CONFIDENTIAL')}"
        yield "TRANSP:TRANSPARENT"
        yield "END:VEVENT"

    def _when(self) -> Iterator[str]:
        if not self.begins:
            yield f"DTSTART;VALUE=DATE:{self.first:%Y%m%d}"
            yield f"DTEND;VALUE=DATE:{self.last + timedelta(days=1):%Y%m%d}"
            return
        yield f"DTSTART:{_utc(self.begins)}"
        if self.ends:
            yield f"DTEND:{_utc(self.ends)}"


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def moments(day: date, begins: str, until: str, time_zone: str) -> tuple[datetime | None, datetime | None]:
    """Return the moments of hours of a day in the city; an end before the beginning is one of the day after."""
    if not begins:
        return None, None
    zone = ZoneInfo(time_zone)
    first = datetime.combine(day, time.fromisoformat(begins), zone)
    if not until or until == begins:
        return first, None
    return first, datetime.combine(day + timedelta(days=until < begins), time.fromisoformat(until), zone)


def write_events(name: str, about: str, events: Iterable[Event], time_zone: str, file: IO[bytes]) -> None:
    """Write a calendar that programs read again every hour; `about` says what it leaves out."""
    head = [f"NAME:{escaped(name)}", f"X-WR-CALNAME:{escaped(name)}", f"X-WR-TIMEZONE:{time_zone}"]
    head += [f"{key}:{escaped(about)}" for key in ("DESCRIPTION", "X-WR-CALDESC") if about]
    write(file, [*HEAD, *head, "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"])
    for event in events:
        write(file, event.lines())
    write(file, ["END:VCALENDAR"])


def write_calendar(register: Register, rows: "QuerySet[Any]", file: IO[bytes]) -> None:
    """Write events of whole days, or of their hours where they have some; records whose days are not fully known are left out and counted in the head."""
    names = [name for name in (register.starts, register.ends) if name]
    days = rows.order_by().values_list(*names)
    left_out = sum(1 for row in days.iterator(chunk_size=2000) if period(*row) is None)
    write(file, [*HEAD, f"X-WR-CALNAME:{escaped(register.title)}", f"X-COMITY-LEFT-OUT:{left_out}"])
    city: City | None = None
    for batch in batches(register, rows):
        for record in batch.records:
            city = city or record.city
            for event in _events(register, record, city):
                write(file, event.lines())
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


def uid(register: str, record: Record, city: City, name: str = "") -> str:
    """Return the identity of a record's event, the same in every export and feed; `name` is the date of several."""
    return f"{'-'.join(filter(None, [register, str(record.pk), name]))}@{city.code}.comity"


def place(record: Any) -> str:
    """Return where a record takes place, in its title's language if that is kept."""
    mine, other = getattr(record, "place_en", ""), getattr(record, "place_vi", "")
    if record.title_language == "vi":
        mine, other = other, mine
    return str(mine or other or getattr(record, "place", ""))


def _events(register: Register, record: Record, city: City) -> Iterator[Event]:
    found = period(*(getattr(record, name) for name in (register.starts, register.ends) if name))
    if found is None:
        return
    first, last = found
    if last - first <= BAR:
        yield _event(register, record, city, (first, last))
        return
    # A bar across months hides everything else in a calendar: its two ends are what people look for.
    labels = by_code(register)
    for name, day in ((register.starts, first), (register.ends, last)):
        yield _event(register, record, city, (day, day), name=name, label=str(labels[name]))


def _event(
    register: Register, record: Record, city: City, days: tuple[date, date], *, name: str = "", label: str = ""
) -> Event:
    title = _("%(title)s: %(event)s") % {"title": record.title, "event": label.lower()} if label else record.title
    begin, until = (str(getattr(record, one, "")) for one in ("begins", "until_time"))
    begins, ends = moments(days[0], begin, until, city.time_zone)
    return Event(
        uid=uid(register.key, record, city, name),
        stamp=record.changed_at,
        first=days[0],
        last=days[1],
        title=title,
        sensitivity=record.sensitivity,
        sequence=record.version,
        place=place(record),
        begins=begins,
        ends=ends,
    )
