"""The page of figures over a period, and the page of one of them."""

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from comity.core.http import Request
from comity.domain.period import NotAPeriod, Period
from comity.gate import values
from comity.reports import (
    checks,
    chooser,
    figures,
    indicators,
    issued_rights,
    page,
    returned,
    returned_rows,
    single,
    text,
    words,
)


@require_GET
def report(request: Request) -> HttpResponse:
    """Show the figures of a period, recorded beside reported."""
    usual, name = figures.usual(values.today().year), _report(request)
    try:
        asked = _asked(request, usual)
    except NotAPeriod as error:
        return _refused(request, error, usual, name)
    shown = figures.of(asked, name)
    context = {
        "shown": shown,
        "title": text.heading(shown),
        "large": page.large(shown),
        "checks": checks.of(shown),
        "office": request.user.city.office,
        "returns": returned.beside(shown),
        "part_words": returned_rows.part,
        "may_issue": not issued_rights.may_draft(),
    }
    return render(request, "reports/report.html", _around(request, asked, usual, name) | context | _tools(name))


@require_GET
def figure(request: Request, code: str) -> HttpResponse:
    """Show one figure: how it is counted, what it is made of, what it is compared with."""
    declared = indicators.of_city()
    if code not in declared.indicators:
        raise Http404
    usual, name = figures.usual(values.today().year), _report(request)
    try:
        asked = _asked(request, usual)
    except NotAPeriod as error:
        return _refused(request, error, usual, name)
    shown = figures.of(asked, name, only=code)
    context = {"shown": shown, "line": shown.lines[0], "one": single.of(shown), "checks": checks.of(shown)}
    return render(request, "reports/figure.html", _around(request, asked, usual, name) | context | _tools(name))


def _report(request: Request) -> str:
    try:
        return chooser.named(indicators.of_city(), request.GET.get("report", ""))
    except KeyError as error:
        raise Http404 from error


def _asked(request: Request, usual: Period) -> Period:
    typed = request.GET.get("period", "")
    return chooser.period(indicators.of_city(), typed) if typed.strip() else usual


def _refused(request: Request, error: NotAPeriod, usual: Period, name: str) -> HttpResponse:
    context = _around(request, usual, usual, name) | {"problem": chooser.why_not(error), "before": None, "after": None}
    return render(request, "reports/report.html", context | _tools(name), status=422)


def _around(request: Request, asked: Period, usual: Period, name: str) -> dict[str, Any]:
    declared = indicators.of_city()
    return {
        "typed": request.GET.get("period", ""),
        "asked": asked,
        "report": name or chooser.EVERYTHING,
        "before": asked.previous(),
        "after": asked.next(),
        "usual": usual,
        "reports": chooser.reports(declared, asked, name),
        "menus": chooser.menus(asked, this_year=values.today().year, declared=declared, report=name or "all"),
    }


def _tools(name: str) -> dict[str, object]:
    return {
        "address": partial(chooser.address, report=name or chooser.EVERYTHING),
        "bars": page.bars,
        "closing": page.closing,
        "point": page.point,
        "further": page.further,
        "fewest_bars": page.FEWEST_BARS,
        "how_counted": words.how_counted,
        "bases": words.bases,
    }
