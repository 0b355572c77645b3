"""What pages of administrators share: who comes in, what is put on record, secrets that are shown once."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from comity.core.http import Request
from comity.core.people import Officer
from comity.web import errors

log = logging.getLogger("comity.accounts")
log.setLevel(logging.INFO)  # who may sign in is always on record, however quiet the rest of the log is

Given = ParamSpec("Given")
View = Callable[Concatenate[Request, Given], HttpResponse]


def administers(view: View[Given]) -> View[Given]:
    """Let only administrators through; others are told why not."""

    @wraps(view)
    def answer(request: Request, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        if not request.identity.manages:
            return errors.page(request, 403, reason=_("Accounts and API tokens are kept by the city's administrators."))
        return view(request, *args, **kwargs)

    return answer


def of_city(request: Request) -> QuerySet[Officer]:
    """Return the officers of the reader's city."""
    return Officer.objects.filter(city=request.user.city_id)


def record_act(request: Request, act: str, officer: Officer) -> None:
    """Put into the log who did what to whose account."""
    log.info(
        "officer %s %r %s officer %s %r", request.user.pk, request.user.username, act, officer.pk, officer.username
    )


def shown_once(
    request: Request, title: str, secret: str, *, facts: list[dict[str, str]], advice: str, back: str
) -> HttpResponse:
    """Show a secret once, with what it is for and how to keep it."""
    context = {
        "page_title": title,
        "crumbs": [(title, None)],
        "secret": secret,
        "facts": facts,
        "advice": advice,
        "back": reverse(back),
    }
    return render(request, "accounts/once.html", context)
