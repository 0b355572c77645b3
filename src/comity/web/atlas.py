"""The map of partners with its list: a row lights its arc."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
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
from comity.registers.ties import Tie
from comity.web import lists, present, tie_facts, ties

MOST = 500
RINGS, RINGS_NARROW = [2000, 4000, 8000, 12000], [4000, 12000]
MIDDLES = (10, 150)  # a world map centred here is cut in the Pacific or in the Atlantic, not through land
REGIONS: tuple[tuple[str, Any, list[int]], ...] = (  # west, south, east, north
    ("asia", gettext_lazy("Asia"), [60, -12, 150, 56]),
    ("europe", gettext_lazy("Europe"), [-12, 34, 50, 66]),
    ("americas", gettext_lazy("Americas"), [-130, -56, -30, 60]),
    ("africa", gettext_lazy("Africa"), [-20, -36, 56, 38]),
    ("oceania", gettext_lazy("Oceania"), [110, -48, 180, 2]),
)


@require_GET
def atlas(request: Request) -> HttpResponse:
    """Show where the partners are."""
    register, asked, errors = BY_KEY["partners"], request.GET, {}
    try:
        rows = query.narrowed(register, asked)
    except Wrong as error:
        errors, asked = error.errors, QueryDict()
        rows = query.narrowed(register, asked)
    home, pack = City.objects.get(pk=request.identity.city), of_city()
    found = _ranked(rows, pack)
    places = [(one, where) for one in found if (where := _where(one, pack))]
    judged = tie_facts.standings([one.tie for one in found if one.tie], values.today())
    points = [_point(one, where) for one, where in places]
    context = {
        "page_title": _("Map of partners"),
        "crumbs": [(register.title, reverse("list", args=[register.key])), (_("Map"), None)],
        "register": register,
        "groups": _groups(found, judged, home, pack),
        "points": points,
        "map_home": {"name": str(home), "lon": home.longitude, "lat": home.latitude},
        "map_views": _views(home, points),
        "islands": [one.model_dump() | {"name": str(one.name)} for one in pack.head.islands],
        "label": _("World map centred on %(home)s with %(count)s partners, also in the list")
        % {"home": home, "count": len(points)},
        "line": values.more_than(query.count(rows), query.COUNTED),
        "cut": len(found) >= MOST,
        "errors": errors,
        "q": asked.get("q", "").strip(),
        "filters": lists.filters(register, asked),
        "narrowed": any(value for key, value in asked.items() if key != "view"),
        "view": request.GET.get("view", ""),
        "may_add": bool(may("add", register)),
    }
    return render(request, "atlas.html", context, status=400 if errors else 200)


def _ranked(rows: "QuerySet[Any]", pack: Pack) -> list[Any]:
    """Return the partners to show, those with a tie first, the deepest stages first of them."""
    tied = Exists(Tie.objects.filter(partner=OuterRef("pk")))
    found = list(rows.filter(tied).prefetch_related("ties").order_by("sort_en", "pk")[:MOST])
    found += rows.filter(~tied).prefetch_related("ties").order_by("sort_en", "pk")[: MOST - len(found)]
    stages = pack.vocabulary("tie_stage")
    ranks = {code: stage.rank for code, stage in stages.items()}
    return sorted(found, key=lambda one: -ranks.get(one.tie.stage, 0) if one.tie else 1)


def _where(partner: Partner, pack: Pack) -> tuple[float, float, bool] | None:
    """Return longitude, latitude and whether that is only the country's; None for what has no place."""
    if partner.latitude is not None and partner.longitude is not None:
        return partner.longitude, partner.latitude, False
    country = pack.countries.get(partner.country)
    return (country.longitude, country.latitude, True) if country else None


def _point(partner: Partner, where: tuple[float, float, bool]) -> dict[str, Any]:
    longitude, latitude, hollow = where
    return {
        "id": str(partner.pk),
        "name": partner.title,
        "lon": longitude,
        "lat": latitude,
        "hollow": hollow,
        "href": present.address(partner),
    }


def _groups(found: list[Any], judged: dict[int, Any], home: City, pack: Pack) -> list[dict[str, Any]]:
    """Return the list by stage of the tie, then those without a tie."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in found:
        stage = pack.term("tie_stage", one.tie.stage) if one.tie else _("No tie on record")
        health = ties.told(judged[one.pk].health) if one.pk in judged else None
        groups.setdefault(stage, []).append(_row(one, health, home, pack))
    return [{"label": label, "rows": rows} for label, rows in groups.items()]


def _row(partner: Any, health: dict[str, Any] | None, home: City, pack: Pack) -> dict[str, Any]:
    parts = [pack.country(partner.country) if partner.country else ""]
    if partner.tie and partner.tie.since:
        parts.append(_("since %(date)s") % {"date": values.when(partner.tie.since)})
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


def _views(home: City, points: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the views: the disc around the city, the world, and the regions in which there is a partner."""
    disc = {
        "key": "home",
        "label": _("From %(home)s") % {"home": home},
        "kind": "disc",
        "rings": RINGS,
        "rings_narrow": RINGS_NARROW,
    }
    world = {
        "key": "world",
        "label": _("World"),
        "kind": "world",
        "rotate": min(MIDDLES, key=lambda middle: abs(middle - home.longitude)),
        "rings": RINGS[1:3],
    }
    regions = [
        {"key": key, "label": str(label), "kind": "box", "box": box, "rings": RINGS[:3]}
        for key, label, box in REGIONS
        if any(box[0] <= one["lon"] <= box[2] and box[1] <= one["lat"] <= box[3] for one in points)
    ]
    return [disc, world, *regions]
