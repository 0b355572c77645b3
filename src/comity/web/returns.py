"""Agencies' returns: the list with who is late, asking for them, and the one page on which a unit answers."""

from collections import defaultdict
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from comity.core.http import Request
from comity.core.pack import of_city
from comity.core.people import Writes
from comity.core.returns import Answer, Return
from comity.core.write import Refused
from comity.domain import returning as rule
from comity.domain.numbers import is_record_id
from comity.domain.period import NotAPeriod
from comity.gate import texts, values
from comity.gate.access import NotAllowed
from comity.registers.units import Unit
from comity.reports import chooser, indicators, kept, return_lines, return_parts, returning
from comity.reports.return_lines import Reading, Typed
from comity.web import days, errors

MOST = 500
TONES = {"asked": "secondary", "sent": "primary", "accepted": "success", "back": "warning"}


class AskForm(forms.Form):
    """What is asked for, of whom, until when."""

    period = texts.LineInput(label=gettext_lazy("period"), max_length=40)
    report = forms.ChoiceField(label=gettext_lazy("report"))
    due = forms.DateField(label=gettext_lazy("to be sent by"), widget=forms.DateInput(attrs={"type": "date"}))
    note = texts.LineInput(label=gettext_lazy("what to look at"), max_length=texts.REASON, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(str(field.label))
        declared = indicators.of_city().reports
        self.fields["report"].choices = [(key, str(form.title)) for key, form in declared.items()]  # type: ignore[attr-defined]

    def clean_period(self) -> Any:
        """Return the period that was asked for."""
        try:
            return chooser.period(indicators.of_city(), self.cleaned_data["period"])
        except NotAPeriod as error:
            raise ValidationError(chooser.why_not(error)) from error

    def clean_due(self) -> Any:
        """Return the day, which is not past."""
        due = self.cleaned_data["due"]
        if said := returning.too_late(due):
            raise ValidationError(said)
        return due


@require_GET
def listing(request: Request) -> HttpResponse:
    """List the returns that the reader may see: what is open first, the longest overdue at the top."""
    today = values.today()
    rows = Return.objects.select_related("request").prefetch_related("unit").order_by("-request_id", "id")[:MOST]
    groups: dict[int, dict[str, Any]] = {}
    for one in rows:
        asked = one.request
        group = groups.setdefault(
            asked.pk,
            {
                "title": returning.label(asked),
                "due": values.when(asked.due.isoformat()),
                "note": asked.note,
                "rows": [],
            },
        )
        group["rows"].append(_row(one, today))
    for group in groups.values():
        group["rows"].sort(key=lambda row: (-row["late"], row["order"], row["title"]))
        group["done"] = sum(1 for row in group["rows"] if row["state"] == str(Answer.ACCEPTED.label))
    context = {
        "page_title": _("Agencies' returns"),
        "crumbs": [(_("Reports"), reverse("report")), (_("Agencies' returns"), None)],
        "groups": list(groups.values()),
        "may_ask": returning.may_ask(),
    }
    return render(request, "reports/returns.html", context)


def _row(one: Return, today: Any) -> dict[str, Any]:
    late = rule.days_late(one.request.due, one.state, today)
    said, _tone = days.due(one.request.due.isoformat(), today) if late else ("", "")
    return {
        "title": returning.unit_of(one),
        "href": reverse("return", args=[one.pk]),
        "state": str(Answer(one.state).label),
        "tone": TONES[one.state],
        "late": late,
        "said": said,
        "order": list(Answer.values).index(one.state),
    }


@require_http_methods(["GET", "POST"])
def ask(request: Request) -> HttpResponse:
    """Ask units for their returns."""
    if not returning.may_ask():
        return errors.page(request, 403, reason=_("Returns are asked for by a head."))
    initial = {"report": "agency" if "agency" in indicators.of_city().reports else ""}
    form = AskForm(request.POST if request.method == "POST" else None, initial=initial)
    units = list(Unit.objects.filter(valid_to="").order_by("sort_en", "pk")[:MOST])
    chosen = {int(one) for one in request.POST.getlist("unit") if is_record_id(one)} & {one.pk for one in units}
    if request.method == "POST" and form.is_valid():
        if chosen:
            asked = form.cleaned_data
            try:
                with transaction.atomic():
                    returning.ask(
                        asked["period"], asked["report"], units=sorted(chosen), due=asked["due"], note=asked["note"]
                    )
            except returning.AskedAlready as already:
                form.add_error(None, _already(already))
            else:
                messages.success(request, _("Asked. Each unit sees it on its first page."))
                return redirect("returns")
        else:
            form.add_error(None, _("Choose at least one unit."))
    context = {
        "page_title": _("Ask for returns"),
        "crumbs": [(_("Agencies' returns"), reverse("returns")), (_("Ask"), None)],
        "form": form,
        "kinds": _by_kind(units, chosen),
    }
    return render(request, "reports/return_ask.html", context, status=422 if form.errors else 200)


def _already(found: returning.AskedAlready) -> str:
    """Say which units were asked before, with links to their returns."""
    links = format_html_join(
        ", ",
        '<a href="{}">{}</a>',
        ((reverse("return", args=[one.pk]), returning.unit_of(one)) for one in found.returns),
    )
    return format_html("{} {}", _("Asked already for this report and period:"), links)


def _by_kind(units: list[Unit], chosen: set[int]) -> list[dict[str, Any]]:
    found: dict[str, list[Unit]] = defaultdict(list)
    for one in units:
        found[one.kind].append(one)
    titles = of_city().vocabulary("unit_kind")
    return [
        {
            "label": of_city().term("unit_kind", kind),
            "units": sorted(((one.pk, one.title, one.pk in chosen) for one in found[kind]), key=lambda unit: unit[1]),
        }
        for kind in [*(code for code in titles if code in found), *sorted(set(found) - set(titles))]
    ]


@require_http_methods(["GET", "POST"])
def answer(request: Request, pk: int) -> HttpResponse:
    """Show a return: its unit confirms or corrects each figure and sends it; a head accepts it or sends it back."""
    known = Return.objects.annotate(below=return_parts.BELOW).select_related("request__asked_by")
    one = known.filter(pk=pk).first()
    if one is None:
        raise Http404
    if request.method == "GET":
        return _page(request, one, return_lines.lines(one, one.below))
    asked = request.POST.get("act", "")
    try:
        if asked in ("save", "send"):
            return _answered(request, one, send=asked == "send")
        with transaction.atomic():
            reason = texts.reason(request.POST.get("reason", ""))
            returning.decide(one, accept=asked == "accept", reason=reason)
    except (NotAllowed, ValidationError) as error:
        messages.error(request, error.message if isinstance(error, ValidationError) else str(error))
        return redirect("return", pk)
    except Refused:
        return errors.page(request, 403, reason=_("The database refuses this step."))
    messages.success(request, _("Accepted.") if asked == "accept" else _("Sent back to the unit."))
    return redirect("returns")


def _answered(request: Request, one: Return, *, send: bool) -> HttpResponse:
    returning.require("send" if send else "save", one)
    found = return_lines.lines(one)
    found = return_lines.typed(found, {line.key: _typed(request, line.key) for line in found})
    reading = return_lines.read(found, complete=send)
    note = texts.reason(request.POST.get("note", ""))
    if reading.problems:
        return _page(request, one, found, reading=reading, note=note)
    seen = request.POST.get("version", "")
    returning.keep(one, reading.stated, note=note, send=send, seen=int(seen) if is_record_id(seen) else 0)
    messages.success(request, _("Sent. Thank you.") if send else _("Saved. It is not sent yet."))
    return redirect("return", one.pk)


def _typed(request: Request, key: str) -> Typed:
    """Return what was typed for a figure."""
    return Typed(
        request.POST.get(key, "")[:60],
        texts.reason(request.POST.get(f"{key}_why", "")),
        f"{key}_sure" in request.POST,
        request.POST.get(f"{key}_currency", ""),
    )


def _page(
    request: Request,
    one: Return,
    lines: list[return_lines.Line],
    *,
    reading: Reading | None = None,
    note: str | None = None,
) -> HttpResponse:
    sent = {said.key: said for said in returning.stated_of(one)}
    doubts = {line.key: return_lines.words_of_doubt(sent[line.key], line) for line in lines if line.key in sent}
    late = rule.days_late(one.request.due, one.state, values.today())
    parts = return_parts.of(one)
    unit = returning.unit_of(one)
    context = {
        "page_title": _("Return: %(unit)s") % {"unit": unit},
        "crumbs": [(_("Agencies' returns"), reverse("returns")), (unit, None)],
        "one": one,
        "label": returning.label(one.request),
        "lines": lines,
        "problems": reading.problems if reading else {},
        "doubts": reading.doubts if reading else {key: said for key, said in doubts.items() if said},
        "note": one.note if note is None else note,
        "late": days.due(one.request.due.isoformat(), values.today())[0] if late else "",
        "due": values.when(one.request.due.isoformat()),
        "state": str(Answer(one.state).label),
        "tone": TONES[one.state],
        "may": {step: returning.why_not(step, one) for step in rule.STEPS[one.state]},
        "sent": sent,
        "steps": kept.steps(one.pk),
        "parts": parts,
        "own": request.identity.writes == Writes.OWN,
        "signed": returning.signed,
        "shown": returning.shown,
    }
    return render(request, "reports/return.html", context, status=422 if reading else 200)
