"""Content lines as calendars and address cards are made of: escaped, folded at 75 octets (RFC 5545, RFC 6350)."""

from collections.abc import Iterable
from typing import IO

OCTETS = 75


def escaped(text: str) -> str:
    """Return a text value with its special characters escaped."""
    tidy = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return tidy.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def folded(line: str) -> str:
    """Return a content line broken so that no part is longer than 75 octets and no character is torn."""
    parts: list[str] = []
    room, part = OCTETS, ""
    for character in line:
        size = len(character.encode())
        if size > room:
            parts.append(part)
            part, room = "", OCTETS - 1
        part += character
        room -= size
    return "\r\n ".join([*parts, part])


def write(file: IO[bytes], lines: Iterable[str]) -> None:
    """Write content lines."""
    for line in lines:
        file.write(folded(line).encode() + b"\r\n")
