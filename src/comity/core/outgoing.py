"""Where the program may connect to: its database, its identity provider, its worker the mail server; and nowhere else."""

import logging
import sys
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings

log = logging.getLogger(__name__)


def hosts() -> frozenset[str]:
    """Return the hosts that the settings name."""
    base = str(settings.DATABASES["default"]["HOST"]).lower()
    return frozenset(_providers() | ({base} if base and not base.startswith("/") else set()))


def _providers() -> set[str]:
    return {host for origin in settings.OIDC_ORIGINS if (host := urlsplit(origin).hostname)}


def mail_hosts() -> frozenset[str]:
    """Return the host to which the worker, and it alone, hands e-mail."""
    return frozenset({settings.EMAIL_HOST.lower()} if settings.EMAIL_HOST else ())


def confine(allowed: Iterable[str]) -> None:
    """Forbid this process, for good, to look up or connect to any other host.

    PostgreSQL's own library connects past Python, so Python's sockets are for the identity provider and the mail server alone.
    """
    known = frozenset(allowed)
    reached = known & (_providers() | mail_hosts())

    def heed(event: str, arguments: tuple[object, ...]) -> None:
        if event == "socket.getaddrinfo":
            host = arguments[0]
            if str(host).lower() not in known:
                log.error("an attempt to connect to %r was stopped", host)
                raise PermissionError(f"The program does not connect to {host!r}.")
        elif event == "socket.connect" and not reached and isinstance(arguments[1], tuple):
            log.error("an attempt to connect to %r was stopped", arguments[1][0])
            raise PermissionError(f"The program does not connect to {arguments[1][0]!r}.")

    sys.addaudithook(heed)
