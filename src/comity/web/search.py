"""One search over all registers: a page with results by register, and the list in the palette."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from comity.core.http import Request
from comity.core.pack import of_city
from comity.core.records import Entry
from comity.domain.text import fold
from comity.gate import alike, query, values
from comity.gate.access import may
from comity.registers import ALL, BY_KEY, Register
from comity.web import milestones

LONGEST = 200
EACH = 5
IN_PALETTE = 8
ACTS = 3


@require_GET
def search(request: Request) -> HttpResponse:
    """Show what the words find; for the palette, its list alone."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    if request.htmx and request.GET.get("palette"):
        return render(request, "palette.html", {"groups": _palette(words), "q": words, "more_href": _here(words)})
    groups = _groups(words) if words else []
    suggestion = alike.suggest(words) if words and not groups else ""
    context = {
        "page_title": _("Search"),
        "crumbs": [(_("Search"), None)],
        "q": words,
        "groups": groups,
        "countries": _countries(words),
        "line": _line(groups) if groups else "",
        "suggestion": suggestion,
        "suggestion_href": _here(suggestion),
        "registers": [{"title": one.title, "icon": one.icon, "href": _list(one)} for one in ALL],
    }
    return render(request, "search.html", context)


def _here(words: str) -> str:
    return f"{reverse('search')}?{urlencode({'q': words})}"


def _list(register: Register, words: str = "") -> str:
    return reverse("list", args=[register.key]) + (f"?{urlencode({'q': words})}" if words else "")


def _groups(words: str) -> list[dict[str, Any]]:
    """Return the registers in which something is found, that with the best find first, each with its first finds."""
    ids = query.find(words, None, query.RANKED)
    if len(ids) < query.RANKED:
        entries = _entries(ids)
        found = {
            key: [one.pk for one in entries if one.register == key]
            for key in dict.fromkeys(one.register for one in entries)
        }
    else:  # too many to rank together: each register is asked for itself
        found = query.find_each(words, [one.key for one in ALL], query.COUNTED + 1)
        entries = _entries([pk for pks in found.values() for pk in pks[:EACH]])
    by_pk = {one.pk: one for one in entries}
    return [
        _group(BY_KEY[key], [by_pk[pk] for pk in pks[:EACH] if pk in by_pk], len(pks), words)
        for key, pks in found.items()
        if pks
    ]


def _entries(ids: list[int]) -> list[Entry]:
    found = Entry.objects.defer("words").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found and found[pk].register in BY_KEY]


def _group(register: Register, entries: list[Entry], count: int, words: str) -> dict[str, Any]:
    return {
        "key": register.key,
        "title": register.title,
        "icon": register.icon,
        "total": count,
        "count": values.more_than(count, query.COUNTED),
        "href": _list(register, words),
        "more": count > len(entries),
        "rows": [_row(register, one) for one in entries],
    }


def _row(register: Register, entry: Entry) -> dict[str, Any]:
    country = of_city().country(entry.country) if entry.country else ""
    return {
        "title": entry.title,
        "language": entry.title_language,
        "href": reverse("detail", args=[register.key, entry.pk]),
        "code": entry.country,
        "icon": register.icon,
        "sub": ", ".join(part for part in (country, values.span(entry.starts, entry.ends)) if part),
        "is_sample": entry.is_sample,
        "to_verify": entry.to_verify,
    }


def _line(groups: list[dict[str, Any]]) -> str:
    total = sum(group["total"] for group in groups)
    return values.more_than(total, query.COUNTED)


def _countries(words: str) -> list[dict[str, Any]]:
    """Return the lists of partners in countries of which the name begins with the words, in either language."""
    asked = fold(words)
    named = of_city().countries.items() if len(asked) > 2 else ()  # two letters begin too many names
    codes = [code for code, one in named if fold(one.name.en).startswith(asked) or fold(one.name.vi).startswith(asked)]
    known = milestones.with_partners(codes)
    link = reverse("list", args=["partners"])
    return [
        {
            "label": _("Partners in %(country)s") % {"country": of_city().country(code)},
            "href": f"{link}?country={code}",
            "code": code,
        }
        for code in codes
        if code in known
    ][:ACTS]


def _palette(words: str) -> list[dict[str, Any]]:
    if not words:
        return [{"title": _("Go to"), "items": [place for place, _names in _places()]}]
    found = [
        _option(BY_KEY[one.register], one) for one in query.entries(words, None, IN_PALETTE) if one.register in BY_KEY
    ]
    return [
        {"title": _("Go to"), "items": _matching(words, _places()) + _countries(words)},
        {"title": _("Records"), "items": found},
        {"title": _("Do"), "items": _matching(words, _acts())},
    ]


def _option(register: Register, entry: Entry) -> dict[str, Any]:
    return {
        "label": entry.title,
        "href": reverse("detail", args=[register.key, entry.pk]),
        "sub": capfirst(register.one),
        "code": entry.country,
        "icon": register.icon,
    }


def _places() -> list[tuple[dict[str, Any], str]]:
    """Return the places of the office with the words by which they are found."""
    places = [
        {"label": _("Today"), "href": reverse("home"), "icon": "home"},
        {"label": _("Map"), "href": reverse("atlas"), "icon": "map-pin"},
        {"label": _("Reports"), "href": reverse("report"), "icon": "report-analytics"},
        *({"label": one.title, "href": _list(one), "icon": one.icon} for one in ALL),
    ]
    return [(place, place["label"]) for place in places]


def _acts() -> list[tuple[dict[str, Any], str]]:
    made = []
    for one in ALL:
        if may("add", one):
            label = _("New: %(record)s") % {"record": one.one}
            made.append(
                ({"label": label, "href": reverse("new", args=[one.key]), "icon": "plus"}, f"{label} {one.title}")
            )
    return made


def _matching(words: str, items: Iterable[tuple[dict[str, Any], str]]) -> list[dict[str, Any]]:
    """Return the first items of which the name holds each of the words, or begins with all of them."""
    asked = fold(words).split()
    return [item for item, name in items if all(word in fold(name) for word in asked)][:ACTS]
