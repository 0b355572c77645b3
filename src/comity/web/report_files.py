"""The report as a file to send on: Word, PDF, workbook with annexes."""

import io
import re
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from comity.core.http import Request
from comity.documents import making
from comity.documents.content import Asked
from comity.documents.making import KINDS, NotMade, Wanted
from comity.domain.period import NotAPeriod
from comity.exchange.jobs import place
from comity.reports import chooser, figures, indicators
from comity.web import present
from comity.web.transfer import TOKEN, sent

NAME = re.compile(r"[^0-9A-Za-z-]+")


@require_GET
def file(request: Request, kind: str) -> HttpResponseBase:
    """Send a report as a file; a long one is left to the worker."""
    try:
        name = chooser.named(indicators.of_city(), request.GET.get("report", ""))
        asked = chooser.period(indicators.of_city(), request.GET.get("period", ""))
    except KeyError as error:
        raise Http404 from error
    except NotAPeriod as error:
        return HttpResponse(chooser.why_not(error), status=422, content_type="text/plain; charset=utf-8")
    wanted = Wanted(
        kind, str(asked), name, Asked(request.user.city, request.user.name, request.build_absolute_uri("/"))
    )
    report = figures.of(asked, name)
    if making.is_long(report):
        token = making.ask(request.user, wanted, request.LANGUAGE_CODE)
        return redirect(reverse("report_made", args=[kind, token]) + chooser.address(asked, name or chooser.EVERYTHING))
    try:
        return _sent(io.BytesIO(making.made(wanted, report)), kind, str(asked))
    except NotMade as error:
        messages.error(request, str(error))
        return redirect(reverse("report") + chooser.address(asked, name or chooser.EVERYTHING))


@require_GET
def made(request: Request, kind: str, token: str) -> HttpResponseBase:
    """Show how far a file is that the worker makes; with `fetch`, send it."""
    if not TOKEN.match(token) or kind not in KINDS:
        raise Http404
    found = making.state(request.user.pk, token, kind)
    period = request.GET.get("period", "")
    if found["done"] and "fetch" in request.GET:
        return _sent(place(request.user.pk, token, kind).open("rb"), kind, period)
    here = {name: request.GET[name] for name in ("period", "report") if name in request.GET}
    context = {
        **found,
        "kind": kind,
        "shown_size": present.size(found["size"]) if found["size"] else "",
        "here": f"{request.path}?{request.GET.urlencode()}",
        "back": f"{reverse('report')}?{urlencode(here)}",
        "page_title": _("Report"),
        "crumbs": [(_("Reports"), reverse("report")), (kind.upper(), None)],
    }
    return render(request, "reports/_made.html" if request.htmx else "reports/made.html", context)


def _sent(content: io.BufferedIOBase, kind: str, period: str) -> FileResponse:
    return sent(content, f"comity-{NAME.sub('_', period)}.{kind}", KINDS[kind])  # type: ignore[arg-type]  # both are files of bytes
