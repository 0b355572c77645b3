"""Giving an entry another day: dropped on it by mouse, or typed; through the gate, with the version that was seen."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comity.core import write
from comity.core.http import Request
from comity.domain import partial_date
from comity.domain.partial_date import NotADate
from comity.gate import causes, values
from comity.gate.access import NotAllowed, require
from comity.gate.form import Wrong, check
from comity.registers import Register
from comity.web import errors, present
from comity.web.calendar import along
from comity.web.calendar.entries import MOVED
from comity.web.records import of_number


@require_http_methods(["GET", "POST"])
def move(request: Request, of: Register, pk: int) -> HttpResponse:
    """Ask for the day, or move the entry to it."""
    if of.key not in MOVED:
        raise Http404
    record = of_number(of, pk)
    try:
        require("change", of, record)
    except NotAllowed as error:
        return errors.page(request, 403, reason=str(error))
    if request.method == "GET":
        return _ask(request, of, record)
    try:
        found = partial_date.parse(request.POST.get("to", ""))
        if found is None or found.day is None:
            raise NotADate(request.POST.get("to", ""))
    except NotADate:
        return _ask(request, of, record, error=_("Give the day, such as 12/05/2025."), status=422)
    return _store(request, of, record, found.first)


def _store(request: Request, of: Register, record: Any, to: date) -> HttpResponse:
    seen = request.POST.get("version", "")
    before = _when(of, record)
    reason, moved = causes.MOVED, along.Along()
    starts = getattr(record, MOVED[of.key][0])
    try:
        with transaction.atomic():
            if of.key == "activities":
                moved = along.inside(record, locked=True)
            form = check(of, changes(of, record, to), instance=record)
            write.save(form.instance, seen=int(seen) if seen.isdecimal() and len(seen) < 10 else -1, reason=reason)
            along.shift(moved, along.days_between(starts, to.isoformat()), reason)
    except Wrong as error:
        said = " ".join(one for told in error.errors.values() for one in told)
        return _ask(request, of, of_number(of, record.pk), error=said, status=422)
    except write.Conflict as conflict:
        said = _("Somebody else saved %(title)s first: it is now on %(when)s. Look at it, then move it again.")
        told = said % {"title": conflict.theirs.title, "when": _when(of, conflict.theirs)}
        return _ask(request, of, conflict.theirs, error=told, status=409)
    except write.Refused:
        return errors.page(request, 403)
    except IntegrityError:
        return _ask(request, of, of_number(of, record.pk), error=_("It was not moved. Open its form."), status=422)
    there = _next(request, of, record)
    asked = ({"parts": "1"} if moved.moving else {}) | {"next": there}
    undo = f"{reverse('undo', args=[request.identity.act, record.pk])}?{urlencode(asked)}"
    said = _("Moved %(title)s from %(before)s to %(after)s.")
    told = said % {"title": record.title, "before": before, "after": _when(of, form.instance)}
    messages.success(request, " ".join([told, *moved.told()]), extra_tags=f"undo:{undo}")
    return redirect(there)


def changes(of: Register, record: Any, to: date) -> dict[str, Any]:
    """Return the fields that change when an entry is moved to a day: it stays as long as it was."""
    first, last = MOVED[of.key]
    if not last:
        return {first: to.isoformat()}
    starts, ends = partial_date.moved(getattr(record, first), getattr(record, last), to)
    whole_before = len(getattr(record, first)) == len(starts)
    return {first: starts, last: ends} | ({} if whole_before else {"through": False})


def _when(of: Register, record: Any) -> str:
    first, last = MOVED[of.key]
    ends, through = (getattr(record, last), record.through) if last else ("", False)
    return values.span(getattr(record, first), ends, through) or _("no date")


def _ask(request: Request, of: Register, record: Any, *, error: str = "", status: int = 200) -> HttpResponse:
    first, last = MOVED[of.key]
    stored = getattr(record, first)
    long = bool(last and getattr(record, last) and getattr(record, last) != stored)
    hint = _("The end moves with it.") if long else _("The day is kept as it is given.")
    goes = along.inside(record).announced() if of.key == "activities" else ""
    context = {
        "page_title": record.title,
        "crumbs": [
            (_("Calendar"), reverse("calendar")),
            (record.title, present.address(record)),
            (_("Another day"), None),
        ],
        "record": record,
        "when": _when(of, record),
        "label": present.label(of, first),
        "hint": " ".join(part for part in (hint, goes) if part),
        "through": bool(last) and record.through and len(stored) < len("2025-01-16"),
        "to": request.POST.get("to") or request.GET.get("to") or (stored if len(stored) == len("2025-01-16") else ""),
        "version": record.version,
        "error": error,
        "next": _next(request, of, record),
        "edit": reverse("edit", args=[of.key, record.pk]),
    }
    return render(request, "calendar/move.html", context, status=status)


def _next(request: Request, of: Register, record: Any) -> str:
    """Return the page to go back to, never another site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return wanted
    return present.address(record)
