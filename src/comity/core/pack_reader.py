"""Reads a pack as a whole: every file, and what must hold between them. One problem anywhere refuses all of it."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, StrictBool

from comity.core.pack_files import BUILT_IN, HEAD, KNOWN, WORLD, Files, Layer, Merged, Problems, open_pack, read_csv
from comity.core.pack_layout import read_layout
from comity.core.pack_map import filled, map_words, read_overlay
from comity.core.pack_parts import Country, Head, Holiday, Label, Pack, Strict, Term
from comity.core.pack_ties import check_ties
from comity.core.procedure_names import titles
from comity.domain.marking import Mark, Marks
from comity.domain.partial_date import NotADate
from comity.domain.partial_date import read as read_date

# Codes that rules of the program know by name; the words for them are the pack's own.
MEANT = {
    "commitment_state": ("open", "kept", "dropped"),
    "side": ("us", "them", "both"),
    "yes_no": ("yes", "no"),
    "renewal": ("automatic", "indefinite"),
    "agreement_action": ("extend", "renew", "suspend", "withdraw", "terminate", "succeed"),
    "value_qualifier": ("exact", "about", "nearly", "more_than"),
}


# What stands for a key of pack.toml that is missing or of no use, so that the rest of the pack can be checked.
STANDS_FOR: Mapping[str, Any] = {
    "title": {},
    "home_country": "",
    "languages": ["en", "vi"],
    "currency": "",
    "time_zone": "UTC",
    "week_starts": "monday",
    "when": "unverified",
    "begin": "record",
    "utc_offset": 0,
}


class _Mark(Strict):
    text: str
    level_en: str
    level_vi: str = ""


class _Markings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    source: str
    verified: StrictBool
    labels: list[str] = []
    begins: list[str] = []
    beside: list[str] = []
    markings: list[_Mark]


def read(name: str, shelves: tuple[Path, ...], problems: Problems) -> Pack | None:
    """Return the pack, which is only good if no problem was noted; None if there is not even that."""
    files = open_pack(name, shelves, problems)
    if not files.folders:
        return None
    _only_known(files, problems)
    head = _head(files, problems)
    terms = _terms(files, problems)
    countries = _countries(files, problems)
    indicators = files.merged("indicators.toml", problems, depth=2)
    found: dict[str, Any] = {
        "terms": terms,
        "countries": countries,
        "relations": _relations(files, countries, problems),
        "national_days": _national_days(problems),
        "swapped": _swapped(files, problems),
        "marks": _marks(files, problems),
        "overlay": filled(read_overlay(files, problems)),
        "indicators": indicators,
        "layout": read_layout(files, list(head.languages) if head else [], problems),
        "invented": _nearest(files, "invented.toml", problems),
        "files": files,
    }
    if head is not None:
        _hold_together(head, terms, countries, files, problems)
    _name_indicators(terms, indicators)
    _name_procedures(terms, files)
    if head is None or not terms or found["layout"] is None:
        return None
    return Pack(head=_filled(head), **found | {"terms": _words(terms)})


def _name_indicators(terms: dict[str, dict[str, Term]], indicators: Merged) -> None:
    """Let sources report on what is counted: an indicator with a title of its own is a word of the vocabulary too."""
    declared = indicators.data.get("indicators")
    for code, said in declared.items() if isinstance(declared, dict) and terms else ():
        title = said.get("title") if isinstance(said, dict) else None
        if isinstance(title, dict):
            words = {language: word for language in ("en", "vi") if isinstance(word := title.get(language), str)}
            unit = said.get("unit")
            term = Term(**words, unit=unit if isinstance(unit, str) else "")
            terms.setdefault("indicator", {}).setdefault(code, term)


def _name_procedures(terms: dict[str, dict[str, Term]], files: Files) -> None:
    """Let files on their way name their procedure: its title, in the newest version, is a word of a vocabulary."""
    for name, title in titles(files).items() if terms else ():
        terms.setdefault("procedure", {}).setdefault(name, Term(**title))


def _filled(head: Head) -> Head:
    told = {"title": head.title.filled(), "holidays": [one.filled() for one in head.holidays]}
    return head.model_copy(update=told | {"next_acts": [one.filled() for one in head.next_acts]})


def _words(terms: Mapping[str, Mapping[str, Term]]) -> dict[str, dict[str, Term]]:
    return {
        vocabulary: {
            code: term.filled().model_copy(update={"counts": term.counts.filled() if term.counts else None})
            for code, term in codes.items()
        }
        for vocabulary, codes in terms.items()
    }


def _only_known(files: Files, problems: Problems) -> None:
    name, folder = files.folders[0]
    for path in sorted(folder.iterdir()):
        if path.suffix in (".toml", ".csv") and path.name not in KNOWN:
            problems.add(
                f"packs/{name}/{path.name}", f"no such file belongs to a pack; expected one of {', '.join(KNOWN)}"
            )


def _head(files: Files, problems: Problems) -> Head | None:
    merged = files.merged(HEAD, problems, depth=1)
    if not merged.layers:
        return None
    holidays: dict[date, Holiday] = {}
    for layer in reversed(merged.layers):
        holidays |= _holidays(layer, problems)
    said = {key: value for key, value in merged.data.items() if key not in ("extends", "holidays")}
    head, _places = problems.mended(Head, said, merged, {**STANDS_FOR, "id": files.name})
    if head is None:
        return None
    if head.id != files.name:
        problems.add(merged.at(["id"]), f'id: found "{head.id}"; expected the name of the folder, "{files.name}"')
    return head.model_copy(update={"holidays": [holidays[day] for day in sorted(holidays)]})


def _holidays(layer: Layer, problems: Problems) -> dict[date, Holiday]:
    """Return the holidays of one file by day; those of a nearer pack are laid over those of a farther one."""
    one = Merged((layer,), layer.data, layer.shown)
    found: dict[date, Holiday] = {}
    said = layer.data.get("holidays", [])
    if not isinstance(said, list):
        problems.add(layer.at(["holidays"]), "holidays: expected tables under [[holidays]]")
        return found
    for at, each in enumerate(said):
        place = ("holidays", at)
        holiday = problems.model(Holiday, each, one, place)
        if holiday is not None and holiday.date in found:
            problems.add(one.at(place), f"holidays.{at}.date: {holiday.date} is said twice")
        elif holiday is not None:
            found[holiday.date] = holiday
    return found


def _terms(files: Files, problems: Problems) -> dict[str, dict[str, Term]]:
    merged = files.merged("terms.toml", problems, depth=2)
    if not merged.layers and not problems.said:
        problems.add(merged.name, "is missing; it must hold the words of every vocabulary")
    found: dict[str, dict[str, Term]] = {}
    for vocabulary, codes in merged.data.items():
        if not isinstance(codes, dict):
            problems.add(merged.at([vocabulary]), f"{vocabulary}: expected tables such as [{vocabulary}.code]")
            continue
        checked = {code: problems.mended(Term, said, merged, {}, (vocabulary, code))[0] for code, said in codes.items()}
        found[vocabulary] = {code: term or Term() for code, term in checked.items()}
    return found


def _hold_together(
    head: Head,
    terms: Mapping[str, Mapping[str, Term]],
    countries: Mapping[str, Country],
    files: Files,
    problems: Problems,
) -> None:
    merged = files.merged(HEAD, Problems(), depth=1)
    words = files.merged("terms.toml", Problems(), depth=2)
    if not words.layers:  # what cannot be read is told already; all that would follow from it says nothing
        return
    if head.home_country not in countries:
        said = f'home_country: found "{head.home_country}"; expected a two-letter code such as FR'
        problems.add(merged.at(["home_country"]), said)
    currencies = terms.get("currency", {})
    if head.currency not in currencies:
        known = ", ".join(currencies) or "none"
        problems.add(merged.at(["currency"]), f'currency: found "{head.currency}"; expected one of {known}')
    if not head.languages:
        problems.add(merged.at(["languages"]), "languages: expected at least one of en, vi")
    _meant(terms, words, problems)
    check_ties(head, terms, merged, problems)
    for place, label, of in (*_labels(head, terms, merged, words), *map_words(files)):
        if lacking := [language for language in head.languages if not getattr(label, language).strip()]:
            said = f"{'.'.join(map(str, place))}: {', '.join(lacking)} is missing; it must be said"
            problems.add(of.at([*place, lacking[0]]), said)


def _meant(terms: Mapping[str, Mapping[str, Term]], words: Merged, problems: Problems) -> None:
    for vocabulary, codes in MEANT.items():
        if lacking := [code for code in codes if code not in terms.get(vocabulary, {})]:
            said = f"{vocabulary}: {', '.join(lacking)} is missing; rules know these codes by name"
            problems.add(words.at([vocabulary]), said)


def _labels(
    head: Head, terms: Mapping[str, Mapping[str, Term]], merged: Merged, words: Merged
) -> Iterator[tuple[tuple[str | int, ...], Label, Merged]]:
    """Yield every word that readers see, with its place."""
    yield ("title",), head.title, merged
    for at, holiday in enumerate(head.holidays):
        yield ("holidays", _at(merged, holiday, at)), holiday, merged
    for at, act in enumerate(head.next_acts):
        yield ("next_acts", at), act, merged
    for vocabulary, codes in terms.items():
        for code, term in codes.items():
            yield (vocabulary, code), term, words
            if term.counts:
                yield (vocabulary, code, "counts"), term.counts, words


def _at(merged: Merged, holiday: Holiday, at: int) -> int:
    said = [str(one.get("date")) for one in merged.data.get("holidays", []) if isinstance(one, dict)]
    return said.index(str(holiday.date)) if str(holiday.date) in said else at


def _countries(files: Files, problems: Problems) -> dict[str, Country]:
    named = files.rows("country_names.csv", "iso2", ("iso2", "name_en"), problems)
    world = read_csv(BUILT_IN / WORLD / "countries.csv", "packs/world/countries.csv", "iso2", ("iso2",), problems)
    for iso2, (where, _row) in named.items():
        if iso2 not in world:
            problems.add(where, f'iso2: found "{iso2}"; expected a two-letter code of packs/world/countries.csv')
    found = {}
    for iso2, (_where, row) in world.items():
        said = row | (named[iso2][1] if iso2 in named else {})
        also = tuple(one.strip() for one in said.get("also", "").split(";") if one.strip())
        label = Label(en=said["name_en"], vi=said.get("name_vi", ""), also=also).filled()
        found[iso2] = Country(iso2, label, row["region"], float(row["lat"]), float(row["lng"]))
    return found


def _relations(files: Files, countries: Mapping[str, Country], problems: Problems) -> dict[str, str]:
    found = {}
    for iso2, (where, row) in files.rows("relations.csv", "iso2", ("iso2", "established"), problems).items():
        if iso2 not in countries:
            problems.add(where, f'iso2: found "{iso2}"; expected a two-letter code of packs/world/countries.csv')
        try:
            read_date(row["established"])
        except NotADate:
            told = f'found "{row["established"]}"; expected a date such as 1973-04-12 or 1973'
            problems.add(where, f"established: {told}")
        found[iso2] = row["established"]
    return found


def _national_days(problems: Problems) -> dict[str, tuple[int, int]]:
    path = BUILT_IN / WORLD / "national_days.csv"
    rows = read_csv(path, "packs/world/national_days.csv", "iso2", ("iso2",), problems)
    return {iso2: (int(row["month"]), int(row["day"])) for iso2, (_where, row) in rows.items() if row["day"]}


def _swapped(files: Files, problems: Problems) -> dict[date, Label]:
    found = {}
    for said, (where, row) in files.rows("working_days.csv", "date", ("date",), problems).items():
        try:
            found[date.fromisoformat(said)] = Label(en=row.get("en", ""), vi=row.get("vi", "")).filled()
        except ValueError:
            problems.add(where, f'date: found "{said}"; expected a day such as 2026-01-31')
    return found


def _marks(files: Files, problems: Problems) -> Marks:
    """Return how state secrets are marked: what the nearest pack says, as a whole."""
    layer = _nearest(files, "markings.toml", problems)
    if layer is None:
        return Marks()
    said = problems.model(_Markings, dict(layer.data), Merged((layer,), layer.data, layer.shown))
    if said is None:
        return Marks()
    marks = tuple(Mark(one.text, one.level_en, one.level_vi or one.level_en) for one in said.markings)
    return Marks(
        marks=marks, labels=tuple(said.labels), begins=tuple(said.begins), beside=tuple(said.beside),
        source=said.source, verified=said.verified,
    )  # fmt: skip


def _nearest(files: Files, name: str, problems: Problems) -> Layer | None:
    return next(iter(files.merged(name, problems, depth=1).layers), None)
