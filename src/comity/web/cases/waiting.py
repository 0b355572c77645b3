"""What files wait for from the reader, for Today: decisions, opinions, steps, reports that are owed."""

from collections.abc import Iterator
from datetime import date

from django.db.models import F
from django.utils.translation import gettext as _

from comity.core import identity
from comity.core import procedures as packs
from comity.core.case_acts import CaseQueue
from comity.gate import values
from comity.web import present
from comity.web.cases.queue import ESCALATES, mine, wait_of

EACH = 12


def waiting() -> Iterator[tuple[str, str, str, date | None, bool]]:
    """Yield title, address, detail, day and whether it is a sample, soonest first."""
    who, today = identity.current(), values.today()
    rows = (
        CaseQueue.objects.filter(mine(today)).select_related("case").order_by(F("due").asc(nulls_last=True), "case_id")
    )
    procedures = packs.of_city()
    for one in rows[:EACH]:
        for wait in one.waits:
            due = date.fromisoformat(wait["due"]) if wait["due"] else None
            own = who.role in wait["roles"] or wait["unit"] in who.below
            if not own and not (who.role in ESCALATES and due and due < today):
                continue
            said = wait_of(one.case, one, wait, procedures)
            title = _("%(act)s: %(title)s") % {"act": said["what"], "title": one.case.title}
            yield title, present.address(one.case), said["whom"], due, one.case.is_sample
