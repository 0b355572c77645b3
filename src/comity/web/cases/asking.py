"""A question to an agency outside the office: the officer says what is sent, copies link and code, ends it again."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_POST

from comity.core import write
from comity.core.attached import Attachment
from comity.core.case_acts import CaseAct
from comity.core.http import Request
from comity.core.opinion_links import OpinionLink
from comity.domain.standing import OVER
from comity.gate import cases, mails, opinion_links, taking_up, texts, values
from comity.gate import law_words as words
from comity.gate.access import NotAllowed, may
from comity.gate.case_acts import Unfit
from comity.registers import BY_KEY
from comity.web import errors, present, records
from comity.web.cases import told

QUESTION, DAYS = 4000, 60


class AskForm(forms.Form):
    """What is sent: to whom, under which title, the question, one file at most, and for how long."""

    agency = texts.LineInput(label=gettext_lazy("Agency"), max_length=200)
    address = texts.MailInput(
        label=gettext_lazy("E-mail address"),
        required=False,
        help_text=gettext_lazy("The link is sent there. Without one you copy the link and hand it over yourself."),
    )
    title = texts.LineInput(label=gettext_lazy("Title, as the agency reads it"), max_length=300)
    question = texts.LinesInput(
        label=gettext_lazy("Question"), max_length=QUESTION, widget=forms.Textarea(attrs={"rows": 6})
    )
    file = forms.ModelChoiceField(
        label=gettext_lazy("File that goes with it"),
        queryset=Attachment.objects.none(),
        required=False,
        empty_label=gettext_lazy("none"),
    )
    after = forms.IntegerField(
        label=gettext_lazy("Days for which it opens after the term"), min_value=0, max_value=DAYS, initial=5
    )

    def __init__(self, case: Any, posted: Any = None, initial: Any = None) -> None:
        super().__init__(posted, initial=initial)
        if not mails.able():
            self.fields["address"].help_text = _(
                "This office sends no e-mail: copy the link and hand it over yourself. The address is kept with the question."
            )
        field = self.fields["file"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Attachment.objects.filter(entry_id=case.pk).order_by("-pk")


@require_http_methods(["GET", "POST"])
def ask(request: Request, pk: int, of: str) -> HttpResponse:
    """Show what would be sent, and send it: link and code are shown once."""
    case = records.of_number(BY_KEY["cases"], pk)
    try:
        file = cases.opened(case, values.today())
    except cases.NoRules as error:
        raise Http404 from error
    open_ = opinion_links.asked(file, of)
    if open_ is None:
        raise Http404
    if not (answer := may("change", BY_KEY["cases"], case)):
        return errors.page(request, 403, reason=answer.reason)
    agency = told.ask_title(file.version, file, of)
    initial = {"agency": agency, "title": case.title, "question": _("Please tell us whether your agency agrees.")}
    form = AskForm(case, request.POST if request.method == "POST" else None, initial)
    if request.method == "GET" or not form.is_valid():
        return _page(request, file, form, agency, words.day(open_.due))
    said: dict[str, Any] = dict(form.cleaned_data)
    after = timedelta(days=said.pop("after"))
    try:
        sent = opinion_links.ask(file, OpinionLink(of=of, **said), after=after)
    except (NotAllowed, write.Refused) as error:
        return errors.page(request, 403, reason=str(error))
    except Unfit as error:
        form.add_error(None, str(error))
        return _page(request, file, form, agency, words.day(open_.due))
    return _once(request, case, sent)


def _crumbs(case: Any, title: str) -> list[tuple[Any, str | None]]:
    return [
        (BY_KEY["cases"].title, reverse("list", args=["cases"])),
        (case.title, present.address(case)),
        (title, None),
    ]


def _page(request: Request, file: cases.File, form: AskForm, agency: str, due: str) -> HttpResponse:
    title = _("Ask by a link: %(agency)s") % {"agency": agency}
    context = {
        "page_title": title,
        "crumbs": _crumbs(file.case, title),
        "case_title": file.case.title,
        "back": f"{present.address(file.case)}#asks",
        "form": form,
        "due": due,
    }
    return render(request, "cases/ask.html", context, status=422 if form.errors else 200)


def _once(request: Request, case: Any, sent: opinion_links.Sent) -> HttpResponse:
    link = sent.link
    title = _("Link and code for %(agency)s") % {"agency": link.agency}
    context = {
        "page_title": title,
        "crumbs": _crumbs(case, title),
        "address": request.build_absolute_uri(sent.address),
        "code": sent.code,
        "to": link.address if link.mail else "",
        "expires": words.day(link.expires_on),
        "back": f"{present.address(case)}#asks",
    }
    return render(request, "cases/asked.html", context)


@require_POST
def revoke(request: Request, pk: int, link: int) -> HttpResponse:
    """End a link."""
    case = records.of_number(BY_KEY["cases"], pk)
    found = OpinionLink.objects.select_related("case").filter(pk=link, case_id=case.pk).first()
    if found is None:
        raise Http404
    try:
        ended = opinion_links.revoke(found)
    except (NotAllowed, write.Refused) as error:
        return errors.page(request, 403, reason=str(error))
    if ended:
        messages.success(request, _("Ended. The link to %(agency)s opens nothing any more.") % {"agency": found.agency})
    return redirect(f"{present.address(case)}#asks")


def links_of(file: cases.File) -> dict[str, list[dict[str, Any]]]:
    """Return the questions that were sent, by the opinion they are about."""
    found: dict[str, list[dict[str, Any]]] = {}
    given = taking_up.given(file)
    for one in OpinionLink.objects.filter(case_id=file.case.pk).select_related("made_by").order_by("pk"):
        found.setdefault(one.of, []).append(_link(one, file, given.get(one.of)))
    return found


def _link(one: OpinionLink, file: cases.File, given: taking_up.Opinion | None) -> dict[str, Any]:
    live, until = opinion_links.is_live(one, file.today), opinion_links.reads_until(one, file.today)
    counts = given is not None and given.row.link_id == one.pk
    said = {"agency": one.agency, "name": one.made_by.name, "moment": values.moment(one.made_at)}
    return {
        "text": _("Sent to %(agency)s by %(name)s, %(moment)s") % said,
        "address": one.address,
        "state": _answered(one, until if counts else None, counts) if one.used_at else _unanswered(one, file, given),
        "end": reverse("case_ask_revoke", args=[one.case_id, one.pk]) if live or until else "",
    }


def _answered(one: OpinionLink, until: date | None, counts: bool) -> str:
    said = {"answered": _("answered by %(name)s") % {"name": one.answered_by}, "day": words.day(until)}
    if until:
        return _("%(answered)s; shows until %(day)s how it was taken up") % said
    if one.revoked_at:
        return _("%(answered)s; ended, it opens nothing any more") % said
    if not counts:
        return _("%(answered)s; that was taken back, it opens nothing any more") % said
    return _("%(answered)s; it opens nothing any more") % said


def _unanswered(one: OpinionLink, file: cases.File, given: taking_up.Opinion | None) -> str:
    """Return how a link without an answer stands: until when it opens, or by what it is closed."""
    if one.revoked_at:
        return pgettext("of a link", "ended")
    if not opinion_links.is_live(one, file.today):
        return _("opens nothing any more")
    if opinion_links.asked(file, one.of):
        return _("opens until %(day)s") % {"day": words.day(one.expires_on)}
    return _("closed: %(why)s") % {"why": _closed_by(file, one.of, given)}


def _closed_by(file: cases.File, of: str, given: taking_up.Opinion | None) -> str:
    if given is not None:
        return _given_by(given.row)
    ask = next((ask for step in file.standing.steps for ask in step.asks if ask.id == of), None)
    if ask is not None and ask.status == "silent":
        return _("its time is over, and silence has counted")
    if file.standing.state == "returned":
        return _("the file is with the applicant")
    return _("the file is closed") if file.standing.state in OVER else _("this opinion is not asked now")


def _given_by(row: CaseAct) -> str:
    if row.number and row.dated:
        said = {"number": row.number, "day": words.day(row.dated)}
        return _("answered on paper, %(number)s of %(day)s") % said
    if row.link_id:
        return _("answered by another link")
    return _("answered here by %(name)s") % {"name": row.officer.name if row.officer else _("The program")}
