"""The page of dashboards over a period."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from comity.core.http import Request
from comity.domain.period import NotAPeriod
from comity.gate import values
from comity.reports import board, chooser, figures, indicators


@require_GET
def dashboards(request: Request) -> HttpResponse:
    """Show the year in one picture, by month, divided, and what came of it."""
    today, typed = values.today(), request.GET.get("period", "")
    asked = usual = figures.usual(today.year)
    problem = ""
    try:
        asked = chooser.period(indicators.of_city(), typed) if typed.strip() else usual
    except NotAPeriod as error:
        problem = chooser.why_not(error)
    context = {
        "typed": typed,
        "asked": asked,
        "usual": usual,
        "problem": problem,
        "before": asked.previous(),
        "after": asked.next(),
        "menus": chooser.menus(asked, this_year=today.year, declared=indicators.of_city(), report=""),
        "address": partial(chooser.address, report=""),
        "shown": None if problem else board.of(asked, today),
    }
    return render(request, "reports/board.html", context, status=422 if problem else 200)
