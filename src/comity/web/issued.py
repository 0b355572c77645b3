"""Issued reports: the list, issuing one, its page, its text, and the steps to its signature."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comity.core import identity
from comity.core.http import Request
from comity.core.issued import Basis, Issued, State
from comity.core.write import Refused
from comity.domain import period as periods
from comity.domain.numbers import is_record_id
from comity.domain.signing import STEPS
from comity.gate import texts, values
from comity.gate.access import NotAllowed
from comity.reports import (
    chooser,
    indicators,
    issued_doubts,
    issued_rights,
    issued_steps,
    issuing,
    kept,
    kept_lists,
    narration,
    returned,
    returned_rows,
    since,
    typed_numbers,
)
from comity.reports.issuing import Conflicting
from comity.reports.snapshot import Unsettled
from comity.web import errors
from comity.web.issued_form import IssueForm

EACH_PAGE, LONGEST = 50, 20_000
TONES = {"draft": "secondary", "submitted": "warning", "signed": "success"}
BUSY = gettext_lazy("Records are being changed right now, so two counts differed. Try again in a moment.")


@require_GET
def issued_list(request: Request) -> HttpResponse:
    """List the issued reports that the reader may see, newest first."""
    rows = Issued.objects.select_related("drafted_by", "signed_by").defer("above", "below").order_by("-id")
    before = request.GET.get("before", "")
    if is_record_id(before):
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: EACH_PAGE + 1])
    replaced = set(Issued.objects.filter(state=State.SIGNED, replaces__in=found).values_list("replaces", flat=True))
    context = {
        "page_title": _("Issued reports"),
        "crumbs": [(_("Reports"), reverse("report")), (_("Issued reports"), None)],
        "rows": [_row(one, replaced=one.pk in replaced) for one in found[:EACH_PAGE]],
        "next": f"?before={found[EACH_PAGE - 1].pk}" if len(found) > EACH_PAGE else "",
    }
    return render(request, "reports/issued_list.html", context)


def _row(one: Issued, *, replaced: bool) -> dict[str, Any]:
    form = indicators.of_city().reports.get(one.form)
    return {
        "title": str(form.title) if form else _("Every figure"),
        "period": periods.parse(one.period).label(get_language() or "en"),
        "href": reverse("issued", args=[one.pk]),
        "state": _("replaced") if replaced else str(State(one.state).label),
        "tone": "secondary" if replaced else TONES[one.state],
        "as_of": values.moment(one.as_of),
        "by": one.signed_by.name if one.signed_by else (one.drafted_by.name if one.drafted_by else ""),
    }


@require_http_methods(["GET", "POST"])
def issue(request: Request) -> HttpResponse:
    """Ask what is to be issued; count it and keep it as a draft."""
    replaces = _replaced(request)
    if no := issued_rights.may_draft() or (replaces and issued_rights.why_not("replace", replaces)):
        return errors.page(request, 403, reason=no)
    form = IssueForm(request.POST if request.method == "POST" else None, initial=_initial(request, replaces), replaces=bool(replaces))  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            made = _issued(form.cleaned_data, replaces)
        except (NotAllowed, Refused) as error:
            form.add_error(None if replaces else "basis", str(error))
        except Unsettled:
            form.add_error(None, str(BUSY))
        else:
            messages.success(request, _("Counted. Write the text, then submit it for signing."))
            return redirect("issued", made.pk)
    context = {
        "page_title": _("Issue a report"),
        "crumbs": [(_("Reports"), reverse("report")), (_("Issue a report"), None)],
        "form": form,
        "replaces": replaces,
        "unsigned": issued_rights.unsigned(),
    }
    return render(request, "reports/issue.html", context, status=422 if form.errors else 200)


def _initial(request: Request, replaces: Issued | None) -> dict[str, Any]:
    if replaces:
        return {"period": replaces.period, "report": replaces.form or chooser.EVERYTHING, "basis": replaces.basis}
    asked = {name: request.GET.get(name, "") for name in ("period", "report")}
    return asked | {"basis": Basis.OFFICE if identity.OFFICE.within(identity.current()) else Basis.OWN}


def _replaced(request: Request) -> Issued | None:
    asked = request.GET.get("replaces", "")
    if not asked:
        return None
    found = Issued.objects.filter(pk=int(asked), state=State.SIGNED).first() if is_record_id(asked) else None
    if found is None:
        raise Http404
    return found


def _issued(asked: dict[str, Any], replaces: Issued | None) -> Issued:
    name = "" if asked["report"] == chooser.EVERYTHING else asked["report"]
    return issuing.draft(
        asked["period"],
        name,
        basis=asked["basis"],
        sensitivity=asked["sensitivity"],
        at=timezone.now(),
        replaces=replaces,
        why=asked.get("why", ""),
    )


@require_GET
def issued(request: Request, pk: int) -> HttpResponse:
    """Show a report as it was issued, and beside it what changed since."""
    one = found(pk)
    return render(request, "reports/issued.html", _context(one))


def found(pk: int) -> Issued:
    """Return an issued report. Raises Http404 for one that is not there or may not be seen."""
    rows = Issued.objects.select_related("content", "drafted_by", "signed_by", "unit", "replaces")
    one = rows.filter(pk=pk).first()
    if one is None:
        raise Http404
    return one


def _context(one: Issued) -> dict[str, Any]:
    content = returned.seen(one, issuing.content_of(one))
    language = get_language() or "en"
    title = kept.title(one, content["title"][language])
    later = issued_rights.replaced_by(one.pk)
    return {
        "page_title": title,
        "crumbs": [(_("Reports"), reverse("report")), (_("Issued reports"), reverse("issued_list")), (title, None)],
        "one": one,
        "doc": content,
        "part_words": returned_rows.part,
        "reason_words": returned_rows.reason,
        "state": _("replaced") if later else str(State(one.state).label),
        "tone": "secondary" if later else TONES[one.state],
        "replaced_by": later,
        "standing": None if later else issued_rights.standing(one),
        "since": since.of(one, content),
        "sections": [
            {"title": part["title"][language], "pieces": narration.pieces(content, part, language)}
            for part in content["texts"]
        ],
        "lists": [one for one in kept_lists.shown(one, content) if one.lines or one.is_partly_hidden],
        "steps": kept.steps(one.pk),
        "doubts": issued_doubts.of(content),
        "typed": typed_numbers.of(content) if one.state != State.SIGNED else [],
        "may": {step: issued_rights.why_not(step, one) for step in STEPS.get(one.state, ())},
        "basis": str(Basis(one.basis).label),
        "seen_by": kept.shown_to(one),
    }


@require_http_methods(["GET", "POST"])
def text(request: Request, pk: int) -> HttpResponse:
    """Write the text of a draft; a name that is no figure is refused with its place."""
    one = found(pk)
    if no := issued_rights.why_not("write", one):
        return errors.page(request, 403, reason=no)
    content = issuing.content_of(one)
    wrong: list[narration.Wrong] = []
    if request.method == "POST":
        typed, wrong = _typed(request, content)
        try:
            wrong = wrong or issuing.write(one, typed, seen=_version(request))
        except Conflicting:
            wrong = [
                narration.Wrong("", "", _("Somebody else has written here in between. Copy your text, then reload."))
            ]
        if not wrong:
            messages.success(request, _("Saved."))
            return redirect("issued", pk)
        content["texts"] = narration.joined(content, typed)
    names, language = narration.known(content), get_language() or "en"
    titles = {figure["code"]: figure["title"][language] for figure in content["figures"]}
    context = {
        "page_title": _("Text of the report"),
        "crumbs": [(content["title"][language], reverse("issued", args=[pk])), (_("Text"), None)],
        "one": one,
        "texts": content["texts"],
        "wrong": wrong,
        "names": [
            (
                name,
                ", ".join(filter(None, [titles.get(name.partition(".")[0], name), narration.words(name)])),
                said[language],
            )
            for name, said in names.items()
        ],
    }
    return render(request, "reports/issued_text.html", context, status=422 if wrong else 200)


def _version(request: Request) -> int:
    seen = request.POST.get("version", "")
    return int(seen) if is_record_id(seen) else 0


def _typed(request: Request, content: dict[str, Any]) -> tuple[dict[str, dict[str, str]], list[narration.Wrong]]:
    """Return the text of each section by language, and what cannot be stored of it."""
    field = texts.LinesInput(required=False, max_length=LONGEST)
    found: dict[str, dict[str, str]] = {}
    wrong = []
    for part in content["texts"]:
        found[part["section"]] = said = {}
        for language in narration.LANGUAGES:
            typed = request.POST.get(f"{part['section']}_{language}", "")
            try:
                said[language] = field.clean(typed)
            except ValidationError as error:
                said[language] = typed.replace("\0", "")
                wrong.append(narration.Wrong(part["section"], language, " ".join(error.messages)))
    return found, wrong


@require_POST
def step(request: Request, pk: int) -> HttpResponse:
    """Take the next step with a report: count anew, submit, give back, sign, discard."""
    one, asked = found(pk), request.POST.get("step", "")
    try:
        with transaction.atomic():
            reason, seen = texts.reason(request.POST.get("reason", "")), request.POST.get("seen", "")
            done = issued_steps.take(one, asked, reason, seen=seen, sure="sure" in request.POST)
    except (NotAllowed, ValidationError) as error:
        messages.error(request, error.message if isinstance(error, ValidationError) else str(error))
        return redirect("issued", pk)
    except Unsettled:
        messages.error(request, str(BUSY))
        return redirect("issued", pk)
    except Refused:
        messages.error(request, _("The database refuses this step."))
        return redirect("issued", pk)
    messages.success(request, done)
    return redirect("issued_list") if asked == "discard" else redirect("issued", pk)
