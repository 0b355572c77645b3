"""The procedures of the city: the list of them, and a page for each, drawn from the pack, with the reckoning of days."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from comity.core import procedures as packs
from comity.core.http import Request
from comity.core.procedure_parts import Procedures, Version
from comity.gate import law_words as words
from comity.gate import values
from comity.web.law import drawn, pictures, reckoning
from comity.web.law.edited import edited


@require_GET
def listing(request: Request) -> HttpResponse:
    """Show every procedure of the city, as it stands today."""
    procedures, today = packs.of_city(), values.today()
    found = [procedures.current(name, today) or versions[0] for name, versions in procedures.versions.items()]
    rows = sorted((_row(one, procedures) for one in found), key=lambda row: str(row["title"]))
    context = {"page_title": _("Procedures"), "rows": rows, "edited": edited() if request.identity.manages else []}
    return render(request, "law/procedures.html", context)


def _row(version: Version, procedures: Procedures) -> dict[str, Any]:
    unread = words.unread(version)
    return {
        "title": str(version.said.title),
        "summary": str(version.said.summary),
        "href": reverse("procedure", args=[version.said.id]),
        "in_force": words.in_force(version),
        "law": words.law(version.said, procedures),
        "steps": len(version.said.steps),
        "versions": len(procedures.versions[version.said.id]),
        "unread": unread,
    }


@require_GET
def procedure(request: Request, name: str) -> HttpResponse:
    """Show a procedure as it stands today, or another version of it."""
    procedures, today = packs.of_city(), values.today()
    version = _asked(procedures, name, request.GET.get("version", ""))
    form = reckoning.form(version, request.GET)
    found = reckoning.reckoned(version, procedures, form, today)
    context = _drawn(version, procedures) | {
        "page_title": str(version.said.title),
        "crumbs": [(_("Procedures"), reverse("procedures")), (str(version.said.title), None)],
        "versions": _versions(version, procedures),
        "stale": not version.in_force(today),
        "form": form,
        "found": found,
        "here": reverse("procedure", args=[name]),
        "version": version.said.version,
        "picture": _picture(version, procedures),
        "picture_file": f"{reverse('procedure_drawing', args=[name])}?version={version.said.version}",
    }
    return render(request, "law/procedure.html", context, status=400 if form.errors else 200)


@require_GET
def drawing(request: Request, name: str) -> HttpResponse:
    """Give a procedure as a picture, a file of its own."""
    procedures = packs.of_city()
    version = _asked(procedures, name, request.GET.get("version", ""))
    return pictures.answer(_picture(version, procedures), f"{name}-{version.said.version}")


def _picture(version: Version, procedures: Procedures) -> dict[str, Any]:
    rows, submits = drawn.rows(version, procedures), procedures.party(version.said.submits)
    title = _("%(procedure)s, version %(number)s, as a drawing")
    return pictures.drawn(rows, submits, title % {"procedure": version.said.title, "number": version.said.version})


def _asked(procedures: Procedures, name: str, number: str) -> Version:
    versions = procedures.versions.get(name, ())
    if number:
        chosen = next((one for one in versions if str(one.said.version) == number), None)
    else:
        chosen = procedures.current(name, values.today()) or (versions[0] if versions else None)
    if chosen is None:
        raise Http404
    return chosen


def _drawn(version: Version, procedures: Procedures) -> dict[str, Any]:
    said = version.said
    return {
        "said": {
            "summary": str(said.summary),
            "caution": str(said.caution),
            "changed": str(said.changed),
            "submits": procedures.party(said.submits),
            "in_force": words.in_force(version),
            "law": words.law(said, procedures),
            "unread": words.unread(version),
            "rules": sum(1 for _one in said.cited()),
        },
        "rows": drawn.rows(version, procedures),
        "levels": drawn.levels(version, procedures),
        "papers": list(drawn.ruled(version, procedures, "papers")),
        "limits": list(drawn.ruled(version, procedures, "limits")),
        "filings": list(drawn.ruled(version, procedures, "filings")),
        "lapse": drawn.lapse(version, procedures),
        "duties": list(drawn.ruled(version, procedures, "duties")),
        "laws": drawn.laws(version, procedures),
    }


def _versions(version: Version, procedures: Procedures) -> list[dict[str, Any]]:
    address = reverse("procedure", args=[version.said.id])
    return [
        {
            "label": f"{one.said.version}: {words.in_force(one)}",
            "href": f"{address}?version={one.said.version}",
            "active": one is version,
        }
        for one in procedures.versions[version.said.id]
    ]
