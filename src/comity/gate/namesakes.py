"""All names of a register's visible records in memory, for comparing thousands of names with them at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import get_language
from rapidfuzz import fuzz

from comity.core.records import Entry
from comity.domain.text import fold, words
from comity.gate.alike import CLOSE
from comity.registers import Register

MOST = 200_000  # records whose names are held in memory; of more, only equal folded titles are found
LIKELY = 70.0  # how near a name must be to be offered as what may be meant
BORNE = 2  # records that may bear a word that still says whom it means; of many records, one in fifty
SPELLED = 70.0  # how near the other words must be where only common words are shared
COMMON = 400  # records that share a word beyond which the word says little


@dataclass(frozen=True)
class Namesake:
    """A record that is called nearly so."""

    pk: int
    title: str
    score: float


@dataclass(frozen=True)
class _Held:
    title: str
    names: frozenset[str]
    starts: str


class Namesakes:
    """The names of one register, read once when they are first needed."""

    def __init__(self, register: Register) -> None:
        self.register = register

    @cached_property
    def _held(self) -> dict[int, _Held]:
        rows = self.register.model._default_manager.order_by()
        names = list(dict.fromkeys(["title_en", "title_vi", *self.register.alike]))
        starts = [self.register.starts] if self.register.starts else []
        held: dict[int, _Held] = {}
        for pk, english, vietnamese, *more in rows.values_list("pk", *names, *starts)[: MOST + 1].iterator(
            chunk_size=5000
        ):
            title = (vietnamese or english) if get_language() == "vi" else (english or vietnamese)
            day = more.pop() if starts else ""
            held[pk] = _Held(title, frozenset(_folded([english, vietnamese, *more])), day)
        return held

    @property
    def is_whole(self) -> bool:
        """Whether the names of all records are held, so that nearly equal ones are found too."""
        return len(self._held) <= MOST

    @cached_property
    def _exact(self) -> dict[str, set[int]]:
        found: dict[str, set[int]] = defaultdict(set)
        for pk, one in self._held.items():
            for name in one.names:
                found[name].add(pk)
        return found

    @cached_property
    def _by_word(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for pk, one in self._held.items():
            for word in {word for name in one.names for word in words(name)}:
                found[word].append(pk)
        return found

    def exact(self, name: str) -> set[int]:
        """Return the records one of whose names is the same but for case and marks."""
        if self.is_whole:
            return self._exact.get(fold(name).strip(), set())
        folded = fold(name).strip()
        same = Entry.objects.filter(register=self.register.key)
        return {
            pk
            for wanted in ({"folded_en": folded}, {"folded_vi": folded})
            for pk in same.filter(**wanted).values_list("pk", flat=True)[:5]
        }

    def near(self, names: Sequence[str], *, starts: str = "", loosely: bool = False, most: int = 5) -> list[Namesake]:
        """Return the records called nearly so, best first; what differs in a number, or in the known day, is another.

        `loosely` also finds names of which the given one has but some words.
        """
        scores: dict[int, float] = {}
        for name in _folded(names):
            for pk in self.exact(name):
                scores[pk] = 100.0
            if self.is_whole:
                self._score(name, scores, loosely=loosely)
        found = [
            Namesake(pk, self._title(pk), score) for pk, score in scores.items() if not self._other_day(pk, starts)
        ]
        return sorted(found, key=lambda one: (-one.score, one.pk))[:most]

    def _score(self, name: str, scores: dict[int, float], *, loosely: bool) -> None:
        numbers = _numbers(name)
        ratio, cutoff = (fuzz.token_set_ratio, LIKELY) if loosely else (fuzz.token_sort_ratio, CLOSE)
        for pk in self._candidates(name):
            for other in self._held[pk].names:
                score = ratio(name, other, score_cutoff=cutoff)
                if score and _numbers(other) == numbers and (not loosely or self._shares(name, other)):
                    scores[pk] = max(score, scores.get(pk, 0.0))

    def _shares(self, name: str, other: str) -> bool:
        """Say whether two names have more in common than words that many bear, such as `city`."""
        mine, theirs = set(words(name)), set(words(other))
        rest, others = mine - theirs, theirs - mine
        if not rest or not others:
            return True
        few = max(BORNE, len(self._held) // 50)
        if any(len(self._by_word[word]) <= few for word in mine & theirs):
            return True
        return fuzz.token_sort_ratio(" ".join(rest), " ".join(others)) >= SPELLED

    def _candidates(self, name: str) -> set[int]:
        """Records that share one of the three rarest words."""
        lists = sorted((self._by_word[word] for word in set(words(name)) if word in self._by_word), key=len)
        return {pk for found in lists[:3] if len(found) <= COMMON for pk in found}

    def _title(self, pk: int) -> str:
        if pk in self._held:
            return self._held[pk].title
        return Entry.objects.get(pk=pk).title

    def _other_day(self, pk: int, starts: str) -> bool:
        held = self._held[pk].starts if pk in self._held else ""
        return bool(starts and held and not (starts.startswith(held) or held.startswith(starts)))


def _folded(values: Iterable[Any]) -> list[str]:
    names = [name for value in values for name in (value if isinstance(value, list) else [value])]
    return [folded for name in names if name and (folded := fold(name).strip())]


def _numbers(name: str) -> list[str]:
    return sorted(word for word in words(name) if any(mark.isdigit() for mark in word))
