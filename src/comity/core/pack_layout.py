"""How official papers of a country look: page, typeface, the words at their head and foot. Data of the pack, plain without it."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StrictBool

from comity.core.pack_files import BUILT_IN, WORLD, Files, Merged, Problems, read_toml
from comity.core.pack_parts import Label, Strict

NAME = "layout.toml"
Millimetres = Annotated[float, Field(ge=0, le=60)]
Points = Annotated[float, Field(ge=6, le=30)]


def _places(label: Label) -> Label:
    for said in (label.en, label.vi):
        try:
            said.format(city="", day="", month="", year="", month_name="")
        except (KeyError, IndexError, ValueError, AttributeError) as error:
            raise ValueError(
                f'found "{said}"; expected only {{city}}, {{day}}, {{month}}, {{month_name}}, {{year}}'
            ) from error
    return label


def _numbered(label: Label) -> Label:
    for said in (label.en, label.vi):
        rest = said.replace("{number}", "", 1)
        if said and (rest == said or "{" in rest or "}" in rest):
            raise ValueError(f'found "{said}"; expected {{number}} in it once')
    return label


class Page(Strict):
    """Paper, margins, and where its pages are numbered."""

    paper: Literal["a4", "letter"]
    top: Millimetres
    bottom: Millimetres
    left: Millimetres
    right: Millimetres
    number: Literal["top", "bottom"]
    number_first: StrictBool  # whether the first page carries its number too


class Type(Strict):
    """Typeface, sizes in points, how paragraphs run. The typeface is named, never sent along."""

    font: str
    body: Points
    head: Points
    table: Points
    recipients: Points
    recipients_list: Points
    indent: Millimetres
    justified: StrictBool
    spacing: Annotated[float, Field(ge=1, le=2)]
    after: Annotated[float, Field(ge=0, le=24)]


class Words(Strict):
    """What stands on every paper; a part whose words are left out is not there."""

    nation: Label | None = None
    motto: Label | None = None
    number: Label | None = None
    numbered: Annotated[Label, AfterValidator(_numbered)] | None = None  # how a number that was given is written
    place_date: Annotated[Label, AfterValidator(_places)]
    report: Label
    attention: Label
    recipients: Label | None = None
    kept: Label | None = None
    signed: Label | None = None
    annex: Label


class PaperWords(Strict):
    """What stands on papers of one kind besides: the number to be filled in, how articles are headed, the word before them."""

    number: Label | None = None
    article: Annotated[Label, AfterValidator(_numbered)] | None = None
    resolves: Label | None = None


class Papers(Strict):
    """The papers about a file on its way, by their kind."""

    submission: PaperWords = PaperWords()
    decision: PaperWords = PaperWords()
    opinions: PaperWords = PaperWords()
    letter: PaperWords = PaperWords()
    receipt: PaperWords = PaperWords()


class Issuer(Strict):
    """A kind of unit that issues papers under its own name, and what stands over the signature of who heads it."""

    kind: str
    short: bool = False  # whether the short name stands at the head: the place is in the name of what it belongs to
    signed: Label


class Layout(Strict):
    """How papers look, and where that was read."""

    source: str
    verified: StrictBool
    page: Page
    type: Type
    words: Words
    papers: Papers = Papers()
    issuers: tuple[Issuer, ...] = ()


def read_layout(files: Files, languages: list[str], problems: Problems) -> Layout | None:
    """Return the layout of a pack, laid over the plain one; the plain one alone with the problems noted."""
    merged = files.merged(NAME, problems, depth=2)
    plain = read_toml(BUILT_IN / WORLD / NAME, f"packs/{WORLD}/{NAME}", problems)
    if plain is None:
        return None
    data: dict[str, Any] = {**plain.data}
    for key, said in merged.data.items():
        below = data.get(key)
        data[key] = {**below, **said} if isinstance(below, dict) and isinstance(said, dict) else said
    whole = Merged((*merged.layers, plain), data, merged.name)
    layout = problems.model(Layout, data, whole)
    if (
        layout is None
    ):  # what is wrong is noted; the plain one stands for it, so that the rest of the pack can be checked
        return Layout.model_validate(plain.data)
    for place, word in _said(layout):
        if lacking := [language for language in languages if not getattr(word, language).strip()]:
            problems.add(
                whole.at([*place, lacking[0]]), f"{'.'.join(place)}: {', '.join(lacking)} is missing; it must be said"
            )
    filled = {place[1]: word.filled() for place, word in _said(layout) if place[0] == "words"}
    issuers = tuple(one.model_copy(update={"signed": one.signed.filled()}) for one in layout.issuers)
    return layout.model_copy(update={"words": layout.words.model_copy(update=filled), "issuers": issuers})


def _said(layout: Layout) -> Iterator[tuple[tuple[str, ...], Label]]:
    """Yield every word, with its place in the file."""
    parts: list[tuple[tuple[str, ...], Strict]] = [(("words",), layout.words)]
    parts += [(("papers", kind), getattr(layout.papers, kind)) for kind in Papers.model_fields]
    for place, part in parts:
        for name in type(part).model_fields:
            if (word := getattr(part, name)) is not None:
                yield (*place, name), word
    for one in layout.issuers:
        yield ("issuers",), one.signed
