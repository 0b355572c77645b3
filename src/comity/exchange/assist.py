"""What the columns of an office's own spreadsheet are: said once and remembered, and suggested before that."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from comity.core import identity
from comity.core.imports import KnownColumn
from comity.core.people import Officer
from comity.domain.text import fold
from comity.exchange.columns import IGNORE, beside, by_code, known
from comity.registers.declare import Register

NEAR = 86.0
LONGEST = 300


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


def suggest(register: Register, header: str) -> str:
    """Return the column that a header probably means, `ignore`, or `` where nothing comes near."""
    folded = fold(header).strip()
    names = usual(register)
    if folded in names:
        return names[folded]
    best = process.extractOne(
        folded, [name for name in names if len(name) > 3], scorer=fuzz.token_sort_ratio, score_cutoff=NEAR
    )
    return names[best[0]] if best else ""


@cache
def _errors() -> frozenset[str]:
    """What the column of errors is called in a file that went back."""
    names = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            names.add(fold(_("Errors")))
    return frozenset(names)


@cache
def usual(register: Register) -> Mapping[str, str]:
    """Return the code by every folded name that offices usually give a column of the register."""
    said = _said()
    names: dict[str, str] = dict(known(register))
    beyond = {column.code for column in beside(register)}
    for part in (said.get(register.key, {}), said["any"]):
        for code, synonyms in part.items():
            if code == IGNORE or code in register.fields or code == "sources" or code in beyond:
                for synonym in synonyms:
                    names.setdefault(fold(synonym), code)
    return names


@cache
def _said() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("comity.exchange").joinpath("headers.toml").read_text(encoding="utf-8"))
