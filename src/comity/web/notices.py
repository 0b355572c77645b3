"""What the reader was told of files: the latest on Today, all of it on a page of its own, and taking it as read."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from comity.core.http import Request
from comity.core.notices import Notice
from comity.gate import law_words as words
from comity.gate import values
from comity.web import present

ON_TODAY, SHOWN = 6, 100


def unread(officer: int) -> dict[str, Any]:
    """Return the latest unread news of files, and how many more there are."""
    found = list(_rows(officer).filter(seen_at=None)[: ON_TODAY + 1])
    return {"news_of_files": [_row(one) for one in found[:ON_TODAY]], "more_news": len(found) > ON_TODAY}


@require_GET
def listing(request: Request) -> HttpResponse:
    """Show what the reader was told, unread first."""
    found = [_row(one) for one in _rows(request.user.pk)[:SHOWN]]
    context = {
        "page_title": _("News of files"),
        "crumbs": [(_("News of files"), None)],
        "unread": [one for one in found if not one["seen"]],
        "read": [one for one in found if one["seen"]],
    }
    return render(request, "cases/notices.html", context)


@require_POST
def read(request: Request) -> HttpResponse:
    """Take everything that the reader was told as read."""
    count = Notice.objects.filter(officer=request.user.pk, seen_at=None).update(seen_at=timezone.now())
    messages.success(
        request, ngettext("%(count)s taken as read.", "%(count)s taken as read.", count) % {"count": count}
    )
    return redirect("home" if request.POST.get("back") == "home" else "notices")


def _rows(officer: int) -> Any:
    return Notice.objects.filter(officer_id=officer).select_related("case", "instead_of").order_by("-pk")


def _row(one: Notice) -> dict[str, Any]:
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
    instead = [_("in place of %(name)s") % {"name": one.instead_of.name}] if one.instead_of else []
    return {
        "title": one.case.title,
        "href": present.address(one.case),
        "sub": ", ".join([said, *instead, values.moment(one.at)]),
        "icon": icons.get(one.kind, "files"),
        "is_sample": one.case.is_sample,
        "seen": one.seen_at is not None,
    }
