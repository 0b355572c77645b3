"""One figure of an issued report with the records that were counted, and the report as a file."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from comity.core.http import Request
from comity.documents import issued
from comity.documents.content import Asked
from comity.documents.making import KINDS, NotMade
from comity.reports import issuing, kept
from comity.web.issued import found


@require_GET
def figure(request: Request, pk: int, code: str) -> HttpResponse:
    """Show the records that a figure was made of when it was counted, as far as the reader may see them."""
    one = found(pk)
    content, language = issuing.content_of(one), get_language() or "en"
    counted = kept.figure_of(content, code)
    if counted is None:
        raise Http404
    rows, more = kept.behind(one, counted)
    title = counted["title"][language]
    context = {
        "page_title": title,
        "crumbs": [
            (_("Issued reports"), reverse("issued_list")),
            (content["title"][language], reverse("issued", args=[pk])),
            (title, None),
        ],
        "one": one,
        "doc": content,
        "figure": counted,
        "rows": rows,
        "more": more,
    }
    return render(request, "reports/issued_figure.html", context)


@require_GET
def file(request: Request, pk: int, kind: str) -> HttpResponse:
    """Send a report as it is kept, byte for byte where the reader may see all of it, or as a paper or workbook made of it."""
    one = found(pk)
    if kind == "json":
        answer = HttpResponse(issued.data(one), content_type="application/json")
    elif kind in KINDS:
        asked = Asked(request.user.city, request.user.name, request.build_absolute_uri("/"))
        try:
            answer = HttpResponse(issued.made(one, kind, asked), content_type=KINDS[kind])
        except NotMade as error:
            messages.error(request, str(error))
            return redirect("issued", pk)
    else:
        raise Http404
    answer["Content-Disposition"] = f'attachment; filename="comity-report-{one.pk}.{kind}"'
    return answer
