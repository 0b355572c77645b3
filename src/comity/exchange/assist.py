"""What the columns of an office's own spreadsheet are: said once and remembered, and suggested before that."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib.resources import files

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from comity.core import identity
from comity.core.imports import KnownColumn
from comity.core.pack import of_city
from comity.core.people import Officer
from comity.domain.text import fold
from comity.exchange.columns import IGNORE, beside, by_code, known
from comity.gate.form import CURRENCIES
from comity.registers.declare import Register

NEAR = 86.0
LONGEST = 300
FURTHER = 100  # what holds for every register comes after what is said of one


def remembered(register: Register) -> dict[str, str]:
    """Return the code by folded header, as the officer said before, or else somebody of the same unit, latest first."""
    who = identity.current()
    found = dict.fromkeys(_errors(), IGNORE)
    said = KnownColumn.objects.filter(register=register.key).order_by("-used_at")
    for _officer, header, code in sorted(
        said.values_list("officer_id", "header", "code"), key=lambda one: one[0] != who.officer
    ):
        found.setdefault(header, code)
    return {header: code for header, code in found.items() if code == IGNORE or code in by_code(register)}


def remember(register: Register, mapping: Mapping[str, str], officer: Officer) -> None:
    """Keep what the officer said about columns that do not speak for themselves."""
    names = known(register)
    for header, code in mapping.items():
        folded = fold(header).strip()[:LONGEST]
        if code and folded and names.get(folded) != code:
            KnownColumn.objects.update_or_create(
                officer=officer,
                register=register.key,
                header=folded,
                defaults={"code": code, "city_id": officer.city_id, "unit_id": officer.unit_id},
            )


def suggest(register: Register, headers: Sequence[str], taken: Collection[str] = ()) -> dict[str, str]:
    """Return the column that each header probably means, each column once, the likest first; a header like none is left out.

    `taken` are the columns that other headers have already.
    """
    likely = sorted(
        (-score, rank, place, code)
        for place, header in enumerate(headers)
        for code, (score, rank) in _likely(register, fold(header).strip()).items()
    )
    found: dict[str, str] = {}
    gone = set(taken)
    for _score, _rank, place, code in likely:
        if headers[place] not in found and code not in gone:
            found[headers[place]] = code
            gone |= {code} - {IGNORE}
    return found


def _likely(register: Register, folded: str) -> dict[str, tuple[float, int]]:
    """Return the columns that a folded header may mean: how near their names are, and how far down in their lists."""
    ranked = _ranked(register)
    if folded in ranked:
        return {code: (100.0, rank) for code, rank in ranked[folded].items()}
    best = process.extractOne(
        folded, [name for name in ranked if len(name) > 3], scorer=fuzz.token_sort_ratio, score_cutoff=NEAR
    )
    return {code: (best[1], rank) for code, rank in ranked[best[0]].items()} if best else {}


def currencies(register: Register, held: Collection[str]) -> dict[str, str]:
    """Return the city's own currency by field, for amounts in columns where none says in which currency they are."""
    own = of_city().head.currency
    return {
        needed: own for given, needed in CURRENCIES.items() if given in held and needed in {*register.fields} - {*held}
    }


@cache
def _errors() -> frozenset[str]:
    """What the column of errors is called in a file that went back."""
    names = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            names.add(fold(_("Errors")))
    return frozenset(names)


@cache
def usual(register: Register) -> frozenset[str]:
    """Return all folded names that offices usually give columns of the register."""
    return frozenset(_ranked(register))


@cache
def usual_for(code: str) -> frozenset[str]:
    """Return the folded names that offices usually give a column, whatever the register."""
    return frozenset(fold(synonym) for synonym in _said()["any"].get(code, ()))


@cache
def _ranked(register: Register) -> Mapping[str, Mapping[str, int]]:
    """Return, by folded name, the columns it may mean, each with its place in the list: what the program says comes first."""
    said = _said()
    names: dict[str, dict[str, int]] = {name: {code: -1} for name, code in known(register).items()}
    beyond = {column.code for column in beside(register)}
    for after, part in enumerate((said.get(register.key, {}), said["any"])):
        for code, synonyms in part.items():
            if code == IGNORE or code in register.fields or code == "sources" or code in beyond:
                for rank, synonym in enumerate(synonyms):
                    names.setdefault(fold(synonym), {}).setdefault(code, after * FURTHER + rank)
    return names


@cache
def _said() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("comity.exchange").joinpath("headers.toml").read_text(encoding="utf-8"))
