"""What stands in pasted lines: columns of a spreadsheet with or without their heads, or items as people note them in a letter."""

from collections.abc import Iterator, Mapping, Sequence

from django.conf import settings
from django.db import models
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from comity.core.records import Record
from comity.domain.noting import asides
from comity.domain.text import fold
from comity.exchange import assist
from comity.exchange.columns import IGNORE
from comity.registers import Register
from comity.web import present

Line = tuple[int, dict[str, str]]


def names(part: Register) -> list[str]:
    """Return the fields of the line, texts in two languages in the reader's."""
    return [spoken(part, name) for name in part.quick]


def spoken(part: Register, name: str) -> str:
    """Return a field, that of a text in two languages in the reader's."""
    here = f"{name}_{'vi' if get_language() == 'vi' else 'en'}"
    return here if here in part.fields else name


def near(part: Register, record: Record) -> str:
    """Return the day on which the whole begins, as stored."""
    return str(next((getattr(record, other, "") for _name, other in part.begin), ""))


def is_link(part: Register, name: str) -> bool:
    """Say whether a field links to other records."""
    links = (models.ForeignKey, models.ManyToManyField)
    return any(one.name == name and isinstance(one, links) for one in part.model._meta.get_fields())


def read(part: Register, record: Record, lines: Sequence[str], wrong: list[str]) -> Iterator[Line]:
    """Yield what stands in each line; what cannot be read is added to `wrong`."""
    if not part.noted or any("\t" in line or "|" in line for line in lines):
        yield from _table(part, lines, wrong)
        return
    labels = _labels(part)
    told = [asides(line, labels) for line in lines]
    for number, noted in part.noted.read([line for line, _said in told], near(part, record)):
        yield number, {spoken(part, name): cell for name, cell in noted.items()} | told[number - 1][1]


def _table(part: Register, lines: Sequence[str], wrong: list[str]) -> Iterator[Line]:
    rows = [
        (number, [cell.strip() for cell in line.split("\t" if "\t" in line else "|")])
        for number, line in enumerate(lines, 1)
    ]
    rows = [(number, cells) for number, cells in rows if any(cells)]
    heads = _heads(part, rows[0][1]) if rows else []
    if heads:
        if unknown := [cell for cell, head in zip(rows[0][1], heads, strict=True) if cell and not head]:
            said = _(
                "Nobody can tell what the column %(column)s is. Leave it out, or name it after one of these: %(columns)s."
            )
            labels = ", ".join(_short(part, name) for name in part.quick)
            wrong += [said % {"column": one, "columns": labels} for one in unknown]
        rows = rows[1:]
    for number, cells in rows:
        if found := _row(part, number, cells, heads, wrong):
            yield number, found


def _row(part: Register, number: int, cells: list[str], heads: list[str], wrong: list[str]) -> dict[str, str]:
    if heads:
        found = {head: cell for head, cell in zip(heads, cells, strict=False) if head not in ("", IGNORE)}
        return _told(part, found)
    columns = names(part)
    told = part.noted.cells if part.noted else None
    if told and cells[0] and len(cells) < len(columns):  # as offices list people: a number, the name, the post, where
        kept = cells[1:] if cells[0].rstrip(".").isdecimal() and len(cells) > 1 else cells
        parts = {"title": kept[0], "post": "".join(kept[1:2]), "organisation": ", ".join(filter(None, kept[2:]))}
        return {spoken(part, name): cell for name, cell in told(parts).items()}
    if len(cells) > len(columns):
        said = _("Line %(line)s has %(count)s columns; at most %(most)s are expected.")
        wrong.append(said % {"line": number, "count": len(cells), "most": len(columns)})
        return {}
    return dict(zip(columns, cells, strict=False))


def _told(part: Register, found: dict[str, str]) -> dict[str, str]:
    """Return the cells of a row with heads, and what else can be told from them."""
    told = part.noted.cells if part.noted else None
    if told is None:
        return found
    bare = {name: stem for stem in ("title", "post") for name in (f"{stem}_en", f"{stem}_vi")}
    given = {bare.get(name, name): cell for name, cell in found.items()}
    return {spoken(part, name): cell for name, cell in told(given).items()}


def _heads(part: Register, cells: Sequence[str]) -> list[str]:
    """Return the column of each cell if they are the heads of a table, `` for one that is unknown; nothing if they are not."""
    said = _shown(part)
    found = [said.get(fold(cell).strip(), "") for cell in cells]
    rest = [cell for cell, head in zip(cells, found, strict=True) if cell and not head]
    likely = assist.suggest(part, rest, [head for head in found if head])
    fields = {*part.fields, IGNORE}
    found = [
        head or (likely.get(cell, "") if likely.get(cell) in fields else "")
        for cell, head in zip(cells, found, strict=True)
    ]
    known = [head for head in found if head not in ("", IGNORE)]
    return found if len(known) > 1 else []


def _shown(part: Register) -> Mapping[str, str]:
    """Return the fields of the line by what they are called over it, folded, in each language."""
    found: dict[str, str] = {}
    for code, _language in settings.LANGUAGES:
        with override(code):
            labels = {fold(_short(part, name)): name for name in part.quick}
        found |= {label: spoken(part, name) for label, name in labels.items()}
    return found


def _short(part: Register, name: str) -> str:
    """Return what a field is called over the line: without the language."""
    return str(present.label(part, spoken(part, name))).partition(" (")[0]


def _labels(part: Register) -> dict[str, str]:
    """Return the links of the line by what they are called, folded, in each language that a letter may be in."""
    found: dict[str, str] = {}
    for code, _language in settings.LANGUAGES:
        with override(code):
            found |= {fold(str(present.label(part, name))): name for name in part.quick if is_link(part, name)}
    return found


def labelled(part: Register, name: str) -> str:
    """Return what a field is called in messages about a line."""
    return str(present.label(part, name)) if name else ""
