"""Reads the procedures of a pack as a whole: every file, and what must hold between them. One problem refuses the pack."""

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from comity.core import procedure_codes
from comity.core.mending import below
from comity.core.pack_files import Files, Layer, Merged, Problems, laid_together
from comity.core.pack_parts import Label
from comity.core.people import ROLES
from comity.core.procedure_checks import check, follows
from comity.core.procedure_codes import Terms
from comity.core.procedure_names import FOLDER, NAMED
from comity.core.procedure_parts import Law, Party, Procedure, Procedures, Version
from comity.core.procedure_rules import rules_of
from comity.domain.legal_clock import Calendar
from comity.domain.toml_place import Place

# What stands for a key of a procedure that is missing or of no use, so that the rest of it can be checked.
STANDS_FOR: Mapping[str, Any] = {
    "id": "", "version": 1, "title": {}, "submits": "", "law": "", "verified": "no", "by": "", "whom": "", "before": "",
    "within": {"calendar_days": 1}, "ahead": {"calendar_days": 1}, "must": {}, "kind": "yes_no",
    "steps": [{"id": "", "by": "", "law": "", "verified": "no", "en": "-", "vi": "-", "decides": True}],
}  # fmt: skip
PARTIES, LAWS = "parties.toml", "laws.toml"


def paths(folder: Path) -> list[Path]:
    """Return the files of a pack's procedures."""
    return sorted(one for one in (folder / FOLDER).glob("*.toml") if one.is_file())


def digest_of(data: Mapping[str, Any]) -> str:
    """Return a short name of what is said; remarks and the order of keys do not count."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, default=str).encode()).hexdigest()[:16]


def again(name: str, texts: Sequence[tuple[str, str]], digest: str) -> Version:
    """Return a version as files said it that were kept. Raises BadPack if this program reads them no more."""
    problems = Problems()
    merged = laid_together(name, [Layer(shown, text, tomllib.loads(text)) for shown, text in texts], depth=2)
    said = problems.model(Procedure, merged.data, merged)
    rules = rules_of(said, lambda place, what: problems.add(merged.at(place), what)) if said else None
    problems.refuse()
    assert said is not None  # or there would have been a problem
    assert rules is not None
    return Version(said, rules, merged.layers[0].shown, digest, tuple(texts))


def read(
    files: Files, languages: Sequence[str], calendar: Calendar, problems: Problems, terms: Terms | None = None
) -> Procedures:
    """Return every version of every procedure of a pack and of the packs that it builds on.

    Without `terms`, the codes of the pack by vocabulary, those that procedures name are not looked up.
    """
    reading = _Reading(files, tuple(languages), problems, terms)
    parties, laws = reading.parties(), reading.laws()
    found: dict[str, list[Version]] = {}
    for name in reading.names():
        if version := reading.version(name, parties, laws):
            found.setdefault(version.said.id, []).append(version)
    return Procedures(
        {key: reading.in_order(versions) for key, versions in sorted(found.items())}, parties, laws, calendar
    )


@dataclass(frozen=True)
class _Reading:
    files: Files
    languages: tuple[str, ...]
    problems: Problems
    terms: Terms | None = None

    def names(self) -> list[str]:
        """Return the names of the files that hold a version, each once."""
        found: dict[str, None] = {}
        for pack, folder in reversed(self.files.folders):
            beside = [path.name for path in paths(folder)]
            found |= dict.fromkeys(one for one in beside if (named := NAMED.fullmatch(one)) and not named[3])
            for path in paths(folder):
                named = NAMED.fullmatch(path.name)
                if named and named[3] and (of := f"{named[1]}.{named[2]}.toml") not in found:
                    said = f"these worked cases belong to no version; expected {of} beside them or in a pack below"
                    self.problems.add(f"packs/{pack}/{FOLDER}/{path.name}", said)
                elif not named and path.name not in (PARTIES, LAWS):
                    said = f"expected {PARTIES}, {LAWS}, or a name and a version such as visa.1.toml, visa.1.cases.toml"
                    self.problems.add(f"packs/{pack}/{FOLDER}/{path.name}", f"no such file belongs here; {said}")
        return list(found)

    def merged(self, name: str, depth: int) -> Merged:
        return self.files.merged(f"{FOLDER}/{name}", self.problems, depth=depth)

    def parties(self) -> dict[str, Party]:
        merged = self.merged(PARTIES, 2)
        read_ = {key: self.problems.mended(Party, said, merged, {}, (key,))[0] for key, said in merged.data.items()}
        found = {key: one or Party() for key, one in read_.items()}
        for key, one in found.items():
            if unknown := [role for role in one.roles if role not in ROLES]:
                expected = f"expected one of {', '.join(ROLES)}"
                self.problems.add(merged.at((key, "roles")), f'{key}.roles: found "{unknown[0]}"; {expected}')
            if one.through and one.through not in found:
                expected = f"expected one of those who are named in {PARTIES}"
                self.problems.add(merged.at((key, "through")), f'{key}.through: found "{one.through}"; {expected}')
        self.said((((key,), one) for key, one in found.items()), merged)
        over = [((key, part), getattr(one, part)) for key, one in found.items() for part in ("headed", "signed")]
        self.said(((place, word) for place, word in over if word), merged)
        return found

    def laws(self) -> dict[str, Law]:
        merged = self.merged(LAWS, 1)
        read_ = {
            key: self.problems.mended(Law, said, merged, {"title": {}}, (key,))[0] for key, said in merged.data.items()
        }
        found = {key: one or Law(title=Label()) for key, one in read_.items()}
        self.said((((key, "title"), one.title) for key, one in found.items()), merged)
        return found

    def said(
        self, words: Iterable[tuple[tuple[str | int, ...], Label]], merged: Merged, wrong: Sequence[Place] = ()
    ) -> None:
        """Note each word that is not said in every language of the pack; what is `wrong` is told already."""
        for place, label in words:
            lacking = [one for one in self.languages if not getattr(label, one).strip()]
            if lacking := [one for one in lacking if not below((*place, one), wrong)]:
                key = ".".join(map(str, place))
                self.problems.add(merged.at(place), f"{key}: {', '.join(lacking)} is missing; it must be said")

    def version(self, name: str, parties: Mapping[str, Label], laws: Mapping[str, Law]) -> Version | None:
        """Return one version; None with the problems noted."""
        merged = self.merged(name, 2)
        if not merged.layers:
            return None
        before = len(self.problems.said)
        said, wrong = self.problems.mended(Procedure, merged.data, merged, STANDS_FOR)
        if said is None:
            return None

        def tell(place: tuple[str | int, ...], what: str) -> None:
            if not follows(place, what, wrong):
                self.problems.add(merged.at(place), f"{'.'.join(map(str, place))}: {what}")

        if f"{said.id}.{said.version}.toml" != name:
            tell(
                ("id",), f'found "{said.id}" and version {said.version}; expected those of the name of the file, {name}'
            )
        self.said(said.labels(), merged, wrong)
        rules = rules_of(said, tell)
        check(said, rules, parties, laws, tell)
        if self.terms is not None:
            procedure_codes.check(said, self.terms, tell)
        if len(self.problems.said) > before:
            return None
        texts = tuple((layer.shown, layer.text) for layer in merged.layers)
        return Version(said, rules, merged.layers[0].shown, digest_of(merged.data), texts)

    def in_order(self, versions: list[Version]) -> tuple[Version, ...]:
        """Return the versions of one procedure, newest first, and note those that are in force at the same time."""
        versions.sort(key=lambda one: one.said.version, reverse=True)
        for newer, older in pairwise(versions):
            begins, ends = newer.said.in_force_from, older.said.in_force_to
            if begins is None or ends is None or ends >= begins:
                said = f"expected a day before {begins}, when version {newer.said.version} comes into force"
                self.problems.add(older.shown, f"in_force_to: found {ends}; {said}")
        return tuple(versions)
