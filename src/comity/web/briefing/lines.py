"""How a record becomes one line of a brief: what it says, where it leads, how closely it is kept."""

from dataclasses import replace
from typing import Any

from django.utils.translation import get_language

from comity.core.records import Record
from comity.domain.brief import Line, clipped, joined
from comity.gate import values
from comity.web import present


def line(
    record: Record,
    text: str = "",
    *,
    lead: str = "",
    note: str = "",
    tone: str = "",
    names: tuple[Any, ...] = (),
    language: str = "",
) -> Line:
    """Return a line about a record; `names` are the other records that it tells of."""
    spoken = language or (record.title_language if not text else "")
    return Line(
        text=clipped(text or record.title),
        href=present.address(record),
        lead=lead,
        note=clipped(note),
        language="" if spoken == get_language() else spoken,
        level=max(one.sensitivity for one in (record, *names) if one is not None),
        tone=tone,
        sample=record.is_sample,
        verify=record.to_verify,
    )


def further(record: Record, text: str, *, lead: str, note: str = "", language: str = "") -> Line:
    """Return one more line about a record whose marks stand on the first already."""
    return replace(line(record, text, lead=lead, note=note, language=language), sample=False, verify=False)


def told(record: Record, name: str) -> str:
    """Return a text kept in both languages, in the reader's or else in the other."""
    first, second = ("vi", "en") if get_language() == "vi" else ("en", "vi")
    return str(getattr(record, f"{name}_{first}") or getattr(record, f"{name}_{second}"))


def when_and_where(record: Any) -> str:
    """Return when and where an activity is, as far as it is known."""
    return joined((values.span(record.starts, record.ends, record.through), told(record, "place")))


def amount(record: Any, name: str) -> str:
    """Return a sum with its currency; nothing where there is none."""
    value = getattr(record, name)
    return f"{values.number(value)} {record.currency}".strip() if value is not None else ""
