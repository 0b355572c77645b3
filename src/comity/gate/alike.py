"""What was meant by a word that finds nothing, and what is here already under nearly the same name."""

from collections.abc import Collection, Iterable, Sequence
from itertools import product
from typing import Any

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from comity.core.records import Entry, Record
from comity.domain.text import fold, words
from comity.gate.query import entries, find_all
from comity.registers import Register

CLOSE = 88
CANDIDATES = 2000
SHARING = 200  # records looked at for each word of a new name


def suggest(asked: str, registers: list[str] | None = None) -> str:
    """Return the words with each unknown one replaced by the nearest in a visible title, `` if none is near."""
    meant = [_nearest(word, registers) for word in words(asked)]
    found = " ".join(meant)
    return found if found and found != " ".join(words(asked)) else ""


def _nearest(word: str, registers: list[str] | None) -> str:
    if entries(word, registers, 1):
        return word
    known: set[str] = set()
    for length in (3, 2, 1):
        for entry in entries(word[:length], registers, CANDIDATES):
            known.update(words(f"{entry.title_en} {entry.title_vi}"))
        best = process.extractOne(word, known, scorer=DamerauLevenshtein.normalized_similarity, score_cutoff=0.6)
        if best:
            return str(best[0])
    return word


def similar(register: Register, names: Sequence[str], *, but: int | None = None, most: int = 5) -> list[Entry]:
    """Return visible records of the register whose titles or other names are all but the same."""
    wanted = {fold(name) for name in names if name.strip()}
    scores: dict[int, float] = {}
    for pk, *held in _near(register, wanted):
        others = {fold(other) for other in _flat(held)}
        score = max((fuzz.token_sort_ratio(*pair, score_cutoff=CLOSE) for pair in product(wanted, others)), default=0)
        if score and pk != but:
            scores[pk] = score
    ranked = sorted(scores, key=lambda pk: (-scores[pk], pk))[:most]
    found = Entry.objects.select_related(None).in_bulk(ranked) if ranked else {}
    return [found[pk] for pk in ranked if pk in found]


def _near(register: Register, names: Collection[str]) -> Iterable[tuple[Any, ...]]:
    """Return key and names of the visible records that share one of the three longest words of a name."""
    asked: set[str] = set()
    for name in names:
        longest = sorted(set(words(name)), key=lambda word: (-len(word), word))[:3]
        asked.update([word for word in longest if len(word) > 1] or longest)
    keys = {pk for ids in find_all(asked, register.key, SHARING) for pk in ids}
    if not keys:
        return []
    return register.model._default_manager.filter(pk__in=keys).values_list("pk", *register.alike)


def names_of(register: Register, record: Record) -> list[str]:
    """Return the names under which a record may be here already."""
    return _flat(getattr(record, field) for field in register.alike)


def _flat(held: Iterable[Any]) -> list[str]:
    return [name for value in held for name in (value if isinstance(value, list) else [value]) if name]
