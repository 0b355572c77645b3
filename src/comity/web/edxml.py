"""Documents of a file to and from the e-office: a package to hand on, and what a package that came says and holds."""

import io
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from comity.core import files, write
from comity.core.attached import Attachment
from comity.core.http import Request
from comity.documents import store
from comity.exchange import edxml
from comity.exchange.edxml import Enclosed, Organ, Package
from comity.gate import applicants, case_acts, cases, values
from comity.gate.access import NotAllowed, may, require
from comity.gate.case_acts import New
from comity.gate.cases import File
from comity.registers import BY_KEY
from comity.registers.cases import Case
from comity.web import errors, present, records
from comity.web.edxml_forms import InForm, OutForm
from comity.web.transfer import sent

KIND = "application/xml"
UNEXPLAINED = ("changes", "disagrees")  # opinions of which somebody says what is to be changed, or why


class Refused(ValueError):
    """Nothing came of it; `args[0]` says why."""


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
        made = _made(request, file, attached, form)
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


def _made(request: Request, file: File, attached: list[Attachment], form: OutForm) -> Package:
    """Return the package, with names as the city's papers write them, whatever language the screen speaks. Raises Refused."""
    said, name = form.cleaned_data, file.procedures.party
    with translation.override(store.languages()[0]):
        sent_by = name(said["sender"]) if said["sender"] else _initial(request, file)["office"]
        to = tuple(Organ(form.code_of(one, said[form.codes[one]]), name(one)) for one in said["to"])
        place = str(request.user.city)
    wanted = [one for one in attached if str(one.pk) in said["enclosed"]]
    if sum(one.size for one in wanted) > edxml.LARGEST // 2:
        raise Refused(_("The files are larger than %(limit)s MB together.") % {"limit": edxml.LARGEST // 2 // 1024**2})
    return Package(
        sender=Organ(form.code_of(said["sender"], said["sender_code"]), sent_by),
        to=to,
        number=said["number"],
        dated=said["dated"],
        subject=said["subject"],
        place=place,
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


def _taken(case: Case, said: Mapping[str, Any]) -> int:
    """Take in a package and return how many files it held. Raises edxml.Unfit, case_acts.Unfit, NotTaken, Refused, NotAllowed."""
    if said["file"].size > edxml.LARGEST:
        raise Refused(_("The package is larger than %(limit)s MB.") % {"limit": edxml.LARGEST // 1024**2})
    found = edxml.read(said["file"].read())
    if found.dated and found.dated > values.today():
        part = {"part": "PromulgationInfo/PromulgationDate", "day": values.when(found.dated.isoformat())}
        raise Refused(_("%(part)s: %(day)s is still to come.") % part)
    attached = [_attach(case, one) for one in found.enclosed]
    what, _colon, of = said["of"].partition(":")
    number = found.number[:120]
    about = ", ".join(one for one in (found.subject, found.sender.name) if one)
    answer = said["answer"] if what == "opinion" else ""
    reason = said["reason"] or ("" if answer in UNEXPLAINED or what == "refused" else about[:4000])
    first = attached[0] if attached else None
    new = New(what, values.today(), of, answer, number, found.dated, reason, file=first)
    case_acts.add(case, new, values.today())
    return len(attached)


def _attach(case: Case, one: Enclosed) -> int:
    try:
        return files.attach(case.pk, one.name, [one.data]).pk
    except files.NotTaken as error:
        raise Refused(_("%(name)s: %(reason)s") % {"name": one.name, "reason": error.args[0]}) from error
