"""The Word templates that the office owns: taken in once nothing is wrong with them, looked at, put in force, gone back to."""

import io
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comity.core import files, write
from comity.core.http import Request
from comity.core.templates import Template
from comity.documents import names, store
from comity.documents.checker import Problem
from comity.documents.filling import NotFilled
from comity.documents.making import KINDS
from comity.documents.names import Kind
from comity.documents.store import Faulty
from comity.domain.numbers import is_record_id
from comity.gate import values
from comity.reports.press import NotPrinted
from comity.web import errors, present
from comity.web.transfer import sent

TOLD = 5
LANGUAGES = {"en": "English", "vi": "Tiếng Việt"}
Given = ParamSpec("Given")
View = Callable[Concatenate[Request, Given], HttpResponseBase]
log = logging.getLogger(__name__)


def keeps(view: View[Given]) -> View[Given]:
    """Let heads and administrators through; others are told why not."""

    @wraps(view)
    def answer(request: Request, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponseBase:
        if no := store.why_not():
            return errors.page(request, 403, reason=no)
        return view(request, *args, **kwargs)

    return answer


@require_GET
@keeps
def templates(request: Request) -> HttpResponse:
    """List the kinds of documents with the template that is in force for each, by language."""
    rows = [
        {
            "title": kind.title,
            "language": LANGUAGES[language],
            "href": reverse("template_kind", args=[kind.key, language]),
            "live": store.live(kind.key, language),
        }
        for kind in store.kinds().values()
        for language in store.languages()
    ]
    context = {"page_title": _("Templates"), "crumbs": [(_("Templates"), None)], "rows": rows}
    return render(request, "documents/templates.html", context)


@require_http_methods(["GET", "POST"])
@keeps
def kind(request: Request, kind: str, language: str) -> HttpResponseBase:
    """Show the templates of a kind in a language, and take in a new one."""
    of = _kind(kind, language)
    if request.method == "GET":
        return _page(request, of, language)
    upload = request.FILES.get("file")
    if upload is None:
        return _page(request, of, language, said=_("Choose a file."))
    try:
        added = store.add(of, language, upload.name or "", upload.chunks(), request.user.city)
    except Faulty as faulty:
        return _page(request, of, language, problems=faulty.problems, name=upload.name or "")
    except files.NotTaken as refusal:
        return _page(request, of, language, said=refusal.args[0])
    except (write.Refused, NotPrinted) as error:
        return _not_done(request, of, language, error)
    log.info("officer %s added template %s", request.user.pk, added.pk)
    messages.success(
        request, _("Nothing is wrong with %(name)s. Look at the preview, then put it in force.") % {"name": added.name}
    )
    _told_by_hand(request, store.written_by_hand(added, of, language, request.user.city))
    return redirect("template_kind", of.key, language)


def _told_by_hand(request: Request, found: list[Problem]) -> None:
    """Say what to look at in a template that was taken in."""
    for one in found[:TOLD]:
        messages.warning(request, " ".join(part for part in (one.what, f"({one.place})" if one.place else "") if part))


@require_GET
@keeps
def template_file(request: Request, kind: str, language: str) -> HttpResponseBase:
    """Send a template, or with `preview` the same filled with sample data."""
    of = _kind(kind, language)
    version = _version(of, language, request.GET.get("version", ""))
    name = version.name.removesuffix(".docx") if version else f"{of.key}-{language}"
    try:
        docx = store.data(version, of.key, language)
        if "preview" in request.GET:
            docx, name = store.preview(docx, of.key, language, request.user.city), f"{name}-preview"
    except (NotFilled, NotPrinted, files.Lost) as error:
        return _not_done(request, of, language, error)
    return sent(io.BytesIO(docx), f"{name}.docx", KINDS["docx"])


@require_POST
@keeps
def put_in_force(request: Request, kind: str, language: str) -> HttpResponseBase:
    """Put a template in force."""
    of = _kind(kind, language)
    version = _version(of, language, request.POST.get("version", ""))
    try:
        store.put_in_force(of, language, version, request.user.city)
    except Faulty as faulty:
        return _page(request, of, language, problems=faulty.problems, name=version.name if version else "")
    except (write.Refused, NotPrinted, files.Lost) as error:
        return _not_done(request, of, language, error)
    log.info("officer %s put template %s in force", request.user.pk, version.pk if version else "built in")
    called = version.name if version else _("the program's own template")
    messages.success(request, _("In force from now on: %(name)s.") % {"name": called})
    return redirect("template_kind", of.key, language)


def _kind(key: str, language: str) -> Kind:
    found = store.kinds().get(key)
    if found is None or language not in store.languages():
        raise Http404
    return found


def _version(of: Kind, language: str, typed: str) -> Template | None:
    if not typed:
        return None
    found = Template.objects.filter(pk=int(typed), kind=of.key, language=language) if is_record_id(typed) else None
    if found is None or (template := found.first()) is None:
        raise Http404
    return template


def _not_done(request: Request, of: Kind, language: str, error: Exception) -> HttpResponse:
    log.warning("template of %s: %s", of.key, type(error).__name__)
    messages.error(request, _("This could not be done. Try again; if that fails too, tell the administrator."))
    return redirect("template_kind", of.key, language)


def _page(
    request: Request, of: Kind, language: str, *, said: str = "", problems: list[Problem] | None = None, name: str = ""
) -> HttpResponse:
    count = len(problems or ())
    wrong = ngettext("%(count)s thing is wrong with %(name)s", "%(count)s things are wrong with %(name)s", count)
    context = {
        "page_title": f"{of.title} ({LANGUAGES[language]})",
        "crumbs": [(_("Templates"), reverse("templates")), (of.title, None)],
        "kind": of,
        "language": language,
        "rows": [_row(one, of, language) for one in store.versions(of.key, language)],
        "how": _(
            "A placeholder is written in two braces, a condition or a loop in braces with percent signs. With {%p … %} the whole "
            "paragraph is part of it, with {%tr … %} the row of a table; each of these stands in a paragraph or row of its own. "
            "A link begins with {{r."
        ),
        "names": names.listed(of),
        "said": said,
        "problems": problems,
        "by_hand": store.written_by_hand(store.live(of.key, language), of, language, request.user.city),
        "wrong": wrong % {"count": values.number(count), "name": name},
    }
    return render(request, "documents/kind.html", context, status=422 if said or problems else 200)


def _row(version: store.Version, of: Kind, language: str) -> dict[str, Any]:
    one = version.template
    address = reverse("template_file", args=[of.key, language])
    query = f"?version={one.pk}" if one else "?"
    return {
        "name": one.name if one else _("The program's own template"),
        "size": present.size(one.size) if one else "",
        "added": one.added_at if one else None,
        "pk": one.pk if one else "",
        "live": version.live,
        "since": version.since,
        "by": version.by,
        "href": address + query,
        "preview": f"{address}{query}&preview=1",
    }
