"""Records as pages show them: rows of lists, facts, history, sources."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

from comity.core.attached import Attachment, Citation
from comity.core.fields import TermField
from comity.core.pack import of_city
from comity.core.records import Record, in_language
from comity.gate import kinds, values
from comity.gate.access import may
from comity.gate.filters import column
from comity.registers import BY_MODEL, Register
from comity.web import reckoned

ANY_NUMBER = 7777777777777777
QUIET = ("code", "unit", "sensitivity", "shown_to", "to_verify", "note_en", "note_vi", "verified_on")


def address(record: Record) -> str:
    """Return the page of a record."""
    return page_of(BY_MODEL[type(record)].key, record.pk)


def page_of(key: str, pk: int) -> str:
    """Return the page of a record of a register, by number."""
    before, after = _around(key)
    return f"{before}{pk}{after}"


@cache
def _around(key: str) -> tuple[str, str]:
    before, _number, after = reverse("detail", args=[key, ANY_NUMBER]).rpartition(str(ANY_NUMBER))
    return before, after


def label(of: Register, name: str) -> str:
    """Return a field's name as pages head it."""
    if name in of.called:
        return str(capfirst(str(of.called[name])))
    if name == "title":
        return _("Title")
    for computed in of.computed:
        if computed.name == name:
            return str(capfirst(str(computed.label)))
    field: Any = of.model._meta.get_field(name)
    named = field.related_model._meta if field.auto_created else field  # a tie's column on its partner is the tie's
    return str(capfirst(str(named.verbose_name)))


def columns(of: Register, names: Sequence[str], sorts: dict[str, tuple[str, str]]) -> list[dict[str, Any]]:
    """Return the heads of a table; `sorts` gives the address and the present direction of those that sort."""
    heads = []
    for name in names:
        field = None if name in ("title", *(one.name for one in of.computed)) else of.model._meta.get_field(name)
        link, direction = sorts.get(name, ("", ""))
        numeric = isinstance(field, models.IntegerField | models.DecimalField | models.FloatField)
        numeric = numeric or any(one.name == name and one.is_difference for one in of.computed)
        said = label(of, name)
        heads.append(
            {
                "label": said.partition(" (")[0] if _for_both(names, name) else said,  # without the language
                "num": numeric,
                "sort": link,
                "sorted": direction,
            }
        )
    return heads


def _for_both(names: Sequence[str], name: str) -> bool:
    """Whether a table shows a text kept in both languages by one column, which then speaks the reader's."""
    return name.endswith("_vi") and f"{name[:-3]}_en" not in names


def rows(
    of: Register,
    records: Iterable[Record],
    names: Sequence[str],
    today: date,
    linked: Mapping[str, Mapping[int, list[str]]] = MappingProxyType({}),
) -> list[dict[str, Any]]:
    """Return the table rows of records; how a column is written is found once, not for each of them.

    `linked` has the titles of linked records where these were not fetched with the records.
    """
    makers = [
        None if name == "title" else _titles(linked[name]) if name in linked else _maker(of, names, name, today)
        for name in names
    ]
    before, after = _around(of.key)
    mine, other = ("title_vi", "title_en") if get_language() == "vi" else ("title_en", "title_vi")
    found = []
    for record in records:
        title, href = getattr(record, mine) or getattr(record, other), f"{before}{record.pk}{after}"
        named = {"text": title, "href": href, "is_sample": record.is_sample}
        cells = [make(record) if make else dict(named) for make in makers]
        found.append({"id": record.pk, "href": href, "label": title, "cells": cells})
    return found


def row(of: Register, record: Record, names: Sequence[str], today: date) -> dict[str, Any]:
    """Return a table row of a record."""
    return rows(of, [record], names, today)[0]


def _titles(of: Mapping[int, list[str]]) -> Callable[[Any], str]:
    return lambda record: first_two(of.get(record.pk, ()))


def first_two(titles: Sequence[str]) -> str:
    """Return the titles of linked records as a cell has room for them: two, and how many more."""
    return ", ".join(titles[:2]) + (f" +{len(titles) - 2}" if len(titles) > 2 else "")


def _maker(of: Register, names: Sequence[str], name: str, today: date) -> Callable[[Any], Any]:
    if _for_both(names, name):
        return lambda record: in_language(getattr(record, f"{name[:-3]}_en"), getattr(record, name))
    field = None if name in ("title", *(one.name for one in of.computed)) else of.model._meta.get_field(name)
    if isinstance(field, TermField):
        return _said(field.vocabulary, name)
    if name == "tie":
        stage = _said(column(of.model, "tie__stage").vocabulary, "stage")
        return lambda record: _tied(stage(tie), tie) if (tie := record.tie) else ""
    if name == "country":
        return _country()
    if name != "starts" and isinstance(field, models.Field) and not field.is_relation:
        told = values.telling(field)
        return lambda record: told(getattr(record, name))
    return lambda record: cell(of, record, name, today)


def _tied(stage: str, tie: Any) -> str:
    return ", ".join(part for part in (stage, values.since_until("", tie.ended)) if part)


def _said(vocabulary: str, name: str) -> Callable[[Any], str]:
    language, terms = get_language() or "en", of_city().vocabulary(vocabulary)
    said = {"": ""} | {code: term.said(language) for code, term in terms.items()}
    return lambda record: said.get(code := getattr(record, name), code)


def _country() -> Callable[[Any], Any]:
    met: dict[str, Any] = {"": ""}

    def shown(record: Any) -> Any:
        if record.country not in met:
            met[record.country] = {"code": record.country, "text": values.of(record, "country")}
        return met[record.country]

    return shown


def standings(of: Register, record: Record, today: date) -> list[dict[str, str]]:
    """Return what is computed about the record for the line below its title; a bare number says what it counts."""
    found = []
    for one in of.computed:
        shown = cell(of, record, one.name, today)
        if shown["text"]:
            found.append(shown if one.states else shown | {"text": f"{label(of, one.name)}: {shown['text']}"})
    return found


def cell(of: Register, record: Record, name: str, today: date) -> Any:
    """Return one cell: words, a link, a state or a gap."""
    if name == "title":
        return {"text": record.title, "href": address(record), "is_sample": record.is_sample}
    for computed in of.computed:
        if computed.name == name:
            return reckoned.cell(computed, record, today)
    field = record._meta.get_field(name)
    if isinstance(field, models.ManyToManyField):
        return first_two([one.title for one in getattr(record, name).all()])
    if name == "country":
        return {"code": record.country, "text": values.of(record, name)} if record.country else ""  # type: ignore[attr-defined]
    if name == "tie":
        tie = record.tie  # type: ignore[attr-defined]
        return _tied(values.of(tie, "stage"), tie) if tie else ""
    if name == "starts" and getattr(record, "through", False):
        return values.span(record.starts, record.ends, through=True)  # type: ignore[attr-defined]
    return values.of(record, name)


def facts(of: Register, record: Record, edit: str) -> list[dict[str, Any]]:
    """Return the record's groups of facts; what the register expects and is missing is shown as a gap to fill."""
    groups = []
    for group in kinds.groups(of, record):
        items = [fact for name in group.fields if name not in QUIET and (fact := _fact(of, record, name, edit))]
        if items:
            groups.append({"title": group.title, "facts": items})
    return groups


def _fact(of: Register, record: Record, name: str, edit: str) -> dict[str, Any] | None:
    if name in ("title_en", "title_vi"):
        said = getattr(record, name)
        return {"label": label(of, name), "value": said, "wide": True} if said and said != record.title else None
    if name.endswith(("_en", "_vi")):
        return _paired(of, record, name, edit)
    field = record._meta.get_field(name)
    value: Any = values.of(record, name)
    if isinstance(field, models.ForeignKey | models.ManyToManyField) and value:
        value = _links(record, name)
    elif isinstance(field, models.URLField) and value:
        value = _outward(value)
    elif isinstance(field, models.BooleanField) and not getattr(record, name):
        return None
    if value:
        return {"label": label(of, name), "value": value, "wide": isinstance(field, models.TextField)}
    other, said = of.expects_if.get(name, ("", ""))
    if name in of.expects or (other and getattr(record, other) == said):
        return {"label": label(of, name), "value": "", "gap": _("add"), "href": edit}
    return None


def _paired(of: Register, record: Record, name: str, edit: str) -> dict[str, Any] | None:
    """Show a text kept in both languages once: in the reader's, or else in the other."""
    mine = f"{name[:-3]}_{'vi' if get_language() == 'vi' else 'en'}"
    if name != mine:
        return None
    other = f"{name[:-3]}_{'en' if mine.endswith('_vi') else 'vi'}"
    said = getattr(record, mine) or getattr(record, other, "")
    heading = label(of, mine).partition(" (")[0]  # without the language
    if said:
        return {"label": heading, "value": said, "wide": True}
    if mine in of.expects or other in of.expects:
        return {"label": heading, "value": "", "gap": _("add"), "href": edit}
    return None


def _links(record: Record, name: str) -> Any:
    found = values.linked(record, name)
    linked = [found] if isinstance(found, Record) else found.all()
    return Markup(", ").join(Markup('<a href="{}">{}</a>').format(address(one), one.title) for one in linked)


def _outward(link: str) -> Any:
    if not link.startswith(("https://", "http://")):
        return link
    words = link.split("//")[1][:60]
    return Markup('<a href="{}" rel="noreferrer noopener" target="_blank">{}</a>').format(link, words)


def sources(record: Record) -> list[dict[str, Any]]:
    """Return the sources the record rests on, numbered."""
    cited = Citation.objects.filter(entry_id=record.pk).select_related("source").order_by("pk")
    return [
        {
            "n": number,
            "href": address(one.source),
            "title": ", ".join(
                part for part in (one.source.outlet, one.source.title, values.when(one.source.published)) if part
            ),
            "outlet": one.source.outlet,
            "name": one.source.title,
            "language": one.source.title_language,
            "when": values.when(one.source.published),
            "says": one.says,
            "says_language": "en" if one.says == one.says_en else "vi",
            "id": one.pk,
        }
        for number, one in enumerate(cited, 1)
    ]


def attachments(record: Record, may_change: bool) -> list[dict[str, Any]]:
    """Return the record's files."""
    return [
        {
            "name": one.name,
            "href": reverse("file", args=[one.pk]),
            "size": size(one.size),
            "when": values.moment(one.added_at),
            "remove": reverse("remove_file", args=[one.pk]) if may_change else "",
        }
        for one in Attachment.objects.filter(entry_id=record.pk).order_by("pk")
    ]


def size(count: int) -> str:
    """Return a number of bytes as read."""
    if count < 1024 * 1024:
        return f"{values.number(max(1, round(count / 1024)))} KB"
    return f"{values.number(round(count / 1024 / 1024, 1))} MB"


def acts(of: Register, record: Record) -> dict[str, Any]:
    """Return what the reader may do with the record."""
    change, delete = may("change", of, record), may("delete", of, record)
    return {"may_change": bool(change), "may_delete": bool(delete), "why_not": change.reason}
