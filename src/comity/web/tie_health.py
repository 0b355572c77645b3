"""The list of ties by how they stand: which sleep or cool, why, and what to do next for each."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from comity.core.http import Request
from comity.gate import query, values
from comity.gate.form import Wrong
from comity.registers import BY_KEY
from comity.registers.ties import Tie
from comity.web import lists, next_acts, present, ties
from comity.web.tie_facts import Standing, standings, urgent_first

AT_ONCE = 300  # how a tie stands is worked out, not stored: so many are judged for one page
SHOWN = 100  # of these, the most urgent are drawn; a word or a filter brings the others
ACTS = 1


@require_GET
def health(request: Request) -> HttpResponse:
    """Show the ties asked for, those first that somebody should look at."""
    register, asked, errors = BY_KEY["ties"], request.GET, {}
    try:
        page = query.page(register, asked, size=AT_ONCE)
    except Wrong as error:
        errors, asked = error.errors, QueryDict()
        page = query.page(register, asked, size=AT_ONCE)
    found = standings(page.rows, values.today())
    word = asked.get("health", "")
    shown = [tie for tie in urgent_first(page.rows, found) if word in ("", found[tie.partner_id].health.word)]
    context = {
        "page_title": _("Health of ties"),
        "crumbs": [(register.title, reverse("list", args=[register.key])), (_("Health"), None)],
        "register": register,
        "here": reverse("tie_health"),
        "page_": page,
        "words": _words(asked, page.rows, found),
        "word": word,
        "columns": [{"label": label} for label in _columns()],
        "rows": [_row(tie, found[tie.partner_id]) for tie in shown[:SHOWN]],
        "cut": values.number(SHOWN) if len(shown) > SHOWN else "",
        "limits": ties.limits(),
        "errors": errors,
        "q": asked.get("q", "").strip(),
        "filters": lists.filters(register, asked),
        "hidden": {"health": word} if word else {},
        "views": ties.views("health"),
        "line": values.more_than(page.total, query.COUNTED),
        "next": _link(asked, after=page.after) if page.after else None,
        "prev": _link(asked, before=page.before) if page.before else None,
    }
    return render(request, "registers/tie_health.html", context, status=400 if errors else 200)


def _columns() -> list[str]:
    return [_("Partner"), _("Health"), _("Why"), _("Next best action")]


def _words(asked: QueryDict, rows: list[Tie], found: dict[int, Standing]) -> list[dict[str, Any]]:
    """Return how many of the ties on this page stand how, each as a filter."""
    held = [found[tie.partner_id].health.word for tie in rows]
    chosen = asked.get("health", "")
    choices = [("", _("All"), len(held))]
    choices += [
        (code, str(ties.WORDS[code][0]), held.count(code))
        for code in ("dormant", "cooling", "unknown", "new", "steady", "ended")
    ]
    return [
        {"label": label, "count": values.number(count), "active": chosen == code, "href": _link(asked, health=code)}
        for code, label, count in choices
        if count or chosen == code or not code
    ]


def _link(asked: QueryDict, **changed: str) -> str:
    pages = () if "health" in changed else ("after", "before")
    kept = [(key, one) for key, said in asked.lists() for one in said if one and key not in (*pages, *changed)]
    pairs = kept + [(key, value) for key, value in changed.items() if value]
    return f"?{urlencode(pairs)}" if pairs else reverse("tie_health")


def _row(tie: Tie, standing: Standing) -> dict[str, Any]:
    word, tone = ties.WORDS[standing.health.word]
    about = ", ".join(part for part in (values.of(tie, "stage"), values.of(tie, "unit")) if part)
    href = present.address(standing.partner or tie)
    return {
        "id": tie.pk,
        "href": href,
        "label": tie.title,
        "name": {
            "text": tie.title,
            "href": href,
            "sub": about,
            "code": standing.partner.country if standing.partner else "",
            "is_sample": tie.is_sample,
        },
        "word": {"text": str(word), "tone": tone},
        "why": ties.reasons(standing.health),
        "acts": [next_acts.told(act, tie, standing.partner) for act in standing.acts[:ACTS]],
    }
