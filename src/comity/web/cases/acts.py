"""What is done with a file: every act comes in here, is refused with the reason or kept for good."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from comity.core import files, write
from comity.core.http import Request
from comity.domain.standing import ANSWERS
from comity.domain.taking_up import HOWS
from comity.gate import case_acts, cases, texts, values
from comity.gate.access import NotAllowed
from comity.gate.case_acts import New, Unfit
from comity.registers import BY_KEY
from comity.registers.cases import Case
from comity.registers.units import Unit
from comity.web import errors, present, records
from comity.web.cases import facts as facts_
from comity.web.cases import page
from comity.web.law import pictures, reckoning

WHATS = (
    "filed", "paper", "returned", "back", "withdrawn", "lapsed", "done", "refused", "opinion", "waived", "reported",
    "facts", "moved", "taken", "asked", "taken_up", "taken_back",
)  # fmt: skip
REASON = 4000


class ActForm(forms.Form):
    """An act as a person gives it."""

    what = forms.ChoiceField(choices=[(one, one) for one in WHATS])
    of = texts.LineInput(max_length=120, required=False)
    answer = forms.ChoiceField(choices=[("", ""), *((one, one) for one in (*ANSWERS, *HOWS))], required=False)
    on = forms.DateField(required=False)
    number = texts.LineInput(max_length=120, required=False)
    dated = forms.DateField(required=False)
    reason = texts.LinesInput(max_length=REASON, required=False)
    rules_version = forms.IntegerField(required=False, min_value=1, max_value=32767)
    unit = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    shows = forms.BooleanField(required=False)


@require_POST
def act(request: Request, pk: int) -> HttpResponse:
    """Add an act to a file; one that has no place is refused on the file's own page, which says why."""
    case = records.of_number(BY_KEY["cases"], pk)
    try:
        with transaction.atomic():  # a file that came with an act without a place is not kept either
            case_acts.add(case, _new(case, request), values.today())
    except (NotAllowed, write.Refused) as error:
        return errors.page(request, 403, reason=str(error))
    except (Unfit, cases.NoRules, files.NotTaken) as error:
        said = (
            str(error.args[0])
            if not isinstance(error, cases.NoRules)
            else _("The rules of this file are not in the pack.")
        )
        found = records.context(BY_KEY["cases"], case)
        return render(request, BY_KEY["cases"].template, found | {"problem": said}, status=422)
    messages.success(request, _("Kept."))
    return redirect(present.address(case))


def _new(case: Case, request: Request) -> New:
    """Return the act that was posted. Raises Unfit, NotTaken, NotAllowed."""
    form = ActForm(request.POST)
    if not form.is_valid():
        name, (said, *_more) = next(iter(form.errors.items()))
        raise Unfit(f"{LABELS.get(name, lambda: name)()}: {said}")
    data: dict[str, Any] = form.cleaned_data
    new = New(
        what=data["what"],
        of=data["of"],
        on=data["on"] or values.today(),
        answer=case_acts.SHOWN if data["what"] == "asked" and data["shows"] else data["answer"],
        number=data["number"],
        dated=data["dated"],
        reason=data["reason"],
        rules_version=data["rules_version"] or 0,
        unit=_unit(data["unit"]) if data["what"] == "asked" else None,
        facts=_facts(case, request) if data["what"] == "facts" else None,
    )
    return _with_file(case, new, request)


LABELS: dict[str, Any] = {
    "on": lambda: _("Day"),
    "dated": lambda: _("Date of the paper"),
    "number": lambda: _("Number of the paper"),
    "reason": lambda: _("Reason"),
}


def _unit(pk: int | None) -> int:
    if not pk or not Unit.objects.filter(pk=pk).exists():
        raise Unfit(_("Choose the unit that is asked."))
    return pk


def _facts(case: Case, request: Request) -> Any:
    file = cases.opened(case, values.today())
    form = facts_.form(file, request.POST)
    facts = reckoning.told(file.version, form)
    if facts is None:
        name, (said, *_more) = next(iter(form.errors.items()))
        raise Unfit(f"{form.fields[name].label}: {said}")
    changed = {name: value for name, value in facts.items() if file.facts.get(name) != value}
    if not changed:
        raise Unfit(_("Nothing new was told."))
    return changed


def _with_file(case: Case, new: New, request: Request) -> New:
    """Attach the file that came with the act to the record. Raises NotTaken, Refused."""
    given = request.FILES.get("file")
    if given is None:
        return new
    attached = files.attach(case.pk, given.name or "", given.chunks())
    return New(**{**{name: getattr(new, name) for name in new.__dataclass_fields__}, "file": attached.pk})


@require_GET
def drawing(request: Request, pk: int) -> HttpResponse:
    """Give the file's way through its procedure as a picture, a file of its own."""
    case = records.of_number(BY_KEY["cases"], pk)
    try:
        file = cases.opened(case, values.today())
    except cases.NoRules as error:
        raise Http404 from error
    return pictures.answer(page.picture(file, page.flow(file)), f"{file.version.said.id}-{pk}")
