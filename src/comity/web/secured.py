"""Events that need a security plan and have none on record: what waits for one, the next first."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from comity.gate import values
from comity.gate.filters import within
from comity.registers.activities import Activity
from comity.web import present

AHEAD = timedelta(days=60)
EACH = 12
Waiting = tuple[str, str, str, str, str, bool]


def waiting(of: Callable[["QuerySet[Any]"], "QuerySet[Any]"], today: date) -> Iterator[Waiting]:
    """Yield what waits for its plan: title, address, icon, who is in charge, by when, whether it is a sample."""
    rows = of(Activity.objects.filter(within("starts", today, today + AHEAD), security="yes", security_plan=""))
    for one in rows.select_related("in_charge").order_by("starts", "pk")[:EACH]:
        leader = values.linked(one, "in_charge")
        title = _("Draw up the security plan: %(title)s") % {"title": one.title}
        yield title, present.address(one), "shield-lock", leader.title if leader else "", one.starts, one.is_sample
