"""Issued reports: the list, issuing one, its page, its text, and the steps to its signature."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comity.core.http import Request
from comity.core.issued import Basis, Issued, State
from comity.core.people import INTERNAL, SENSITIVITIES
from comity.core.write import Refused
from comity.domain import period as periods
from comity.domain.numbers import is_record_id
from comity.domain.period import NotAPeriod
from comity.domain.signing import STEPS
from comity.gate import texts, values
from comity.gate.access import NotAllowed
from comity.reports import chooser, indicators, issued_steps, issuing, kept, kept_lists, narration, returned_rows, since
from comity.reports.issuing import Conflicting
from comity.reports.snapshot import Unsettled
from comity.web import errors

EACH_PAGE, LONGEST = 50, 20_000
TONES = {"draft": "secondary", "submitted": "warning", "signed": "success"}
BUSY = gettext_lazy("Records are being changed right now, so two counts differed. Try again in a moment.")


class IssueForm(forms.Form):
    """What is counted, for whom to see, and why it replaces another."""

    period = texts.LineInput(label=gettext_lazy("period"), max_length=40)
    report = forms.ChoiceField(label=gettext_lazy("report"))
    basis = forms.ChoiceField(
        label=gettext_lazy("counted is"),
        choices=Basis.choices,
        initial=Basis.OFFICE,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("A report of what you see yourself is shown to your own unit alone."),
    )
    sensitivity = forms.TypedChoiceField(
        label=gettext_lazy("who may see it"), choices=SENSITIVITIES[:2], coerce=int, initial=INTERNAL
    )
    why = texts.LineInput(label=gettext_lazy("why it replaces the other"), max_length=texts.REASON)

    def __init__(self, *args: Any, replaces: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(str(field.label))
        declared = indicators.of_city().reports
        self.fields["report"].choices = [  # type: ignore[attr-defined]
            *((key, str(form.title)) for key, form in declared.items()),
            (chooser.EVERYTHING, _("Every figure")),
        ]
        if not replaces:
            del self.fields["why"]

    def clean_period(self) -> Any:
        """Return the period that was asked for."""
        try:
            return periods.parse(self.cleaned_data["period"])
        except NotAPeriod as error:
            raise ValidationError(chooser.why_not(error)) from error


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
    initial = {"period": request.GET.get("period", ""), "report": request.GET.get("report", "")}
    if replaces:
        initial = {"period": replaces.period, "report": replaces.form or chooser.EVERYTHING, "basis": replaces.basis}
    form = IssueForm(request.POST if request.method == "POST" else None, initial=initial, replaces=bool(replaces))
    if request.method == "POST" and form.is_valid():
        try:
            made = _issued(form.cleaned_data, replaces)
        except (NotAllowed, Refused) as error:
            return errors.page(request, 403, reason=str(error))
        except Unsettled:
            form.add_error(None, str(BUSY))
        else:
            messages.success(request, _("Counted. Write the text, then submit it for signing."))
            return redirect("issued", made.pk)
    elif no := issuing.may_draft():
        return errors.page(request, 403, reason=no)
    context = {
        "page_title": _("Issue a report"),
        "crumbs": [(_("Reports"), reverse("report")), (_("Issue a report"), None)],
        "form": form,
        "replaces": replaces,
    }
    return render(request, "reports/issue.html", context, status=422 if form.errors else 200)


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
    content = issuing.content_of(one)
    language = get_language() or "en"
    title = content["title"][language]
    later = one.replaced_by.filter(state=State.SIGNED).order_by("-id").first()
    return {
        "page_title": title,
        "crumbs": [(_("Reports"), reverse("report")), (_("Issued reports"), reverse("issued_list")), (title, None)],
        "one": one,
        "doc": content,
        "part_words": returned_rows.part,
        "state": _("replaced") if later else str(State(one.state).label),
        "tone": "secondary" if later else TONES[one.state],
        "replaced_by": later,
        "since": since.of(one, content),
        "sections": [
            {"title": part["title"][language], "pieces": narration.pieces(content, part, language)}
            for part in content["texts"]
        ],
        "lists": [one for one in kept_lists.shown(one, content) if one.lines or one.is_partly_hidden],
        "steps": kept.steps(one.pk),
        "may": {step: issuing.why_not(step, one) for step in STEPS.get(one.state, ())},
        "basis": str(Basis(one.basis).label),
        "seen_by": kept.shown_to(one),
    }


@require_http_methods(["GET", "POST"])
def text(request: Request, pk: int) -> HttpResponse:
    """Write the text of a draft; a name that is no figure is refused with its place."""
    one = found(pk)
    if no := issuing.why_not("write", one):
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
            done = issued_steps.take(one, asked, texts.reason(request.POST.get("reason", "")))
    except (NotAllowed, ValidationError) as error:
        messages.error(request, error.message if isinstance(error, ValidationError) else str(error))
        return redirect("issued", pk)
    except Unsettled:
        messages.error(request, str(BUSY))
        return redirect("issued", pk)
    except Refused:
        return errors.page(request, 403, reason=_("The database refuses this step."))
    messages.success(request, done)
    return redirect("issued_list") if asked == "discard" else redirect("issued", pk)
