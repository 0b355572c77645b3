"""What others changed since the reader was last here."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from comity.core.history import Change
from comity.core.records import Entry
from comity.gate import causes, values
from comity.registers import BY_KEY

SCANNED = 500
TOGETHER = 3  # an act on more records of a register than this is told in one line
SHOWN, ALL = 10, 100
COLUMNS = (
    "act",
    "record_id",
    "register",
    "relation",
    "operation",
    "at",
    "officer_id",
    "officer__name",
    "door",
    "reason",
    "named_en",
    "named_vi",
)


def since(moment: datetime | None, *, but: int, most: int) -> tuple[list[dict[str, Any]], bool]:
    """Return what was changed after a moment by others than one officer, newest first, and whether there is more."""
    changes = Change.objects.annotate(
        named_en=Coalesce(KT("became__title_en"), KT("was__title_en")),
        named_vi=Coalesce(KT("became__title_vi"), KT("was__title_vi")),
    )
    groups: dict[tuple[str, str], dict[int, list[dict[str, Any]]]] = {}
    for one in changes.order_by("-id").values(*COLUMNS)[:SCANNED]:
        if moment and one["at"] <= moment:
            break
        if one["officer_id"] != but:
            groups.setdefault((one["act"], _register(one)), {}).setdefault(one["record_id"], []).append(one)
    found = list(_rows(groups.items()))
    entries = Entry.objects.in_bulk([row["record_id"] for row in found[:most] if row["record_id"]])
    return [_named(row, entries.get(row["record_id"])) for row in found[:most]], len(found) > most


def _register(one: dict[str, Any]) -> str:
    """Return the register of the change, empty for what hangs on records of any register."""
    return one["register"] if one["register"] in BY_KEY else ""


def _rows(groups: Iterable[tuple[tuple[str, str], dict[int, list[dict[str, Any]]]]]) -> Iterable[dict[str, Any]]:
    beside = {act for (act, key), _records in groups if key}
    for (act, key), records in groups:
        if not key and act in beside:
            continue  # sources and files that came with the records told already
        if key and len(records) > TOGETHER:
            yield _many(key, records)
        else:
            for changes in records.values():
                yield _one(key, changes)


def _many(key: str, records: dict[int, list[dict[str, Any]]]) -> dict[str, Any]:
    newest = next(iter(records.values()))[0]
    operations = {_operation(key, changes) for changes in records.values()}
    count = len(records)
    said = {
        "i": ngettext("%(count)s added", "%(count)s added", count),
        "d": ngettext("%(count)s deleted", "%(count)s deleted", count),
    }.get(operations.pop() if len(operations) == 1 else "u", ngettext("%(count)s changed", "%(count)s changed", count))
    title = f"{BY_KEY[key].title}: {said % {'count': values.number(count)}}"
    link = reverse("list", args=[key]) + "?order=-changed_at"
    return {"record_id": 0, "title": title, "href": link, "icon": BY_KEY[key].icon, "sub": _who(newest)}


def _one(key: str, changes: list[dict[str, Any]]) -> dict[str, Any]:
    newest, operation = changes[0], _operation(key, changes)
    act = {"i": _("added"), "d": _("deleted")}.get(operation, _("changed"))
    names = [
        newest[name] for name in (("named_vi", "named_en") if get_language() == "vi" else ("named_en", "named_vi"))
    ]
    return {
        "record_id": newest["record_id"],
        "register": key,
        "title": next((name for name in names if name), _("a record")),
        "href": reverse("history", args=[key, newest["record_id"]]) if key else "",
        "icon": BY_KEY[key].icon if key else "paperclip",
        "sub": ", ".join(part for part in (act, _who(newest), causes.why(newest["reason"])) if part),
    }


def _operation(key: str, changes: list[dict[str, Any]]) -> str:
    """Return what was done on the whole: what was added and then changed in one act was added."""
    table = BY_KEY[key].model._meta.db_table if key else ""
    done = {one["operation"] for one in changes if one["relation"] == table}
    return next((operation for operation in ("d", "i") if operation in done), "u")


def _who(one: dict[str, Any]) -> str:
    at = timezone.localtime(one["at"])
    when = f"{at:%H:%M}" if at.date() == values.today() else values.moment(one["at"])
    return f"{one['officer__name'] or _('The program')}, {when}"


def _named(row: dict[str, Any], entry: Entry | None) -> dict[str, Any]:
    """Call a record that is still there by its present title, and open it."""
    if entry is None:
        return row
    kept = {"title": entry.title, "is_sample": entry.is_sample, "icon": BY_KEY[entry.register].icon}
    return row | kept | {"href": reverse("detail", args=[entry.register, entry.pk])}
