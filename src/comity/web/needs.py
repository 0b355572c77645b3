"""What waits for the reader: promises, agreements that end, gaps to fill, things to check."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import CharField, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.core import identity
from comity.core.pack import of_city
from comity.core.people import Writes
from comity.core.records import Entry, Record
from comity.domain.partial_date import read
from comity.gate import buckets, query, values
from comity.gate.filters import within
from comity.registers import ALL, BY_KEY, Register
from comity.registers.activities import Activity
from comity.registers.agreements import Agreement
from comity.registers.commitments import Commitment
from comity.registers.figures import Figure
from comity.registers.tasks import Task
from comity.registers.ties import Tie
from comity.web import days, endings, present, proposals, returns_due, secured, ties, unbegun
from comity.web.cases import waiting as file_waits

AHEAD = timedelta(days=60)
EACH = 12
PARTIAL_YEARS = 10
VERIFIED = ("partners", "agreements", "appointments")


@dataclass(frozen=True)
class Scope:
    """Whose records count: those of some units, or all; and whether the reader may fill gaps."""

    units: tuple[int, ...] | None
    writes: str

    def of(self, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        """Return the records in scope."""
        return rows if self.units is None else rows.filter(unit_id__in=self.units)

    def link(self, register: str, **asked: str) -> str:
        """Return the address of the list that shows just these records in scope."""
        pairs = [*asked.items(), *(("unit", str(pk)) for pk in self.units or ())]
        return f"{reverse('list', args=[register])}?{urlencode(pairs)}"


@dataclass(frozen=True)
class Need:
    """One thing to do: the act and its object, where it is done, until when."""

    title: str
    href: str
    icon: str
    sub: str = ""
    on: str = ""
    is_sample: bool = False
    late: str = ""  # in other words than a day's: the terms of files leave days off out
    decides: bool = False  # the reader's word is what it waits for
    opens_all: bool = False  # the way to those that are not shown, after them


def needs(scope: Scope, today: date) -> list[dict[str, Any]]:
    """Return the groups of what waits, late first; groups without anything are left out."""
    last_of_week = days.week_begins(today) + timedelta(days=6)
    groups: dict[str, list[Need]] = {"decide": [], "late": [], "now": [], "week": [], "later": []}
    waiting = [*_files(), *_promised(scope, today), *_tasks(scope, today)]
    waiting += [Need(*one) for one in endings.waiting(scope.of, today)]
    waiting += [Need(*one) for one in returns_due.waiting(scope.units, today)]
    waiting += [Need(*one, decides=True) for one in returns_due.to_sign()]
    waiting += [Need(*one) for one in secured.waiting(scope.of, today)]
    waiting += [Need(*one) for one in unbegun.waiting(scope.of, today)]
    waiting += [Need(*one) for one in proposals.waiting(scope.units)]
    for need in sorted(waiting, key=lambda one: (one.opens_all, _last(one.on))):
        groups["decide" if need.decides else _group(_last(need.on), today, last_of_week)].append(need)
    groups["gaps"] = [*_days(scope, today), *_gaps(scope)] if scope.writes != Writes.NONE else []
    labels = {
        "decide": _("Waits for your decision"),
        "late": _("Overdue"),
        "now": _("Today"),
        "week": _("This week"),
        "later": _("Later"),
        "gaps": _("To complete"),
    }
    return [
        {"key": key, "label": labels[key], "rows": [_row(one, today) for one in found]}
        for key, found in groups.items()
        if found
    ]


def _group(last: date, today: date, last_of_week: date) -> str:
    if last < today:
        return "late"
    if last == today:
        return "now"
    return "week" if last <= last_of_week else "later"


def _last(on: str) -> date:
    found = read(on)
    return found.last if found else date.max


def _row(need: Need, today: date) -> dict[str, Any]:
    said, tone = ("", "") if need.opens_all else days.due(need.on, today)
    return {
        "title": need.title,
        "href": need.href,
        "icon": need.icon,
        "sub": need.sub,
        "due": need.late or said,
        "tone": tone,
        "is_sample": need.is_sample,
        "opens_all": need.opens_all,
    }


def _files() -> Iterator[Need]:
    """Yield what files wait for from the reader: from who signs, a word."""
    decides = identity.current().signs
    for title, href, sub, due, late, is_sample in file_waits.waiting():
        on = due.isoformat() if due else ""
        yield Need(title, href, "files", sub, on, is_sample, late, decides=decides)


def _promised(scope: Scope, today: date) -> Iterator[Need]:
    until = (today + AHEAD).isoformat()
    rows = scope.of(Commitment.objects.filter(state="open", due__gt="", due__lte=until))
    found = list(rows.select_related("partner", "unit").order_by("due", "pk")[: EACH + 1])
    for one in found[:EACH]:
        act = _("Ask for: %(title)s") if one.side == "them" else _("Carry out: %(title)s")
        names = [linked.title for linked in (one.partner, one.unit) if linked]
        sub = ", ".join([*names, *([one.who] if one.who else [])])
        yield Need(act % {"title": one.title}, present.address(one), "checkup-list", sub, one.due, one.is_sample)
    if len(found) > EACH:
        link = scope.link("commitments", state="open", order="due")
        yield Need(_("Open all commitments that are not kept yet"), link, "list", on=found[EACH].due, opens_all=True)


def _tasks(scope: Scope, today: date) -> Iterator[Need]:
    until = (today + AHEAD).isoformat()
    rows = scope.of(Task.objects.filter(state="open", due__gt="", due__lte=until))
    found = list(rows.prefetch_related("assignee", "unit").order_by("due", "pk")[: EACH + 1])
    for one in found[:EACH]:
        sub = ", ".join(linked.title for linked in (one.assignee, one.unit) if linked)
        yield Need(one.title, present.address(one), "checkup-list", sub, one.due, one.is_sample)
    if len(found) > EACH:
        yield Need(
            _("Open all tasks that are not done yet"),
            scope.link("tasks", state="open", order="due"),
            "list",
            on=found[EACH].due,
            opens_all=True,
        )


def _days(scope: Scope, today: date) -> Iterator[Need]:
    """Yield agreements of the last years of which the signing is known only by its year or month."""
    years = range(today.year, today.year - PARTIAL_YEARS, -1)
    partial = [f"{year}" for year in years] + [f"{year}-{month:02d}" for year in years for month in range(1, 13)]
    rows = scope.of(Agreement.objects.filter(signed__in=partial)).order_by("-signed", "-pk")
    for one in rows[:3]:
        sub = _("Signed %(date)s, day not on record") % {"date": values.when(one.signed)}
        title = _("Add the day of signing: %(title)s") % {"title": one.title}
        yield Need(title, reverse("edit", args=["agreements", one.pk]), "writing-sign", sub, is_sample=one.is_sample)


def _signing(count: int) -> str:
    return ngettext(
        "Add the date of signing to %(count)s agreement", "Add the date of signing to %(count)s agreements", count
    )


def _end(count: int) -> str:
    return ngettext("Add when %(count)s agreement ends", "Add when %(count)s agreements end", count)


def _start(count: int) -> str:
    return ngettext("Add the date of %(count)s activity", "Add the dates of %(count)s activities", count)


def _deadline(count: int) -> str:
    return ngettext("Add a deadline to %(count)s commitment", "Add deadlines to %(count)s commitments", count)


def _beginning(count: int) -> str:
    return ngettext("Add when %(count)s tie began", "Add when %(count)s ties began", count)


def _doubt(count: int) -> str:
    return ngettext("Check %(count)s figure in doubt", "Check %(count)s figures in doubt", count)


# Only what an index answers: the home page stays fast at a million records.
GAPS: Sequence[tuple[type[Record], str, Callable[[int], str]]] = (
    (Agreement, "signed", _signing),
    (Agreement, "expires", _end),
    (Activity, "starts", _start),
    (Commitment, "due", _deadline),
    (Tie, "since", _beginning),
)


def _gaps(scope: Scope) -> Iterator[Need]:
    for model, name, act in GAPS:
        of = _of(model)
        count = query.count(scope.of(model._default_manager.filter(**{name: ""})))
        if count:
            yield Need(act(count) % {"count": _capped(count)}, scope.link(of.key, **{name: "none"}), of.icon)
    doubtful = query.count(scope.of(Figure.objects.filter(doubtful=True)))
    if doubtful:
        link = scope.link("figures", doubtful="yes")
        yield Need(
            _doubt(doubtful) % {"count": _capped(doubtful)}, link, "alert-triangle", _("Before it enters a report")
        )


def unverified(scope: Scope) -> list[dict[str, str]]:
    """Return the registers that have records marked to verify, with how many, most first."""
    marked = scope.of(Entry.objects.filter(to_verify=True))
    counts = buckets.count_of_each(marked, "register", list(BY_KEY), query.COUNTED + 1)
    return [
        {"label": BY_KEY[key].title, "count": _capped(counts[key]), "href": scope.link(key, to_verify="yes")}
        for key in sorted(counts, key=lambda key: (-counts[key], key))
    ]


def stale(scope: Scope, today: date) -> list[dict[str, str]]:
    """Return the registers of which records have not been verified for as long as the pack allows, or never."""
    allowed = of_city().judging.verify_after
    last = today - timedelta(allowed + 1)
    found = {"old": within("verified_on", date(1900, 1, 1), last), "none": Q(verified_on="")}
    asked = {"old": f"1900..{last}", "none": "none"}
    said = {"old": _("%(register)s, verified over %(span)s ago"), "none": _("%(register)s, verified by nobody yet")}
    counted = [_tagged(scope, key, tag, where) for key in VERIFIED for tag, where in found.items()]
    counts = Counter(counted[0].union(*counted[1:], all=True))
    return [
        {
            "label": said[tag] % {"register": BY_KEY[key].title, "span": ties.span(allowed)},
            "count": _capped(counts[f"{key} {tag}"]),
            "href": scope.link(key, verified_on=asked[tag]),
        }
        for key in VERIFIED
        for tag in found
        if counts[f"{key} {tag}"]
    ]


def _tagged(scope: Scope, key: str, tag: str, where: Q) -> "QuerySet[Any, Any]":
    """Return a word for each record found, as many as are counted at most."""
    word = Value(f"{key} {tag}", output_field=CharField())
    rows = scope.of(BY_KEY[key].model._default_manager.filter(where)).order_by()
    found: QuerySet[Any, Any] = rows.annotate(tag=word).values_list("tag", flat=True)[: query.COUNTED + 1]
    return found


def _capped(count: int) -> str:
    if count > query.COUNTED:
        return _("more than %(limit)s") % {"limit": values.number(query.COUNTED)}
    return values.number(count)


def _of(model: type[Record]) -> Register:
    return next(one for one in ALL if one.model is model)
