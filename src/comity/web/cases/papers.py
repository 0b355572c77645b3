"""The papers of a file as Word and PDF, in each language of the city: those that the pack names at a step."""

import io

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from comity.core.http import Request
from comity.documents import case_papers, store
from comity.documents.case_papers import Paper
from comity.documents.content import Asked
from comity.documents.making import KINDS, NotMade
from comity.gate import applicants, cases, values
from comity.gate.cases import File
from comity.registers import BY_KEY
from comity.registers.cases import Case
from comity.web import present, records
from comity.web.templates import LANGUAGES
from comity.web.transfer import sent

WORDS = {"docx": "Word", "pdf": "PDF"}


@require_GET
def paper(request: Request, pk: int, step: str, at: int, language: str, kind: str) -> HttpResponseBase:
    """Send a paper of a file; one that the procedure does not name, or whose step has not begun, is not there."""
    file = _opened(pk, language, kind)
    if not applicants.works(file.case):
        raise Http404
    found = (one for one in case_papers.offered(file) if (one.step.id, one.at) == (step, at))
    return _made(request, file, next(found, None), language, kind)


@require_GET
def receipt(request: Request, pk: int, language: str, kind: str) -> HttpResponseBase:
    """Send the receipt of the dossier; before it is handed in there is none."""
    file = _opened(pk, language, kind)
    return _made(request, file, case_papers.receipt(file), language, kind)


def _opened(pk: int, language: str, kind: str) -> File:
    case = records.of_number(BY_KEY["cases"], pk)
    assert isinstance(case, Case)
    if kind not in case_papers.KINDS or language not in store.languages():
        raise Http404
    try:
        return cases.opened(case, values.today())
    except cases.NoRules as error:
        raise Http404 from error


def _made(request: Request, file: File, found: Paper | None, language: str, kind: str) -> HttpResponseBase:
    if found is None:
        raise Http404
    asked = Asked(request.user.city, request.user.name, request.build_absolute_uri("/"))
    try:
        made = case_papers.made(file, found, kind, asked, language)
    except NotMade as error:
        messages.error(request, str(error))
        return redirect(present.address(file.case))
    return sent(io.BytesIO(made), f"{found.kind}-{file.case.pk}-{language}.{kind}", KINDS[kind])


def offered(file: File) -> list[dict[str, object]]:
    """Return the papers that can be made now, the receipt first, each with its files; to who applies the receipt alone."""
    pk, given = file.case.pk, case_papers.receipt(file)
    found = [_offer(str(given.said), "", "case_receipt", pk)] if given else []
    others = case_papers.offered(file) if applicants.works(file.case) else []
    return found + [_offer(one.title, str(one.step), "case_paper", pk, one.step.id, one.at) for one in others]


def _offer(title: str, step: str, door: str, *args: object) -> dict[str, object]:
    made = [(language, kind) for language in store.languages() for kind in case_papers.KINDS]
    files = [
        {"label": f"{WORDS[kind]}, {LANGUAGES[language]}", "href": reverse(door, args=[*args, language, kind])}
        for language, kind in made
    ]
    return {"title": title, "step": step, "files": files}
