"""Is this text marked as a state secret? A mark is a stamp that stands by itself, not a word of a sentence."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

GAP = re.compile(r" {2,}|[()\[\]{}<>«»–—|*_=~•·]+|(?<=\s)-+(?=\s)|(?<=\s)/(?=\s)")
EDGE = " \"'“”‘’()[]{}<>«»-–—_=~*•·.:;!/|#"
SENTENCE_ENDS = (".", ",", ";", ":", "?", "!")
LONGEST_HEADING = 120


@dataclass(frozen=True)
class Mark:
    """One stamp, in the capitals in which it is printed, and what its level is called in each language."""

    text: str
    level_en: str
    level_vi: str


@dataclass(frozen=True)
class Marks:
    """A country's stamps; words that announce one; words that go on in a next line; heads that stand beside one; the rule."""

    marks: tuple[Mark, ...] = ()
    labels: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    source: str = ""
    verified: bool = True


def find(text: str, marks: Marks) -> Mark | None:
    """Return the first mark in the text, None if there is none. Lines and tabulators separate what stands by itself."""
    stamps = {_squeezed(mark.text): mark for mark in marks.marks}
    labels = sorted((_plain(label).upper() for label in marks.labels), reverse=True)  # of two alike the longer first
    begins = tuple(_plain(word).upper() for word in marks.begins)
    after = ""
    for line in _lines(text, marks.beside):
        found = _in_line(line, stamps, labels, announced=after.strip(EDGE).upper() in labels)
        if found and not (after.isupper() and after.split()[-1] in begins):
            return found
        after = line
    return None


def _plain(text: str) -> str:
    """Composed letters, ordinary spaces, nothing invisible."""
    shown = (letter for letter in unicodedata.normalize("NFKC", text) if unicodedata.category(letter) != "Cf")
    return unicodedata.normalize("NFC", "".join(shown))


def _squeezed(text: str) -> str:
    return "".join(_plain(text).split())


def _lines(text: str, beside: Iterable[str]) -> Iterator[str]:
    plain = _plain(text)
    for heading in beside:
        plain = re.sub(re.escape(_plain(heading)), "\n", plain, flags=re.IGNORECASE)
    return (
        line.strip() for line in re.split(r"[\t|\x1c-\x1f]|\r|\n|\f|\v|\x85|\u2028|\u2029", plain) if line.strip(EDGE)
    )


def _in_line(line: str, stamps: dict[str, Mark], labels: list[str], *, announced: bool) -> Mark | None:
    """Return the mark that the line is, or that stands by itself in it."""
    if found := _stamp(line, stamps, labels, announced=announced):
        return found
    if _is_sentence(line):
        return None
    parts = (_stamp(part, stamps, labels, announced=False) for part in GAP.split(line))
    return next((found for found in parts if found), None)


def _stamp(part: str, stamps: dict[str, Mark], labels: list[str], *, announced: bool) -> Mark | None:
    bare = part.strip(EDGE)
    label = next((one for one in labels if bare.upper().startswith(one) and not bare[len(one) :][:1].isalnum()), "")
    rest = bare[len(label) :]
    bare, announced = rest.strip(EDGE), announced or ":" in rest
    squeezed = "".join(bare.split())
    return stamps.get(squeezed.upper() if announced else squeezed)


def _is_sentence(line: str) -> bool:
    reads_on = line.endswith(SENTENCE_ENDS) or line[0].islower() or len(line) > LONGEST_HEADING
    return reads_on and any(letter.islower() for letter in line)
