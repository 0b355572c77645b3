"""What is related to a record, on its page; its parts are written there too, line by line or many lines at once."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Sum
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comity.core import write
from comity.core.http import Request
from comity.core.records import Record
from comity.gate import kinds, query, values
from comity.gate.access import NotAllowed, may, require
from comity.gate.form import RecordForm, Wrong, check, form_class
from comity.gate.held import filled
from comity.registers import BY_KEY, Register
from comity.registers.declare import Related
from comity.web import bookings, editions, errors, partner, present
from comity.web.pickers import offered

SHOWN, PARTS_SHOWN, PASTED = 6, 60, 500


def sections(of: Register, record: Any) -> list[dict[str, Any]]:
    """Return the related lists of a record's page; those that hold nothing cost one query together."""
    entries = list(kinds.related(of, record))
    held = _held(of, record, entries)
    return [section(of, record, entry, holds=held[place]) for place, entry in enumerate(entries)]


def _held(of: Register, record: Record, entries: list[Related]) -> list[bool]:
    asked = {
        f"held_{place}": Exists(BY_KEY[one.register].model._default_manager.filter(**{one.field: OuterRef("pk")}))
        for place, one in enumerate(entries)
    }
    found = (
        of.model._default_manager.filter(pk=record.pk).annotate(**asked).values_list(*asked).first() if asked else ()
    )
    return list(found or [False] * len(entries))


def section(of: Register, record: Record, entry: Related, *, holds: bool, form: Any = None) -> dict[str, Any]:
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
    may_add = bool(may("add", other)) and (not is_part or bool(may("change", other, record)))
    today = values.today()
    found = {
        **counted,
        "rows": [_row(other, one, names, today, opens_form=is_part and may_add) for one in shown[:most]],
        "columns": present.columns(other, names, {}),
        "count": query.count(rows) if len(shown) > most else len(shown),
        "more_href": f"{reverse('list', args=[other.key])}?{entry.field}={record.pk}" if len(shown) > most else "",
        "new_href": reverse("new", args=[other.key]) + f"?{entry.field}={record.pk}" if may_add else "",
        "is_part": is_part,
        "trait": entry.trait,
    }
    return found | _line(of, record, other, rows, shown, may_add=may_add, form=form) if is_part else found


def _row(of: Register, record: Any, names: list[str], today: date, *, opens_form: bool) -> dict[str, Any]:
    """Return a row of the list; one of a part opens its form, for there is nothing more to see of it."""
    row = present.row(of, record, names, today)
    return row | {"href": reverse("edit", args=[of.key, record.pk])} if opens_form else row


def _line(
    of: Register, record: Record, part: Register, rows: Any, shown: list[Any], *, may_add: bool, form: Any
) -> dict[str, Any]:
    line: dict[str, Any] = {"sums": _sums(part, rows) if shown else [], "may_write": may_add}
    if part.key == "programme_items":
        line["warnings"] = bookings.warnings(shown, values.today())
        line["beside"] = [{"label": _("Who can interpret"), "href": reverse("interpreters", args=[record.pk])}]
    if may_add:
        line["names"] = quick_names(part)
        line["form"] = offered(form or _blank(part, record, shown), line["names"])
        line["action"] = reverse("parts", args=[of.key, record.pk, part.key])
        line["labels"] = [present.label(part, name).partition(" (")[0] for name in line["names"]]
    return line


def quick_names(part: Register) -> list[str]:
    """Return the fields of the line, texts in two languages in the reader's."""
    pairs = set(part.fields)
    end = "vi" if get_language() == "vi" else "en"
    return [f"{name}_{end}" if f"{name}_{end}" in pairs else name for name in part.quick]


def _blank(part: Register, record: Record, shown: list[Any]) -> RecordForm:
    """Return an empty line that goes on where the last one ended, or begins where the whole does."""
    carried, source = (part.carry, shown[-1]) if shown else (part.begin, record)
    initial = {name: getattr(source, other, "") for name, other in carried}
    return form_class(part)(initial=initial, prefix=None)


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
        if pasted := request.POST.get("paste", "").strip("\r\n"):
            return _pasted(request, of, record, entry, pasted)
        return _one(request, of, record, entry)
    except (NotAllowed, write.Refused) as error:
        return errors.page(request, 403, reason=str(error))


def _one(request: Request, of: Register, record: Record, entry: Related) -> HttpResponse:
    part = BY_KEY[entry.register]
    given: dict[str, Any] = {name: request.POST.getlist(name) for name in quick_names(part) if name in request.POST}
    single = {name: said if name in part.links else said[0] for name, said in given.items()}
    form = form_class(part)(data=filled(part, single | {part.within: record.pk}, None))
    if not form.is_valid():
        return _answer(request, of, record, entry, form=form, status=422)
    try:
        write.save(form.instance, links=form.linked())
    except IntegrityError:
        form.add_error(
            None, _("Another record with the same key was saved just now. Check the reference and try again.")
        )
        return _answer(request, of, record, entry, form=form, status=422)
    return _answer(request, of, record, entry, written=True)


def _pasted(request: Request, of: Register, record: Record, entry: Related, pasted: str) -> HttpResponse:
    part = BY_KEY[entry.register]
    names = quick_names(part)
    lines = [line for line in pasted.splitlines() if line.strip()]
    wrong: list[str] = []
    if len(lines) > PASTED:
        wrong.append(_("At most %(most)s lines can be pasted at once. Import a file instead.") % {"most": PASTED})
        lines = []
    try:
        with transaction.atomic():
            for number, line in enumerate(lines, 1):
                wrong += _store_line(part, record, names, number, line)
            if wrong:
                raise _NotAll
    except _NotAll:
        return _answer(request, of, record, entry, pasted=pasted, wrong=wrong, status=422)
    return _answer(request, of, record, entry, written=True)


class _NotAll(Exception):
    """A line is wrong: none is stored."""


def _store_line(part: Register, record: Record, names: list[str], number: int, line: str) -> list[str]:
    cells = [cell.strip() for cell in line.split("\t" if "\t" in line else "|")]
    if len(cells) > len(names):
        said = _("Line %(line)s has %(count)s columns; at most %(most)s are expected.")
        return [said % {"line": number, "count": len(cells), "most": len(names)}]
    given: Mapping[str, Any] = {name: cell for name, cell in zip(names, cells, strict=False) if cell}
    try:
        form = check(part, {**given, part.within: record.pk})
        write.save(form.instance, links=form.linked())
    except Wrong as error:
        return [
            _("Line %(line)s, %(field)s: %(said)s")
            % {"line": number, "field": present.label(part, name) if name else "", "said": " ".join(said)}
            for name, said in error.errors.items()
        ]
    return []


def _answer(
    request: Request, of: Register, record: Any, entry: Related, *, status: int = 200, **more: Any
) -> HttpResponse:
    if more.get("written") and not request.htmx:
        return redirect(present.address(record) + f"#part-{entry.register}")
    one = section(of, record, entry, holds=True, form=more.pop("form", None))
    context = {"register": of, "record": record, "one": one, "page_title": one["title"], **more}
    context["crumbs"] = [
        (of.title, reverse("list", args=[of.key])),
        (record.title, present.address(record)),
        (one["title"], None),
    ]
    page = "registers/_part.html" if request.htmx else "registers/part.html"
    return render(request, page, context, status=status)
