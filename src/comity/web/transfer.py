"""Files out: exports and the template."""

import re
import secrets
import tempfile
from typing import IO

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from comity.core.http import Request
from comity.exchange import export as outgoing
from comity.exchange import jobs, returned
from comity.gate import query, values
from comity.gate.form import Wrong
from comity.registers import Register
from comity.web import present

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
    return sent(file, f"{of.key}-{values.today().isoformat()}.{kind}", outgoing.KINDS[kind])


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
        return sent(file, f"{of.key}-{values.today().isoformat()}.{kind}", outgoing.KINDS[kind])
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
    return sent(file, f"{of.key}-template.xlsx", outgoing.KINDS["xlsx"])


def sent(file: IO[bytes], name: str, kind: str) -> FileResponse:
    """Send a file to be kept."""
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=kind)
