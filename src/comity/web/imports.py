"""Files in: looked at before anything is stored, left and come back to, undone as one."""

import time
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from comity.core.http import Request
from comity.core.imports import Import, State
from comity.domain.numbers import is_record_id
from comity.exchange import export as outgoing
from comity.exchange import incoming, jobs, letters
from comity.exchange.columns import by_code
from comity.gate import texts, values
from comity.gate.access import NotAllowed, may, require
from comity.gate.kinds import kinds_with
from comity.registers import BY_KEY, Register
from comity.registers.declare import Face
from comity.web import errors, present
from comity.web.choices import read_choices
from comity.web.transfer import sent

KEPT_SECONDS = 24 * 3600
LISTED = 100
# What offices keep in spreadsheets, in the order in which it is best brought over: what others refer to first.
BEGIN = ("partners", "people", "ties", "agreements", "activities", "delegation_members", "projects", "gift_moves")


@require_http_methods(["GET", "POST"])
def import_(request: Request, of: Register) -> HttpResponse:
    """Take a file for a register, and show those that are under way."""
    try:
        require("add", of)
    except NotAllowed as error:
        return errors.page(request, 403, reason=str(error))
    _forget_old()
    upload, face = request.FILES.get("file"), of.face(request.GET.get("face", ""))
    if request.method == "POST" and upload and (upload.size or 0) <= settings.UPLOAD_LIMIT:
        batch = incoming.begin(of, request.user, upload.name or "", upload.chunks(), _of_face(of, face))
        _go_on(request, batch)
        return redirect("import_batch", of.key, batch.pk)
    problem = ""
    if request.method == "POST":
        problem = _("The file is larger than 25 MB. Split it.") if upload else _("Choose a file.")
    mine = Import.objects.filter(register=of.key, officer_id=request.user.pk)
    context = {
        "register": of,
        "page_title": _("Import"),
        "over": str(face.title) if face else of.title,
        "send_to": request.get_full_path(),
        "crumbs": [(of.title, reverse("list", args=[of.key])), (_("Import"), None)],
        "problem": problem,
        "under_way": [
            _row(one) for one in mine.filter(state__in=[*incoming.WORKING, State.LOOKED]).order_by("-pk")[:5]
        ],
    }
    return render(request, "registers/import.html", context, status=422 if problem else 200)


def _of_face(of: Register, face: Face | None) -> dict[str, str]:
    """What comes in from the list of one kind is of that kind, where the file does not say otherwise."""
    kinds = kinds_with(of, face.trait) if face else []
    return {"kind": kinds[0]} if kinds else {}


@require_http_methods(["GET", "POST"])
def batch(request: Request, of: Register, pk: int) -> HttpResponse:
    """Show how far an import is and what it would do or has done; do what the officer says next."""
    found = get_object_or_404(Import, pk=pk, register=of.key)
    if request.method == "GET":
        return _page(request, of, found)
    if found.officer_id != request.user.pk:
        return errors.page(request, 403, reason=_("Only the officer who sent the file goes on with it."))
    act = request.POST.get("act", "look")
    try:
        with transaction.atomic():
            ACTS.get(act, _look)(request, found)
    except incoming.Moved:
        messages.warning(request, _("This import has moved on meanwhile. See where it is now."))
    except ValidationError as error:
        messages.error(request, str(error.message))
    return redirect("import_batch", of.key, found.pk)


def _look(request: Request, batch: Import) -> None:
    """Look again with what was said about columns, rows and names."""
    if batch.state != State.LOOKED:
        raise incoming.Moved
    read_choices(batch, request.POST)
    said = {one: getattr(batch, one) for one in ("mapping", "rows", "names", "key", "fixed")}
    incoming.move(batch, State.READING, message="", **said)
    _go_on(request, batch)


def _store(request: Request, batch: Import) -> None:
    if batch.state == State.LOOKED:
        incoming.move(batch, State.STORING, reason=texts.reason(request.POST.get("reason", "")), message="")
        _go_on(request, batch)


def _again(request: Request, batch: Import) -> None:
    """Go on after the stage under way was interrupted, or look again at what was cancelled."""
    if batch.state in incoming.WORKING and jobs.progress(batch)["ended"]:
        jobs.ask_import(batch, request.LANGUAGE_CODE)
    elif batch.state in (State.CANCELLED, State.FAILED):
        incoming.move(batch, State.READING, message="", encoding="")
        _go_on(request, batch)


def _read_as(request: Request, batch: Import) -> None:
    """Read the file in the letters that the officer chose, having seen the first lines in each."""
    chosen = request.POST.get("encoding", "")
    if batch.state == State.FAILED and chosen in {one["code"] for one in incoming.old_letters(batch)}:
        incoming.move(batch, State.READING, message="", encoding=chosen)
        _go_on(request, batch)


def _cancel(request: Request, batch: Import) -> None:
    if batch.state == State.UNDOING:
        incoming.move(batch, State.STORED)
    elif batch.state in (State.READING, State.STORING, State.LOOKED):
        incoming.move(batch, State.CANCELLED)


def _undo(request: Request, batch: Import) -> None:
    if batch.state == State.STORED:
        incoming.move(batch, State.UNDOING, undo_rest=request.POST.get("act") == "undo_rest", message="")
        _go_on(request, batch)


ACTS = {
    "look": _look,
    "store": _store,
    "again": _again,
    "read_as": _read_as,
    "cancel": _cancel,
    "undo": _undo,
    "undo_rest": _undo,
}


def _go_on(request: Request, batch: Import) -> None:
    """Do what is short at once, and leave the rest to the worker."""
    if incoming.is_quick(batch):
        before = batch.state
        incoming.work(batch)
        _tell(request, batch, before)
    else:
        jobs.ask_import(batch, request.LANGUAGE_CODE)


def _tell(request: Request, batch: Import, before: str) -> None:
    if before == State.STORING and batch.state == State.STORED:
        messages.success(request, _stored(batch))


def _stored(batch: Import) -> str:
    count = batch.counts.get("new", 0) + batch.counts.get("changed", 0)
    said = ngettext("%(count)s record was added or changed.", "%(count)s records were added or changed.", count)
    return said % {"count": values.number(count)}


def _page(request: Request, of: Register, batch: Import) -> HttpResponse:
    working = batch.state in incoming.WORKING
    part = request.htmx and not request.htmx.boosted
    if part and not working:
        return HttpResponse(headers={"HX-Refresh": "true"})
    mine = batch.officer_id == request.user.pk
    looked = incoming.result(batch) if mine and batch.state == State.LOOKED else {}
    context = {
        "register": of,
        "batch": batch,
        "state": _state(batch),
        "working": working,
        "progress": jobs.progress(batch) if working else None,
        "looked": looked,
        "known": [(code, str(column)) for code, column in by_code(of).items()],
        "has_errors": incoming.place(batch, "errors").exists(),
        "kept": incoming.kept(batch) if mine and batch.state in (State.STORED, State.UNDONE) else [],
        "mine": mine,
        "old_letters": incoming.old_letters(batch) if mine and batch.state == State.FAILED else [],
        "letters": str(letters.NAMES.get(batch.encoding, "")),
        "told": _stored(batch) if batch.state == State.STORED else "",
        "here": request.path,
        "page_title": _("Import"),
        "crumbs": [
            (of.title, reverse("list", args=[of.key])),
            (_("Import"), reverse("import", args=[of.key])),
            (batch.name, None),
        ],
    }
    return render(request, "registers/_importing.html" if part else "registers/import_batch.html", context)


@require_GET
def returned(request: Request, of: Register, pk: int) -> FileResponse:
    """Send the file back with a column of errors."""
    found = get_object_or_404(Import, pk=pk, register=of.key, officer_id=request.user.pk)
    path = incoming.place(found, "errors")
    if not path.exists():
        raise Http404
    return sent(path.open("rb"), f"{of.key}-errors.xlsx", outgoing.KINDS["xlsx"])


@require_GET
def imports(request: Request) -> HttpResponse:
    """List the imports that the officer may know of, latest first."""
    found = Import.objects.select_related("officer").order_by("-pk")
    before = request.GET.get("before", "")
    found = found.filter(pk__lt=int(before)) if is_record_id(before) else found
    rows = list(found[: LISTED + 1])
    context = {
        "rows": [_row(one) for one in rows[:LISTED]],
        "more": rows[LISTED - 1].pk if len(rows) > LISTED else None,
        "page_title": _("Imports"),
        "begin": [
            {"label": BY_KEY[key].title, "href": reverse("import", args=[key])}
            for key in BEGIN
            if may("add", BY_KEY[key])
        ],
        "crumbs": [(_("Imports"), None)],
    }
    return render(request, "registers/imports.html", context)


TONES = {
    State.LOOKED: "info",
    State.STORED: "success",
    State.UNDONE: "secondary",
    State.CANCELLED: "secondary",
    State.FAILED: "danger",
}


def _state(batch: Import) -> dict[str, str]:
    return {"text": str(State(batch.state).label), "tone": TONES.get(State(batch.state), "warning")}


def _row(batch: Import) -> dict[str, Any]:
    return {
        "batch": batch,
        "href": reverse("import_batch", args=[batch.register, batch.pk]),
        "register": BY_KEY[batch.register].title if batch.register in BY_KEY else batch.register,
        "size": present.size(batch.size),
        "state": _state(batch),
    }


def _forget_old() -> None:
    for path in [*incoming.folder().iterdir(), *jobs.folder().iterdir()]:
        with suppress(FileNotFoundError):  # another request or the worker was faster
            if time.time() - path.stat().st_mtime > KEPT_SECONDS:
                path.unlink()
