"""What to do next for a tie: the act in the pack's words, the fact that led to it, and where it is begun."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from comity.core.pack import of_city
from comity.domain.next_act import Act
from comity.gate import values
from comity.gate.access import may
from comity.registers import BY_KEY
from comity.registers.partners import Partner
from comity.registers.ties import Tie
from comity.web import present, ties

ICONS = {"activity": "calendar-event", "task": "list-check", "record": "edit"}
LINKS = {"agreements": "agreement", "commitments": "commitment"}  # what a task may come from


def told(act: Act, tie: Tie, partner: Partner | None) -> dict[str, Any]:
    """Return an act as read, `href` empty for those who may not begin it."""
    said = of_city().head.next_acts[act.place]
    return {
        "act": str(said),
        "because": _because(act),
        "fact": present.page_of(act.register, act.record) if act.record else "",
        "href": _begun(act, tie, partner),
        "icon": ICONS[said.begin],
    }


def _begun(act: Act, tie: Tie, partner: Partner | None) -> str:
    """Return the form that begins the act, filled with what is known."""
    said = of_city().head.next_acts[act.place]
    if said.begin == "record":
        allowed = may("change", BY_KEY["ties"], tie)
        return reverse("edit", args=["ties", tie.pk]) if allowed else ""
    register = BY_KEY["tasks" if said.begin == "task" else "activities"]
    if not may("add", register):
        return ""
    name = f"title_{'vi' if get_language() == 'vi' else 'en'}"
    given = {name: f"{said}: {act.title or (partner.title if partner else tie.title)}"[:300]}
    if tie.unit_id:
        given["unit"] = str(tie.unit_id)
    if said.begin == "activity":
        given |= {"kind": said.kind, "partners": str(tie.partner_id)}
        given |= {"starts": act.on} if act.when == "anniversary" else {}
    elif act.register in LINKS:
        given |= {LINKS[act.register]: str(act.record)} | ({"due": act.on} if act.on else {})
    elif act.fact == "due":
        given |= {"due": act.on}
    return f"{reverse('new', args=[register.key])}?{urlencode(given)}"


def _because(act: Act) -> str:
    """Return the fact in words."""
    said: str = FACTS[act.when, act.fact]() % {
        "title": act.title,
        "date": values.when(act.on),
        "count": values.number(act.count),
        "span": ties.span(act.count) if act.when == "unverified" else "",
        "years": ngettext("%(count)s year", "%(count)s years", act.count) % {"count": act.count},
    }
    return said


FACTS: dict[tuple[str, str], Any] = {
    ("unanswered", "due"): lambda: _("%(title)s: to be answered by %(date)s"),
    ("unanswered", "received"): lambda: _("%(title)s: not answered"),
    ("we_owe", "late"): lambda: _("%(title)s: was due %(date)s"),
    ("we_owe", "on_time"): lambda: _("%(title)s: due %(date)s"),
    ("they_owe", "late"): lambda: _("%(title)s: was due %(date)s"),
    ("they_owe", "on_time"): lambda: _("%(title)s: due %(date)s"),
    ("ending", "ends"): lambda: _("%(title)s: ends %(date)s"),
    ("over", "ended"): lambda: _("%(title)s: ended %(date)s"),
    ("over", "over"): lambda: _("%(title)s: no longer in force"),
    ("anniversary", "tie"): lambda: _("%(years)s of the tie on %(date)s"),
    ("anniversary", "paper"): lambda: _("%(years)s since %(title)s was signed, on %(date)s"),
    ("anniversary", "relations"): lambda: _("%(years)s of diplomatic relations on %(date)s"),
    ("they_visited", "visited"): lambda: _("They visited, %(date)s; nobody has gone there since"),
    ("we_visited", "visited"): lambda: _("We visited, %(date)s; nobody has come since"),
    ("quiet", "last"): lambda: _("Last contact on record: %(date)s"),
    ("unknown", "undated"): lambda: _("No contact with a date on record"),
    ("unknown", "nothing"): lambda: _("No contact on record"),
    ("unverified", "long_ago"): lambda: _("Verified by nobody since %(date)s"),
    ("unverified", "saved_long_ago"): lambda: _("Saved by nobody since %(date)s"),
    ("unverified", "in_doubt"): lambda: _("Marked to verify"),
}
