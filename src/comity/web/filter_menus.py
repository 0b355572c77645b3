"""The choices of a long filter, asked for when its menu is opened or words are typed; a page of its own without script."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET
from django_filters import FilterSet

from comity.core.http import Request
from comity.gate import long_menus, values
from comity.gate.filters import filter_set
from comity.registers import Register

PLACE = ("after", "before")  # where in the list one was: other choices make it another list
WORDS = "words"


@require_GET
def show(request: Request, of: Register, name: str) -> HttpResponse:
    """Answer the first choices of a list's filter that the words find, without those already chosen."""
    here = reverse("filter", args=[of.key, name])
    return choices(request, filter_set(of), name, over=of.title, back=reverse("list", args=[of.key]), here=here)


def choices(
    request: Request,
    among: type[FilterSet],
    name: str,
    *,
    over: str,
    back: str,
    here: str,
    without: tuple[str, ...] = PLACE,
) -> HttpResponse:
    """Answer the same of any filters: of the page called `over` at `back`; `without` is what of its address is not kept."""
    one = among.base_filters.get(name)
    if one is None or not long_menus.is_long(one.field):
        raise Http404
    words, chosen = request.GET.get(WORDS, "").strip(), request.GET.getlist(name)
    found, more = long_menus.found(one.field, words, chosen)
    context: dict[str, Any] = {
        "menu": _menu(name, found, []),
        "line": _line(len(found), words, more=more),
    }
    if request.htmx:
        return render(request, "registers/_filter.html", context)
    kept = [(key, said) for key, every in request.GET.lists() for said in every if key not in (name, WORDS, *without)]
    context |= {
        "over": over,
        "back": back,
        "page_title": str(one.label),
        "crumbs": [(over, back), (str(one.label), None)],
        "words": words,
        "chosen": _menu(name, long_menus.chosen(one.field, chosen), chosen),
        "kept": kept,
        "kept_chosen": [*kept, *((name, value) for value in chosen)],
        "here": here,
    }
    return render(request, "registers/filter.html", context)


def _menu(name: str, choices: long_menus.Choices, chosen: list[str]) -> dict[str, Any]:
    return {"name": name, "choices": [(value, label, None) for value, label in choices], "chosen": chosen}


def _line(count: int, words: str, *, more: bool) -> str:
    if more:
        return _("The first %(count)s. Type to find more.") % {"count": values.number(count)}
    if not count:
        return _("Nothing found") if words else _("Nothing else to choose")
    return ngettext("%(count)s found", "%(count)s found", count) % {"count": values.number(count)}
