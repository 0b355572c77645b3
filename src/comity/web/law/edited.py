"""Versions of procedures that were edited after files came under them, for those who keep the packs."""

from django.utils.translation import ngettext

from comity.core import procedure_copies
from comity.core import procedures as packs


def edited() -> list[str]:
    """Return a sentence for each such version."""
    return [
        ngettext(
            "%(procedure)s: version %(number)s was edited after %(num)s file came under it. It stands by the text of then; give the new text a new number.",
            "%(procedure)s: version %(number)s was edited after %(num)s files came under it. They stand by the text of then; give the new text a new number.",
            one.files,
        )
        % {"procedure": one.title, "number": one.number, "num": one.files}
        for one in procedure_copies.edited(packs.of_city())
    ]
