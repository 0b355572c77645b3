"""Who decides, consents or answers, and within what: here whose turn it is, from paper whoever keeps the file."""

from django.utils.translation import gettext as _

from comity.gate import turns
from comity.gate.access import may
from comity.gate.case_doubts import unknown
from comity.gate.case_limits import limits_broken, title
from comity.gate.cases import File
from comity.registers import BY_KEY


def rules(file: File, what: str, of: str) -> bool:
    """Say whether an act is a decision, a consent or an opinion."""
    return what == "opinion" or (what in ("done", "refused") and file.version.rules.ruled(of))


def unfit(file: File, what: str, of: str, *, mine: bool, on_paper: bool) -> str:
    """Return why such an act is not taken: it is nobody's here, or what is granted does not keep within the limits.

    Limits bind whoever decides, whether they give a number or not; what others decided on paper is only recorded.
    """
    if on_paper and what != "opinion" and not _records(file):
        return _("Only who may change the file records what is on paper. To decide here, leave number and date out.")
    if not mine:
        asked = _(
            "Give the number and the date of the paper: only those who decide, consent or were asked answer here themselves."
        )
        return "" if on_paper else asked
    grants = what == "done" and any(one.id == of and one.decides for one in file.version.rules.steps)
    return _outside(file) if grants else ""


def _outside(file: File) -> str:
    """Return which limits bar a grant: those not met, and those of which nobody knows whether they are."""
    said = []
    if broken := limits_broken(file):
        titles = ", ".join(title(file.version, "limits", one) for one in broken)
        said.append(_("Not met, and no exception recorded: %(limits)s.") % {"limits": titles})
    return " ".join([*said, *unknown(file).values()])


def _records(file: File) -> bool:
    """Say whether the one who acts keeps the file, themselves or in an absent one's place."""
    return bool(may("change", BY_KEY["cases"], file.case)) or turns.changing(file.case) is not None
