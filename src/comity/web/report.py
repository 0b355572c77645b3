"""The page of figures over a period, and the same as a workbook."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from comity.core.http import Request
from comity.domain import period as periods
from comity.domain.period import NotAPeriod
from comity.gate import values
from comity.reports import chooser, figures, page, workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def report(request: Request) -> HttpResponse:
    """Show the figures of a period, recorded beside reported."""
    typed = request.GET.get("period", "")
    this_year = values.today().year
    usual = figures.usual(this_year)
    try:
        asked = periods.parse(typed) if typed.strip() else usual
    except NotAPeriod as error:
        refused: dict[str, object] = {
            "typed": typed,
            "problem": chooser.why_not(error),
            "menus": chooser.menus(usual, this_year=this_year),
        }
        return render(request, "reports/report.html", refused | _tools(), status=422)
    shown = figures.of(asked)
    context: dict[str, object] = {
        "typed": typed,
        "shown": shown,
        "large": page.large(shown),
        "before": asked.previous(),
        "after": asked.next(),
        "usual": usual,
        "menus": chooser.menus(asked, this_year=this_year),
        "office": request.user.city.office,
    }
    return render(request, "reports/report.html", context | _tools())


@require_GET
def report_xlsx(request: Request) -> HttpResponse:
    """Send the figures of a period as a workbook."""
    try:
        asked = periods.parse(request.GET.get("period", ""))
    except NotAPeriod as error:
        return HttpResponse(chooser.why_not(error), status=422, content_type="text/plain; charset=utf-8")
    name = f"comity-{str(asked).replace('..', '_')}.xlsx"
    answer = HttpResponse(workbook.made(figures.of(asked)), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _tools() -> dict[str, object]:
    return {
        "address": chooser.address,
        "bars": page.bars,
        "point": page.point,
        "further": page.further,
        "fewest_bars": page.FEWEST_BARS,
        "how_counted": figures.how_counted,
    }
