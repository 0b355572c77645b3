"""What Today adds for an auditor: changes without a reason, what was deleted or undone, who read personal data, what rests on nothing."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.db.models.fields.json import KT
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.core.attached import Citation
from comity.core.history import Change
from comity.core.imports import Import, State
from comity.core.personal import PersonalAct
from comity.core.records import Entry
from comity.gate import query, values
from comity.gate.filters import within
from comity.registers import BY_KEY
from comity.registers.activities import Activity
from comity.web import present
from comity.web.personal import ACTS

LATELY = timedelta(days=30)
SCANNED, SHOWN = 2000, 6
SOURCED = (
    "partners",
    "ties",
    "agreements",
    "commitments",
    "activities",
    "projects",
    "figures",
    "appointments",
    "assets",
)
TABLES = tuple(one.model._meta.db_table for one in BY_KEY.values())


def blocks(today: date) -> list[dict[str, Any]]:
    """Return the cards, each with its rows and where all of them are."""
    since = timezone.now() - LATELY
    return [
        {
            "id": "no-reason",
            "title": _("Changed without a reason"),
            "rows": _changes(since, "u", reason=""),
            "empty": _("Every change of the last 30 days has a reason."),
        },
        {
            "id": "deleted",
            "title": _("Deleted records and undone imports"),
            "rows": [*_undone(since), *_changes(since, "d")],
            "more": (_("All imports"), reverse("imports")),
            "empty": _("Nothing was deleted and no import undone in the last 30 days."),
        },
        {
            "id": "personal",
            "title": _("Who saw personal data"),
            "rows": _personal(since),
            "more": (_("All of them"), reverse("personal_acts")),
            "empty": _("Nobody saw personal data in the last 30 days."),
        },
        {
            "id": "no-source",
            "title": _("Records without a source"),
            "rows": _sourceless(),
            "empty": _("The records changed last all rest on a source."),
        },
        _late(today),
    ]


def _changes(since: datetime, operation: str, **only: str) -> list[dict[str, Any]]:
    """Return the last changes of one kind among the latest of the history, which can be millions long, each with its history."""
    latest = Change.objects.order_by("-id").values("pk")[:SCANNED]
    found = Change.objects.filter(pk__in=latest, at__gte=since, operation=operation, relation__in=TABLES, **only)
    first, second = ("vi", "en") if get_language() == "vi" else ("en", "vi")
    held = "became" if operation == "u" else "was"
    named = found.annotate(first=KT(f"{held}__title_{first}"), second=KT(f"{held}__title_{second}"))
    rows = named.select_related("officer").order_by("-id")[:SHOWN]
    return [_change(one) for one in rows]


def _change(one: Any) -> dict[str, Any]:
    of = BY_KEY.get(one.register)
    who = one.officer.name if one.officer else _("The program")
    return {
        "title": one.first or one.second or _("a record"),
        "href": reverse("history", args=[one.register, one.record_id]) if of else "",
        "sub": ", ".join(part for part in (of.one if of else "", who, values.moment(one.at), one.reason) if part),
        "icon": of.icon if of else "history",
    }


def _undone(since: datetime) -> list[dict[str, Any]]:
    rows = Import.objects.filter(state=State.UNDONE, undone_at__gte=since).select_related("officer").order_by("-id")
    return [
        {
            "title": _("Undone import: %(name)s") % {"name": one.name},
            "href": reverse("import_batch", args=[one.register, one.pk]) if one.register in BY_KEY else "",
            "sub": f"{one.officer.name}, {values.moment(one.undone_at)}",
            "icon": "arrow-back-up",
        }
        for one in rows[:SHOWN]
        if one.undone_at
    ]


def _personal(since: datetime) -> list[dict[str, Any]]:
    rows = list(PersonalAct.objects.filter(at__gte=since).select_related("officer").order_by("-id")[:SHOWN])
    people = Entry.objects.in_bulk([one.person_id for one in rows])
    return [
        {
            "title": people[one.person_id].title if one.person_id in people else _("a deleted record"),
            "href": f"{reverse('personal_acts')}?person={one.person_id}",
            "sub": f"{one.officer.name if one.officer else _('The program')}, {ACTS[one.act][0]}, {values.moment(one.at)}, {one.reason}",
            "icon": "eye",
        }
        for one in rows
    ]


def _sourceless() -> list[dict[str, Any]]:
    """Return records that rest on nobody's word, among those changed last."""
    latest = Entry.objects.filter(register__in=SOURCED).order_by("-changed_at").values("pk")[:SCANNED]
    bare = Entry.objects.filter(~Exists(Citation.objects.filter(entry_id=OuterRef("pk"))), pk__in=latest)
    return [
        {
            "title": one.title,
            "href": present.page_of(one.register, one.pk),
            "sub": f"{BY_KEY[one.register].one}, {values.moment(one.changed_at)}",
            "icon": BY_KEY[one.register].icon,
            "is_sample": one.is_sample,
        }
        for one in bare.order_by("-changed_at", "-pk")[:SHOWN]
    ]


def _late(today: date) -> dict[str, Any]:
    late = Activity.objects.filter(within("report_due", date(1900, 1, 1), today - timedelta(days=1)), report_made="")
    late = late.exclude(report_due="")
    count = query.count(late)
    until = (today - timedelta(days=1)).isoformat()
    rows = [
        {
            "title": one.title,
            "href": present.address(one),
            "sub": _("report due %(date)s") % {"date": values.when(one.report_due)},
            "icon": "report-analytics",
            "is_sample": one.is_sample,
        }
        for one in late.order_by("report_due", "pk")[:SHOWN]
    ]
    address = f"{reverse('list', args=['activities'])}?report_due=1900..{until}&report_made=none"
    return {
        "id": "late-reports",
        "title": _("Late reports"),
        "rows": rows,
        "more": (_("All %(count)s") % {"count": values.number(count)}, address) if count > len(rows) else None,
        "empty": _("No report is late."),
    }
