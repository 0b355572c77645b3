"""Who stands in for whom: the page where it is set and ended, and the lines on the pages of both persons."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from comity.core.http import Request
from comity.core.people import Officer
from comity.core.stand_ins import StandIn
from comity.gate import law_words as words
from comity.gate import stand_ins, values
from comity.gate.access import NotAllowed
from comity.web import errors

SHOWN, OF_ONE = 100, 10


class _Person(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return ", ".join([obj.name, obj.unit.title if obj.unit else str(obj.standing.label)])


class StandInForm(forms.Form):
    """Who is away, who stands in, from when to when."""

    absent = _Person(
        label=gettext_lazy("Who is away"),
        queryset=Officer.objects.none(),
        widget=forms.Select(attrs={"data-picker": "one"}),
    )
    stand_in = _Person(
        label=gettext_lazy("Who stands in"),
        queryset=Officer.objects.none(),
        widget=forms.Select(attrs={"data-picker": "one"}),
    )
    first = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, request: Request, posted: Any = None) -> None:
        super().__init__(posted, initial={"absent": request.user.pk, "first": values.today()})
        self._offer("stand_in", stand_ins.candidates(request.user))
        if stand_ins.may_name_others(request.identity):
            self._offer("absent", stand_ins.absentees(request.user))
        else:
            del self.fields["absent"]

    def _offer(self, name: str, people: "QuerySet[Officer]") -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people


@require_http_methods(["GET", "POST"])
def listing(request: Request) -> HttpResponse:
    """Show who stands in for whom, and set a stand-in."""
    if request.method == "GET":
        return _page(request, StandInForm(request))
    form = StandInForm(request, request.POST)
    if not form.is_valid():
        return _page(request, form)
    said = form.cleaned_data
    absent = said.get("absent") or request.user
    try:
        stand_ins.add(absent, said["stand_in"], said["first"], said["last"], values.today())
    except stand_ins.Unfit as error:
        form.add_error(error.args[0] if error.args[0] in form.fields else None, error.args[1])
        return _page(request, form)
    except NotAllowed as error:
        return errors.page(request, 403, reason=str(error))
    messages.success(request, _("Kept: %(stand_in)s stands in for %(absent)s.") % _names(absent, said["stand_in"]))
    _warn(request, absent, said["stand_in"])
    return redirect("stand_ins")


def _warn(request: Request, absent: Officer, stand_in: Officer) -> None:
    """Say how many files stay out of the stand-in's sight, out of those that the reader sees."""
    count = stand_ins.out_of_sight(absent, stand_in)
    if count:
        text = ngettext(
            "%(count)s file that waits for %(absent)s is out of the sight of %(stand_in)s and goes on waiting.",
            "%(count)s files that wait for %(absent)s are out of the sight of %(stand_in)s and go on waiting.",
            count,
        )
        messages.warning(request, text % ({"count": values.number(count)} | _names(absent, stand_in)))


def _names(absent: Officer, stand_in: Officer) -> dict[str, str]:
    return {"absent": absent.name, "stand_in": stand_in.name}


@require_POST
def end(request: Request, pk: int) -> HttpResponse:
    """End a stand-in early, at once; it stays on record."""
    row = StandIn.objects.select_related("absent").filter(pk=pk).first()
    if row is None:
        raise Http404
    try:
        done = stand_ins.end(row, timezone.now())
    except NotAllowed as error:
        return errors.page(request, 403, reason=str(error))
    if done:
        messages.success(request, _("Ended. What was done in place of %(name)s stays.") % {"name": row.absent.name})
    return redirect("stand_ins")


def _page(request: Request, form: StandInForm) -> HttpResponse:
    today = values.today()
    rows = [line(one, today) for one in stand_ins.lines(SHOWN)]
    context = {
        "page_title": _("Stand-ins"),
        "crumbs": [(_("Stand-ins"), None)],
        "form": form,
        "now": [one for one in rows if one["state"] == "now"],
        "later": [one for one in rows if one["state"] == "later"],
        "past": [one for one in rows if one["state"] == "past"],
    }
    return render(request, "accounts/stand_ins.html", context, status=422 if form.errors else 200)


def of_officer(pk: int) -> list[dict[str, Any]]:
    """Return the lines of one person, on whichever side, that run, are to come, or were the last ones."""
    today = values.today()
    return [line(one, today) for one in stand_ins.lines_of(pk)[:OF_ONE]]


def line(one: StandIn, today: date) -> dict[str, Any]:
    """Return a stand-in in words."""
    over = one.ended_at is not None or one.last < today
    state = "past" if over else "now" if one.first <= today else "later"
    marks = {"past": (_("over"), "secondary"), "now": (_("runs"), "success"), "later": (_("to come"), "info")}
    ended = (
        _("Ended early by %(name)s, %(moment)s.") % {"name": one.ended_by.name, "moment": values.moment(one.ended_at)}
        if one.ended_at and one.ended_by
        else ""
    )
    return {
        "absent": one.absent.name,
        "stand_in": one.stand_in.name,
        "days": _("%(first)s to %(last)s") % {"first": words.day(one.first), "last": words.day(one.last)},
        "state": state,
        "mark": {"text": marks[state][0], "tone": marks[state][1]},
        "by": _("Set by %(name)s, %(moment)s.") % {"name": one.set_by.name, "moment": values.moment(one.at)},
        "ended": ended,
        "end": reverse("stand_in_end", args=[one.pk]) if not over and stand_ins.may(one) else "",
    }
