"""Documents of a file to and from the e-office: a package to hand on, and what a package that came says and holds."""

import io
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from comity.core import files, write
from comity.core.attached import Attachment
from comity.core.http import Request
from comity.domain.standing import ANSWERS
from comity.exchange import edxml
from comity.exchange.edxml import Enclosed, Organ, Package
from comity.gate import applicants, case_acts, case_limits, case_words, cases, texts, values
from comity.gate.access import NotAllowed, may, require
from comity.gate.case_acts import New
from comity.gate.cases import File
from comity.registers import BY_KEY
from comity.registers.cases import Case
from comity.web import errors, present, records
from comity.web.transfer import sent

KIND = "application/xml"
UNEXPLAINED = ("changes", "disagrees")  # opinions that say themselves what is to be changed or why


class Refused(ValueError):
    """Nothing came of it; `args[0]` says why."""


class OutForm(forms.Form):
    """What the package says of the document."""

    number = texts.LineInput(label=gettext_lazy("Number of the paper"), max_length=120)
    dated = forms.DateField(
        label=gettext_lazy("Date of the paper"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    subject = texts.LineInput(label=gettext_lazy("What it is about"), max_length=500)
    kind = texts.LineInput(label=gettext_lazy("Kind of paper"), max_length=120, required=False)
    signer = texts.LineInput(label=gettext_lazy("Signed by"), max_length=120, required=False)
    sender = forms.ChoiceField(label=gettext_lazy("From"))
    sender_code = texts.LineInput(
        label=gettext_lazy("Code of the sender"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("as the e-office has it"),
    )
    to = forms.MultipleChoiceField(label=gettext_lazy("To"), widget=forms.CheckboxSelectMultiple)
    enclosed = forms.MultipleChoiceField(
        label=gettext_lazy("Files to enclose"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, file: File, attached: list[Attachment], *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        parties = [(key, _named(file, key)) for key in _parties(file)]
        self.set("sender", [("", more["initial"]["office"]), *parties])
        self.set("to", parties)
        self.set("enclosed", [(str(one.pk), one.name) for one in attached])
        if not attached:
            self.fields["enclosed"].help_text = _("No file is attached to the record yet.")
        self.fields["sender"].required = False

    def set(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Offer these choices."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class InForm(forms.Form):
    """A package that came, and what in the file it is."""

    file = forms.FileField(label=gettext_lazy("Package of the e-office"))
    of = forms.ChoiceField(label=gettext_lazy("What it is in this file"))
    answer = forms.ChoiceField(label=gettext_lazy("Opinion"), required=False)
    reason = texts.LinesInput(
        label=gettext_lazy("Remark"),
        help_text=gettext_lazy("Needed for an opinion with changes or a disagreement."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, file: File, *given: Any) -> None:
        super().__init__(*given)
        self.fields["of"].choices = _places(file)  # type: ignore[attr-defined]
        self.fields["answer"].choices = [("", "—"), *((one, case_words.answer(one)) for one in ANSWERS)]  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
def exchange(request: Request, pk: int) -> HttpResponse:
    """Show both ways; posting takes in a package: its number, date and files become an act of the file, or nothing does."""
    case = _case(pk)
    try:
        file = cases.opened(case, values.today())
        if request.method == "GET":
            return _page(request, file)
        require("change", BY_KEY["cases"], case)
        form = InForm(file, request.POST, request.FILES)
        if not form.is_valid():
            return _page(request, file, taking=form, status=422)
        with transaction.atomic():
            count = _taken(case, form.cleaned_data)
    except (NotAllowed, write.Refused) as error:
        return errors.page(request, 403, reason=str(error))
    except cases.NoRules:
        return errors.page(request, 404)
    except (edxml.Unfit, case_acts.Unfit, files.NotTaken, Refused) as error:
        return _page(request, file, taking=form, problem=str(error.args[0]), status=422)
    said = ngettext("Taken in, with %(count)s file.", "Taken in, with %(count)s files.", count) % {"count": count}
    messages.success(request, said)
    return redirect(present.address(case))


@require_GET
def package(request: Request, pk: int) -> HttpResponseBase:
    """Send the package that is asked for; what is missing is said beside its field."""
    case = _case(pk)
    try:
        file = cases.opened(case, values.today())
    except cases.NoRules:
        return errors.page(request, 404)
    attached = _attached(case)
    form = OutForm(file, attached, request.GET, initial=_initial(request, file))
    if not form.is_valid():
        return _page(request, file, sending=form, status=422)
    try:
        made = _made(request, file, attached, form.cleaned_data)
    except Refused as error:
        return _page(request, file, sending=form, problem=str(error.args[0]), status=422)
    return sent(io.BytesIO(edxml.written(made, timezone.localtime())), f"file-{case.pk}.edxml", KIND)


def _case(pk: int) -> Case:
    found = records.of_number(BY_KEY["cases"], pk)
    assert isinstance(found, Case)
    if not applicants.works(found):
        raise Http404
    return found


def _page(request: Request, file: File, *, status: int = 200, problem: str = "", **forms_: Any) -> HttpResponse:
    keeps = bool(may("change", BY_KEY["cases"], file.case))
    context = {
        "page_title": _("Exchange with the e-office"),
        "crumbs": [
            (BY_KEY["cases"].title, reverse("list", args=["cases"])),
            (file.case.title, present.address(file.case)),
            (_("Exchange with the e-office"), None),
        ],
        "record": file.case,
        "standard": edxml.STANDARD,
        "problem": problem,
        "sending": forms_.get("sending") or OutForm(file, _attached(file.case), initial=_initial(request, file)),
        "taking": (forms_.get("taking") or InForm(file)) if keeps else None,
    }
    return render(request, "cases/edxml.html", context, status=status)


def _initial(request: Request, file: File) -> dict[str, Any]:
    return {
        "subject": file.case.title,
        "dated": file.today,
        "office": request.user.city.office or str(request.user.city),
    }


def _attached(case: Case) -> list[Attachment]:
    return list(Attachment.objects.filter(entry_id=case.pk).order_by("pk")[: edxml.ATTACHMENTS])


def _parties(file: File) -> list[str]:
    """Return who takes part in the procedure, in its order."""
    said = file.version.said
    asked = [ask.whom for step in said.steps for ask in step.asks]
    found = [said.submits, *(step.by for step in said.steps), *asked, *(level.by for level in said.levels)]
    return list(dict.fromkeys(found))


def _named(file: File, key: str) -> str:
    party = file.procedures.parties.get(key)
    return f"{party} ({party.organ})" if party and party.organ else file.procedures.party(key)


def _organ(file: File, key: str) -> Organ:
    party = file.procedures.parties.get(key)
    return Organ(party.organ if party else "", file.procedures.party(key))


def _made(request: Request, file: File, attached: list[Attachment], said: Mapping[str, Any]) -> Package:
    """Return the package. Raises Refused."""
    sender = _organ(file, said["sender"]) if said["sender"] else Organ("", _initial(request, file)["office"])
    wanted = [one for one in attached if str(one.pk) in said["enclosed"]]
    if sum(one.size for one in wanted) > edxml.LARGEST // 2:
        raise Refused(_("The files are larger than %(limit)s MB together.") % {"limit": edxml.LARGEST // 2 // 1024**2})
    return Package(
        sender=Organ(said["sender_code"] or sender.code, sender.name),
        to=tuple(_organ(file, one) for one in said["to"]),
        number=said["number"],
        dated=said["dated"],
        subject=said["subject"],
        place=str(request.user.city),
        kind=said["kind"],
        signer=said["signer"],
        enclosed=tuple(_enclosed(one) for one in wanted),
    )


def _enclosed(one: Attachment) -> Enclosed:
    try:
        with files.opened(one) as stream:
            return Enclosed(one.name, one.kind, stream.read())
    except files.Lost as error:
        raise Refused(_("%(name)s is not where it was kept.") % {"name": one.name}) from error


def _places(file: File) -> list[tuple[str, str]]:
    """Return what a document can be in the file now: a paper that is missing, an open step, an answer or a report that is due."""
    said = file.version.said
    there = {row.of for row in file.rows if row.what == "paper"}
    missing = [] if file.standing.state == "granted" else [one for one in said.papers if one.id not in there]
    found = [(f"paper:{one.id}", _("Dossier: %(what)s") % {"what": one}) for one in missing]
    for step in file.standing.steps:
        if step.status != "open":
            continue
        if step.asks:
            asks = [one for one in step.asks if one.status == "open"]
            found += [
                (f"opinion:{one.id}", _("Opinion: %(what)s") % {"what": file.procedures.party(one.whom)})
                for one in asks
            ]
        else:
            found += _ends(file, step.id)
    owed = [one for one in file.standing.duties if one.status == "owed"]
    titles = {one.id: case_limits.title(file.version, "duties", one.id) for one in owed}
    return found + [(f"reported:{key}", _("Report: %(what)s") % {"what": title}) for key, title in titles.items()]


def _ends(file: File, of: str) -> list[tuple[str, str]]:
    """Return how a document can end an open step: one that decides or consents is granted or refused by it."""
    title = {"what": case_limits.title(file.version, "steps", of)}
    if not file.version.rules.ruled(of):
        return [(f"done:{of}", _("Step done: %(what)s") % title)]
    step = next(one for one in file.version.rules.steps if one.id == of)
    return [(f"{what}:{of}", case_words.ended(step, what) % title) for what in ("done", "refused")]


def _taken(case: Case, said: Mapping[str, Any]) -> int:
    """Take in a package and return how many files it held. Raises edxml.Unfit, case_acts.Unfit, NotTaken, Refused, NotAllowed."""
    if said["file"].size > edxml.LARGEST:
        raise Refused(_("The package is larger than %(limit)s MB.") % {"limit": edxml.LARGEST // 1024**2})
    found = edxml.read(said["file"].read())
    attached = [_attach(case, one) for one in found.enclosed]
    what, _colon, of = said["of"].partition(":")
    number = found.number[:120]
    about = ", ".join(one for one in (found.subject, found.sender.name) if one)
    answer = said["answer"] if what == "opinion" else ""
    reason = said["reason"] or ("" if answer in UNEXPLAINED else about[:4000])
    first = attached[0] if attached else None
    new = New(what, values.today(), of, answer, number, found.dated, reason, file=first)
    case_acts.add(case, new, values.today())
    return len(attached)


def _attach(case: Case, one: Enclosed) -> int:
    try:
        return files.attach(case.pk, one.name, [one.data]).pk
    except files.NotTaken as error:
        raise Refused(_("%(name)s: %(reason)s") % {"name": one.name, "reason": error.args[0]}) from error
