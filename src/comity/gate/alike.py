"""What was meant by a word that finds nothing, and what is here already under nearly the same name."""

from collections.abc import Sequence

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from comity.core.records import Entry, Record
from comity.domain.text import fold, words
from comity.gate.query import entries
from comity.registers import Register

CLOSE = 88
CANDIDATES = 2000


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
    wanted = [fold(name) for name in names if name.strip()]
    found: dict[int, tuple[float, Entry]] = {}
    for name in wanted:
        for word in sorted(set(words(name)), key=len, reverse=True)[:3]:
            candidates = entries(word, [register.key], 200)
            known = register.model._default_manager.in_bulk([entry.pk for entry in candidates])
            for entry in candidates:
                score = max(
                    (fuzz.token_sort_ratio(name, fold(other)) for other in names_of(register, known[entry.pk])),
                    default=0,
                )
                if score >= CLOSE and entry.pk != but:
                    found[entry.pk] = max(found.get(entry.pk, (0.0, entry)), (score, entry), key=lambda pair: pair[0])
    ranked = sorted(found.values(), key=lambda pair: -pair[0])
    return [entry for _, entry in ranked[:most]]


def names_of(register: Register, record: Record) -> list[str]:
    """Return the names under which a record may be here already."""
    names: list[str] = []
    for field in register.alike:
        value = getattr(record, field)
        names += value if isinstance(value, list) else [value]
    return [name for name in names if name]
