"""What somebody should have seen before they sign a report: that it has no text, and what in it cannot be."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.gate import values
from comity.reports.snapshot import Content

IMPOSSIBLE = ("part", "least")  # the rules of findings that cannot be, not only hardly are


def of(content: Content) -> list[str]:
    """Return what is to be confirmed, in words; nothing where a report may be signed without a second word."""
    told = []
    if not any(said.strip() for part in content["texts"] for said in part["written"].values()):
        told.append(_("The report has no text."))
    open_ = sum(1 for one in content["remarks"] if one["rule"] in IMPOSSIBLE and one["answer"] is None)
    if open_:
        found = ngettext(
            "%(num)s finding that cannot be has no answer.", "%(num)s findings that cannot be have no answer.", open_
        )
        told.append(found % {"num": values.number(open_)})
    return told
