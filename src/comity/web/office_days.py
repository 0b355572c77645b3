"""The days of which the office says itself whether it works: what counts, what was said, and taking it back."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db import ProgrammingError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from psycopg import errors as refusals

from comity.core import pack, procedures
from comity.core.http import Request
from comity.core.office_days import OfficeDay
from comity.domain import office_days as rule
from comity.domain.office_days import CLOSED, WORKED
from comity.gate import case_renewal, texts, values
from comity.gate import law_words as words
from comity.web import errors

MAY = ("head", "administrator")
BACK, AHEAD, SHOWN = 366, 366 * 3, 200
WHATS = ((CLOSED, gettext_lazy("The office is closed")), (WORKED, gettext_lazy("The office works")))


class DayForm(forms.Form):
    """What is said of a day."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    what = forms.ChoiceField(label=gettext_lazy("What counts"), choices=WHATS, widget=forms.RadioSelect, initial=CLOSED)
    title_vi = texts.LineInput(label=gettext_lazy("What it is called (Vietnamese)"), max_length=200, required=False)
    title_en = texts.LineInput(label=gettext_lazy("What it is called (English)"), max_length=200, required=False)
    swapped = forms.DateField(
        label=gettext_lazy("The other day of a swap"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("The day off that is worked instead, or the working day that is off instead."),
    )
    reason = texts.LineInput(
        label=gettext_lazy("Reason"),
        max_length=texts.REASON,
        help_text=gettext_lazy("The notice that says so, with number and date."),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a day that is so already, and a swap that does not swap."""
        said = super().clean() or {}
        day, today = said.get("day"), values.today()
        if not said.get("title_vi") and not said.get("title_en"):
            self.add_error("title_vi", _("Say in one language at least what it is called."))
        if day is None or "what" not in said:
            return said
        if not today - timedelta(days=BACK) <= day <= today + timedelta(days=AHEAD):
            self.add_error("day", _("Choose a day from a year back to three years ahead."))
            return said
        if found := rule.problem(said["what"], day, said.get("swapped"), procedures.of_city().calendar):
            place = "day" if found in ("is_off", "is_worked") else "swapped"
            self.add_error(place, PROBLEMS[found])
        return said


PROBLEMS = {
    "is_off": gettext_lazy("The office is closed on that day already."),
    "is_worked": gettext_lazy("The office works on that day already."),
    "same_day": gettext_lazy("A day cannot make up for itself."),
    "swapped_is_off": gettext_lazy("That day is off already; choose one that is worked."),
    "swapped_is_worked": gettext_lazy("That day is worked already; choose one that is off."),
}


@require_http_methods(["GET", "POST"])
def days(request: Request) -> HttpResponse:
    """Show the days that count, and take a word on one of them."""
    if request.method == "GET":
        return _page(request, DayForm())
    if no := _why_not(request):
        return no
    form = DayForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    said = form.cleaned_data
    common = {name: said[name] for name in ("title_en", "title_vi", "reason")}
    rows = [OfficeDay(day=said["day"], what=said["what"], swapped=said["swapped"], **common)]
    if said["swapped"]:
        other = WORKED if said["what"] == CLOSED else CLOSED
        rows.append(OfficeDay(day=said["swapped"], what=other, swapped=said["day"], **common))
    return _stored(request, rows, _("Kept. Every term is counted so from now on."))


@require_POST
def undo(request: Request) -> HttpResponse:
    """Take back the last word on a day, and on the day that made up for it."""
    if no := _why_not(request):
        return no
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        return redirect("office_days")
    said = list(OfficeDay.objects.order_by("id"))
    of_day = [one for one in said if one.day == day]
    both = [day, *([of_day[-1].swapped] if of_day and of_day[-1].swapped else [])]
    found = [word for one in both if (word := rule.undone([each.said for each in said], one))]
    reason = _("Undone: %(reason)s") % {"reason": of_day[-1].reason if of_day else ""}
    rows = [
        OfficeDay(day=one.day, what=one.what, title_en=one.en, title_vi=one.vi, reason=reason[: texts.REASON])
        for one in found
    ]
    return _stored(request, rows, _("Undone. Every term is counted so from now on."))


def _why_not(request: Request) -> HttpResponse | None:
    if request.identity.role in MAY:
        return None
    return errors.page(
        request, 403, reason=_("The days of the office are kept by heads of the department and administrators.")
    )


def _stored(request: Request, rows: list[OfficeDay], done: str) -> HttpResponse:
    """Keep the words, and have every file on its way looked at anew."""
    try:
        with transaction.atomic():
            for one in rows:
                one.city_id, one.officer_id = request.identity.city, request.user.pk
                one.save(force_insert=True)
    except ProgrammingError as error:
        if isinstance(error.__cause__, refusals.InsufficientPrivilege):
            return errors.page(request, 403, reason=_("The database refuses this."))
        raise
    if rows:
        case_renewal.renew_all.enqueue(request.identity.city)
        messages.success(request, done)
    return redirect("office_days")


def _page(request: Request, form: DayForm) -> HttpResponse:
    said = list(OfficeDay.objects.select_related("officer").order_by("-id")[:SHOWN])
    ours = {one.day for one in said}
    may = request.identity.role in MAY
    last: set[date] = set()
    history = []
    for one in said:
        history.append(_word(one, may and one.day not in last and one.what != rule.AS_LISTED))
        last.add(one.day)
    context = {
        "page_title": _("Days of the office"),
        "crumbs": [(_("Days of the office"), None)],
        "form": form,
        "may": may,
        "rows": _counting(ours),
        "history": history,
    }
    return render(request, "law/days.html", context, status=422 if form.errors else 200)


def _word(one: OfficeDay, undoable: bool) -> dict[str, Any]:
    return {
        "day": words.day(one.day),
        "iso": one.day.isoformat(),
        "what": one.get_what_display(),
        "title": str(pack.Label(en=one.title_en, vi=one.title_vi)),
        "swapped": words.day(one.swapped),
        "reason": one.reason,
        "who": one.officer.name,
        "at": values.moment(one.at),
        "undoable": undoable,
    }


def _counting(ours: set[date]) -> list[dict[str, Any]]:
    """Return the days off and the worked days of swaps that are still to come, and of the last weeks."""
    of, since = pack.of_city(), values.today() - timedelta(days=31)
    closed = [(one.date, str(one), CLOSED, one.verified) for one in of.head.holidays if one.date >= since]
    worked = [(day, str(name), WORKED, True) for day, name in of.swapped.items() if day >= since]
    return [
        {
            "day": words.day(day),
            "title": title,
            "closed": what == CLOSED,
            "ours": day in ours,
            "verified": verified,
        }
        for day, title, what, verified in sorted([*closed, *worked])
    ]
