"""Projects that were approved and have not begun: by when they must, as their kind says, and what is past that day."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from comity.core.pack import of_city
from comity.domain.pace import months_after
from comity.domain.partial_date import read
from comity.gate import values
from comity.registers.projects import Payment, Project
from comity.web import present

AHEAD, PAST = timedelta(days=60), timedelta(days=365)
EACH = 12
Waiting = tuple[str, str, str, str, str, bool]


def waiting(of: Callable[["QuerySet[Any]"], "QuerySet[Any]"], today: date) -> Iterator[Waiting]:
    """Yield what must begin: title, address, icon, whose it is, by when, whether it is a sample.

    What has its reason on record waits no more, nor does what nobody began for a year: that is for the list.
    """
    pack = of_city()
    months = {code: term.months for code, term in pack.vocabulary("project_kind").items() if term.months}
    moved = [code for code, term in pack.vocabulary("project_state").items() if term.mark]
    if not months:
        return
    kinds = Q()
    for code, count in months.items():
        first, last = (months_after(day, -count).isoformat() for day in (today - PAST, today + AHEAD))
        kinds |= Q(kind=code, approved_on__gte=first[:4], approved_on__lte=last)
    paid = Payment.objects.filter(project=OuterRef("pk"))
    rows = of(Project.objects.filter(kinds, finished="", starts="", slow_en="", slow_vi="")).exclude(state__in=moved)
    for one in rows.filter(~Exists(paid)).select_related("owner").order_by("-approved_on", "-pk")[:EACH]:
        by = months_after(read(one.approved_on).last, months[one.kind])  # type: ignore[union-attr]  # it has one
        if today - PAST <= by <= today + AHEAD:
            owner = values.linked(one, "owner")
            title = _("Begin it, or say why not: %(title)s") % {"title": one.title}
            yield title, present.address(one), "briefcase", owner.title if owner else "", by.isoformat(), one.is_sample
