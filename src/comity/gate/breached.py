"""Passwords that were stolen elsewhere, looked up in a list on this machine: nothing about a password leaves it."""

import hashlib
import os
from pathlib import Path
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from comity.core.people import Officer

STEP = 128  # bytes; more than the longest line of such a list


class NotBreached:
    """Refuses passwords on a list of SHA-1 hashes in hexadecimal, a line each, sorted; what follows a hash does not count.

    Such a list is what haveibeenpwned.com offers for download, ordered by hash. `path` names it; without it nothing is refused.
    """

    def __init__(self, path: str = "") -> None:
        self.path = Path(path) if path else None

    def validate(self, password: str, user: Officer | None = None) -> None:
        """Raise ValidationError for a password on the list; OSError if there is no such list."""
        if self.path is None:
            return
        digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
        with self.path.open("rb") as lines:
            if _has(lines, digest.encode()):
                raise ValidationError(self.get_help_text(), code="password_breached")

    def get_help_text(self) -> str:
        """Say what is wanted."""
        return _("Do not use a password that was stolen elsewhere: it is on the lists that intruders try first.")


def _has(lines: BinaryIO, digest: bytes) -> bool:
    """Look a hash up by halves: some thirty readings in a list of a thousand million."""
    low, high = 0, lines.seek(0, os.SEEK_END)
    while high - low > STEP:
        middle = (low + high) // 2
        lines.seek(middle)
        lines.readline()  # the rest of a line that began before
        if lines.readline()[: len(digest)].upper() < digest:
            low = middle
        else:
            high = middle
    lines.seek(low)
    nearby = lines.read(4 * STEP).splitlines()
    return any(line[: len(digest)].upper() == digest for line in nearby)
