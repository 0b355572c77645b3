"""E-mail, where the office has it: sent by the worker, each once; nothing of a record stands in it."""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import models
from django.db.models.functions import Now

from comity.core import identity
from comity.core.people import City

log = logging.getLogger(__name__)
AT_ONCE = 50

Written = tuple[str, str, str]


def able() -> bool:
    """Say whether the office sends e-mail."""
    return bool(settings.MAILS)


def link(path: str) -> str:
    """Return the address of a page as it stands in an e-mail."""
    return f"{settings.OFFICE_URL.rstrip('/')}{path}"


def send(city: City, rows: type[models.Model], write: Callable[[Any], Written | None]) -> int:
    """Send what is still to be sent, and return how much it was.

    A row is marked as sent before it is, in a transaction of its own: whoever is killed in between sends it never, and
    nothing is ever sent twice.
    """
    sent = 0
    program = identity.system(city, door="worker")
    kept = rows._default_manager
    for _one in range(AT_ONCE):
        with identity.acting(program):
            row = kept.filter(mail=True).order_by("pk").first()
            written = write(row) if row is not None else None
            if row is None or not kept.filter(pk=row.pk, mail=True).update(mail=False, mailed_at=Now()):
                break
        if written is None:
            continue
        if not _posted(*written):
            with identity.acting(program):
                kept.filter(pk=row.pk).update(mail=True, mailed_at=None)
            break
        sent += 1
    return sent


def _posted(to: str, subject: str, text: str) -> bool:
    """Hand an e-mail to the server; say no only if it was not reached, so that nothing can have gone out."""
    server = get_connection()
    try:
        server.open()
    except OSError as error:  # SMTPException is one, too
        log.warning("The mail server was not reached; e-mail is tried again: %s", error)
        return False
    message = EmailMessage(
        subject, text, settings.DEFAULT_FROM_EMAIL, [to], headers={"Auto-Submitted": "auto-generated"}
    )
    try:
        server.send_messages([message])
    except OSError as error:
        log.warning("An e-mail may not have gone out, and is not sent again: %s", error)
    finally:
        server.close()
    return True
