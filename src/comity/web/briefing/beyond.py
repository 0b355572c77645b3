"""What a brief leaves to the lists: how many more there are on record than it is made of, and where they are."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import ngettext

from comity.domain.brief import Line
from comity.gate import filters
from comity.registers import BY_KEY
from comity.web import present
from comity.web.briefing.known import Known

# What each part is made of: the count kept in `Known.more`, the register, and the field by which its list is asked.
# Without a field they stand on the page of the record that the brief is about.
PARTS: dict[str, Sequence[tuple[str, str, str]]] = {
    "who": (("partners", "partners", ""), ("posts", "appointments", "at_partner"), ("guests", "people", "")),
    "why": (("coming", "activities", "partners"),),
    "wants": (("outcomes", "outcomes", "partner"), ("projects", "projects", "partners")),
    "ours": (("promises", "commitments", "partner"),),
    "care": (("points", "points", "partner"),),
    "members": (("members", "delegation_members", "activity"),),
    "legs": (("legs", "legs", "activity"),),
    "programme": (("programme", "programme_items", "activity"),),
    "agreements": (("agreements", "agreements", "partners"),),
    "contacts": (("contacts", "activities", "partners"),),
    "gifts": (("gifts", "gift_moves", "partner"),),
    "knows": (("ours", "people", ""),),
}


def of(known: Known, part: str) -> tuple[Line, ...]:
    """Return a line for each kind of which there are more on record than the brief is made of."""
    found = []
    for name, register, field in PARTS.get(part, ()):
        count = known.more.get(name, 0)
        if count > 0:
            said = ngettext("and %(count)s more", "and %(count)s more", count) % {"count": count}
            found.append(Line(text=said, lead=str(BY_KEY[register].title), href=_where(known, register, field)))
    return tuple(found)


def _where(known: Known, register: str, field: str) -> str:
    """Return the list that holds all of them, as near as its filters come."""
    of = BY_KEY[register]
    if field == "activity" and known.activity:
        return f"{reverse('list', args=[register])}?{urlencode({field: known.activity.pk})}"
    if known.person and not known.partners and "person" in filters.known(of):
        return f"{reverse('list', args=[register])}?{urlencode({'person': known.person.pk})}"
    if field and known.numbers:
        return f"{reverse('list', args=[register])}?{urlencode({field: known.numbers}, doseq=True)}"
    return present.address(known.record)
