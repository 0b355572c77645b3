"""What must hold in a pack's rules about ties: the health of a tie and what to do next."""

from collections.abc import Mapping

from comity.core.pack_files import Merged, Problems
from comity.core.pack_parts import Head, NextAct, Term

DAYS = (
    "unanswered",
    "over",
    "they_visited",
    "we_visited",
    "quiet",
    "unknown",
    "unverified",
)  # these look no days ahead


def check_ties(head: Head, terms: Mapping[str, Mapping[str, Term]], merged: Merged, problems: Problems) -> None:
    """Note what does not fit together in the health of ties and in the acts."""
    said = head.health
    if said.dormant_after <= said.quiet_after:
        what = f"found {said.dormant_after}; expected more days than quiet_after, {said.quiet_after}"
        problems.add(merged.at(["health", "dormant_after"]), f"health.dormant_after: {what}")
    if not any(said.weights.model_dump().values()):
        problems.add(
            merged.at(["health", "weights"]), "health.weights: everything weighs 0; expected a weight above it"
        )
    if said.high_level:
        _known(said.high_level, "level", terms, merged, ("health", "high_level"), problems)
    for at, act in enumerate(head.next_acts):
        _act(act, ("next_acts", at), terms, merged, problems)


def _act(
    act: NextAct,
    place: tuple[str | int, ...],
    terms: Mapping[str, Mapping[str, Term]],
    merged: Merged,
    problems: Problems,
) -> None:
    named = ".".join(map(str, place))
    if act.begin == "activity":
        _known(act.kind, "activity_kind", terms, merged, (*place, "kind"), problems)
    elif act.kind:
        problems.add(merged.at([*place, "kind"]), f"{named}.kind: only an activity has one")
    if act.within and act.when in DAYS:
        problems.add(merged.at([*place, "within"]), f"{named}.within: {act.when} looks no days ahead")
    if act.every != 1 and act.when != "anniversary":
        problems.add(merged.at([*place, "every"]), f"{named}.every: only an anniversary comes every so many years")


def _known(
    code: str,
    vocabulary: str,
    terms: Mapping[str, Mapping[str, Term]],
    merged: Merged,
    place: tuple[str | int, ...],
    problems: Problems,
) -> None:
    codes = terms.get(vocabulary, {})
    if code not in codes:
        told = f'found "{code}"; expected one of {", ".join(codes) or "none"}'
        problems.add(merged.at(place), f"{'.'.join(map(str, place))}: {told}")
