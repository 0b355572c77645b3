"""The health of ties in words: what each signal says, how it counted, what makes a tie cool."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from comity.core.pack import of_city
from comity.domain.tie import Health, Signal
from comity.gate import values

WORDS = {
    "new": (pgettext_lazy("tie", "New"), "warning"),
    "steady": (gettext_lazy("Steady"), "success"),
    "cooling": (gettext_lazy("Cooling"), "warning"),
    "dormant": (gettext_lazy("Dormant"), "danger"),
    "unknown": (gettext_lazy("Unknown"), "secondary"),
    "ended": (pgettext_lazy("tie", "Ended"), "secondary"),
}
NAMES = {
    "contact": gettext_lazy("Contact"),
    "commitments": gettext_lazy("Commitments"),
    "ways": gettext_lazy("Both ways"),
    "level": gettext_lazy("Level of contact"),
    "papers": gettext_lazy("Papers"),
    "verified": gettext_lazy("Verified"),
}


def views(active: str) -> list[dict[str, Any]]:
    """Return the two lists of ties: as they are kept, and by how they stand."""
    return [
        {"label": _("List"), "href": reverse("list", args=["ties"]), "active": active == "list"},
        {"label": _("Health"), "href": reverse("tie_health"), "active": active == "health"},
    ]


def told(found: Health) -> dict[str, Any]:
    """Return a tie's health in words."""
    word, tone = WORDS[found.word]
    return {
        "code": found.word,
        "word": str(word),
        "tone": tone,
        "known": _("%(known)s of %(all)s signals known") % {"known": found.known, "all": len(found.signals)},
        "signals": [
            {"state": one.state, "label": str(NAMES[one.name]), "text": reason(one), "counted": _counted(one)}
            for one in found.signals
        ],
    }


def reasons(found: Health) -> list[str]:
    """Return what makes a tie what its word says, in words."""
    contact = found.signals[0]
    if found.word == "ended":
        return [values.since_until("", found.ended)]
    if found.word in ("dormant", "unknown") or contact.state == "weak":
        return [reason(contact)]
    state = "weak" if found.word == "cooling" else "good"
    return [f"{NAMES[one.name]}: {reason(one)}" for one in found.signals if one.state == state and one.weight]


def sums(found: Health) -> str:
    """Return how the signals were added up."""
    said = _(
        "What is good weighs %(good)s of the %(all)s that can be judged; below %(limit)s percent a tie is cooling."
    )
    return said % {"good": found.good, "all": found.weighed, "limit": of_city().judging.cooling_below}


def limits() -> str:
    """Return the limits by which ties are judged."""
    judging = of_city().judging
    said = _(
        "No contact for over %(quiet)s: cooling. Over %(dormant)s: dormant. Begun within %(new)s: new. No dated contact: "
        "unknown. What is unknown counts neither for nor against. A date known in part counts as late as it can have been."
    )
    told_ = {"quiet": judging.quiet_after, "dormant": judging.dormant_after, "new": judging.new_for}
    return said % {name: span(days) for name, days in told_.items()}


def span(days: int) -> str:
    """Return a number of days as read: whole years as years."""
    if days % 365 == 0:
        return ngettext("%(count)s year", "%(count)s years", days // 365) % {"count": values.number(days // 365)}
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": values.number(days)}


def reason(signal: Signal) -> str:
    """Return the reason of a signal in words."""
    said: str = REASONS[signal.name, signal.reason](signal)
    return said


def _counted(signal: Signal) -> str:
    if signal.state == "none":
        return _("unknown, not counted")
    if not signal.weight:
        return _("not counted")
    gained = signal.weight if signal.state == "good" else 0
    return _("counts %(gained)s of %(weight)s") % {"gained": gained, "weight": signal.weight}


def _undated(signal: Signal) -> str:
    said = ngettext("%(count)s contact without a date", "%(count)s contacts without a date", signal.count)
    return said % {"count": values.number(signal.count)}


def _late(signal: Signal) -> str:
    return _("%(late)s of %(all)s late") % {"late": values.number(signal.count), "all": values.number(signal.of)}


def _on_time(signal: Signal) -> str:
    return _("%(kept)s of %(all)s kept or on time") % {
        "kept": values.number(signal.count),
        "all": values.number(signal.of),
    }


def _in_force(signal: Signal) -> str:
    said = ngettext("%(count)s agreement in force", "%(count)s agreements in force", signal.count)
    return said % {"count": values.number(signal.count)}


def _with_date(signal: Signal, text: str) -> str:
    level = of_city().term("level", signal.level) if signal.level else ""
    return text % {"date": values.when(signal.on), "span": span(signal.of) if signal.of else "", "level": level}


REASONS: dict[tuple[str, str], Any] = {
    ("contact", "planned"): lambda one: _with_date(one, _("Next: %(date)s")),
    ("contact", "recent"): lambda one: _with_date(one, _("Last: %(date)s, within %(span)s")),
    ("contact", "quiet"): lambda one: _with_date(one, _("Last: %(date)s, over %(span)s ago")),
    ("contact", "long_ago"): lambda one: _with_date(one, _("Last: %(date)s, over %(span)s ago")),
    ("contact", "undated"): _undated,
    ("contact", "nothing"): lambda _one: _("No contact on record"),
    ("commitments", "late"): _late,
    ("commitments", "on_time"): _on_time,
    ("commitments", "nothing"): lambda _one: _("No commitment on record"),
    ("ways", "both"): lambda one: _with_date(one, _("Visits in and out within %(span)s")),
    ("ways", "only_in"): lambda one: _with_date(one, _("Visits in, none out within %(span)s")),
    ("ways", "only_out"): lambda one: _with_date(one, _("Visits out, none in within %(span)s")),
    ("ways", "nothing"): lambda one: _with_date(one, _("No dated visit within %(span)s")),
    ("level", "high"): lambda one: _with_date(one, _("%(level)s, %(date)s")),
    ("level", "low"): lambda one: _with_date(one, _("No higher than %(level)s, %(date)s")),
    ("level", "nothing"): lambda one: _with_date(one, _("No level recorded within %(span)s")),
    ("papers", "in_force"): _in_force,
    ("papers", "ending"): lambda one: _with_date(one, _("Ends %(date)s, renewal not recorded")),
    ("papers", "no_end"): lambda _one: _("End of the agreement not on record"),
    ("papers", "over"): lambda _one: _("No agreement in force any more"),
    ("papers", "unsigned"): lambda _one: _("Day of signing not on record"),
    ("papers", "nothing"): lambda _one: _("No agreement on record"),
    ("verified", "recent"): lambda one: _with_date(one, _("Verified %(date)s")),
    ("verified", "long_ago"): lambda one: _with_date(one, _("Verified %(date)s, nobody has done so since")),
    ("verified", "saved_recent"): lambda one: _with_date(one, _("Last saved %(date)s, verified by nobody yet")),
    ("verified", "saved_long_ago"): lambda one: _with_date(one, _("Last saved %(date)s, nobody has verified it since")),
    ("verified", "in_doubt"): lambda _one: _("Marked to verify"),
    ("verified", "nothing"): lambda _one: _("Not known"),
}
