"""The steps that an issued report takes, and what is said of each; pages and the command line take the same."""

from django.utils import timezone
from django.utils.translation import gettext as _

from comity.core.issued import Issued
from comity.gate.access import NotAllowed
from comity.reports import issuing


def take(one: Issued, act: str, reason: str) -> str:
    """Take a step and return what is to be said of it. Raises NotAllowed, ValidationError and what the database refuses by."""
    if act == "count":
        issuing.recount(one, timezone.now())
        return _("Counted anew.")
    if act == "submit":
        issuing.submit(one)
        return _("Submitted for signing.")
    if act == "back":
        issuing.back(one, reason)
        return _("Given back to be written.")
    if act == "sign":
        issuing.sign(one, timezone.now())
        return _("Signed. The report is locked.")
    if act == "discard":
        issuing.discard(one)
        return _("The draft was discarded.")
    raise NotAllowed(issuing.said("state"))
