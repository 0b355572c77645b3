"""The brief as a whole: its parts in the order in which they are read, and the words around them."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from comity.domain.brief import Brief
from comity.registers import Register
from comity.web.briefing import beyond, people, relation
from comity.web.briefing import known as found


def of(register: Register, record: Any, today: date) -> Brief:
    """Return the brief about a partner, a person or an activity, as far as the reader may see what is in it."""
    known = found.read(register, record, today)
    sections = (
        people.who(known),
        relation.why(known),
        relation.wants(known),
        relation.care(known),
        *relation.promises(known),
        people.members(known),
        relation.legs(known),
        relation.programme(known),
        relation.agreements(known),
        relation.contacts(known),
        relation.gifts(known),
        relation.days(known),
        people.knows(known),
    )
    return Brief(
        title=record.title,
        over=_("Brief: %(kind)s") % {"kind": register.one},
        sections=tuple(replace(one, beyond=beyond.of(known, one.key)) for one in sections if one),
        level=record.sensitivity,
    )
