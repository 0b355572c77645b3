"""The list of ties by how they stand: which sleep or cool, why, and what to do next for each."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from comity.core.http import Request
from comity.domain.numbers import is_record_id
from comity.gate import query, values
from comity.gate.filters import filter_set
from comity.gate.form import Wrong
from comity.registers import BY_KEY
from comity.registers.ties import Tie
from comity.web import lists, next_acts, present, ties
from comity.web.tie_facts import ORDER, Standing, standings
from comity.web.tie_words import Judged, judged

AT_MOST = 5000  # how a tie stands is worked out, not stored: more than nearly every city has are judged for one page
SHOWN = 100  # of these, so many are drawn at a time, the most urgent first
ACTS = 1


@require_GET
def health(request: Request) -> HttpResponse:
    """Show the ties asked for, those first that somebody should look at."""
    register, asked, errors = BY_KEY["ties"], request.GET, {}
    try:
        rows = query.narrowed(register, asked)
    except Wrong as error:
        errors, asked = error.errors, QueryDict()
        rows = query.narrowed(register, asked)
    today = values.today()
    all_ = judged(rows.order_by("sort_vi" if get_language() == "vi" else "sort_en", "pk")[: AT_MOST + 1], today)
    many, all_ = len(all_) > AT_MOST, all_[:AT_MOST]
    word, begins = asked.get("health", ""), _from(asked)
    wanted = sorted((one for one in all_ if word in ("", one.word)), key=lambda one: one.urgency)
    ties_ = Tie.objects.prefetch_related("unit").in_bulk([one.tie for one in wanted[begins : begins + SHOWN]])
    shown = [ties_[one.tie] for one in wanted[begins : begins + SHOWN] if one.tie in ties_]
    found = standings(shown, today)
    context = {
        "page_title": _("Health of ties"),
        "crumbs": [(register.title, reverse("list", args=[register.key])), (_("Health"), None)],
        "register": register,
        "here": reverse("tie_health"),
        "words": _words(asked, all_),
        "word": word,
        "columns": [{"label": label} for label in _columns()],
        "rows": [_row(tie, found[tie.partner_id]) for tie in shown],
        "cut": values.number(AT_MOST) if many else "",
        "narrowed": bool(
            word or [name for name in filter_set(register).base_filters if asked.get(name)] or asked.get("q")
        ),
        "limits": ties.limits(),
        "errors": errors,
        "q": asked.get("q", "").strip(),
        "filters": lists.filters(register, asked),
        "hidden": {"health": word} if word else {},
        "views": ties.views("health"),
        "line": values.more_than(len(all_) + many, AT_MOST),
        "next": _link(asked, **{"from": str(begins + SHOWN)}) if len(wanted) > begins + SHOWN else None,
        "prev": _link(asked, **{"from": str(max(begins - SHOWN, 0))}) if begins else None,
    }
    return render(request, "registers/tie_health.html", context, status=400 if errors else 200)


def _columns() -> list[str]:
    return [_("Partner"), _("Health"), _("Why"), _("Next best action")]


def _from(asked: QueryDict) -> int:
    """Return how many of the ties asked for stand before those to be shown."""
    said = asked.get("from", "")
    return int(said) if is_record_id(said) else 0


def _words(asked: QueryDict, all_: Sequence[Judged]) -> list[dict[str, Any]]:
    """Return how many of the ties stand how, each as a filter."""
    held = [one.word for one in all_]
    chosen = asked.get("health", "")
    choices = [("", _("All"), len(held))]
    choices += [(code, str(ties.WORDS[code][0]), held.count(code)) for code in ORDER]
    return [
        {"label": label, "count": values.number(count), "active": chosen == code, "href": _link(asked, health=code)}
        for code, label, count in choices
        if count or chosen == code or not code
    ]


def _link(asked: QueryDict, **changed: str) -> str:
    kept = [(key, one) for key, said in asked.lists() for one in said if one and key not in ("from", *changed)]
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
