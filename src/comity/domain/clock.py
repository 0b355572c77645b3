"""Times of the day as offices write them: 8:30, 08h30, 8h, 0830; in no other digits, since they are compared as text."""

import re

_WRITTEN = re.compile(
    r"(?P<hour>[01]?\d|2[0-3])\s*(?:[:.hg]\s*(?P<minute>[0-5]\d)?|(?P<packed>[0-5]\d))", re.IGNORECASE | re.ASCII
)
_STORED = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)


class NotATime(ValueError):
    """The text is no time of the day; `args[0]` is the text."""


def parse(typed: str) -> str:
    """Return the time as it is stored, `08:30`; `` for nothing. Raises NotATime."""
    text = typed.strip()
    if not text:
        return ""
    found = _WRITTEN.fullmatch(text)
    if not found:
        raise NotATime(typed)
    return f"{int(found['hour']):02d}:{found['minute'] or found['packed'] or '00'}"


def is_stored(text: str) -> bool:
    """Say whether the text is a time as it is stored."""
    return bool(_STORED.fullmatch(text))


def minutes(stored: str) -> int:
    """Return the minutes since midnight of a stored time."""
    return int(stored[:2]) * 60 + int(stored[3:])


def later(stored: str, by: int) -> str:
    """Return the time so many minutes later, 23:59 at most."""
    at = min(minutes(stored) + by, 24 * 60 - 1)
    return f"{at // 60:02d}:{at % 60:02d}"
