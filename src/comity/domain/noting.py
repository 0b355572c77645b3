"""Programmes and lists of guests as people note them in letters, read into columns."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from comity.domain import partial_date
from comity.domain.text import fold

_TIME = r"(?:[01]?\d|2[0-3])(?:\s*[:.hg]\s*[0-5]\d|\s*[hg]|[0-5]\d)?"
_SPAN = re.compile(rf"^\s*(?P<begins>{_TIME})\s*(?:-|–|—|\bto\b|\bđến\b)\s*(?P<until>{_TIME})\s*$", re.IGNORECASE)
# In a line of text a lone number is no time: there it must look like one, or stand before another.
_CLOCK = r"(?:[01]?\d|2[0-3])\s*(?:[:.hg]\s*[0-5]\d|[hg])"
_LIKE = (
    r"\d{1,2}[:hg]\d{2}"  # what was meant as a time and is none: it goes where the gate refuses it, not into the title
)
_ITEM = re.compile(
    rf"^(?P<begins>{_CLOCK}|{_TIME}(?=\s*[-–—]\s*{_TIME})|{_LIKE})(?:\s*[-–—]\s*(?P<until>{_TIME}(?!\d|[:hg]\d)|{_LIKE}))?(?!\w)\s*[:,.)–—-]?\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_DAY = re.compile(r"^[^\d]{0,24}(?P<day>\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?|\d{4}-\d{2}-\d{2})\W*$")
_MARK = re.compile(r"^\s*(?:[-*•–—]\s*|\d{1,3}[.)]\s+)")
_BETWEEN = (" @ ", "\t", " | ", "; ", ", ", " – ", " — ", " - ")
_SHORT = re.compile(r"^(?P<day>\d{1,2})(?:[/.-](?P<month>\d{1,2}))?$")
_BRACKETS = re.compile(r"\s*\((?P<said>[^()]*:[^()]*)\)[\s.;]*$")
_A_YEAR = 366
Noted = list[tuple[int, dict[str, str]]]  # the number of the line, and what stands in it by column


def programme(lines: Iterable[str], near: str) -> Noted:
    """Return the items noted as `08:30-10:00 Talks, City Hall`; a line that is a day alone begins that day.

    `near` is the day from which days are counted where they have no year, as stored.
    """
    found: Noted = []
    on = near if len(near) == len("2026-01-01") else ""
    for number, line in unmarked(lines):
        if heading := _DAY.match(line):
            on = day(heading["day"], near)
            continue
        item = _ITEM.match(line)
        begins, until, rest = (item["begins"], item["until"] or "", item["rest"]) if item else ("", "", line)
        title, place = _last_apart(rest)
        cells = {"on": on, "begins": hour(begins), "until_time": hour(until), "title": title, "place": place}
        found.append((number, cells))
    return found


def guests(lines: Iterable[str], _near: str) -> Noted:
    """Return the people of a list noted as `1. Akari Mori, Vice Mayor, City of Ardent Bay`."""
    found: Noted = []
    for number, line in unmarked(lines):
        parts = next((line.split(one, 2) for one in _BETWEEN if one in line), [line])
        title, post, organisation = (*(part.strip() for part in parts), "", "")[:3]
        found.append((number, {"title": title, "post": post, "organisation": organisation}))
    return found


def asides(line: str, labels: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Return a line without the brackets that end it, and what they say by column: `Talks (led by: Ada Marlow; gift: Bowl)`.

    `labels` gives the column of each label, folded; a label that is a part of only one of them will do. Brackets that
    say anything else stay in the line.
    """
    brackets = _BRACKETS.search(line)
    if not brackets:
        return line, {}
    found: dict[str, str] = {}
    for one in brackets["said"].split(";"):
        label, _colon, value = one.partition(":")
        said = fold(label).strip()
        near = {column for known, column in labels.items() if said and said in known}
        column = labels.get(said) or (near.pop() if len(near) == 1 else "")
        if not column or not value.strip():
            return line, {}
        found[column] = value.strip()
    return line[: brackets.start()], found


def completed(given: Mapping[str, str], near: str) -> dict[str, str]:
    """Return a line with what its writer left out: `14-15` as from and to, `13` as the day of the month near `near`."""
    found = dict(given)
    if "begins" in found and (span := _SPAN.match(found["begins"])):
        found["begins"] = span["begins"]
        found["until_time"] = found.get("until_time") or span["until"]
    for name in ("begins", "until_time"):
        if name in found:
            found[name] = hour(found[name])
    if found.get("on"):
        found["on"] = day(found["on"], near)
    return found


def hour(typed: str) -> str:
    """Return a full hour with its minutes, `14` as `14:00`; anything else as it is."""
    text = typed.strip()
    return f"{text}:00" if text.isdecimal() and len(text) < 3 and int(text) < 24 else text


def day(typed: str, near: str) -> str:
    """Return the first such day from `near` on where only day, or day and month, are given; anything else as it is."""
    text = typed.strip()
    short, start = _SHORT.match(text), partial_date.read(near)
    if not short or start is None:
        return text
    wanted, month = int(short["day"]), int(short["month"] or 0)
    for after in range(_A_YEAR):
        found: date = start.first + timedelta(days=after)
        if found.day == wanted and month in (0, found.month):
            return found.isoformat()
    return text


def unmarked(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield the lines that say something with their numbers, without the mark or the number before them."""
    for number, line in enumerate(lines, 1):
        if text := _MARK.sub("", line).strip():
            yield number, text


def _last_apart(text: str) -> tuple[str, str]:
    """Return what comes before and after the last comma, or whatever else stands between title and place."""
    for between in _BETWEEN:
        if between in text:
            title, _between, place = text.rpartition(between)
            return title.strip(), place.strip()
    return text.strip(), ""
