"""What a template holds as written by hand where whoever signs is filled in: titles over the signature, and names of officers.

The template may be right as it is, so this is told and refuses nothing.
"""

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override

from comity.core.people import City, Officer
from comity.documents import paragraphs
from comity.documents.checker import MOST, TAG, Problem
from comity.documents.names import Kind
from comity.documents.paragraphs import Paragraph
from comity.documents.wording import layout
from comity.domain.text import words

SIGNING = re.compile(r"\b(?:in\s+signature|signer)\b")


def of(data: bytes, kind: Kind, language: str, city: City) -> list[Problem]:
    """Return what is written by hand in a template in which nothing else is wrong. One statement."""
    read = list(paragraphs.read(data))
    fills = "signature" in kind.names
    found = [] if not fills or _signed(read) else [_nobody()]
    names = Officer.objects.filter(city=city).values_list("name", flat=True)
    found += _named(read, {tuple(words(name)): name for name in names})
    if fills:
        found += _titled(read, {tuple(words(title)) for title in _titles(language)})
    return found[:MOST]


def _signed(read: Iterable[Paragraph]) -> bool:
    """Say whether a placeholder fills in who signs."""
    return any(SIGNING.search(tag[0]) for one in read for tag in TAG.finditer(one.text))


def _nobody() -> Problem:
    said = _(
        "Nothing fills in who signs, so that every report looks alike there whoever signs it. "
        "Write {%p for s in signature %}, {{ s.text }} and {%p endfor %}, each in a paragraph of its own, where the title stands, and {{ signer }} for the name."
    )
    return Problem(said, "", "", "")


def _named(read: Iterable[Paragraph], names: dict[tuple[str, ...], str]) -> Iterator[Problem]:
    """Yield the paragraphs that hold the whole name of an officer; a name of one word may be any word."""
    for one in read:
        said = tuple(words(TAG.sub(" ", one.text)))
        for name, written in names.items():
            if len(name) > 1 and any(said[at : at + len(name)] == name for at in range(len(said))):
                what = _("The name “%(name)s” is written by hand: it stays, whoever signs.") % {"name": written}
                yield _at(one, what)


def _titles(language: str) -> Iterator[str]:
    """Yield the lines that may stand over a signature, as papers have them filled in."""
    look = layout()
    with override(language):
        for said in (look.words.signed, *(issuer.signed for issuer in look.issuers)):
            yield from str(said or "").splitlines()


def _titled(read: Iterable[Paragraph], titles: set[tuple[str, ...]]) -> Iterator[Problem]:
    for one in read:
        if tuple(words(TAG.sub(" ", one.text))) in titles:
            what = _("The title “%(title)s” is written by hand: it stays, whatever unit issues the report.")
            yield _at(one, what % {"title": TAG.sub(" ", one.text).strip()})


def _at(one: Paragraph, what: str) -> Problem:
    return Problem(what, "", one.place, one.text.strip()[:90], one.page)
