"""The line of a relationship: what the city and the partner did, and what their countries mark."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.core.pack import of_city
from comity.domain.milestones import next_anniversary
from comity.domain.partial_date import read
from comity.gate import values
from comity.registers.activities import Activity
from comity.registers.agreements import Agreement, ends
from comity.registers.partners import Partner
from comity.registers.ties import Tie
from comity.web import present

CITY, COUNTRY = 0, 1
LONGEST = 34
SHOWN, AHEAD = 14, 4  # events at most, and of these so many ahead where there are enough behind


def line(
    partner: Partner, tie: Tie | None, agreements: Iterable[Agreement], activities: Iterable[Activity], today: date
) -> dict[str, Any]:
    """Return the dated events of both lanes, how the tie began and those nearest to today, and what has no date."""
    agreements = list(agreements)
    begun = [] if tie and tie.since in [one.signed for one in agreements] else _begun(tie)  # the paper says it already
    done = [
        *begun,
        *_ended(tie),
        *(event for one in agreements for event in _signed(one, today)),
        *(_held(one) for one in activities),
    ]
    dated = sorted((event for event in done if event["date"]), key=lambda event: event["date"])
    events = _nearest([event | {"open": _is_ahead(event["date"], today)} for event in dated], len(begun))
    return {
        "events": events + _between_countries(partner, today),
        "undated": [event for event in done if not event["date"]],
        "today": str(today),
    }


def _nearest(dated: list[dict[str, Any]], begun: int) -> list[dict[str, Any]]:
    """Return at most SHOWN events: the next few, before them the latest; the beginning of the tie is not left out."""
    past, ahead = ([event for event in dated if event["open"] is open_] for open_ in (False, True))
    room = max(SHOWN - len(ahead), SHOWN - AHEAD)  # ends of agreements years from now do not crowd out what was done
    shown = past[-room:]
    first = [event for event in past[: len(past) - len(shown)] if event["kind"] == "partner"][:begun]
    shown = [*first, *shown[len(first) :]]
    return [*shown, *ahead[: SHOWN - len(shown)]]


def _is_ahead(on: str, today: date) -> bool:
    found = read(on)
    return bool(found and found.first > today)


def _begun(tie: Tie | None) -> list[dict[str, Any]]:
    if tie is None or not tie.since:
        return []
    return [_event(values.of(tie, "stage"), tie.since, "partner", tie)]


def _ended(tie: Tie | None) -> list[dict[str, Any]]:
    if tie is None or not tie.ended:
        return []
    return [_event(_("Tie ends: %(what)s") % {"what": values.of(tie, "stage")}, tie.ended, "deadline", tie)]


def _signed(agreement: Agreement, today: date) -> list[dict[str, Any]]:
    found = [_event(values.of(agreement, "instrument"), agreement.signed, "agreement", agreement)]
    found += [_event(values.of(one, "kind"), one.on, "agreement", one) for one in agreement.actions.all()]
    if end := ends(agreement, today):
        label = _("%(instrument)s ends") % {"instrument": values.of(agreement, "instrument")}
        found.append(_event(label, end, "deadline", agreement))
    return found


def _held(activity: Activity) -> dict[str, Any]:
    kind = of_city().vocabulary("activity_kind").get(activity.kind)
    event = _event(activity.title, activity.starts, kind.mark if kind and kind.mark else "event", activity)
    if activity.ends or activity.through:
        event["sub"] = values.span(activity.starts, activity.ends, activity.through)
    return event


def _event(label: str, on: str, kind: str, record: Any) -> dict[str, Any]:
    short = label if len(label) <= LONGEST else f"{label[: LONGEST - 1].rstrip()}…"
    return {
        "label": short if on else label,
        "sub": _sub(on),
        "date": on,
        "lane": CITY,
        "kind": kind,
        "href": present.address(record),
    }


def _sub(on: str) -> str:
    found = read(on)
    if found is None or found.day:
        return values.when(on)
    return _("%(date)s, day not recorded") % {"date": values.when(on)}


def _between_countries(partner: Partner, today: date) -> list[dict[str, Any]]:
    begun = of_city().relations.get(partner.country, "")
    if not begun:
        return []
    label = _("Diplomatic relations")
    events = [
        {
            "label": label,
            "sub": values.when(begun),
            "date": begun,
            "lane": COUNTRY,
            "kind": "anniv",
            "href": "",
            "open": False,
        }
    ]
    if coming := next_anniversary(begun, today):
        said = ngettext("%(count)s year of relations", "%(count)s years of relations", coming.years) % {
            "count": coming.years
        }
        on = str(coming.on)
        events.append(
            {
                "label": said,
                "sub": values.when(on),
                "date": on,
                "lane": COUNTRY,
                "kind": "anniv",
                "href": "",
                "open": True,
            }
        )
    return events
