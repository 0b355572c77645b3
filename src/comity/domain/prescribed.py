"""What a procedure asks by what is known of a case: who decides, which papers, and until when a dossier can be completed."""

from collections.abc import Iterable
from datetime import date

from comity.domain.condition import Facts, holds
from comity.domain.legal_clock import Calendar
from comity.domain.procedure import Procedure


def level(procedure: Procedure, facts: Facts) -> str:
    """Return who decides; the first level that the known facts do not rule out, so that doubt goes higher."""
    return next((one.by for one in procedure.levels if holds(one.when, facts) is not False), "")


def lacking(procedure: Procedure, facts: Facts, there: Iterable[str]) -> tuple[str, ...]:
    """Return the papers that the dossier must hold and does not; one that the facts leave open is asked for."""
    held = frozenset(there)
    return tuple(one.id for one in procedure.papers if one.id not in held and holds(one.when, facts) is not False)


def last_day(procedure: Procedure, facts: Facts, *, filed: date, out: date | None, calendar: Calendar) -> date | None:
    """Return the last day on which a dossier that lacks something can be completed, None if nothing ends that.

    A term of the procedure runs from the day on which it was returned; the day that it is all for ends it, unless it was
    over when the dossier was filed.
    """
    # That day is no term of working days: what it is all for takes place on it, and no later. So it stays as it is on a day
    # off, where a term would go on to the next day that offices work.
    event = facts.get(procedure.event)
    ends = [calendar.ends(out, procedure.lapse.within)] if procedure.lapse and out else []
    if isinstance(event, date) and filed <= event:
        ends.append(event)
    return min(ends, default=None)
