"""The text of a report: a section at a time, in both languages, with the figures put in by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from rapidfuzz import process

from comity.domain import narrative
from comity.domain import period as periods
from comity.domain.narrative import Piece
from comity.domain.period import Period
from comity.gate import values
from comity.reports.figures import Report
from comity.reports.snapshot import Content

LANGUAGES = ("en", "vi")
SECTION = "text"  # the one section of a report whose pack names none
NEAR = 60  # how alike two names are that one may be meant for the other, of 100


@dataclass(frozen=True)
class Wrong:
    """What is wrong in a text: the section, the language, and words that say where."""

    section: str
    language: str
    words: str


def empty(report: Report) -> list[Content]:
    """Return the sections of a report, without text."""
    titles = {key: label.filled() for key, label in report.form.sections.items()}
    return [
        {"section": key, "title": {"en": label.en, "vi": label.vi}, "en": "", "vi": ""} for key, label in titles.items()
    ] or [{"section": SECTION, "title": _text(), "en": "", "vi": ""}]


def _text() -> dict[str, str]:
    said = {}
    for language in LANGUAGES:
        with translation.override(language):
            said[language] = _("Text")
    return said


def joined(content: Content, texts: Mapping[str, Mapping[str, str]]) -> list[Content]:
    """Return the sections with the texts given in place of theirs."""
    return [
        one | {key: texts.get(one["section"], {}).get(key, one[key]) for key in LANGUAGES} for one in content["texts"]
    ]


def known(content: Content) -> dict[str, dict[str, str]]:
    """Return every name that a text may use, with what stands in its place in each language."""
    found: dict[str, dict[str, str]] = {}
    for figure in content["figures"]:
        code = figure["code"]
        for name, number in _numbers(figure):
            found[f"{code}.{name}" if name else code] = number
        if figure["at_least"] and figure["unit"] == "person" and figure["recorded"]:
            found.setdefault(f"{figure['at_least']}.persons", figure["recorded"]["shown"])
    return found


def words(name: str) -> str:
    """Say which number of a figure a name stands for, in the reader's language; empty for the one on record."""
    return {
        "records": _("records"),
        "before": _("before"),
        "year_ago": _("a year before"),
        "to_date": _("since the year began"),
        "plan": _("plan"),
        "reported": _("reported"),
        "persons": _("persons"),
    }.get(name.partition(".")[2], "")


def _numbers(figure: Content) -> Any:
    """Yield the numbers of a figure by name: what is on record by none, the others by theirs."""
    recorded = figure["recorded"]
    if recorded:
        yield "", recorded["shown"]
        yield "records", _number(recorded["certain"]["records"])
        for name in ("before", "year_ago", "to_date"):
            if recorded[name]:
                yield name, recorded[name]["shown"]
    if figure["planned"]:
        yield "plan", figure["planned"][0]["shown"]
    if figure["reported"]:
        yield "reported", figure["reported"][0]["shown"]


def _number(value: int) -> dict[str, str]:
    said = {}
    for language in LANGUAGES:
        with translation.override(language):
            said[language] = values.number(value)
    return said


def wrong(content: Content) -> list[Wrong]:
    """Return every name in the texts that is no figure of the report, with its place."""
    names = known(content)
    return [
        Wrong(one["section"], language, _words(one, language, fault, names))
        for one in content["texts"]
        for language in LANGUAGES
        for fault in narrative.faults(one[language], names)
    ]


def _words(section: Content, language: str, fault: narrative.Fault, names: Mapping[str, Any]) -> str:
    place = {
        "section": section["title"][translation.get_language() or "en"],
        "language": {"en": _("English"), "vi": _("Vietnamese")}[language],
        "line": fault.line,
        "column": fault.column,
        "found": fault.found,
    }
    if not fault.unknown:
        return (
            _(
                "%(section)s (%(language)s), line %(line)s, character %(column)s: “%(found)s” names no figure. Write {{ or }} for a brace."
            )
            % place
        )
    meant = process.extractOne(fault.found, list(names), score_cutoff=NEAR)
    said = _(
        "%(section)s (%(language)s), line %(line)s, character %(column)s: “%(found)s” is no figure of this report."
    )
    hint = _("Did you mean “%(name)s”?") % {"name": meant[0]} if meant else ""
    return f"{said % place} {hint}".strip()


def written(content: Content) -> Content:
    """Return the content with each section as it reads; empty where a name has no figure."""
    names = known(content)
    texts = [
        one | {"written": {language: _filled(one[language], language, names) for language in LANGUAGES}}
        for one in content["texts"]
    ]
    return content | {"texts": texts}


def _filled(text: str, language: str, names: Mapping[str, Mapping[str, str]]) -> str:
    return narrative.filled(text, lambda code: names[code][language] if code in names else "")


def pieces(content: Content, section: Content, language: str) -> list[Piece]:
    """Return a section cut where figures stand, these with their names, as the page links them."""
    names = known(content)
    return [
        Piece(names[one.code][language], one.code) if one.code else one
        for one in narrative.pieces(section[language])
        if not one.code or one.code in names
    ]


def period_of(content: Content) -> Period:
    """Return the period for which a report was asked."""
    return periods.parse(content["period"]["asked"])
