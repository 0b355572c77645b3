"""Files of records: attach, download, remove."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from comity.core import files, write
from comity.core.attached import Attachment
from comity.core.http import Request
from comity.core.records import Record
from comity.gate.access import NotAllowed, may, require
from comity.registers import BY_KEY, Register
from comity.web import errors, present
from comity.web.records import of_number

AT_ONCE = 20


@require_POST
def add(request: Request, of: Register, pk: int) -> HttpResponse:
    """Attach one or more files to a record; each that is not taken is named with the reason."""
    record = of_number(of, pk)
    try:
        require("change", of, record)
        taken, problems = _attached(record, request.FILES.getlist("file"))
    except (NotAllowed, write.Refused) as error:
        return errors.page(request, 403, reason=str(error))
    said = ngettext("Attached %(count)s file.", "Attached %(count)s files.", taken) % {"count": taken}
    undo = reverse("undo", args=[request.identity.act, record.pk])
    if request.htmx:
        done = {"said": said, "undo": undo} if taken else {}
        return render(
            request,
            "files/panel.html",
            panel(of, record) | {"problems": problems} | done,
            status=422 if problems else 200,
        )
    if taken:
        messages.success(request, said, extra_tags=f"undo:{undo}")
    for problem in problems:
        messages.error(request, problem)
    return redirect(present.address(record) + "#files")


@require_GET
def download(request: Request, pk: int) -> HttpResponseBase:
    """Send a file for saving; nothing in it can run as a page of ours."""
    attachment = _visible(pk)
    try:
        file = files.opened(attachment)
    except files.Lost:
        return errors.page(request, 404)
    response = FileResponse(file, as_attachment=True, filename=attachment.name, content_type=attachment.kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox"
    return response


@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Take a file off its record; the message that follows brings it back."""
    attachment = _visible(pk)
    of = BY_KEY[attachment.entry.register]
    record = of_number(of, attachment.entry_id)
    try:
        require("change", of, record)
        files.detach(attachment)
    except (NotAllowed, write.Refused) as error:
        return errors.page(request, 403, reason=str(error))
    undo = reverse("undo", args=[request.identity.act, record.pk])
    messages.success(request, _("Removed %(name)s.") % {"name": attachment.name}, extra_tags=f"undo:{undo}")
    return redirect(present.address(record) + "#files")


def panel(of: Register, record: Record) -> dict[str, Any]:
    """Return what the panel of a record's files shows."""
    may_change = bool(may("change", of, record))
    return {
        "register": of,
        "record": record,
        "attachments": present.attachments(record, may_change),
        "may_change": may_change,
    }


def _visible(pk: int) -> Attachment:
    found = Attachment.objects.select_related("entry").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _attached(record: Record, given: "Sequence[UploadedFile[Any]]") -> tuple[int, list[str]]:
    """Attach the files; return how many were taken and what is wrong with the others. Raises comity.core.write.Refused."""
    if not given:
        return 0, [_("Choose at least one file.")]
    if len(given) > AT_ONCE:
        return 0, [_("Attach at most %(count)s files at once.") % {"count": AT_ONCE}]
    problems = []
    for file in given:
        name = file.name or ""
        try:
            files.attach(record.pk, name, file.chunks())
        except files.NotTaken as refusal:
            problems.append(_("%(name)s: %(reason)s") % {"name": name, "reason": refusal.args[0]})
    return len(given) - len(problems), problems
