"""The steps that an issued report takes, and what is said of each; pages and the command line take the same."""

from django.utils import timezone
from django.utils.translation import gettext as _

from comity.core.issued import Issued, State
from comity.gate.access import NotAllowed
from comity.reports import issued_doubts, issued_rights, issuing

SHORTEST = 8  # characters of a hash that tell one report from another


def take(one: Issued, act: str, reason: str, *, seen: str, sure: bool = False) -> str:
    """Take a step and return what is to be said of it. Raises NotAllowed, ValidationError and what the database refuses by.

    `seen` is the hash of what was read, or its beginning: nobody signs, hands in, gives back or discards what they have not read.
    `sure` says that it is signed in spite of what is to be confirmed.
    """
    if act != "count" and one.state != State.SIGNED and not (len(seen) >= SHORTEST and one.sha256.startswith(seen)):
        raise issued_rights.changed()
    if act == "count":
        issuing.recount(one, timezone.now())
        return _("Counted anew.")
    if act == "submit":
        issuing.submit(one)
        return " ".join(filter(None, (_("Submitted for signing."), issued_rights.stands(one))))
    if act == "back":
        issuing.back(one, reason)
        return _("Given back to be written.")
    if act == "sign":
        if (
            not sure
            and (doubts := issued_doubts.of(issuing.content_of(one)))
            and not issued_rights.why_not("sign", one)
        ):
            raise NotAllowed(" ".join([*doubts, _("It was not signed: confirm that you sign it nevertheless.")]))
        issuing.sign(one, timezone.now())
        return " ".join(filter(None, (_("Signed. The report is locked."), issued_rights.stands(one))))
    if act == "discard":
        issuing.discard(one)
        return _("The draft was discarded.")
    raise NotAllowed(issued_rights.said("state"))
