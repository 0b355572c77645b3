"""The one reading of lists: words, filters, order and pages that stay fast at a million rows."""

import base64
import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import Prefetch, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.core.records import Entry, Record
from comity.gate import narrowing
from comity.gate.filters import filter_set
from comity.gate.form import Wrong
from comity.gate.kinds import kinds_with
from comity.registers import ALL, Register

SIZE = 50
COUNTED = 1000
RANKED = COUNTED + 1
TIE_SHOWN = ("id", "sensitivity", "partner_id", "stage", "ended")  # in the order of the model, which makes it from them
WORDS = 400  # characters of a question; who needs more has pasted something by mistake


@dataclass(frozen=True)
class Page:
    """Some rows of a list, with cursors to those before and after, and a count that stops at COUNTED."""

    rows: list[Any]
    total: int
    before: str = ""
    after: str = ""
    order: str = ""
    suggestion: str = ""
    narrowed: bool = False
    errors: dict[str, list[str]] = field(default_factory=dict)


def narrowed(register: Register, asked: QueryDict) -> "QuerySet[Any]":
    """Return the records that the words and filters ask for. Raises Wrong for a filter that makes no sense."""
    words = asked.get("q", "").strip()
    return _filtered(register, asked, find(words, [register.key]) if words else None)


def _filtered(register: Register, asked: QueryDict, ids: list[int] | None) -> "QuerySet[Any]":
    rows = register.model._default_manager.all()
    if len(asked.get("q", "")) > WORDS:
        raise Wrong({"q": [_("Search for %(most)s characters at most.") % {"most": WORDS}]})
    if face := register.face(asked.get("face", "")):
        rows = rows.filter(Q(("kind__in", kinds_with(register, face.trait))))
    if ids is not None:
        rows = rows.filter(pk__among=ids)
    found, wrong = narrowing.narrowed(filter_set(register), asked, rows)
    if wrong:
        raise Wrong(wrong)
    return found


def page(register: Register, asked: QueryDict, *, size: int = SIZE, links: bool = True) -> Page:
    """Return one page of the list; without `links`, linked records that its columns show are not fetched. Raises Wrong."""
    words = asked.get("q", "").strip()
    ids = find(words, [register.key]) if words else None
    rows = _filtered(register, asked, ids)
    if ids is not None and not asked.get("order"):
        return _ranked(register, asked, size, _kept(rows, ids), links)
    total = count(rows)
    order = asked.get("order") or register.order
    name, descending = sort_column(register, order)
    cursor = _read_cursor(asked.get("after", "") or asked.get("before", ""))
    backwards = bool(asked.get("before")) and cursor is not None
    down = descending != backwards
    if cursor is not None:
        rows = rows.filter(_beyond(name, cursor, down=down))
    ordered = rows.order_by(f"-{name}" if down else name, "-id" if down else "id")
    found = list(_joined(register, ordered, links)[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    _tied(register, found, links)
    return Page(
        rows=found,
        total=total,
        order=order,
        narrowed=_is_narrowed(register, asked),
        before=_cursor(found[0], name) if found and (more if backwards else cursor is not None) else "",
        after=_cursor(found[-1], name) if found and (more or backwards) else "",
    )


def all_of(register: Register, asked: QueryDict) -> "QuerySet[Any]":
    """Return all the records asked for, in the list's order, for exports. Raises Wrong."""
    name, down = sort_column(register, asked.get("order") or register.order)
    return _joined(register, narrowed(register, asked)).order_by(f"-{name}" if down else name, "-id" if down else "id")


def count(rows: "QuerySet[Any]") -> int:
    """Return how many there are, COUNTED + 1 at most."""
    try:
        sql, values = rows.order_by().values_list("pk")[: COUNTED + 1].query.sql_with_params()
    except EmptyResultSet:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from ({sql}) as counted", values)  # noqa: S608  the statement of the rows
        return int(cursor.fetchall()[0][0])


def find(words: str, registers: list[str] | None, most: int = RANKED) -> list[int]:
    """Return the ids of the visible records that the words find, best first; without registers, of all of them."""
    within = [one.key for one in ALL] if registers is None else registers
    with connection.cursor() as cursor:
        cursor.execute("select id from comity_find(%s, %s, %s)", [words[:WORDS].replace("\0", ""), within, most])
        return [pk for (pk,) in cursor.fetchall()]


def find_each(words: str, registers: list[str], most: int = RANKED) -> dict[str, list[int]]:
    """Return for each of the registers the ids of the visible records that the words find, best first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select key, array(select id from comity_find(%s, array[key], %s)) from unnest(%s::text[]) as key",
            [words.replace("\0", ""), most, registers],
        )
        return {key: ids for key, ids in cursor.fetchall() if ids}


def find_all(words: Collection[str], register: str, most: int) -> list[list[int]]:
    """Return for each of the words the ids of the register's visible records that it finds, best first."""
    asked = [word[:WORDS].replace("\0", "") for word in words]
    with connection.cursor() as cursor:
        cursor.execute(
            "select array(select id from comity_find(word, array[%s], %s)) from unnest(%s::text[]) as word",
            [register, most, asked],
        )
        return [ids for (ids,) in cursor.fetchall()]


def entries(words: str, registers: list[str] | None = None, most: int = 20) -> list[Entry]:
    """Return the index rows that the words find, best first."""
    ids = find(words, registers, most)
    found = Entry.objects.select_related(None).in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def sort_column(register: Register, order: str) -> tuple[str, bool]:
    """Return the column and whether it descends. Raises Wrong."""
    name = order.removeprefix("-")
    if name == "title":
        name = "sort_vi" if get_language() == "vi" else "sort_en"
    elif name not in sortable(register):
        raise Wrong({"order": [_("This list is not sorted by %(name)s.") % {"name": name}]})
    return name, order.startswith("-")


def sortable(register: Register) -> list[str]:
    """Return the columns a list can be sorted by: those that are never null."""
    kinds = (models.CharField, models.DateTimeField, models.DecimalField, models.IntegerField, models.GeneratedField)
    names = [*register.columns, "changed_at", "code", register.starts, register.ends, register.order.removeprefix("-")]
    fields = {one.name: one for one in register.model._meta.concrete_fields}
    return ["title"] + [
        name
        for name in dict.fromkeys(names)
        if name in fields and isinstance(fields[name], kinds) and not fields[name].null
    ]


def _joined(register: Register, rows: "QuerySet[Any]", links: bool = True) -> "QuerySet[Any]":
    model = register.model
    shown: dict[str, Any] = {one.name: one for one in model._meta.get_fields()}
    linked = [
        name
        for name in (register.columns if links else ())
        if isinstance(shown.get(name), models.ForeignKey | models.ManyToManyField)
    ]
    apart: list[Any] = [*linked]  # not joined: a join would drop a visible record whose linked one is hidden
    if links and "tie" in register.columns:
        tied = apps.get_model("comity.Tie")._default_manager.only(*TIE_SHOWN)
        apart.append(Prefetch("ties", tied, to_attr="seen_ties"))
    return rows.prefetch_related(*apart, *register.prefetch)


def _tied(register: Register, found: list[Any], links: bool) -> None:
    """Give the rows of a list their ties, by what is shown of them: a prefetch takes a tenth of the whole page."""
    if links or "tie" not in register.columns:
        return
    ties: dict[int, list[Any]] = {one.pk: [] for one in found}
    tie = apps.get_model("comity.Tie")
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, sensitivity, partner_id, stage, ended from comity_tie where partner_id = any(%s)", [list(ties)]
        )
        for row in cursor.fetchall():
            ties[row[2]].append(tie.from_db(connection.alias, TIE_SHOWN, row))
    for one in found:
        one.seen_ties = ties[one.pk]


def _kept(rows: "QuerySet[Any]", ids: list[int]) -> list[int]:
    keep = set(rows.values_list("pk", flat=True))
    return [pk for pk in ids if pk in keep]


def _ranked(register: Register, asked: QueryDict, size: int, ranked: list[int], links: bool) -> Page:
    after = asked.get("after", "") or asked.get("before", "")
    start = int(after) if after.isdecimal() and len(after) < 6 else 0
    chosen = ranked[start : start + size]
    found = {row.pk: row for row in _joined(register, register.model._default_manager.filter(pk__in=chosen), links)}
    rows = [found[pk] for pk in chosen if pk in found]
    _tied(register, rows, links)
    return Page(
        rows=rows,
        total=len(ranked),
        narrowed=True,
        before=str(max(0, start - size)) if start else "",
        after=str(start + size) if start + size < len(ranked) else "",
    )


def _beyond(name: str, cursor: tuple[Any, int], *, down: bool) -> Q:
    value, pk = cursor
    side = "lt" if down else "gt"
    return Q(**{f"{name}__{side}e": value}) & (Q(**{f"{name}__{side}": value}) | Q(**{f"id__{side}": pk}))


def _cursor(row: Record, name: str) -> str:
    value = getattr(row, name)
    told = json.dumps([value if isinstance(value, str) else str(value), row.pk])
    return base64.urlsafe_b64encode(told.encode()).decode()


def _read_cursor(text: str) -> tuple[Any, int] | None:
    if not text:
        return None
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(text.encode()))
        if not (isinstance(value, str) and isinstance(pk, int) and "\0" not in value):
            raise ValueError
    except ValueError as error:
        raise Wrong({"after": [_("This page of the list no longer exists. Start at its beginning.")]}) from error
    return value, pk


def _is_narrowed(register: Register, asked: QueryDict) -> bool:
    names: Callable[[str], bool] = filter_set(register).base_filters.__contains__
    return any(asked.get(name) for name in asked if name == "q" or names(name))
