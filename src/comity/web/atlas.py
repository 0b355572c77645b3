"""The map with its list: partners, agreements and visits of a period; a row lights its arc."""

from typing import Any

from django.db.models import Count
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from comity.core.http import Request
from comity.core.pack import Pack, of_city
from comity.core.people import City
from comity.domain.globe import distance
from comity.gate import query, values
from comity.gate.access import may
from comity.gate.form import Wrong
from comity.registers import BY_KEY
from comity.registers.partners import Partner
from comity.web import atlas_views, lists, present, tie_facts, ties
from comity.web.atlas_layers import LAYERS, MOST, Asked, Counts, Found, find

JUDGED = 100  # of more ties at once the map does not say how they stand; the list of ties does
YEARS_BACK = 8
Told = dict[str, Any]


@require_GET
def atlas(request: Request) -> HttpResponse:
    """Show where the partners are, where agreements were signed, from where and whereto visits went."""
    register, asked, errors = BY_KEY["partners"], Asked(request.GET), {}
    try:
        found = find(asked)
    except Wrong as error:
        errors, asked = error.errors, Asked(QueryDict())
        found = find(asked)
    home, pack = City.objects.get(pk=request.identity.city), of_city()
    points = _points(asked, found, pack)
    shown = atlas_views.views(home, points, narrowed=asked.narrowed)
    view = next((one for one in shown if one["key"] == asked.given.get("view")), shown[0])
    named = atlas_views.labels(pack)
    context = {
        "page_title": _("Map of partners"),
        "crumbs": [(register.title, reverse("list", args=[register.key])), (_("Map"), None)],
        "register": register,
        "layer": asked.layer,
        "layers": [_layer(key, asked) for key in LAYERS],
        "points": points,
        "map_home": {"name": str(home), "lon": home.longitude, "lat": home.latitude},
        "map_views": [one | {"href": asked.link(view=one["key"])} for one in shown],
        "view": view["key"],
        "labels": named,
        "drawing": atlas_views.drawing(view, home, points, named),
        "label": _("World map centred on %(home)s with %(count)s partners, also in the list")
        % {"home": home, "count": len(points)},
        "regions": _regions(asked, found, pack),
        "cut": found.cut or len(found.partners) >= MOST,
        "errors": errors,
        "q": asked.given.get("q", "").strip(),
        "filters": [_period_menu(asked), *lists.filters(register, asked.given)],
        "hidden": {key: asked.given[key] for key in ("layer", "view") if asked.given.get(key)},
        "narrowed": any(value for key, value in asked.given.items() if key != "view"),
        "may_add": bool(may("add", register)),
    }
    return render(request, "atlas.html", context | _listed(asked, found, home, pack), status=400 if errors else 200)


def _layer(key: str, asked: Asked) -> Told:
    words = {"partners": _("Partners"), "agreements": _("Agreements signed"), "visits": _("Visits")}
    return {"key": key, "label": words[key], "href": asked.link(layer=key), "active": key == asked.layer}


def _period_menu(asked: Asked) -> Told:
    year, chosen = values.today().year, asked.given.get("period", "").strip()
    choices = [("", _("any time")), *((str(one), str(one)) for one in range(year, year - YEARS_BACK, -1))]
    choices.insert(2, (f"{year - 4}..{year}", _("the last five years")))
    if chosen and chosen not in dict(choices):
        choices.append((chosen, chosen))
    menu = [(value, label, None) for value, label in choices]
    shown = dict(choices)[chosen] if chosen else ""
    return {
        "name": "period",
        "label": _("Period"),
        "choices": menu,
        "chosen": [chosen] if chosen else [],
        "shown": shown,
        "single": True,
    }


# --- what is drawn ---


def _points(asked: Asked, found: Found, pack: Pack) -> list[Told]:
    points = [
        _point(str(one.pk), one.title, where, _href(asked, one), found.counts.get(one.pk))
        for one in found.partners
        if (where := _where(one, pack))
    ]
    for code, counts in found.countries.items():
        if country := pack.countries.get(code):
            where = (country.longitude, country.latitude, True)
            points.append(_point(f"c-{code}", str(country.name), where, _travelled(asked, code), counts))
    return points


def _where(partner: Partner, pack: Pack) -> tuple[float, float, bool] | None:
    """Return longitude, latitude and whether that is only the country's; None for what has no place."""
    if partner.latitude is not None and partner.longitude is not None:
        return partner.longitude, partner.latitude, False
    country = pack.countries.get(partner.country)
    return (country.longitude, country.latitude, True) if country else None


def _point(pk: str, name: str, where: tuple[float, float, bool], href: str, counts: Counts | None) -> Told:
    longitude, latitude, hollow = where
    weight, way = 1, ""
    if counts:
        weight = counts.agreements + counts.came + counts.went
        way = "both" if counts.came and counts.went else "out" if counts.went else "in" if counts.came else ""
    return {
        "id": pk, "name": name, "lon": longitude, "lat": latitude, "hollow": hollow, "href": href,
        "note": _note(counts) if counts else "", "weight": weight, "way": way,
    }  # fmt: skip


def _note(counts: Counts) -> str:
    if counts.agreements:
        said = ngettext("%(count)s agreement signed", "%(count)s agreements signed", counts.agreements)
        return said % {"count": values.number(counts.agreements)}
    return _("%(came)s in, %(went)s out") % {"came": values.number(counts.came), "went": values.number(counts.went)}


def _href(asked: Asked, partner: Partner) -> str:
    if asked.layer == "agreements":
        return asked.listed("agreements", "signed", ("partners", partner.pk))
    return present.address(partner)


def _travelled(asked: Asked, code: str, face: str = "") -> str:
    """Return the list of visits that name a country and no partner."""
    faces = [("face", face)] if face else [("kind", kind) for kind in _travelling()]
    return asked.listed("activities", "starts", *faces, ("countries", code), ("partners", "none"))


def _travelling() -> list[str]:
    pack = of_city()
    return [*pack.with_trait("activity_kind", "visit-in"), *pack.with_trait("activity_kind", "visit-out")]


# --- the list beside it ---


def _listed(asked: Asked, found: Found, home: City, pack: Pack) -> Told:
    if asked.layer == "partners":
        judged = [one.tie for one in found.partners if one.tie]
        stand = tie_facts.standings(judged, values.today()) if len(judged) <= JUDGED else {}
        line = values.more_than(query.count(found.rows), query.COUNTED)
        return {"groups": _groups(found, stand, home, pack), "table_": None, "line": line}
    count = len(found.partners)
    line = ngettext("%(count)s partner", "%(count)s partners", count) % {"count": values.number(count)}
    if found.cut:
        line = _("more than %(count)s partners") % {"count": values.number(MOST)}
    if found.countries:
        more = len(found.countries)
        said = ngettext(
            "%(count)s country without a partner named", "%(count)s countries without a partner named", more
        )
        line = f"{line}, {said % {'count': values.number(more)}}"
    so = _("Records whose date is not known closely enough for the period are not counted.") if asked.period else ""
    return {"groups": [], "table_": _table(asked, found, pack), "line": line, "counted_so": so}


def _groups(found: Found, judged: dict[int, Any], home: City, pack: Pack) -> list[Told]:
    """Return the list by stage of the tie, then those without a tie."""
    groups: dict[str, list[Told]] = {}
    for one in found.partners:
        tie: Any = one.tie
        stage = pack.term("tie_stage", tie.stage) if tie else _("No tie on record")
        health = ties.told(judged[one.pk].health) if tie and one.pk in judged else None
        groups.setdefault(stage, []).append(_row(one, health, home, pack))
    return [{"label": label, "rows": rows} for label, rows in groups.items()]


def _row(partner: Any, health: Told | None, home: City, pack: Pack) -> Told:
    parts = [pack.country(partner.country) if partner.country else ""]
    if partner.tie:
        parts.append(values.since_until(partner.tie.since, partner.tie.ended))
    if partner.latitude is not None and partner.longitude is not None:
        km = distance(home.latitude, home.longitude, partner.latitude, partner.longitude)
        parts.append(_("%(km)s km") % {"km": values.number(km)})
    else:
        parts.append(_("place not named"))
    return {
        "id": str(partner.pk),
        "title": partner.title,
        "href": present.address(partner),
        "code": partner.country,
        "sub": ", ".join(part for part in parts if part),
        "health": health,
        "is_sample": partner.is_sample,
    }


def _table(asked: Asked, found: Found, pack: Pack) -> Told:
    """Return the figures of a layer as a table; each opens the list it was counted from."""
    heads = [_("Agreements signed")] if asked.layer == "agreements" else [_("Visits in"), _("Visits out")]
    rows = [_line(asked, one, found.counts[one.pk], pack) for one in found.partners]
    for code, counts in sorted(found.countries.items(), key=lambda one: -one[1].came - one[1].went):
        cells = [_figure(counts.came, _travelled(asked, code, "delegations-in"))]
        cells.append(_figure(counts.went, _travelled(asked, code, "delegations-out")))
        name = {"text": pack.country(code), "sub": _("no partner named")}
        rows.append(
            {
                "id": f"c-{code}",
                "href": "",
                "label": pack.country(code),
                "partner": f"c-{code}",
                "cells": [name, *cells],
            }
        )
    columns = [{"label": _("Partner")}, *({"label": head, "num": True} for head in heads)]
    return {"columns": columns, "rows": rows}


def _line(asked: Asked, partner: Any, counts: Counts, pack: Pack) -> Told:
    name = {"text": partner.title, "href": present.address(partner), "is_sample": partner.is_sample}
    name["sub"] = pack.country(partner.country) if partner.country else ""
    mine = ("partners", partner.pk)
    if asked.layer == "agreements":
        cells = [_figure(counts.agreements, asked.listed("agreements", "signed", mine))]
    else:
        cells = [
            _figure(count, asked.listed("activities", "starts", ("face", face), mine))
            for count, face in ((counts.came, "delegations-in"), (counts.went, "delegations-out"))
        ]
    pk = str(partner.pk)
    return {"id": pk, "partner": pk, "href": "", "label": partner.title, "cells": [name, *cells]}


def _figure(count: int, href: str) -> Any:
    return {"text": values.number(count), "href": href} if count else "0"


def _regions(asked: Asked, found: Found, pack: Pack) -> list[Told]:
    """Return the partners that are shown by region and country; a region moves the map, a country narrows the list."""
    rows = found.rows.exclude(country="").order_by().values_list("country").annotate(Count("pk"))
    by: dict[str, list[Told]] = {}
    for code, count in rows:
        if country := pack.countries.get(code):
            told = {"code": code, "label": str(country.name), "count": count, "href": asked.link(country=code)}
            by.setdefault(country.region.lower(), []).append(told)
    return [
        {
            "key": key,
            "label": str(label),
            "href": asked.link(view=key),
            "count": sum(one["count"] for one in by[key]),
            "countries": sorted(by[key], key=lambda one: (-one["count"], one["label"])),
        }
        for key, label, _box in atlas_views.REGIONS
        if key in by
    ]
