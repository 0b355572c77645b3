"""Sentences whose numbers open what they are made of: marked while they are worded, cut at the marks afterwards."""

import re
from collections.abc import Callable, Mapping

from comity.documents.values import Link, Linked

# For private use in Unicode, so that no text of a record is taken for a mark unless somebody meant it to be.
OPENS, PARTS, CLOSES = "\ue000", "\ue001", "\ue002"
MARKED = re.compile(f"{OPENS}([a-z_]+){PARTS}(.*?){CLOSES}", re.DOTALL)


def marked(values: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
    """Return the values, those that `names` has an address for with marks around them."""
    return {key: f"{OPENS}{key}{PARTS}{said}{CLOSES}" if names.get(key) else said for key, said in values.items()}


def bare(text: str) -> str:
    """Return a text without the marks."""
    return MARKED.sub(r"\2", text)


def cut(text: str, addresses: Mapping[str, str], link: Callable[[str, str], Link]) -> Linked:
    """Return a text whose marked numbers are links, made by `link` of what is said and the address."""
    parts: list[str | Link] = []
    at = 0
    for found in MARKED.finditer(text):
        parts += [text[at : found.start()], link(found[2], addresses.get(found[1], ""))]
        at = found.end()
    return Linked(tuple(one for one in [*parts, text[at:]] if one))
