"""What a meeting concluded, point by point, so that each can become a promise or a task."""

import re
from itertools import zip_longest

MARK = re.compile(r"^\s*(?:[-–—*•+]|\(?\d{1,2}[.)]|[a-zđ]\))\s*", re.IGNORECASE)
MOST = 20
LONGEST = 300  # letters of a title


def points(english: str, vietnamese: str) -> list[tuple[str, str]]:
    """Return the points in both languages, a line each; told in two languages, they pair only when they are as many."""
    first, second = lines(english), lines(vietnamese)
    if len(first) > len(second):
        second = []
    elif len(second) > len(first):
        first = []
    return list(zip_longest(first, second, fillvalue=""))[:MOST]


def lines(text: str) -> list[str]:
    """Return the lines that say something, without the marks and numbers before them, none longer than a title."""
    bare = (MARK.sub("", line).strip() for line in text.splitlines())
    return [line if len(line) <= LONGEST else line[: LONGEST - 1] + "…" for line in bare if line]
