"""Says what is wrong with a template before it is used: which placeholder, in which part, paragraph and page, and why.

Paragraphs are read as one reads them: whether Word cut a placeholder into several runs makes no difference here, nor later
when it is filled.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from comity.documents import expressions, paragraphs
from comity.documents.expressions import Scope, Wrong
from comity.documents.names import Kind
from comity.documents.paragraphs import Paragraph

TAG = re.compile(r"\{\{(?P<show>.*?)\}\}|\{%(?P<act>.*?)%\}|\{#(?P<note>.*?)#\}", re.DOTALL)
LOOSE = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
SINGLE = re.compile(r"(?<!\{)\{\s*([a-z_]+(?:\.[a-z_]+)*)\s*\}(?!\})")
PREFIX = re.compile(r"^(tr|tc|p|r)\s+(.*)$", re.DOTALL)
QUOTES = str.maketrans("“”‘’", "\"\"''")
MOST, WORDS, DEEPEST = 100, 90, 3
# Fields that Word works out from the document itself; others could fetch something from elsewhere, or run it.
HARMLESS = ("PAGE", "NUMPAGES", "SECTIONPAGES", "DATE", "TIME", "TOC", "HYPERLINK", "REF", "PAGEREF", "SEQ", "STYLEREF")


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and where."""

    what: str
    tag: str
    place: str
    words: str
    page: int | None = None

    @property
    def page_words(self) -> str:
        """Near which page it is, empty where that is not known."""
        return _("about page %(page)s") % {"page": self.page} if self.page else ""


@dataclass(frozen=True)
class Tag:
    """One placeholder as it is written."""

    written: str
    act: str
    prefix: str
    body: str
    at: Paragraph


@dataclass
class Block:
    """A loop or a condition that is open."""

    tag: Tag
    word: str
    scope: Scope


@dataclass
class Checking:
    """One part of a document under check."""

    scope: Scope
    found: list[Problem] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    def wrong(self, what: str, tag: str, at: Paragraph) -> None:
        """Note a problem."""
        words = at.text.strip()
        words = words if len(words) <= WORDS else f"{words[:WORDS].rstrip()} …"
        self.found.append(Problem(what, tag, at.place, words, at.page))

    def now(self) -> Scope:
        """Return the names that there are here."""
        return self.blocks[-1].scope if self.blocks else self.scope


def check(data: bytes, kind: Kind) -> list[Problem]:
    """Return what is wrong with a template of a kind, in the order of the document; at most a hundred problems."""
    try:
        read = list(paragraphs.read(data))
        typed = list(paragraphs.fields(data))
    except Exception:  # noqa: BLE001  python-docx raises whatever a broken file made it trip over
        return [
            Problem(
                _("Word's own parts cannot be read. Open the file in Word, save it anew and try again."), "", "", ""
            )
        ]
    found = [problem for part in _parts(read) for problem in _part(part, kind.names)]
    if not any(TAG.search(one.text) for one in read):
        found.append(Problem(_("There is no placeholder in it, so nothing would be filled in."), "", "", ""))
    return [*found, *_typed(typed)][:MOST]


def _parts(read: Iterable[Paragraph]) -> Iterator[list[Paragraph]]:
    part: list[Paragraph] = []
    for one in read:
        if part and one.number == 1:
            yield part
            part = []
        part.append(one)
    if part:
        yield part


def _typed(fields: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    for _part_name, said in fields:
        if said.split()[0].lstrip("\\").upper() not in HARMLESS:
            what = _("The field “%(field)s” could fetch something from elsewhere. Take it out.") % {"field": said[:60]}
            yield Problem(what, "", "", "")


def _part(part: list[Paragraph], names: Scope) -> list[Problem]:
    checking = Checking(names)
    for paragraph in part:
        tags = list(_tags(paragraph))
        _loose(checking, paragraph)
        for tag in tags:
            try:
                _one(checking, tag)
            except Wrong as wrong:
                checking.wrong(wrong.args[0], tag.written, paragraph)
        _alone(checking, paragraph, tags)
    for block in checking.blocks:
        said = {"word": block.word}
        checking.wrong(_("This {%% %(word)s %%} has no {%% end%(word)s %%}.") % said, block.tag.written, block.tag.at)
    return checking.found


def _tags(paragraph: Paragraph) -> Iterator[Tag]:
    for found in TAG.finditer(paragraph.text):
        act = found.lastgroup or ""
        inside = found[act].translate(QUOTES)
        split = PREFIX.match(inside) if act != "note" else None
        prefix, body = (split[1], split[2].strip()) if split else ("", inside.strip())
        yield Tag(found[0], act, prefix, body, paragraph)


def _loose(checking: Checking, paragraph: Paragraph) -> None:
    """Note braces that open and do not close, or the other way round; and names in single braces."""
    rest = TAG.sub(" ", paragraph.text)
    for found in LOOSE.finditer(rest):
        closing = found[0].startswith(("}", "%", "#"))
        said = _("%(mark)s closes nothing.") if closing else _("%(mark)s is not closed in this paragraph.")
        checking.wrong(said % {"mark": found[0]}, rest[found.start() :][:30].strip(), paragraph)
    for found in SINGLE.finditer(rest):
        if found[1].partition(".")[0] in checking.now():
            said = _("A placeholder has two braces on each side: {{ %(name)s }}.") % {"name": found[1]}
            checking.wrong(said, found[0], paragraph)


def _one(checking: Checking, tag: Tag) -> None:
    if tag.act == "show":
        if tag.prefix not in ("", "r"):
            raise Wrong(_("{{%(prefix)s … }} shows nothing: leave the %(prefix)s out.") % {"prefix": tag.prefix})
        expressions.shown(tag.body, checking.now(), as_run=tag.prefix == "r")
    elif tag.act == "act":
        word, _space, rest = tag.body.partition(" ")
        acts = {"for": _begin, "if": _begin, "elif": _middle, "else": _middle, "endfor": _end, "endif": _end}
        if word not in acts:
            raise Wrong(_("There is no {%% %(word)s %%}; a template has for, if, elif and else.") % {"word": word})
        acts[word](checking, tag, word, rest.strip())


def _begin(checking: Checking, tag: Tag, word: str, rest: str) -> None:
    scope = checking.now()
    checking.blocks.append(Block(tag, word, scope))  # also where it is wrong: its end is then not wrong too
    if sum(block.word == "for" for block in checking.blocks) > DEEPEST:
        raise Wrong(_("Loops stand in one another more than %(count)s deep.") % {"count": DEEPEST})
    if tag.prefix == "tr" and tag.at.row_of is None:
        raise Wrong(_("{%tr … %} repeats a row, and here is no table."))
    if word == "if":
        expressions.condition(rest, scope)
    else:
        checking.blocks[-1].scope = expressions.loop(rest, scope)


def _middle(checking: Checking, tag: Tag, word: str, rest: str) -> None:
    if not checking.blocks or checking.blocks[-1].word != "if":
        raise Wrong(_("{%% %(word)s %%} stands in no {%% if %%}.") % {"word": word})
    _fitting(checking.blocks[-1].tag, tag)
    if word == "elif":
        expressions.condition(rest, checking.now())


def _end(checking: Checking, tag: Tag, word: str, _rest: str) -> None:
    begun = word.removeprefix("end")
    if not checking.blocks:
        raise Wrong(_("This {%% %(word)s %%} ends nothing that was begun.") % {"word": word})
    block = checking.blocks[-1]
    if block.word != begun:
        said = {"word": word, "tag": block.tag.written}
        if not any(one.word == begun for one in checking.blocks):
            raise Wrong(_("This {%% %(word)s %%} ends nothing that was begun.") % said)
        while checking.blocks and checking.blocks.pop().word != begun:
            pass
        raise Wrong(_("%(tag)s has to be ended before this {%% %(word)s %%}.") % said)
    checking.blocks.pop()
    _fitting(block.tag, tag)


def _fitting(begun: Tag, tag: Tag) -> None:
    """Refuse parts of a block that do not stand on the same level of the document."""
    said: dict[str, Any] = {"begun": begun.written, "place": begun.at.place}
    if begun.prefix != tag.prefix:
        raise Wrong(_("It begins with %(begun)s; write the same letters after {%% at its end.") % said)
    if begun.prefix == "tr":
        fits = begun.at.table_of is tag.at.table_of
    elif begun.prefix == "tc":
        fits = begun.at.row_of is tag.at.row_of
    elif begun.prefix == "r":
        fits = begun.at.part == tag.at.part and begun.at.number == tag.at.number
    else:
        fits = begun.at.container is tag.at.container
    if not fits:
        raise Wrong(
            _("It begins in another place (%(place)s): both ends belong in the same text or the same table.") % said
        )


def _alone(checking: Checking, paragraph: Paragraph, tags: list[Tag]) -> None:
    """Note words that would be lost because they share a paragraph or a row with what disappears as a whole."""
    whole = [tag for tag in tags if tag.act == "act" and tag.prefix in ("p", "tr", "tc")]
    if not whole:
        return
    row = paragraph.row_of if whole[0].prefix == "tr" else None
    text = paragraphs.row_text(row) if row is not None else paragraph.text
    rest = TAG.sub("", text).strip()
    if tags[1:] or len(TAG.findall(text)) > 1:
        said = _(
            "%(tag)s disappears with all that shares its paragraph: give each a paragraph, and with tr a row, of its own."
        )
        checking.wrong(said % {"tag": whole[0].written}, whole[0].written, paragraph)
    elif rest:
        said = _("The words “%(words)s” share a paragraph or row with %(tag)s and would disappear with it.")
        checking.wrong(said % {"words": rest[:40], "tag": whole[0].written}, whole[0].written, paragraph)
