"""Lists of people as letters have them: several on a line, forms of address, what each does, and the rank that a post tells."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from comity.domain.noting import Noted, guests, unmarked
from comity.domain.text import fold, words

_BRACKET = re.compile(r"\s*\((?P<said>[^()]*)\)\s*$")
_FIRST = re.compile(r"^(?P<word>[^\s,.]+(?:\.[^\s,.]+)*)\.?\s+(?P<rest>\S.*)$")


@dataclass(frozen=True)
class Words:
    """What a pack knows of such lists: codes by words, and the words with which people are addressed."""

    roles: Mapping[str, str] = field(default_factory=dict)
    heads: Collection[str] = ()  # the roles that nobody has at home: wherever they stand, they are no post
    ranks: Mapping[str, str] = field(default_factory=dict)  # by the words with which posts begin
    address: Collection[str] = ()


def people(lines: Iterable[str], near: str, known: Words) -> Noted:
    """Return the people of a list, each with the number of the line and what is told: role, rank and form of address apart."""
    found: Noted = []
    for number, line in unmarked(lines):
        for part in apart(line):
            said, role = _before(part, known)
            found += [(number, told(cells | {"role": role}, known)) for _one, cells in guests([said], near)]
    return found


def apart(line: str) -> list[str]:
    """Return the people of a line: `Ada, Mayor; Bo, Clerk` are two, `Ada; Mayor, Port` is one."""
    parts = [part.strip() for part in line.split(";") if part.strip()]
    several = len(parts) > 1 and all("," in part for part in parts[:2])
    return parts if several else [line]


def told(cells: Mapping[str, str], known: Words) -> dict[str, str]:
    """Return a person's cells with what can be told from them: the role out of post and brackets, the rank by the post."""
    title, bracketed = _role_in_brackets(cells.get("title", ""), known)
    said = [one.strip() for name in ("post", "organisation") for one in cells.get(name, "").split(", ") if one.strip()]
    role = cells.get("role", "") or bracketed
    kept = []
    for place, one in enumerate(said):
        bare, inside = _role_in_brackets(one, known)
        code = known.roles.get(_plain(one), "") or inside
        role = role or code
        a_post = place == 0 and len(said) > 1 and code not in known.heads
        if bare and (bare != one or not code or a_post or code != role):
            kept.append(bare)
    address, name = called(title, known)
    found = {"title": name, "post": kept[0] if kept else "", "organisation": ", ".join(kept[1:])}
    found |= {"role": role, "rank": cells.get("rank", "") or rank(kept, known), "honorific": address}
    return {**cells, **found}


def rank(post: Iterable[str], known: Words) -> str:
    """Return the rank of the longest words with which a post, told in parts, begins, as words of their own, or ``."""
    said = [word for part in post for word in words(part)]
    fitting = [(len(begin), code) for one, code in known.ranks.items() if (begin := words(one)) == said[: len(begin)]]
    return max(fitting)[1] if fitting else ""


def called(name: str, known: Words) -> tuple[str, str]:
    """Return the form of address with which a name begins, and the name: `Mr. Bo Ferris` is `Mr` and `Bo Ferris`."""
    address: list[str] = []
    rest = name.strip()
    while (first := _FIRST.match(rest)) and _plain(first["word"]) in known.address:
        address.append(first["word"])
        rest = first["rest"]
    return " ".join(address), rest


def _before(part: str, known: Words) -> tuple[str, str]:
    """Return a line without the role that it begins with, and the role: `Head of delegation: Ada Marlow`."""
    label, _colon, rest = part.partition(":")
    code = known.roles.get(_plain(label), "") if rest.strip() else ""
    return (rest.strip(), code) if code else (part, "")


def _role_in_brackets(text: str, known: Words) -> tuple[str, str]:
    bracket = _BRACKET.search(text)
    if bracket and (code := known.roles.get(_plain(bracket["said"]))):
        return text[: bracket.start()].strip(), code
    return text, ""


def _plain(text: str) -> str:
    """Return words as they are compared: `H.E.` and `he` alike."""
    return " ".join(fold(text).replace(".", "").split())
