"""What is kept beside an issued report: its steps, who may see it, and the records behind one of its figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from comity.core.issued import Basis, Issued, IssuedFigure, ReportStep, State
from comity.core.records import Entry
from comity.core.returns import Answer
from comity.gate import values
from comity.reports import since

ROWS = 200


def steps(subject: int) -> list[dict[str, str]]:
    """Return the steps of a report or a return in words, the first one first."""
    words: dict[str, str] = {
        State.DRAFT: _("drafted"), State.SUBMITTED: _("submitted"), State.SIGNED: pgettext("step of a report", "signed"),
        **{one.value: str(one.label) for one in Answer},
    }  # fmt: skip
    found: list[dict[str, str]] = []
    for one in ReportStep.objects.filter(subject=subject).select_related("officer").order_by("id"):
        word = words[one.state]
        if one.state == State.DRAFT and found:
            word = _("given back")
        found.append(_step(one, word))
    return found


def _step(one: ReportStep, word: str) -> dict[str, str]:
    by = one.officer.name if one.officer else _("the program")
    return {"word": word, "by": by, "at": values.moment(one.at), "reason": one.reason}


def shown_to(one: Issued) -> str:
    """Return the units that alone see a report, empty where all do who may see its kind."""
    titles = Entry.objects.filter(pk__in=one.shown_to).only("title_en", "title_vi") if one.shown_to else []
    return ", ".join(unit.title for unit in titles)


def title(one: Issued, said: str) -> str:
    """Return the title of a report; where it is not what every officer of the office sees, it says whose sight it is."""
    unit = shown_to(one) if one.basis == Basis.OWN else ""
    return _("%(report)s, as %(unit)s sees it") % {"report": said, "unit": unit} if unit else said


@dataclass(frozen=True)
class Behind:
    """A record that was counted, as far as the reader may see it now."""

    title: str
    href: str
    code: str
    date: str
    adds: str


def behind(one: Issued, figure: dict[str, Any]) -> tuple[list[Behind], bool]:
    """Return the first records behind a signed figure that the reader may see, and whether there are more. Two statements."""
    held = IssuedFigure.objects.filter(report=one, code=figure["code"]).first()
    rows = since.rows_of(held) if held else []
    adds: dict[int, str] = {}
    for row in rows:  # money of several currencies has a row for each
        adds[row.record] = "; ".join(filter(None, (adds.get(row.record), _adds(row.adds, row.key, figure["how"]))))
    entries = list(Entry.objects.defer("words").filter(pk__in=list(adds)).order_by("starts", "id")[: ROWS + 1])
    return [_behind(entry, adds[entry.pk]) for entry in entries[:ROWS]], len(entries) > ROWS


def _adds(adds: Any, key: str, how: str) -> str:
    if how not in ("sum", "money", "days") or adds is None:
        return ""
    return f"{values.number(adds)} {key}".strip()


def _behind(entry: Entry, adds: str) -> Behind:
    href = reverse("detail", args=[entry.register, entry.pk])
    return Behind(entry.title, href, entry.code, values.when(entry.starts), adds)


def figure_of(content: dict[str, Any], code: str) -> dict[str, Any] | None:
    """Return one counted figure of a report, None if it has none of this name."""
    counted: Iterable[dict[str, Any]] = (one for one in content["figures"] if one["recorded"])
    return next((one for one in counted if one["code"] == code), None)
