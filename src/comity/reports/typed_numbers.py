"""Numbers that somebody typed into the text of a report where a figure could stand: each may disagree with the table some day."""

import re
from dataclasses import dataclass
from functools import lru_cache

from django.utils import translation
from django.utils.translation import pgettext

from comity.domain import narrative
from comity.reports.snapshot import Content

HOLE = "\0"
SENTENCE = re.compile(r"(?<=[.!?;…])\s+|\n+")
NUMBER = re.compile(r"(?<![\w\0.,])[+−-]?\d[\d.,]*")
PARAGRAPH = re.compile(r"^\s*\d+(?:\.\d+)*[.)]\s+", re.MULTILINE)  # how paragraphs are numbered
# What reads the same in every language: dates by numbers, times, years, numbers of documents, ordinals.
PLAIN = (
    r"\b\d{4}-\d{2}(?:-\d{2})?\b", r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b", r"\b\d{1,2}/(?:19|20)\d{2}\b", r"\b\d{1,2}/\d{1,2}\b(?![/\w])",
    r"\b\d{1,2}:\d{2}\b", r"\b\d+(?:/\d+)?[/-][^\W\d_][\w./-]*", r"(?<![\w.,])(?:19|20)\d{2}\b(?![.,]?\d)", r"\b[^\W\d_]+[-/]?\d+\b", r"\b\d+[^\W\d_]+\b",
)  # fmt: skip


@dataclass(frozen=True)
class Typed:
    """A sentence with numbers that are not from a figure, and where it stands."""

    section: str
    language: str
    sentence: str
    numbers: tuple[str, ...]


def of(content: Content) -> list[Typed]:
    """Return the sentences of a report's text with typed numbers, in the order in which they are read."""
    return [
        Typed(part["title"][translation.get_language() or "en"], language, sentence, numbers)
        for part in content["texts"]
        for language in ("en", "vi")
        for sentence, numbers in found(part[language], language)
    ]


def found(text: str, language: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return each sentence with typed numbers, and these; dates, years and numbers of documents are none."""
    shown = "".join(f"{HOLE}{one.text}{HOLE}" if one.code else one.text for one in narrative.pieces(text))
    told = []
    for sentence in SENTENCE.split(PARAGRAPH.sub("", shown)):
        rest = re.sub(f"{HOLE}[^{HOLE}]*{HOLE}", HOLE, sentence)
        for pattern in (*_worded(language), *_plain()):
            rest = pattern.sub(HOLE, rest)
        if numbers := tuple(one.rstrip(".,") for one in NUMBER.findall(rest)):
            told.append((sentence.replace(HOLE, "").strip(), numbers))
    return told


@lru_cache
def _plain() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(one, re.MULTILINE) for one in PLAIN)


@lru_cache
def _worded(language: str) -> tuple[re.Pattern[str], ...]:
    """Return what a language says of dates and documents: words before a number, and words after it."""
    with translation.override(language):
        before = pgettext(
            "words before a number that is no figure, with commas between",
            "article,clause,point,chapter,annex,decree,decision,circular,directive,resolution,plan no.,no.,document no.,quarter,week,page,phase,term,january,february,march,april,may,june,july,august,september,october,november,december",
        )
        after = pgettext(
            "words after a number that is no figure, with commas between",
            "january,february,march,april,may,june,july,august,september,october,november,december,months,weeks",
        )
    lead, follow = ("|".join(re.escape(one.strip()) for one in words.split(",")) for words in (before, after))
    number = r"\d+(?:\s*(?:-|–|,|/)\s*\d+)*"
    return (
        re.compile(rf"(?:\b\d{{1,2}}\s+)?\b(?:{lead})\s*{number}\b", re.IGNORECASE),  # a day may stand before its month
        re.compile(rf"\b{number}\s+(?:{follow})\b", re.IGNORECASE),
    )
