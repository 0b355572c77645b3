"""Make a task or a commitment of one point of what a meeting concluded, at once."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comity.core import identity, write
from comity.core.http import Request
from comity.core.people import INTERNAL, Writes
from comity.gate.access import NotAllowed, require
from comity.gate.form import Wrong, check
from comity.registers import BY_KEY
from comity.registers.commitments import COMMITMENTS
from comity.registers.people import Person
from comity.registers.tasks import TASKS
from comity.web import concluded, errors, present, records
from comity.web.concluded import DUE, WHO, Point

SIDES = {"us": "us", "them": "them"}  # whose promise a point is, by what is asked for


class _Refused(ValueError):
    """It cannot be made; `args[0]` says why."""


@require_POST
def conclude(request: Request, pk: int) -> HttpResponse:
    """Make a task or a commitment of a point; what is wrong is said beside the point, and what was typed stays."""
    of = BY_KEY["activities"]
    activity = records.of_number(of, pk)
    typed: dict[str, Any] = {name: request.POST.get(name, "") for name in (DUE, WHO, "point", "seen", "makes")}
    makes = COMMITMENTS if typed["makes"] in SIDES else TASKS
    try:
        require("add", makes)
        point = _point(activity, typed)
        form = check(makes, _values(request, activity, point, typed))
        made = write.save(form.instance, links=form.linked())
    except (NotAllowed, write.Refused) as error:
        return errors.page(request, 403, reason=str(error))
    except (_Refused, Wrong) as error:
        number = int(typed["point"]) if typed["point"].isdecimal() and len(typed["point"]) < 3 else -1
        typed |= {"number": number, "problem": _said(makes, error)}
        context = records.context(of, activity)
        context |= {"points": concluded.points(activity, typed), "problem": typed["problem"] if number < 0 else ""}
        return render(request, of.template, context, status=422)
    there = present.address(activity) + "#concluded"
    undo = reverse("undo", args=[request.identity.act, made.pk]) + "?" + urlencode({"next": there})
    messages.success(request, _("Added %(title)s.") % {"title": made.title}, extra_tags=f"undo:{undo}")
    return redirect(there)


def _point(activity: Any, typed: dict[str, Any]) -> Point:
    if typed["makes"] not in ("task", *SIDES):
        raise _Refused(_("Choose what becomes of it: a task or a commitment."))
    found = concluded.read(activity)
    number = int(typed["point"]) if typed["point"].isdecimal() and len(typed["point"]) < 3 else -1
    if not 0 <= number < len(found) or found[number].text != typed["seen"]:
        raise _Refused(_("The conclusions were changed since you opened them. Look at them again."))
    return found[number]


def _values(request: Request, activity: Any, point: Point, typed: dict[str, Any]) -> dict[str, Any]:
    """Return the record that a point becomes: seen by those who see the meeting, never by more than the office."""
    who = identity.current()
    own = who.writes == Writes.OWN and activity.unit_id not in who.below
    given: dict[str, Any] = {
        **point.titles,
        "activity": activity.pk,
        "unit": request.user.unit_id if own else activity.unit_id,
        "sensitivity": max(activity.sensitivity, INTERNAL),
        "shown_to": list(activity.shown_to),
        DUE: typed[DUE],
    }
    if typed["makes"] == "task":
        return given | {WHO: typed[WHO] or None}
    partners = list(activity.partners.values_list("pk", flat=True)[:2])
    person = Person.objects.filter(pk=typed[WHO]).first() if typed[WHO].isdecimal() and len(typed[WHO]) < 19 else None
    given |= {"side": SIDES[typed["makes"]], "who": person.title if person else ""}
    return given | ({"partner": partners[0]} if len(partners) == 1 else {})


def _said(makes: Any, error: Exception) -> str:
    if not isinstance(error, Wrong):
        return str(error.args[0])
    return " ".join(
        f"{present.label(makes, name)}: {' '.join(said)}" if name else " ".join(said)
        for name, said in error.errors.items()
    )
