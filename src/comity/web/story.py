"""The story of a partner on one line of time: everything dated that both sides did, newest first, as one statement."""

import base64
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.core.pack import of_city
from comity.core.records import Entry, in_language
from comity.domain.partial_date import read
from comity.gate import planned, values
from comity.gate.form import Wrong
from comity.registers.partners import Partner
from comity.web import present
from comity.web.story_parts import ALL_ACTIVITIES, OTHERS, VOCABULARIES, Part, parts, told_as

KINDS = {
    "visits": gettext_lazy("Visits"),
    "letters": gettext_lazy("Letters and requests"),
    "events": gettext_lazy("Events and other activities"),
    "agreements": gettext_lazy("Tie and agreements"),
    "projects": gettext_lazy("Projects"),
    "people": gettext_lazy("People and posts"),
    "gifts": gettext_lazy("Gifts"),
    "commitments": gettext_lazy("Commitments kept"),
    "honours": gettext_lazy("Commendations"),
}
FIRST = 8  # of them on the partner's own page
MARKS = {
    "tie": "partner", "tie_ends": "deadline", "signed": "agreement", "action": "agreement", "ends": "deadline", "due": "deadline", "post": "partner",
    "stated": "partner", "left": "partner", "gift": "figure", "paid": "figure",
}  # fmt: skip


class Row(NamedTuple):
    """One thing that happened, as the statement returns it."""

    at: str
    pk: int
    step: str
    register: str
    title_en: str
    title_vi: str
    code: str
    link: int | None
    amount: Decimal | None
    currency: str
    is_sample: bool


@dataclass(frozen=True)
class Told:
    """Some of the story by year, newest first, and where it goes on."""

    years: list[dict[str, Any]]
    after: str = ""


def told(partner: int, kind: str, after: str, most: int, today: date) -> Told:
    """Return a piece of the story, in two statements whatever is in it. Raises Wrong for a cursor that is none."""
    cursor = _read(after)
    begins = not kind and cursor is None
    read_out = (
        _beginning(most, values.today()).rows(partner) if begins else planned.rows(_every(partner, kind, cursor, most))
    )
    rows = [Row(*one) for one in read_out]
    shown = rows[:most]
    beside = _beside({one.link for one in shown if one.link})
    items = [(one.at[:4], _item(one, beside, today)) for one in shown]
    years = [
        {"label": year or _("No date"), "items": [item for _year, item in group]}
        for year, group in groupby(items, key=lambda pair: pair[0])
    ]
    return Told(years, _cursor(shown[-1]) if len(rows) > most else "")


@lru_cache(maxsize=8)
def _beginning(most: int, _today: date) -> planned.Statement:
    """Return what asks for the beginning of everything, as a partner's page shows it on a day: written once."""
    return planned.Statement(_every(planned.ANY_RECORD, "", None, most))


def _every(partner: int, kind: str, cursor: tuple[str, int, str] | None, most: int) -> Any:
    pieces = [_piece(one, partner, cursor, most + 1) for one in parts(kind)]
    every = pieces[0]
    if len(pieces) > 1:
        every = every.union(*pieces[1:], all=True).order_by("-row_at", "-row_id", "-row_step")
    return every[: most + 1]


def _piece(part: Part, partner: int, cursor: tuple[str, int, str] | None, most: int) -> Any:
    rows = part.rows(partner)
    if cursor is not None:
        at, pk, step = cursor
        same = "id__lte" if part.step < step else "id__lt"  # one record has several steps
        rows = rows.filter(Q(**{f"{part.on}__lt": at}) | Q(**{part.on: at, same: pk}))
    return part.alike(rows.order_by(f"-{part.on}", "-id"))[:most]


def kinds(partner: int) -> list[str]:
    """Return the kinds of which there is anything, in one statement."""
    held = _holding(values.today()).rows(partner)
    if not held:
        return []
    *others, met_as = held[0]
    there = {one.kind for one, has in zip(OTHERS, others, strict=True) if has} | {told_as(kind) for kind in met_as}
    return [kind for kind in KINDS if kind in there]


@lru_cache(maxsize=8)
def _holding(_today: date) -> planned.Statement:
    """Return what asks of which kinds there is anything; some of the kinds ask what has happened by today."""
    asked: dict[str, Any] = {f"has_{place}": Exists(one.rows(OuterRef("pk"))) for place, one in enumerate(OTHERS)}
    # The activities are read once for all their kinds: where one is missing, looking for it would read them all.
    met = ArraySubquery(ALL_ACTIVITIES.rows(OuterRef("pk")).values("kind").distinct())
    one = Partner.objects.filter(pk=planned.ANY_RECORD)
    return planned.Statement(one.annotate(**asked, met=met).values_list(*asked, "met"))


def _beside(links: Collection[int]) -> dict[int, str]:
    return {one.pk: one.title for one in Entry.objects.filter(pk__in=links)}


def _item(row: Row, beside: dict[int, str], today: date) -> dict[str, Any]:
    day, of = read(row.at), beside.get(row.link or 0, "")
    whole = {"payments": "projects", "milestones": "projects", "outcomes": "activities"}.get(row.register)
    amount = f"{values.number(row.amount)} {row.currency}".strip() if row.amount is not None else ""
    return {
        "date": values.when(row.at),
        "iso": row.at,
        "title": in_language(row.title_en, row.title_vi) or of,
        "sub": ", ".join(part for part in (_said(row, of), amount) if part),
        "href": present.page_of(whole, row.link)
        if whole and row.link in beside
        else present.page_of(row.register, row.pk),
        "mark": _mark(row),
        "ahead": bool(day and day.first > today),
        "is_sample": row.is_sample,
    }


def _mark(row: Row) -> str:
    if row.register == "activities":
        kind = of_city().vocabulary("activity_kind").get(row.code)
        return kind.mark if kind and kind.mark in ("visit-in", "visit-out", "event") else "note"
    return MARKS.get(row.step, "plan" if row.register == "projects" else "note")


def _said(row: Row, of: str) -> str:
    vocabulary = VOCABULARIES[row.register, row.step]
    what = of_city().term(vocabulary, row.code) if vocabulary and row.code else ""
    text = SAID.get(row.step)
    if text is None:
        return ", ".join(part for part in (what, of) if part)
    return str(text) % {"what": what, "of": of or _("Somebody")}


SAID = {
    "tie": gettext_lazy("Tie begins: %(what)s"),
    "tie_ends": gettext_lazy("Tie ends: %(what)s"),
    "signed": gettext_lazy("%(what)s signed"),
    "ends": gettext_lazy("%(what)s ends"),
    "received": gettext_lazy("They asked: %(what)s"),
    "answered": gettext_lazy("We answered: %(what)s"),
    "series": gettext_lazy("First held: %(what)s"),
    "approved": gettext_lazy("Project approved"),
    "begun": gettext_lazy("Project begins"),
    "finished": gettext_lazy("Project finished"),
    "paid": gettext_lazy("Paid for %(of)s"),
    "reached": gettext_lazy("Milestone reached: %(of)s"),
    "due": gettext_lazy("Milestone due: %(of)s"),
    "post": gettext_lazy("%(of)s takes the post"),
    "stated": gettext_lazy("%(of)s holds the post, as a source states"),
    "left": gettext_lazy("%(of)s leaves the post"),
    "kept": gettext_lazy("Commitment kept"),
}


def _cursor(row: Row) -> str:
    return base64.urlsafe_b64encode(json.dumps([row.at, row.pk, row.step]).encode()).decode()


def _read(text: str) -> tuple[str, int, str] | None:
    if not text:
        return None
    try:
        at, pk, step = json.loads(base64.urlsafe_b64decode(text.encode()))
        if not (
            isinstance(at, str) and isinstance(step, str) and type(pk) is int and abs(pk) < 2**63 and "\0" not in at
        ):
            raise ValueError
    except (ValueError, TypeError, RecursionError) as error:
        raise Wrong({"after": [_("This page of the story no longer exists. Start at its beginning.")]}) from error
    return at, pk, step
