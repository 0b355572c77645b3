"""What files wait for from the reader, for Today: decisions, opinions, steps, reports that are owed."""

from collections.abc import Iterator
from datetime import date

from django.db.models import F
from django.utils.translation import gettext as _

from comity.core import procedures as packs
from comity.core.case_acts import CaseQueue
from comity.gate import turns, values
from comity.web import present
from comity.web.cases.queue import late_by, mine, wait_of

EACH = 12


def waiting() -> Iterator[tuple[str, str, str, date | None, str, bool]]:
    """Yield title, address, detail, day, how late it is and whether it is a sample, soonest first."""
    today = values.today()
    rows = (
        CaseQueue.objects.filter(mine(today)).select_related("case").order_by(F("due").asc(nulls_last=True), "case_id")
    )
    procedures = packs.of_city()
    for one in rows[:EACH]:
        for wait in one.waits:
            due = date.fromisoformat(wait["due"]) if wait["due"] else None
            shown, instead = turns.told(wait, one.case, today)
            if not shown:
                continue
            said = wait_of(one.case, one, wait, procedures)
            title = _("%(act)s: %(title)s") % {"act": said["what"], "title": one.case.title}
            whom = ", ".join([said["whom"], *([_("in place of %(name)s") % {"name": instead}] if instead else [])])
            late = late_by(one, due, today, procedures)
            yield title, present.address(one.case), whom, due, late, one.case.is_sample
