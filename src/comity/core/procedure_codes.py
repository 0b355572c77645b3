"""The codes of records that a procedure names: each must be a word of the pack, or nothing would ever be so."""

from collections.abc import Collection, Iterable, Mapping

from comity.core.procedure_conditions import Place, Tell
from comity.core.procedure_parts import Procedure
from comity.core.procedure_readings import EITHER, WORDS

Terms = Mapping[str, Collection[str]]  # codes by vocabulary


def check(said: Procedure, terms: Terms, tell: Tell) -> None:
    """Tell each code that no vocabulary of the pack knows."""
    for name, codes in said.suits.items():
        _among(codes, {WORDS.get(key, {}).get(name, "") for key in said.registers}, ("suits", name), terms, tell)
    for name, fact in said.facts.items():
        read = {WORDS.get(key, {}).get(reading, "") for key, reading in fact.reads.items()}
        if fact.means:
            _among(fact.means, read, ("facts", name, "means"), terms, tell)


def _among(codes: Iterable[str], of: Collection[str], place: Place, terms: Terms, tell: Tell) -> None:
    vocabularies = sorted(one for one in of if one)
    known = {code for one in vocabularies for code in terms.get(one, ())}
    for code in codes if vocabularies else ():  # what tells no code is told elsewhere
        if code not in known and code != EITHER:
            expected = f"expected a code of {' or '.join(vocabularies)}: {', '.join(sorted(known)) or 'none'}"
            tell(place, f'found "{code}"; {expected}')
