"""The day on which the result of a file is promised: its terms one after another from the complete dossier, each used to its end."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from comity.domain.condition import Facts
from comity.domain.filing import plan
from comity.domain.legal_clock import Calendar, Days
from comity.domain.procedure import Procedure
from comity.domain.standing import Act


@dataclass(frozen=True)
class Promise:
    """The day of the result, None where no text sets a term, and the steps for which none is set."""

    day: date | None
    open_ended: tuple[str, ...]


@dataclass(frozen=True)
class _Paused(Calendar):
    """A calendar on which terms stand still while the dossier is away."""

    away: frozenset[date] = field(default_factory=frozenset)

    def ends(self, start: date, days: Days, paused: Collection[date] = ()) -> date:
        return super().ends(start, days, self.away | frozenset(paused))


def promised(
    procedure: Procedure, facts: Facts, complete: date | None, acts: Sequence[Act], calendar: Calendar
) -> Promise | None:
    """Return when the result is due; None as long as papers are missing, or while the dossier is with the applicant."""
    turns = [one for one in acts if one.what in ("returned", "back")]
    if complete is None or (turns and turns[-1].what == "returned"):
        return None
    paused = _Paused(calendar.holidays, calendar.swapped, calendar.weekend, _away(turns))
    steps = plan(procedure, facts, complete, paused)
    day = max((one.ends for one in steps if not one.open_ended), default=None)
    return Promise(day, tuple(one.step for one in steps if one.open_ended))


def _away(turns: Sequence[Act]) -> frozenset[date]:
    """Return the days from the one after the dossier went out to the one on which it came back."""
    spans = [(out.on, back.on) for out, back in pairwise(turns) if out.what == "returned"]
    return frozenset(out + timedelta(days=at) for out, back in spans for at in range(1, (back - out).days + 1))
