"""Files out and in: exports, the template, and imports looked at before anything is stored."""

import json
import re
import secrets
import tempfile
import time
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from comity.core.http import Request
from comity.exchange import export as outgoing
from comity.exchange import importing, jobs, reading, returned, rows
from comity.exchange.columns import columns
from comity.gate import query, values
from comity.gate.access import NotAllowed, require
from comity.gate.form import Wrong
from comity.registers import Register
from comity.web import errors, present

SHOWN = 200
LONG = 5000
KEPT_SECONDS = 24 * 3600
TOKEN = re.compile(r"^[0-9a-f]{32}$")


@require_GET
def export(request: Request, of: Register, kind: str) -> HttpResponse | FileResponse:
    """Send the list asked for as a file."""
    if kind not in outgoing.KINDS:
        raise Http404
    file = tempfile.TemporaryFile()  # noqa: SIM115  FileResponse closes it
    try:
        if query.narrowed(of, request.GET).order_by()[: LONG + 1].count() > LONG:
            return _later(request, of, kind)
        outgoing.write(of, query.all_of(of, request.GET), kind, file)
    except (Wrong, outgoing.NotExported) as error:
        file.close()
        messages.error(request, str(error))
        return redirect("list", of.key)
    return _sent(file, f"{of.key}-{values.today().isoformat()}.{kind}", outgoing.KINDS[kind])


def _later(request: Request, of: Register, kind: str) -> HttpResponse:
    token = secrets.token_hex(16)
    jobs.export_list.enqueue(request.user.pk, of.key, request.GET.urlencode(), kind, request.LANGUAGE_CODE, token)
    return redirect("exported", of.key, kind, token)


@require_GET
def exported(request: Request, of: Register, kind: str, token: str) -> HttpResponse | FileResponse:
    """Show how far a long export is; with `fetch`, send it."""
    if not TOKEN.match(token) or kind not in outgoing.KINDS:
        raise Http404
    found = jobs.state(request.user.pk, token, kind)
    if found["done"] and "fetch" in request.GET:
        file = jobs.place(request.user.pk, token, kind).open("rb")
        return _sent(file, f"{of.key}-{values.today().isoformat()}.{kind}", outgoing.KINDS[kind])
    context = {
        **found,
        "register": of,
        "kind": kind,
        "shown_size": present.size(found["size"]) if found["size"] else "",
        "here": request.path,
        "page_title": _("Export"),
        "crumbs": [(of.title, reverse("list", args=[of.key])), (_("Export"), None)],
    }
    return render(request, "registers/_exported.html" if request.htmx else "registers/exported.html", context)


@require_GET
def template(request: Request, of: Register) -> FileResponse:
    """Send an empty spreadsheet to fill in and import."""
    file = tempfile.TemporaryFile()  # noqa: SIM115
    returned.template(of, file)
    return _sent(file, f"{of.key}-template.xlsx", outgoing.KINDS["xlsx"])


def _sent(file: IO[bytes], name: str, kind: str) -> FileResponse:
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=kind)


@require_http_methods(["GET", "POST"])
def import_(request: Request, of: Register) -> HttpResponse | FileResponse:
    """Take a file, show what it would do, store it when told to."""
    try:
        require("add", of)
    except NotAllowed as error:
        return errors.page(request, 403, reason=str(error))
    _forget_old()
    if request.method == "GET":
        return _page(request, of, {})
    try:
        path, token = _given(request)
        with path.open("rb") as file:
            table = reading.read(of, file, sheet=request.POST.get("sheet", ""))
    except (reading.Unreadable, _NoFile) as error:
        return _page(request, of, {"problem": str(error)}, 422)
    mapping = {
        header: request.POST[f"map_{place}"]
        for place, header in enumerate(table.headers)
        if request.POST.get(f"map_{place}")
    }
    found = importing.preview(of, table, mapping)
    if request.POST.get("act") == "return":
        back = tempfile.TemporaryFile()  # noqa: SIM115
        returned.with_errors(table, found, back)
        return _sent(back, f"{of.key}-errors.xlsx", outgoing.KINDS["xlsx"])
    seen = path.with_suffix(".json")
    if request.POST.get("act") == "store" and seen.exists():
        return _store(request, of, found, json.loads(seen.read_text(encoding="utf-8")), token)
    seen.write_text(json.dumps(found.seen()), encoding="utf-8")
    return _page(request, of, _preview(of, found, token), 200 if found.is_good else 422)


class _NoFile(ValueError):
    """There is no file to look at; `args[0]` says what to do."""


def _given(request: Request) -> tuple[Path, str]:
    token = request.POST.get("token", "")
    if upload := request.FILES.get("file"):
        if (upload.size or 0) > settings.UPLOAD_LIMIT:
            raise _NoFile(_("The file is larger than 25 MB. Split it."))
        token = _keep(request, upload)
    path = _kept(request, token)
    if path is None:
        raise _NoFile(_("Choose a file. One looked at earlier is kept for a day."))
    return path, token


def _store(request: Request, of: Register, found: rows.Preview, seen: dict[str, Any], token: str) -> HttpResponse:
    try:
        count = importing.commit(found, reason=request.POST.get("reason", "")[:500] or _("import"), seen=seen)
    except importing.NotStored as error:
        return _page(request, of, _preview(of, error.preview, token), 422)
    said = ngettext("%(count)s record was added or changed.", "%(count)s records were added or changed.", count)
    messages.success(request, said % {"count": values.number(count)})
    return redirect("list", of.key)


def _page(request: Request, of: Register, found: dict[str, Any], status: int = 200) -> HttpResponse:
    context = {
        "register": of,
        "page_title": _("Import"),
        "crumbs": [(of.title, reverse("list", args=[of.key])), (_("Import"), None)],
        "known": [(column.code, str(column)) for column in columns(of)],
        **found,
    }
    return render(request, "registers/import.html", context, status=status)


def _preview(of: Register, found: rows.Preview, token: str) -> dict[str, Any]:
    shown = [row for row in found.rows if row.state != rows.SAME] or found.rows
    shown = sorted(shown, key=lambda row: row.state != rows.ERROR)[:SHOWN]
    codes = list(dict.fromkeys(code for row in shown for code in row.cells))
    named = {column.code: str(column) for column in columns(of)}
    return {
        "token": token,
        "preview": found,
        "good": found.is_good and (found.counts[rows.NEW] or found.counts[rows.CHANGED]),
        "headings": [named.get(code, code) for code in codes],
        "lines": [_line(row, codes) for row in shown],
        "counts": found.counts,
        "total": len(found.rows),
        "unknown": [(list(found.table.headers).index(header), header) for header in found.unknown],
        "mapped": [
            (list(found.table.headers).index(header), code)
            for header, code in found.mapping.items()
            if header in found.table.headers
        ],
    }


def _line(row: rows.Row, codes: list[str]) -> dict[str, Any]:
    changed = {one.column: one for one in row.differences}
    wrong = {one.column: one.message for one in row.errors}
    cells = []
    for code in codes:
        difference = changed.get(code)
        shown = difference.after if difference and row.state == rows.CHANGED else row.text(code)
        cells.append(
            {
                "text": shown,
                "before": difference.before if difference and row.state == rows.CHANGED else None,
                "error": wrong.get(code, ""),
            }
        )
    whole = " ".join(
        one.message if one.column == "" else f"{one.label}: {one.message}"
        for one in row.errors
        if one.column not in codes
    )
    return {"number": row.line, "state": row.state, "cells": cells, "message": whole}


def _folder() -> Path:
    folder = Path(settings.DATA) / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _keep(request: Request, upload: Any) -> str:
    token = secrets.token_hex(16)
    with (_folder() / f"{request.user.pk}-{token}.file").open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    return token


def _kept(request: Request, token: str) -> Path | None:
    if not TOKEN.match(token):
        return None
    path = _folder() / f"{request.user.pk}-{token}.file"
    return path if path.exists() else None


def _forget_old() -> None:
    for path in [*_folder().iterdir(), *jobs.folder().iterdir()]:
        if time.time() - path.stat().st_mtime > KEPT_SECONDS:
            path.unlink(missing_ok=True)
