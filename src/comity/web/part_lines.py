"""Parts of a record as lines: an empty one to write in, many from a letter or a spreadsheet."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.core import write
from comity.core.pack import of_city
from comity.core.records import Record
from comity.gate import texts
from comity.gate.form import RecordForm, Wrong, check, form_class
from comity.gate.held import filled
from comity.registers import Register
from comity.web import present
from comity.web.part_names import Names, Question
from comity.web.part_reading import is_link, labelled, names, near, read, spoken
from comity.web.pickers import offered

PASTED = 500
ALL = "all"  # before the names of fields that are the same for all lines


@dataclass
class Pasted:
    """What was pasted, what is to be the same for all of it, why it was refused, which lines may be none, which names are unclear."""

    text: str = ""
    same: Mapping[str, Any] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)
    asked: list[Question] = field(default_factory=list)
    stored: list[int] = field(default_factory=list)
    matched: int = 0
    added: list[str] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        """Whether nothing was stored."""
        return bool(self.wrong or self.doubtful or self.asked)

    def __str__(self) -> str:
        count = len(self.stored)
        said = [ngettext("%(count)s line added.", "%(count)s lines added.", count) % {"count": count}]
        if self.matched:
            known = ngettext("%(count)s is on record.", "%(count)s are on record.", self.matched)
            said.append(known % {"count": self.matched})
        if self.added:
            said.append(_("New on record: %(names)s.") % {"names": ", ".join(self.added)})
        return " ".join(said)


def blank(part: Register, record: Record, shown: Sequence[Any]) -> RecordForm:
    """Return an empty line that goes on where the last one ended, or begins where the whole does."""
    carried, source = (part.carry, shown[-1]) if shown else (part.begin, record)
    return form_class(part)(initial={name: said for name, said in _carried(part, carried, source) if said})


def _carried(part: Register, carried: Iterable[tuple[str, str]], source: Any) -> Iterator[tuple[str, Any]]:
    for name, other in carried:
        held = spoken(part, other)
        if other in part.links:
            yield name, [one.pk for one in getattr(source, other).all()]
        else:
            yield spoken(part, name), getattr(source, f"{held}_id", None) or getattr(source, held, "")


def same(part: Register, line: RecordForm, pasted: Pasted) -> list[dict[str, Any]]:
    """Return the links that go on from line to line, to be said once for all lines that are pasted."""
    fields = [name for name, other in part.carry if name == other and is_link(part, name)] if part.noted else []
    form = form_class(part)(initial=dict(pasted.same), prefix=ALL)
    for name in fields:
        form.fields[name].widget = line.fields[name].widget  # the same menu, asked for once
    return [{"field": form[name], "label": present.label(part, name)} for name in fields]


def line_of(part: Register, record: Record, posted: QueryDict) -> RecordForm:
    """Return the form of one line that was typed, its short forms completed."""
    given: dict[str, Any] = {
        name: posted.getlist(name) if name in part.links else posted[name] for name in names(part) if name in posted
    }
    return form_class(part)(data=filled(part, completed(part, record, given) | {part.within: record.pk}, None))


def completed(part: Register, record: Record, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a line with what its writer could leave out."""
    texts = {name: said for name, said in given.items() if isinstance(said, str)}
    return dict(given) | (part.complete(texts, near(part, record)) if part.complete else {})


def store(part: Register, record: Record, posted: QueryDict) -> Pasted:
    """Store the lines that were pasted, all or none; what is returned says why none was."""
    pasted = Pasted(posted.get("paste", "").strip("\r\n"))
    said = {name: posted.getlist(f"{ALL}-{name}") for name, _other in part.carry if f"{ALL}-{name}" in posted}
    pasted.same = {name: one if name in part.links else one[0] for name, one in said.items() if any(one)}
    lines = pasted.text.splitlines()
    if len(lines) > PASTED:
        pasted.wrong = [_("At most %(most)s lines can be pasted at once. Import a file instead.") % {"most": PASTED}]
        return pasted
    pasted.wrong = list(_no_text(lines))
    if pasted.wrong:
        return pasted
    named = Names(part, record, posted)
    try:
        with transaction.atomic():
            _stored(part, record, lines, pasted, named)
            pasted.doubtful = [] if "timeless" in posted else _timeless(part, record, lines)
            pasted.asked = named.unanswered()
            if pasted.is_refused:
                raise _NotAll
    except _NotAll:
        pasted.asked = list(named.questions.values())  # what was answered already stays answered
    pasted.matched, pasted.added = named.matched, [one.title for one in named.made.values()]
    return pasted


def _no_text(lines: Iterable[str]) -> Iterator[str]:
    """Yield which lines hold what is no text: it could not even be looked for among the records."""
    for number, line in enumerate(lines, 1):
        try:
            texts.tidied(line)
        except ValidationError as error:
            yield _("Line %(line)s: %(said)s") % {"line": number, "said": error.message}


class _NotAll(Exception):
    """A line is wrong: none is stored."""


def _stored(part: Register, record: Record, lines: list[str], pasted: Pasted, named: Names) -> None:
    for number, cells in read(part, record, lines, pasted.wrong):
        given = {**pasted.same, **{name: cell for name, cell in cells.items() if cell}}
        try:
            form = check(part, {**completed(part, record, named.settle(number, given)), part.within: record.pk})
            pasted.stored.append(write.save(form.instance, links=form.linked()).pk)
        except Wrong as error:
            pasted.wrong += [
                _("Line %(line)s, %(field)s: %(said)s")
                % {"line": number, "field": labelled(part, name), "said": " ".join(said)}
                for name, said in error.errors.items()
            ]


def _timeless(part: Register, record: Record, lines: list[str]) -> list[str]:
    """Return the lines that have no time where lines have one: they may be a greeting or a heading."""
    if "begins" not in part.quick:
        return []
    found = read(part, record, lines, [])
    return [lines[number - 1].strip() for number, cells in found if not cells.get("begins")]


def drawn(part: Register, form: RecordForm, pasted: Pasted, shown: Sequence[Any]) -> dict[str, Any]:
    """Return what the page needs to draw the line and the box for many lines."""
    fields = names(part)
    for name in fields:
        if said := _said(part, name, shown):
            form.fields[name].widget.attrs["data-said"] = json.dumps(said, ensure_ascii=False)
    return {
        "names": fields,
        "form": offered(form, fields),
        "same": same(part, form, pasted),
        "begin": _begin(part, form, fields),
        "labels": [present.label(part, name).partition(" (")[0] for name in fields],
        "example": part.noted.example if part.noted else "",
        "pasted": pasted,
    }


def _said(part: Register, name: str, shown: Sequence[Any]) -> list[str]:
    """Return what a text is completed from while it is typed: what the lines before say, and for titles the kinds there are."""
    column = next(one for one in part.model._meta.get_fields() if one.name == name)
    if type(column) is not models.CharField:
        return []
    kinds = of_city().vocabulary(part.kinds).values() if part.kinds and name.startswith("title_") else ()
    found = [str(getattr(one, name)) for one in shown] + [str(kind).partition(",")[0] for kind in kinds]
    return [said for said in dict.fromkeys(found) if said]


def _begin(part: Register, form: RecordForm, fields: Sequence[str]) -> str:
    """Return where writing begins: the first field that is empty, or that goes on from where another ended."""
    moving = {name for name, other in part.carry if name != other}
    return next((name for name in fields if name in moving or not form[name].value()), fields[0])
