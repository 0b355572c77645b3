"""One figure of an issued report with the records that were counted, and the report as a file."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from comity.core.http import Request
from comity.exchange import export
from comity.reports import issued_book, issuing, kept
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
    """Send a report as it is kept, byte for byte, or as a workbook."""
    one = found(pk)
    if kind == "json":
        answer = HttpResponse(bytes(one.content.content), content_type="application/json")
    elif kind == "xlsx":
        answer = HttpResponse(issued_book.made(one, issuing.content_of(one)), content_type=export.KINDS["xlsx"])
    else:
        raise Http404
    answer["Content-Disposition"] = f'attachment; filename="comity-report-{one.pk}.{kind}"'
    return answer
