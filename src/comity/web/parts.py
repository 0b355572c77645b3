"""What is related to a record, on its page; its parts are written there too, line by line or many lines at once."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.db.models import DecimalField, Exists, OuterRef, Sum
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comity.core import write
from comity.core.http import Request
from comity.core.records import Record
from comity.gate import bookings, kinds, planned, query, values
from comity.gate.access import NotAllowed, may, require
from comity.gate.form import Wrong
from comity.registers import BY_KEY, Register
from comity.registers.activities import Activity
from comity.registers.declare import Related
from comity.registers.delegations import DELEGATION_MEMBERS
from comity.web import (
    delegate_numbers,
    editions,
    errors,
    odd_days,
    part_lines,
    part_people,
    partner,
    present,
    programme_lines,
    reckoned,
)
from comity.web.part_lines import Pasted

SHOWN, PARTS_SHOWN, COLUMNS = 6, 60, 6


def sections(of: Register, record: Any) -> list[dict[str, Any]]:
    """Return the related lists of a record's page; those that hold nothing cost one query together."""
    entries = list(kinds.related(of, record))
    held = _held(of, record, entries)
    return [section(of, record, entry, holds=held[place]) for place, entry in enumerate(entries)]


def _held(of: Register, record: Record, entries: list[Related]) -> list[bool]:
    if not entries:
        return []
    found = _holding(of.key, tuple((one.register, one.field) for one in entries)).rows(record.pk)
    return list(found[0]) if found else [False] * len(entries)


@lru_cache(maxsize=256)
def _holding(key: str, entries: tuple[tuple[str, str], ...]) -> planned.Statement:
    """Return what asks of which related lists a record holds anything."""
    asked = {
        f"held_{place}": Exists(BY_KEY[other].model._default_manager.filter(**{field: OuterRef("pk")}))
        for place, (other, field) in enumerate(entries)
    }
    own = BY_KEY[key].model._default_manager.filter(pk=planned.ANY_RECORD)
    return planned.Statement(own.annotate(**asked).values_list(*asked))


def section(of: Register, record: Record, entry: Related, *, holds: bool, **typed: Any) -> dict[str, Any]:
    """Return one related list: its rows, how to add to it, and for parts the line to write in and the sums."""
    other = BY_KEY[entry.register]
    counted = {"title": str(capfirst(str(entry.title))) if entry.title else other.title, "register": other}
    if of.key == "partners" and other.key in partner.OWN_SECTIONS:  # its page shows these in its own way
        of_it = other.model._default_manager.filter(**{entry.field: record.pk})
        return counted | {"count": query.count(of_it) if holds else 0}
    if (of.key, entry.field) in editions.OWN_SECTIONS:  # and so do series, and what has side events
        return counted | {"new_href": "" if holds else editions.adding(of, record)}
    is_part = other.within == entry.field and bool(other.quick)
    most = PARTS_SHOWN if is_part else SHOWN
    rows = other.model._default_manager.filter(**{entry.field: record.pk})
    name, down = query.sort_column(other, other.order)
    if is_part:
        down = False
    ordered = query._joined(other, rows).order_by(f"-{name}" if down else name, "-id" if down else "id")  # noqa: SLF001
    shown = list(ordered[: most + 1]) if holds else []
    names = [one for one in other.columns if one != entry.field]
    if not is_part:
        names = _narrow(other, names)
    may_add = bool(may("add", other)) and (not is_part or bool(may("change", other, record)))
    today = values.today()
    found: dict[str, Any] = {
        **counted,
        "rows": [_row(other, one, names, today, opens_form=is_part and may_add) for one in shown[:most]],
        "columns": present.columns(other, names, {}),
        "count": query.count(rows) if len(shown) > most else len(shown),
        "more_href": f"{reverse('list', args=[other.key])}?{entry.field}={record.pk}" if len(shown) > most else "",
        "new_href": reverse("new", args=[other.key]) + f"?{entry.field}={record.pk}" if may_add else "",
        "is_part": is_part,
        "trait": entry.trait,
    }
    if not is_part:
        return found
    line = _line(of, record, other, rows, shown, may_add=may_add, **typed)
    if other.key == "programme_items":
        line["hours"] = programme_lines.by_day(found["columns"], names, found["rows"])
    return found | line


def _narrow(other: Register, names: list[str]) -> list[str]:
    """Return the columns that have room beside the facts of a record: the first, the currency of an amount, and the whole."""
    wholes = [one for one in names if one == other.within]
    first = [one for one in names if one not in wholes][: COLUMNS - len(wholes)]
    held = {one.name: one for one in other.model._meta.concrete_fields}
    amounts = any(isinstance(held.get(one), DecimalField) for one in first)
    money = [one for one in names if amounts and getattr(held.get(one), "vocabulary", "") == "currency"]
    return [one for one in names if one in (*first, *money, *wholes)]


def _row(of: Register, record: Any, names: list[str], today: date, *, opens_form: bool) -> dict[str, Any]:
    """Return a row of the list; one of a part opens its form, for there is nothing more to see of it."""
    row = present.row(of, record, names, today)
    return row | {"href": reverse("edit", args=[of.key, record.pk])} if opens_form else row


def _line(
    of: Register,
    record: Record,
    part: Register,
    rows: Any,
    shown: list[Any],
    *,
    may_add: bool,
    **typed: Any,
) -> dict[str, Any]:
    line: dict[str, Any] = {"sums": _sums(part, rows) if shown else [], "may_write": may_add}
    if part.key == "costs" and shown:
        line["sums"] += reckoned.against_estimate(rows)
    line["warnings"] = odd_days.warnings(part, record, shown)
    if part.key == "delegates" and shown and isinstance(record, Activity):
        line["warnings"] += delegate_numbers.warnings(record)
    if part.key == "programme_items":
        line["warnings"] += bookings.warnings(shown, values.today())
        line["beside"] = [
            {"label": _("Who can interpret"), "href": reverse("interpreters", args=[record.pk])},
            {"label": _("What is free"), "href": f"{reverse('free')}?activity={record.pk}"},
        ]
        line["taken"] = f"{reverse('taken')}?activity={record.pk}"
    if part is DELEGATION_MEMBERS and may_add:
        line["people"] = part_people.offer(shown)
    if may_add:
        line["action"] = reverse("parts", args=[of.key, record.pk, part.key])
        form, pasted = typed.get("form"), typed.get("pasted")
        line |= part_lines.drawn(part, form or part_lines.blank(part, record, shown), pasted or Pasted(), shown)
    return line


def _sums(part: Register, rows: Any) -> list[dict[str, str]]:
    found = []
    for name, unit in part.sums:
        by = rows.filter(**{f"{name}__isnull": False}).order_by()
        totals = (
            by.values_list(unit).annotate(total=Sum(name)) if unit else [("", by.aggregate(total=Sum(name))["total"])]
        )
        said = [f"{values.number(total)} {code}".strip() for code, total in totals if total is not None]
        if said:
            found.append({"label": present.label(part, name), "value": "; ".join(said)})
    return found


@require_http_methods(["GET", "POST"])
def parts(request: Request, of: Register, pk: int, part: Register) -> HttpResponse:
    """Show the parts of a record that are of one kind; store a line, or many pasted ones, all or none."""
    record = of.model._default_manager.filter(pk=pk).first()
    entry = next((one for one in of.related if one.register == part.key and one.field == part.within), None)
    if record is None or entry is None or not part.quick:
        raise Http404
    if request.method == "GET":
        return _answer(request, of, record, entry)
    try:
        require("add", part)
        require("change", part, record)
        if "people" in request.POST and part is DELEGATION_MEMBERS:
            return _named(request, of, record, entry)
        if request.POST.get("paste", "").strip():
            return _pasted(request, of, record, entry)
        return _one(request, of, record, entry)
    except (NotAllowed, write.Refused) as error:
        return errors.page(request, 403, reason=str(error))


def _one(request: Request, of: Register, record: Record, entry: Related) -> HttpResponse:
    form = part_lines.line_of(BY_KEY[entry.register], record, request.POST)
    if not form.is_valid():
        return _answer(request, of, record, entry, form=form, status=422)
    try:
        write.save(form.instance, links=form.linked())
    except IntegrityError as error:
        form.clashed(error)
        return _answer(request, of, record, entry, form=form, status=422)
    return _answer(request, of, record, entry, written=True)


def _pasted(request: Request, of: Register, record: Record, entry: Related) -> HttpResponse:
    pasted = part_lines.store(BY_KEY[entry.register], record, request.POST)
    if pasted.is_refused:
        return _answer(request, of, record, entry, pasted=pasted, status=422)
    return _told(request, of, record, entry, str(pasted), pasted.stored)


def _named(request: Request, of: Register, record: Record, entry: Related) -> HttpResponse:
    """Add to the people on record the members who are but a name."""
    try:
        done = part_people.add_all(record)
    except Wrong as error:
        return errors.page(request, 422, reason=str(error))
    return _told(request, of, record, entry, str(done), done.members)


def _told(
    request: Request, of: Register, record: Record, entry: Related, said: str, records: Sequence[int]
) -> HttpResponse:
    """Show the parts again and say what was done, with how all of it is taken back."""
    there = present.address(record) + f"#part-{entry.register}"
    asked = urlencode({"all": "1", "next": there})
    undo = reverse("undo", args=[request.identity.act, records[0]]) + f"?{asked}" if records else ""
    if not request.htmx:
        messages.success(request, said, extra_tags=f"undo:{undo}" if undo else "")
    return _answer(request, of, record, entry, written=True, said=said, undo=undo)


def _answer(
    request: Request, of: Register, record: Any, entry: Related, *, status: int = 200, **more: Any
) -> HttpResponse:
    if more.get("written") and not request.htmx:
        return redirect(present.address(record) + f"#part-{entry.register}")
    typed = {name: more.pop(name) for name in ("form", "pasted") if name in more}
    one = section(of, record, entry, holds=True, **typed)
    context = {"register": of, "record": record, "one": one, "page_title": one["title"], **more}
    context["crumbs"] = [
        (of.title, reverse("list", args=[of.key])),
        (record.title, present.address(record)),
        (one["title"], None),
    ]
    page = "registers/_part.html" if request.htmx else "registers/part.html"
    return render(request, page, context, status=status)
