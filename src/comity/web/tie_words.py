"""How very many ties stand, each in a word: read as plain columns in a fixed number of statements, without titles and acts.

What a page shows of a tie comes from `tie_facts`; both hand the same facts to the same rule.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from comity.core.fields import linked_to
from comity.core.pack import of_city
from comity.domain import agreement as rule
from comity.domain.tie import Contact, Known, Paper, Promise, health
from comity.registers.agreement_actions import AgreementAction
from comity.registers.agreements import Agreement
from comity.registers.commitments import Commitment, progress
from comity.registers.partners import Partner
from comity.web.tie_facts import ALONE, ORDER, met, verified

Texts = list[
    tuple[int, int, str, str, str, str]
]  # partner and agreement, signed, in effect, its end, how it is renewed


@dataclass(frozen=True)
class Judged:
    """A tie by its number, the word for it, and its last contact, the coming one if one is planned."""

    tie: int
    word: str
    last: str

    @property
    def urgency(self) -> tuple[int, str]:
        """Where it stands among those that somebody should look at."""
        return ORDER.index(self.word), self.last


def judged(ties: "QuerySet[Any]", today: date) -> list[Judged]:
    """Return how each of the ties stands, in their order."""
    rows = list(ties.values_list("pk", "partner_id", "since", "changed_at", "to_verify", "ended"))
    numbers = [row[1] for row in rows]
    seen = _partners(numbers)
    texts = _texts(numbers)
    contacts, promises, papers = met(numbers, today), _promised(numbers, texts, today), _papers(texts, today)
    judging, found = of_city().judging, []
    for pk, number, since, changed, in_doubt, ended in rows:
        partner = seen.get(number)
        signed = [Contact(one.signed) for one in papers[number]]
        known = Known(
            since=since,
            ended=ended,
            contacts=(*contacts[number], *signed, *([Contact(since)] if since else [])),
            promises=tuple(promises[number]),
            papers=tuple(papers[number]),
            verified=verified(partner, today),
            saved=_day(max(changed, partner.changed_at) if partner else changed),
            in_doubt=in_doubt or bool(partner and partner.to_verify),
        )
        one = health(known, judging, today)
        found.append(Judged(pk, one.word, one.last))
    return found


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)


def _partners(numbers: Collection[int]) -> dict[int, Any]:
    rows = Partner.objects.filter(pk__among=numbers).values("pk", "verified_on", "changed_at", "to_verify")
    return {row["pk"]: SimpleNamespace(**row) for row in rows}


def _texts(numbers: Collection[int]) -> Texts:
    rows: Any = Agreement.objects.filter(**linked_to("partners", numbers)).order_by()
    return list(rows.values_list("partners", "pk", "signed", "effective", "expires", "renewal"))


def _promised(numbers: Collection[int], texts: Texts, today: date) -> defaultdict[int, list[Promise]]:
    """Return the commitments made with each partner: directly, in an agreement, or at an activity; each once."""
    found: defaultdict[int, dict[int, Promise]] = defaultdict(dict)
    whose: defaultdict[int, list[int]] = defaultdict(list)
    for number, pk, *_dates in texts:
        whose[pk].append(number)
    for path, nearer, which in (
        ("partner", {}, numbers),
        ("agreement", {}, whose),
        ("activity__partners", ALONE, numbers),
    ):
        rows: Any = Commitment.objects.filter(**nearer, **linked_to(path, which))
        for origin, pk, state, due in rows.values_list(path, "pk", "state", "due"):
            held: Any = SimpleNamespace(state=state, due=due)
            for number in whose[origin] if path == "agreement" else (origin,):
                found[number][pk] = Promise(progress(held, today))
    return defaultdict(list, {number: list(by_pk.values()) for number, by_pk in found.items()})


def _papers(texts: Texts, today: date) -> defaultdict[int, list[Paper]]:
    done: defaultdict[int, list[rule.Action]] = defaultdict(list)
    acts = AgreementAction.objects.filter(**linked_to("agreement", {text[1] for text in texts})).order_by("pk")
    for agreement, kind, on, until in acts.values_list("agreement_id", "kind", "on", "until"):
        done[agreement].append(rule.Action(kind, on, until))
    found: defaultdict[int, list[Paper]] = defaultdict(list)
    for number, pk, signed, effective, expires, renewal in texts:
        status = rule.status(signed=signed, effective=effective, expires=expires, actions=done[pk], today=today)
        end = rule.ends(expires, done[pk], today)
        found[number].append(Paper(status, end, renewal in ("automatic", "indefinite"), signed))
    return found
