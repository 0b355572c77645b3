"""How a tie with a partner stands: a word from signals that anybody can check, weighed as the pack says. No mark of 100."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from comity.domain.partial_date import PartialDate, read

ALIVE = ("signed", "in_force", "expiring")


@dataclass(frozen=True)
class Judging:
    """What a pack says of health: what each signal weighs, and the limits, in days unless they say otherwise."""

    weights: Mapping[str, int]
    quiet_after: int = 365
    dormant_after: int = 730
    new_for: int = 365
    look_back: int = 1095  # visits and levels of longer ago say nothing of today
    verify_after: int = 730
    high_rank: int = 0  # the rank in the vocabulary of levels from which a contact is one at a high level
    cooling_below: int = 60  # percent of the weight of what is known


@dataclass(frozen=True)
class Contact:
    """What brought the two sides together, or is to: its stored date; `way` is in, out, or empty for neither."""

    on: str
    way: str = ""
    level: str = ""
    rank: int = 0


@dataclass(frozen=True)
class Promise:
    """A commitment: the code of its progress, whose it is, until when, and which record says so."""

    progress: str
    side: str = ""
    due: str = ""
    record: int = 0
    title: str = ""
    is_sample: bool = False


@dataclass(frozen=True)
class Paper:
    """An agreement: the code of its status, the end that counts as stored, and whether it is to last without an end."""

    status: str
    expires: str = ""
    endless: bool = False
    signed: str = ""
    record: int = 0
    title: str = ""


@dataclass(frozen=True)
class Asked:
    """What the partner asked of us and we have not answered: when it came, until when it is to be answered."""

    received: str
    due: str = ""
    record: int = 0
    title: str = ""
    is_sample: bool = False


@dataclass(frozen=True)
class Known:
    """What is on record about a tie: `verified` is the last day on which somebody said that it is so, `saved` saved it."""

    since: str = ""
    contacts: tuple[Contact, ...] = ()
    promises: tuple[Promise, ...] = ()
    papers: tuple[Paper, ...] = ()
    asked: tuple[Asked, ...] = ()
    verified: date | None = None
    saved: date | None = None
    in_doubt: bool = False
    ended: str = ""
    relations: str = ""  # since when the two countries have had diplomatic relations


@dataclass(frozen=True)
class Signal:
    """One sign of a tie: good, weak or none (unknown), the code of the reason, what the reason names, and its weight."""

    name: str
    state: str
    reason: str
    count: int = 0
    of: int = 0
    on: str = ""
    level: str = ""
    weight: int = 0


@dataclass(frozen=True)
class Health:
    """The word for a tie: new, steady, cooling, dormant, unknown or ended, with the signals it comes from."""

    word: str
    signals: tuple[Signal, ...]
    ended: str = ""

    @property
    def known(self) -> int:
        """How many of the signals are known."""
        return sum(signal.state != "none" for signal in self.signals)

    @property
    def weighed(self) -> int:
        """What the known signals weigh together: the unknown ones count neither for nor against."""
        return _weight(self.signals, "good", "weak")

    @property
    def good(self) -> int:
        """What the good signals weigh together."""
        return _weight(self.signals, "good")

    @property
    def last(self) -> str:
        """The date of the last contact, the coming one if one is planned."""
        return self.signals[0].on


def health(known: Known, judging: Judging, today: date) -> Health:
    """Judge a tie from what is on record. Raises NotADate.

    A contact known only by its year or month counts as late as it can have been: nobody is called quiet on a guess.
    """
    found = (
        _contact(known.contacts, judging, today),
        _promises(known.promises),
        _ways(known.contacts, judging, today),
        _level(known.contacts, judging, today),
        _papers(known.papers),
        _verified(known, judging, today),
    )
    signals = tuple(replace(one, weight=judging.weights.get(one.name, 0)) for one in found)
    ended = read(known.ended)
    if ended and ended.last < today:  # nobody has to wake what was ended
        return Health("ended", signals, known.ended)
    return Health(_word(read(known.since), signals, judging, today), signals)


def _word(since: PartialDate | None, signals: tuple[Signal, ...], judging: Judging, today: date) -> str:
    contact = signals[0]
    if contact.state == "none":
        return "unknown"
    if contact.reason == "long_ago":
        return "dormant"
    if contact.reason == "quiet":
        return "cooling"
    if since and since.last >= today - timedelta(judging.new_for):
        return "new"
    needed = judging.cooling_below * _weight(signals, "good", "weak")
    return "cooling" if _weight(signals, "good") * 100 < needed else "steady"


def _weight(signals: Iterable[Signal], *states: str) -> int:
    return sum(signal.weight for signal in signals if signal.state in states)


def _contact(contacts: Iterable[Contact], judging: Judging, today: date) -> Signal:
    met = list(contacts)
    dated = [day for day in (read(contact.on) for contact in met) if day]
    coming = [day for day in dated if day.first > today]
    if coming:
        return Signal("contact", "good", "planned", on=str(min(coming, key=lambda day: (day.first, day.last))))
    if not dated:
        return Signal("contact", "none", "undated" if met else "nothing", count=len(met))
    latest = max(dated, key=lambda day: (min(day.last, today), day.first))
    quiet = (today - min(latest.last, today)).days
    if quiet <= judging.quiet_after:
        return Signal("contact", "good", "recent", on=str(latest), of=judging.quiet_after)
    limit, reason = (
        (judging.quiet_after, "quiet") if quiet <= judging.dormant_after else (judging.dormant_after, "long_ago")
    )
    return Signal("contact", "weak", reason, on=str(latest), of=limit)


def _promises(promises: Iterable[Promise]) -> Signal:
    counted = [one.progress for one in promises if one.progress != "dropped"]
    late = counted.count("late")
    if not counted:
        return Signal("commitments", "none", "nothing")
    if late:
        return Signal("commitments", "weak", "late", count=late, of=len(counted))
    return Signal("commitments", "good", "on_time", count=len(counted), of=len(counted))


def _ways(contacts: Iterable[Contact], judging: Judging, today: date) -> Signal:
    recent = {contact.way for contact in _recent(contacts, judging, today) if contact.way}
    years = judging.look_back
    if {"in", "out"} <= recent:
        return Signal("ways", "good", "both", of=years)
    if recent:
        return Signal("ways", "weak", f"only_{recent.pop()}", of=years)
    return Signal("ways", "none", "nothing", of=years)


def _level(contacts: Iterable[Contact], judging: Judging, today: date) -> Signal:
    ranked = [one for one in _recent(contacts, judging, today) if one.level]
    if not ranked:
        return Signal("level", "none", "nothing", of=judging.look_back)
    highest = max(ranked, key=lambda one: (one.rank, one.on))
    state, reason = ("good", "high") if highest.rank >= judging.high_rank else ("weak", "low")
    return Signal("level", state, reason, on=highest.on, level=highest.level, of=judging.look_back)


def _recent(contacts: Iterable[Contact], judging: Judging, today: date) -> list[Contact]:
    first = today - timedelta(judging.look_back)
    return [one for one in contacts if (day := read(one.on)) is not None and day.last >= first]


def _papers(papers: tuple[Paper, ...]) -> Signal:
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


def _verified(known: Known, judging: Judging, today: date) -> Signal:
    """Say how long ago somebody said that it is so; where nobody has, how long ago it was saved, and that it was only that."""
    last = known.verified or known.saved
    if last is None:
        return Signal("verified", "none", "nothing")
    days = max(0, (today - last).days)
    if known.in_doubt:
        return Signal("verified", "weak", "in_doubt", count=days, on=str(last))
    state, reason = ("good", "recent") if days <= judging.verify_after else ("weak", "long_ago")
    return Signal("verified", state, reason if known.verified else f"saved_{reason}", count=days, on=str(last))
