"""What stands in the places of a template: texts as they are, links and pictures as the document needs them."""

import re
from dataclasses import dataclass

UNWRITABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]+")


@dataclass(frozen=True)
class Link:
    """Words that lead to a page."""

    text: str
    url: str
    plain: bool = False  # looks as the text around it does: a number in a table full of them

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True)
class Linked:
    """A text in which some words lead to pages."""

    parts: tuple[str | Link, ...]

    def __bool__(self) -> bool:
        return bool(self.parts)


@dataclass(frozen=True)
class Picture:
    """A picture as PNG, and what it shows in words for those who do not see it."""

    png: bytes
    says: str


def written(text: str) -> str:
    """Return a text as XML can hold it, in one line."""
    return UNWRITABLE.sub(" ", text)
