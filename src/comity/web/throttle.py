"""Nobody takes the office for themselves: so many requests a minute for each officer, token and address not signed in.

Each web process counts what it answers itself; who is served by several of them has as many times the allowance.
"""

import logging
from math import ceil
from time import monotonic

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from comity.core.people import Officer
from comity.domain.flow import Buckets
from comity.web import errors

TOO_MANY = 429
buckets = Buckets(settings.REQUESTS_A_MINUTE)
log = logging.getLogger(__name__)


def held_back(request: HttpRequest) -> HttpResponse | None:
    """Return the answer for who asked too often, None for all others. Whose the request is must be known by now."""
    key = _whose(request)
    wait = buckets.take(key, monotonic())
    if not wait:
        return None
    log.warning("too many requests of %s", key)
    if request.path.startswith("/api/"):
        said = _("Too many requests. Wait for the seconds that Retry-After says, then go on.")
        answer: HttpResponse = JsonResponse({"message": said, "errors": {}}, status=TOO_MANY)
    else:
        answer = errors.page(request, TOO_MANY, seconds=ceil(wait))
    answer["Retry-After"] = str(ceil(wait))
    return answer


def _whose(request: HttpRequest) -> str:
    if token := getattr(request, "token", None):
        return f"token {token.pk}"
    if isinstance(request.user, Officer):
        return f"officer {request.user.pk}"
    return f"address {get_adapter(request).get_client_ip(request)}"
