"""How long files take: who answers late, and the time by step and agency, out of what was done with them."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from comity.core import procedures as packs
from comity.core.http import Request
from comity.core.procedure_parts import Procedures, Version
from comity.domain import times as reckoned
from comity.gate import case_times, values
from comity.gate.case_limits import title
from comity.gate.case_times import Past
from comity.registers import BY_KEY


@require_GET
def times(request: Request) -> HttpResponse:
    """Show who answers late, and what steps take; of one procedure if the address names one."""
    today, procedures = values.today(), packs.of_city()
    asked = request.GET.get("procedure", "")
    chosen = asked if asked in procedures.versions else ""
    found = list(case_times.past(today, procedure=chosen))
    answers = [took for one in found for took in reckoned.answers(one.standing, procedures.calendar, today)]
    context = {
        "page_title": _("Times and late answers"),
        "crumbs": [
            (BY_KEY["cases"].title, reverse("list", args=["cases"])),
            (_("Queues"), reverse("case_queue")),
            (_("Times and late answers"), None),
        ],
        "files": values.number(len(found)),
        "most": len(found) >= case_times.MOST,
        "league": [_agency(by, tally, procedures) for by, tally in reckoned.league(answers, today)],
        "steps": _steps(found, procedures, today),
        "chosen": chosen,
        "procedures": [(name, str(of[0].said.title)) for name, of in procedures.versions.items()],
    }
    return render(request, "cases/times.html", context)


def _agency(by: str, tally: reckoned.Tally, procedures: Procedures) -> dict[str, Any]:
    return {
        "title": procedures.party(by),
        "asked": values.number(tally.asked),
        "answered": values.number(len(tally.days)),
        "late": values.number(tally.late),
        "open_late": values.number(tally.open_late),
        "share": tally.share,
        "middle": values.number(tally.middle) if tally.middle is not None else "",
        "longest": values.number(max(tally.days)) if tally.days else "",
    }


def _steps(found: list[Past], procedures: Procedures, today: date) -> list[dict[str, Any]]:
    """Return each step that was taken, by procedure and in its order: by whom, how often, how long, how often late."""
    newest: dict[str, Version] = {}
    took: dict[tuple[str, str, str], list[reckoned.Took]] = defaultdict(list)
    for one in found:
        newest.setdefault(one.version.said.id, one.version)
        for step in reckoned.steps(one.standing, procedures.calendar, today):
            if step.ended:
                took[one.version.said.id, step.what, step.by].append(step)
    rows = [_step(newest[name], step, by, all_, procedures) for (name, step, by), all_ in took.items()]
    return sorted(rows, key=lambda row: (row["procedure"], row["at"], row["by"]))


def _step(version: Version, step: str, by: str, took: list[reckoned.Took], procedures: Procedures) -> dict[str, Any]:
    days = sorted(one.days for one in took)
    return {
        "at": next((at for at, one in enumerate(version.said.steps) if one.id == step), len(version.said.steps)),
        "procedure": str(version.said.title),
        "title": title(version, "steps", step),
        "by": procedures.party(by),
        "files": values.number(len(took)),
        "middle": values.number(reckoned.middle(days)),
        "range": f"{values.number(days[0])}–{values.number(days[-1])}",
        "late": values.number(sum(bool(one.due and one.ended and one.ended > one.due) for one in took)),
    }
