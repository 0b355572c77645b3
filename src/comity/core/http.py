"""Requests as our pages get them: somebody is signed in, HTMX may be asking."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from comity.core.identity import Identity
from comity.core.people import Officer


class Request(HttpRequest):
    """A request of an officer whose identity is set for the transaction."""

    user: Officer
    htmx: HtmxDetails
    identity: Identity
    LANGUAGE_CODE: str
