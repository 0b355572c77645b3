"""The page without sign-in on which an agency outside the office answers one question, with a link and a code.

It shows what was sent and nothing else; after the answer, that answer and how it was taken up. Whatever is wrong with a link - never there, over, used, ended, too many wrong
codes - the answer is one and the same page.
"""

from collections.abc import Callable
from time import monotonic
from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from comity.core import files, identity
from comity.core.opinion_links import OpinionLink
from comity.domain.flow import Buckets
from comity.gate import cases, opinion_links, texts, values
from comity.gate import law_words as words
from comity.gate.case_acts import Unfit
from comity.web import errors
from comity.web.cases import told

COOKIE, OPEN_FOR = "opinion", 12 * 3600  # seconds for which a code need not be typed again: a day of writing an answer
A_MINUTE = 60  # requests of one address
buckets = Buckets(A_MINUTE)


class CodeForm(forms.Form):
    """The code that reached the agency another way."""

    code = texts.LineInput(
        label=gettext_lazy("Code of eight digits"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class AnswerForm(forms.Form):
    """An agency's answer."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Opinion"),
        choices=(
            ("agrees", gettext_lazy("We agree")),
            ("changes", gettext_lazy("We agree with changes")),
            ("disagrees", gettext_lazy("We disagree")),
        ),
        widget=forms.RadioSelect,
    )
    reason = texts.LinesInput(
        label=gettext_lazy("What is to be changed, or why not"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    name = texts.LineInput(label=gettext_lazy("Your name and position"), max_length=200)

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where there must be one."""
        said = super().clean() or {}
        if said.get("answer") in ("changes", "disagrees") and not said.get("reason"):
            self.add_error("reason", _("Say what is to be changed, or why you disagree."))
        return said


Inside = Callable[[HttpRequest, OpinionLink], HttpResponseBase]


def _within(request: HttpRequest, secret: str, then: Inside) -> HttpResponseBase:
    """Answer with what the question's page is, acting as the program, or with the one page for whatever is wrong."""
    wait = buckets.take(get_adapter(request).get_client_ip(request), monotonic())
    if wait:
        return errors.page(request, 429, seconds=max(1, round(wait)))
    found = opinion_links.city_of(secret)
    if found is not None:
        pk, city = found
        with identity.acting(identity.system(city, door="link")):
            link = opinion_links.opened(pk)
            if link is not None:
                return then(request, link)
    return _shut(request)


def _shut(request: HttpRequest) -> HttpResponse:
    return _private(render(request, "opinions/shut.html", {"page_title": _("This link opens nothing")}, status=404))


def _private(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response


@login_not_required
@require_http_methods(["GET", "POST"])
def opinion(request: HttpRequest, secret: str) -> HttpResponseBase:
    """Ask for the code, then show the question and take its answer."""

    def inside(request: HttpRequest, link: OpinionLink) -> HttpResponseBase:
        if request.method == "POST" and "code" in request.POST:
            return _coded(request, link, secret)
        if not _knows(request, link):
            return _page(request, link, CodeForm())
        if link.used_at:
            return _read(request, link, again=request.method == "POST")
        if request.method == "POST":
            return _answered(request, link, secret)
        return _page(request, link, AnswerForm(), secret)

    return _within(request, secret, inside)


@login_not_required
@require_GET
def file(request: HttpRequest, secret: str) -> HttpResponseBase:
    """Send the file that goes with the question."""

    def inside(request: HttpRequest, link: OpinionLink) -> HttpResponseBase:
        if link.file is None or link.used_at or not _knows(request, link):
            return _shut(request)
        try:
            bytes_ = files.opened(link.file)
        except files.Lost:
            return _shut(request)
        sent = FileResponse(bytes_, as_attachment=True, filename=link.file.name, content_type=link.file.kind)
        sent["X-Content-Type-Options"], sent["Content-Security-Policy"] = "nosniff", "sandbox"
        return sent

    return _within(request, secret, inside)


def _knows(request: HttpRequest, link: OpinionLink) -> bool:
    """Say whether the code was typed in this browser not long ago."""
    return request.get_signed_cookie(COOKIE, "", salt=link.sha256, max_age=OPEN_FOR) == str(link.pk)


def _coded(request: HttpRequest, link: OpinionLink, secret: str) -> HttpResponse:
    form = CodeForm(request.POST)
    if not form.is_valid() or not opinion_links.fits(link, form.cleaned_data["code"]):
        if form.is_valid():
            form.add_error("code", _("This is not the code. After five wrong ones the link opens nothing any more."))
        return _page(request, link, form)
    here = reverse("opinion", args=[secret])
    response = redirect(here)
    response.set_signed_cookie(
        COOKIE, str(link.pk), salt=link.sha256, max_age=OPEN_FOR, path=here, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return _private(response)


def _answered(request: HttpRequest, link: OpinionLink, secret: str) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, link, form, secret)
    said = form.cleaned_data
    try:
        opinion_links.answer(link, said["answer"], said["reason"], said["name"])
    except (Unfit, cases.NoRules):
        return _shut(request)
    today = values.today()
    context = {
        "page_title": _("Thank you"),
        "city_title": link.city.office,
        "day": words.day(today),
        "until": words.day(today + opinion_links.READS_ON),
    }
    return _private(render(request, "opinions/thanks.html", context))


def _read(request: HttpRequest, link: OpinionLink, *, again: bool) -> HttpResponse:
    """Show the answer that came by the link and how it was taken up, nothing of the file; a second answer is not taken."""
    opinion = opinion_links.given(link)
    if opinion is None:
        return _shut(request)
    word, until = opinion.word, opinion_links.reads_until(link, values.today())
    context: dict[str, Any] = {
        "page_title": link.title,
        "city_title": link.city.office or str(link.city),
        "again": again,
        "link": {"agency": link.agency, "title": link.title, "question": link.question, "until": words.day(until)},
        "said": {
            "answer": told.answer(opinion.ask.answer),
            "why": opinion.why,
            "name": link.answered_by,
            "on": words.day(opinion.ask.on),
        },
        "word": word and {"how": told.how(word.answer), "explanation": opinion.explanation, "on": words.day(word.on)},
    }
    return _private(render(request, "opinions/given.html", context, status=409 if again else 200))


def _page(request: HttpRequest, link: OpinionLink, form: forms.Form, secret: str = "") -> HttpResponse:
    """Show the question, or without a secret only that a code is asked for."""
    office = link.city.office or str(link.city)
    context: dict[str, Any] = {"page_title": _("A code, please"), "city_title": office, "form": form, "link": None}
    if secret:
        context |= {
            "page_title": link.title,
            "link": {
                "agency": link.agency,
                "title": link.title,
                "question": link.question,
                "file": link.file.name if link.file else "",
                "file_href": reverse("opinion_file", args=[secret]),
                "until": words.day(link.expires_on),
            },
        }
    return _private(render(request, "opinions/question.html", context, status=422 if form.errors else 200))
