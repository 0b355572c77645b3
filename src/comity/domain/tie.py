"""How a tie with a partner stands: a word from four signals that anybody can check. No score."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from comity.domain.partial_date import PartialDate, read

RECENT = timedelta(days=365)
DORMANT = 2 * RECENT
VISITS_COUNT_FOR = 3 * RECENT
ALIVE = ("signed", "in_force", "expiring")


@dataclass(frozen=True)
class Contact:
    """What brought the two sides together, or is to: its stored date; `way` is in, out, or empty for neither."""

    on: str
    way: str = ""


@dataclass(frozen=True)
class Paper:
    """An agreement: the code of its status, its end as stored, and whether it is to last without an end."""

    status: str
    expires: str = ""
    endless: bool = False


@dataclass(frozen=True)
class Signal:
    """One sign of a tie: good, weak or none (unknown), the code of the reason, and what the reason names."""

    name: str
    state: str
    reason: str
    count: int = 0
    of: int = 0
    on: str = ""


@dataclass(frozen=True)
class Health:
    """The word for a tie: new, steady, cooling, dormant or unknown, with the signals it comes from."""

    word: str
    signals: tuple[Signal, ...]

    @property
    def known(self) -> int:
        """How many of the signals are known."""
        return sum(signal.state != "none" for signal in self.signals)

    @property
    def last(self) -> str:
        """The date of the last contact, the coming one if one is planned."""
        return self.signals[0].on


def health(
    *, since: str, contacts: Iterable[Contact], promises: Collection[str], papers: Collection[Paper], today: date
) -> Health:
    """Judge a tie from what is on record; `promises` are the progress codes of commitments. Raises NotADate.

    A contact known only by its year or month counts as late as it can have been: nobody is called quiet on a guess.
    """
    met = list(contacts)
    signals = (_contact(met, today), _promises(promises), _ways(met, today), _papers(papers))
    return Health(_word(read(since), signals, today), signals)


def _word(since: PartialDate | None, signals: tuple[Signal, ...], today: date) -> str:
    contact = signals[0]
    if contact.state == "none":
        return "unknown"
    if contact.reason == "long_ago":
        return "dormant"
    if contact.reason == "over_a_year":
        return "cooling"
    if since and since.last >= today - RECENT:
        return "new"
    weak = sum(signal.state == "weak" for signal in signals)
    return "cooling" if weak > 1 else "steady"


def _contact(contacts: list[Contact], today: date) -> Signal:
    dated = [day for day in (read(contact.on) for contact in contacts) if day]
    coming = [day for day in dated if day.first > today]
    if coming:
        return Signal("contact", "good", "planned", on=str(min(coming, key=lambda day: (day.first, day.last))))
    if not dated:
        return Signal("contact", "none", "undated" if contacts else "nothing", count=len(contacts))
    latest = max(dated, key=lambda day: (min(day.last, today), day.first))
    quiet = today - min(latest.last, today)
    if quiet <= RECENT:
        return Signal("contact", "good", "recent", on=str(latest))
    return Signal("contact", "weak", "over_a_year" if quiet <= DORMANT else "long_ago", on=str(latest))


def _promises(states: Collection[str]) -> Signal:
    counted = [state for state in states if state != "dropped"]
    late = counted.count("late")
    if not counted:
        return Signal("commitments", "none", "nothing")
    if late:
        return Signal("commitments", "weak", "late", count=late, of=len(counted))
    return Signal("commitments", "good", "on_time", count=len(counted), of=len(counted))


def _ways(contacts: list[Contact], today: date) -> Signal:
    recent = {contact.way for contact in contacts if contact.way and _since(contact.on, today - VISITS_COUNT_FOR)}
    if {"in", "out"} <= recent:
        return Signal("ways", "good", "both")
    if recent:
        return Signal("ways", "weak", f"only_{recent.pop()}")
    return Signal("ways", "none", "nothing")


def _since(on: str, first: date) -> bool:
    day = read(on)
    return day is not None and day.last >= first


def _papers(papers: Collection[Paper]) -> Signal:
    alive = [paper for paper in papers if paper.status in ALIVE]
    lasting = [paper for paper in alive if paper.status != "expiring" and (paper.expires or paper.endless)]
    ending = [paper for paper in alive if paper.status == "expiring"]
    if lasting:
        return Signal("papers", "good", "in_force", count=len(alive))
    if ending:
        return Signal("papers", "weak", "ending", count=len(ending), on=max(paper.expires for paper in ending))
    if alive:
        return Signal("papers", "none", "no_end", count=len(alive))
    over = [paper for paper in papers if paper.status != "draft"]
    if over:
        return Signal("papers", "weak", "over", count=len(over))
    return Signal("papers", "none", "unsigned" if papers else "nothing", count=len(papers))
