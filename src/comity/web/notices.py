"""What the reader was told of files, returns and proposals: the latest on Today, all of it on a page of its own, and taking it as read."""

from typing import Any

from django.contrib import messages
from django.db.models import IntegerField, Value
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from comity.core.http import Request
from comity.core.notices import Notice, ProposalNotice, ReturnNotice
from comity.gate import law_words as words
from comity.gate import values
from comity.reports import returning
from comity.web import present

ON_TODAY, SHOWN = 6, 100
Told = Notice | ReturnNotice | ProposalNotice


def unread(officer: int) -> dict[str, Any]:
    """Return the latest unread news of files, returns and proposals, and whether there are more."""
    found = _latest(officer, ON_TODAY + 1, seen_at=None)
    return {"news_of_files": [_row(one) for one in found[:ON_TODAY]], "more_news": len(found) > ON_TODAY}


@require_GET
def listing(request: Request) -> HttpResponse:
    """Show what the reader was told, unread first."""
    found = [_row(one) for one in _latest(request.user.pk, SHOWN)]
    context = {
        "page_title": _("News of files, returns and proposals"),
        "crumbs": [(_("News of files, returns and proposals"), None)],
        "unread": [one for one in found if not one["seen"]],
        "read": [one for one in found if one["seen"]],
    }
    return render(request, "cases/notices.html", context)


@require_POST
def read(request: Request) -> HttpResponse:
    """Take everything that the reader was told as read."""
    count = sum(
        told.objects.filter(officer=request.user.pk, seen_at=None).update(seen_at=timezone.now())
        for told in (Notice, ReturnNotice, ProposalNotice)
    )
    messages.success(
        request, ngettext("%(count)s taken as read.", "%(count)s taken as read.", count) % {"count": count}
    )
    return redirect("home" if request.POST.get("back") == "home" else "notices")


def _latest(officer: int, most: int, **only: Any) -> list[Told]:
    """Return the newest of what an officer was told, newest first. One statement, and one for each kind that is among it."""
    kinds: tuple[type[Told], ...] = (Notice, ReturnNotice, ProposalNotice)
    asked = [
        kind._default_manager.filter(officer_id=officer, **only)
        .order_by()
        .values_list("at", "pk", Value(place, output_field=IntegerField()))
        for place, kind in enumerate(kinds)
    ]
    newest = list(asked[0].union(*asked[1:], all=True).order_by("-at", "-pk")[:most])
    found: list[Told] = []
    for place, about in enumerate(("case", "of__request", "of")):
        if numbers := [pk for _at, pk, kind in newest if kind == place]:
            found += kinds[place]._default_manager.filter(pk__in=numbers).select_related(about, "instead_of")
    return sorted(found, key=lambda one: (one.at, one.pk), reverse=True)


def _row(one: Told) -> dict[str, Any]:
    if isinstance(one, ProposalNotice):
        return _of_proposal(one)
    return _of_file(one) if isinstance(one, Notice) else _of_return(one)


def _of_proposal(one: ProposalNotice) -> dict[str, Any]:
    said = {
        "proposed": _("A proposal waits for an answer"),
        "more": _("More is asked for on the proposal"),
        "accepted": _("The proposal was accepted"),
        "declined": _("The proposal was declined"),
    }[one.kind]
    icons = {"accepted": "circle-check", "declined": "circle-x", "more": "help-circle"}
    return {
        "title": one.of.title,
        "href": present.address(one.of),
        "sub": ", ".join([said, *_instead(one), values.moment(one.at)]),
        "icon": icons.get(one.kind, "speakerphone"),
        "is_sample": one.of.is_sample,
        "seen": one.seen_at is not None,
    }


def _of_return(one: ReturnNotice) -> dict[str, Any]:
    said = {
        "soon": _("A return is due soon: %(day)s") % {"day": words.day(one.due)},
        "late": _("A return is overdue since %(day)s") % {"day": words.day(one.due)},
    }[one.kind]
    title = ": ".join(filter(None, [returning.label(one.of.request), returning.unit_of(one.of)]))
    return {
        "title": title,
        "href": reverse("return", args=[one.of_id]),
        "sub": ", ".join([said, *_instead(one), values.moment(one.at)]),
        "icon": {"soon": "hourglass", "late": "alert-triangle"}[one.kind],
        "is_sample": False,
        "seen": one.seen_at is not None,
    }


def _of_file(one: Notice) -> dict[str, Any]:
    said = {
        "asked": _("You are asked for an opinion"),
        "waits": _("It waits for you"),
        "soon": _("A term ends soon: %(day)s") % {"day": words.day(one.due)},
        "late": _("A term is over: %(day)s") % {"day": words.day(one.due)},
        "decided": _("It was decided"),
        "returned": _("It was returned to the applicant"),
        "lapsed": _("It has lapsed"),
    }[one.kind]
    icons = {"asked": "message-circle", "soon": "hourglass", "late": "alert-triangle", "decided": "circle-check"}
    return {
        "title": one.case.title,
        "href": present.address(one.case),
        "sub": ", ".join([said, *_instead(one), values.moment(one.at)]),
        "icon": icons.get(one.kind, "files"),
        "is_sample": one.case.is_sample,
        "seen": one.seen_at is not None,
    }


def _instead(one: Told) -> list[str]:
    return [_("in place of %(name)s") % {"name": one.instead_of.name}] if one.instead_of else []
