"""What the reader was told of files and returns: the latest on Today, all of it on a page of its own, and taking it as read."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from comity.core.http import Request
from comity.core.notices import Notice, ReturnNotice
from comity.gate import law_words as words
from comity.gate import values
from comity.reports import returning
from comity.web import present

ON_TODAY, SHOWN = 6, 100


def unread(officer: int) -> dict[str, Any]:
    """Return the latest unread news of files and returns, and whether there are more."""
    found = _latest(officer, ON_TODAY + 1, seen_at=None)
    return {"news_of_files": [_row(one) for one in found[:ON_TODAY]], "more_news": len(found) > ON_TODAY}


@require_GET
def listing(request: Request) -> HttpResponse:
    """Show what the reader was told, unread first."""
    found = [_row(one) for one in _latest(request.user.pk, SHOWN)]
    context = {
        "page_title": _("News of files and returns"),
        "crumbs": [(_("News of files and returns"), None)],
        "unread": [one for one in found if not one["seen"]],
        "read": [one for one in found if one["seen"]],
    }
    return render(request, "cases/notices.html", context)


@require_POST
def read(request: Request) -> HttpResponse:
    """Take everything that the reader was told as read."""
    count = sum(
        told.objects.filter(officer=request.user.pk, seen_at=None).update(seen_at=timezone.now())
        for told in (Notice, ReturnNotice)
    )
    messages.success(
        request, ngettext("%(count)s taken as read.", "%(count)s taken as read.", count) % {"count": count}
    )
    return redirect("home" if request.POST.get("back") == "home" else "notices")


def _latest(officer: int, most: int, **only: Any) -> list[Notice | ReturnNotice]:
    """Return the newest of what an officer was told, newest first. Two statements."""
    of_files = Notice.objects.filter(officer_id=officer, **only).select_related("case", "instead_of")
    of_returns = ReturnNotice.objects.filter(officer_id=officer, **only).select_related("of__request", "instead_of")
    found: list[Notice | ReturnNotice] = [*of_files.order_by("-pk")[:most]]
    found += of_returns.order_by("-pk")[:most]
    return sorted(found, key=lambda one: one.at, reverse=True)[:most]


def _row(one: Notice | ReturnNotice) -> dict[str, Any]:
    return _of_file(one) if isinstance(one, Notice) else _of_return(one)


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


def _instead(one: Notice | ReturnNotice) -> list[str]:
    return [_("in place of %(name)s") % {"name": one.instead_of.name}] if one.instead_of else []
