"""What a program can do with one register."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Schema

from comity.api.doorway import may_write, version_of
from comity.api.problems import Clash
from comity.core import told as told_of
from comity.core import write
from comity.core.attached import Attachment
from comity.core.history import Change
from comity.core.records import Entry, Record
from comity.exchange.batches import by_number, citations
from comity.exchange.cells import Renderer
from comity.exchange.plain import item
from comity.gate import access, query
from comity.gate.filters import known
from comity.gate.form import Wrong, check
from comity.registers import BY_KEY
from comity.registers.declare import Register

LIMIT, MOST = 50, 200
GREATEST = 2**63
ASKED = ("q", "order", "after", "limit")


def listed(register: Register, request: HttpRequest) -> dict[str, Any]:
    """Return one page of the list. Raises Wrong, also for a filter that is not known: it would find too much."""
    asked = request.GET
    strange = [name for name in asked if name not in ASKED and name not in known(register)]
    errors = {name: [_("There is no such filter.")] for name in strange}
    errors |= {
        name: [_("This holds a character that no text has.")] for name in asked if "\0" in "".join(asked.getlist(name))
    }
    if errors:
        raise Wrong(errors)
    found = query.page(register, asked, size=_limit(asked.get("limit", "")), links=False)
    ids = [row.pk for row in found.rows]
    records, cited, renderer = by_number(register, ids), citations(ids), Renderer()
    items = [item(register, records[pk], renderer=renderer, citations=cited.get(pk, ())) for pk in ids if pk in records]
    total = min(found.total, query.COUNTED)
    return {"items": items, "next": found.after, "total": total, "more": found.total > query.COUNTED}


def _limit(text: str) -> int:
    if not text:
        return LIMIT
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:6]) <= MOST):
        raise Wrong({"limit": [_("Give a number from 1 to %(most)s.") % {"most": MOST}]})
    return int(text)


def found(register: Register, record_id: int) -> Record:
    """Return the record with what it links to. Raises Http404, the same for what is not there and what is not shown."""
    record = by_number(register, [record_id]).get(record_id) if 0 < record_id < GREATEST else None
    if record is None:
        raise Http404
    return record


def told(register: Register, record: Record, answer: HttpResponse) -> dict[str, Any]:
    """Return the record as it comes out, its version in the answer's ETag."""
    answer["ETag"] = f'"{record.version}"'
    return item(register, record, renderer=Renderer(), citations=citations([record.pk]).get(record.pk, ()))


def added(register: Register, request: HttpRequest, values: Schema) -> Record:
    """Store a new record. Raises Wrong, NotAllowed, Refused."""
    may_write(request)
    access.require("add", register)
    form = check(register, values.model_dump(exclude_unset=True))
    return write.save(form.instance, links=form.linked())


def changed(register: Register, request: HttpRequest, record_id: int, values: Schema, if_match: str | None) -> None:
    """Lay the sent values over the record. Raises Clash if it is not at the version that was read, Wrong, NotAllowed."""
    may_write(request)
    record = found(register, record_id)
    access.require("change", register, record)
    sent = values.model_dump(exclude_unset=True)
    seen = version_of(if_match, sent.pop("version", None))
    if seen is None:
        raise Wrong({"version": [_("Give the version that you read, here or in If-Match.")]})
    if seen != record.version:
        raise Clash(
            write.Conflict(theirs=record, yours=record), sent=values.model_dump(mode="json", exclude_unset=True)
        )
    form = check(register, sent, instance=record)
    try:
        write.save(form.instance, links=form.linked(), seen=seen)
    except write.Conflict as conflict:
        raise Clash(conflict, sent=values.model_dump(mode="json", exclude_unset=True)) from conflict


def removed(register: Register, request: HttpRequest, record_id: int, if_match: str | None) -> dict[str, Any]:
    """Delete the record. Raises Clash, StillUsed, NotAllowed, Refused."""
    may_write(request)
    record = found(register, record_id)
    access.require("delete", register, record)
    seen = version_of(if_match, None)
    if seen is not None and seen != record.version:
        raise Clash(write.Conflict(theirs=record, yours=record), sent={})
    return {"act": write.remove(record), "id": record_id}


def undone(request: HttpRequest, act: str, record_id: int) -> None:
    """Take back what the act did to the record. Raises CannotUndo, NotAllowed, Refused."""
    may_write(request)
    entry = Entry.objects.filter(pk=record_id).first()
    keys = (
        [entry.register]
        if entry
        else Change.objects.filter(act=act, record_id=record_id).values_list("register", flat=True)
    )
    for register in {BY_KEY[key] for key in keys if key in BY_KEY}:
        access.require("change", register, register.model._default_manager.filter(pk=record_id).first())
    write.undo(act=act, record_id=record_id)


def history(register: Register, record_id: int, after: str, limit: int) -> dict[str, Any]:
    """Return the record's changes, newest first."""
    found(register, record_id)
    rows = Change.objects.filter(record_id=record_id).order_by("-id").select_related("officer")
    if after:
        if not (after.isascii() and after.isdecimal() and len(after) < 19):
            raise Wrong({"after": [_("This page of the list no longer exists. Start at its beginning.")]})
        rows = rows.filter(pk__lt=int(after))
    changes = list(rows[: limit + 1])
    more, changes = len(changes) > limit, changes[:limit]
    differences = told_of.differences(changes)
    return {
        "items": [_change(one, differences[one.pk]) for one in changes],
        "next": str(changes[-1].pk) if more else "",
    }


def _change(one: Change, differences: told_of.Differences) -> dict[str, Any]:
    return {
        "id": one.pk,
        "at": one.at.isoformat(),
        "officer": one.officer.name if one.officer else "",
        "act": one.act,
        "door": one.door,
        "reason": one.reason,
        "relation": one.relation,
        "operation": one.operation,
        "differences": differences,
    }


def attachments(register: Register, record_id: int) -> list[dict[str, Any]]:
    """Return what is known of the files on a record."""
    found(register, record_id)
    rows = Attachment.objects.filter(entry_id=record_id).order_by("id")
    names = ("id", "name", "kind", "size", "sha256")
    return [{name: getattr(row, name) for name in names} | {"added_at": row.added_at.isoformat()} for row in rows]
