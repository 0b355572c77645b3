"""The way of a report: drafted, submitted, signed. Who may take which step."""

from dataclasses import dataclass
from typing import Literal

State = Literal["draft", "submitted", "signed"]
Step = Literal["write", "count", "submit", "back", "sign", "discard", "replace"]
No = Literal["", "state", "reads", "other_unit", "role", "own", "nobody"]

STEPS: dict[str, tuple[Step, ...]] = {
    "draft": ("write", "count", "submit", "discard"),
    "submitted": ("sign", "back"),
    "signed": ("replace",),
}


@dataclass(frozen=True)
class Signer:
    """Who asks: what their role lets them do, and whether the report is theirs."""

    writes: bool
    signs: bool
    drafted: bool


def may(step: Step, state: str, who: Signer, *, others: int) -> No:
    """Return why somebody may not take a step, empty if they may.

    `others` counts those besides them who could sign this report. Whoever drafted it signs it only where there is nobody else;
    and nothing is submitted that nobody could sign.
    """
    if step not in STEPS.get(state, ()):
        return "state"
    if step == "sign":
        if not who.signs:
            return "role"
        return "own" if who.drafted and others else ""
    if step == "back":
        return "" if who.signs or who.writes else "reads"
    if not who.writes:
        return "reads"
    if step == "submit" and not others and not who.signs:
        return "nobody"
    return ""
