"""Text of a report in which the figures stand as names: `We sent {delegations_out} delegations`."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

NAME = re.compile(r"\{\s*([a-z0-9_]+(?:\.[a-z_]+)?)\s*\}")
DOUBLED = re.compile(r"\{\{|(\{\s*[a-z0-9_.]+\s*\})|\}\}")
BRACES = re.compile(r"\{\{|\}\}|[{}]")


@dataclass(frozen=True)
class Piece:
    """A stretch of text, or the name of a figure in it."""

    text: str
    code: str = ""


@dataclass(frozen=True)
class Fault:
    """What is wrong in a text, and where: lines and characters are counted from 1."""

    found: str
    line: int
    column: int
    unknown: bool = True


def pieces(text: str) -> list[Piece]:
    """Cut a text at the names of figures; doubled braces are braces."""
    found, at = [], 0
    for match in NAME.finditer(_hidden(text)):
        found.append(Piece(_shown(text[at : match.start()])))
        found.append(Piece(text[match.start() : match.end()], match[1]))
        at = match.end()
    found.append(Piece(_shown(text[at:])))
    return [one for one in found if one.text]


def faults(text: str, known: Iterable[str]) -> list[Fault]:
    """Return the names that are no figure and the braces that name nothing, in the order of the text."""
    names, hidden = set(known), _hidden(text)
    found = []
    rest = list(hidden)
    for match in NAME.finditer(hidden):
        rest[match.start() : match.end()] = " " * (match.end() - match.start())
        if match[1] not in names:
            found.append((match.start(), match[1], True))
    found += [(match.start(), match[0], False) for match in BRACES.finditer("".join(rest))]
    return [_placed(text, at, what, unknown=unknown) for at, what, unknown in sorted(found)]


def filled(text: str, value: Callable[[str], str]) -> str:
    """Return the text with the figures in place of their names."""
    return "".join(value(one.code) if one.code else one.text for one in pieces(text))


def _hidden(text: str) -> str:
    """Return the text with doubled braces out of the way, every other character in its place."""
    return DOUBLED.sub(lambda match: match[1] or "\0\0", text)


def _shown(text: str) -> str:
    return text.replace("{{", "{").replace("}}", "}")


def _placed(text: str, at: int, what: str, *, unknown: bool) -> Fault:
    before = text[:at]
    return Fault(what, before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1, unknown)
