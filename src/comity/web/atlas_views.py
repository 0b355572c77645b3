"""The points, views and labels of the map, and a plain drawing of it for browsers without script."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.core.pack import Pack
from comity.core.people import City
from comity.domain.globe import STRETCH, Box, Place, around, flat

WIDTH = 1000
LETTER, LINE = 7.0, 16.0  # room that a letter and a line of a label take
RINGS, RINGS_NARROW = [2000, 4000, 8000, 12000], [4000, 12000]
MIDDLES = (10, 150)  # a world map centred here is cut in the Pacific or in the Atlantic, not through land
SOUTH, NORTH = -58.0, 80.0
REGIONS: tuple[tuple[str, Any, Box], ...] = (  # west, south, east, north
    ("asia", gettext_lazy("Asia"), (60, -12, 150, 56)),
    ("europe", gettext_lazy("Europe"), (-12, 34, 50, 66)),
    ("americas", gettext_lazy("Americas"), (-130, -56, -30, 60)),
    ("africa", gettext_lazy("Africa"), (-20, -36, 56, 38)),
    ("oceania", gettext_lazy("Oceania"), (110, -48, 180, 2)),
)
Told = dict[str, Any]


def views(home: City, points: list[Told], *, narrowed: bool) -> list[Told]:
    """Return the views: what was found, the disc around the city, the world, the regions in which there is a point."""
    disc: Told = {"key": "home", "label": _("From %(home)s") % {"home": home}, "kind": "disc"}
    disc |= {"rings": RINGS, "rings_narrow": RINGS_NARROW}
    middle = min(MIDDLES, key=lambda one: abs(one - home.longitude))
    world = {"key": "world", "label": _("World"), "kind": "world", "rotate": middle, "rings": RINGS[1:3]}
    regions = [
        {"key": key, "label": str(label), "kind": "box", "box": list(box), "rings": RINGS[:3]}
        for key, label, box in REGIONS
        if any(flat(one["lon"], one["lat"], box, WIDTH) for one in points)
    ]
    held = around([(one["lon"], one["lat"]) for one in points]) if narrowed else None
    found = (
        [{"key": "found", "label": _("What was found"), "kind": "box", "box": list(held), "rings": []}] if held else []
    )
    return [*found, disc, world, *regions]


def labels(pack: Pack) -> list[Told]:
    """Return what the map names besides partners, in the reader's language."""
    return [
        {
            "name": str(one.name),
            "short": str(one.short or one.name),
            "kind": one.kind,
            "lon": one.lon,
            "lat": one.lat,
            "always": one.always,
            "islets": one.islets or ([(one.lon, one.lat)] if one.kind == "islands" else []),
        }
        for one in pack.overlay.labels
    ]


def drawing(view: Told, home: City, points: Iterable[Told], named: Iterable[Told]) -> Told:
    """Return the map of a view as it is drawn on the server: plain, with a link at every point."""
    west, south, east, north = box = _box(view, home)
    scale = WIDTH / (east - west)
    taken: list[tuple[float, float, float]] = []
    islands = [_named(one, box, taken) for one in named]
    here = flat(home.longitude, home.latitude, box, WIDTH)
    if here:
        _free(here, str(home), taken)
    return {
        "width": WIDTH,
        "height": round((north - south) * STRETCH * scale),
        # the land is drawn in degrees, once for each time round the globe
        "land": [f"scale({scale:.4f}) translate({turn - west:.3f} {north * STRETCH:.3f})" for turn in (-360, 0, 360)],
        "home": _at(here) if here else None,
        "labels": [one for one in islands if one],
        "points": [_drawn(one, where, taken) for one in points if (where := flat(one["lon"], one["lat"], box, WIDTH))],
    }


def _box(view: Told, home: City) -> Box:
    if view["kind"] == "box":
        west, south, east, north = view["box"]
        return west, south, east, north
    middle = view.get("rotate", min(MIDDLES, key=lambda one: abs(one - home.longitude)))
    return middle - 180.0, SOUTH, middle + 180.0, NORTH


def _at(where: Place) -> Told:
    return {"x": round(where[0], 1), "y": round(where[1], 1)}


def _named(label: Told, box: Box, taken: list[tuple[float, float, float]]) -> Told | None:
    where = flat(label["lon"], label["lat"], box, WIDTH)
    if where is None:
        return None
    islets = [flat(lon, lat, box, WIDTH) for lon, lat in label["islets"]]
    text = label["name"] if box[2] - box[0] < 120 else label["short"]
    is_free = _free(where, text, taken)
    dots = [_at(one) for one in islets if one]
    return _at(where) | {"text": text if label["always"] or is_free else "", "islets": dots, "kind": label["kind"]}


def _drawn(point: Told, where: Place, taken: list[tuple[float, float, float]]) -> Told:
    name = f"{point['name']}, {point['note']}" if point["note"] else point["name"]
    return _at(where) | point | {"title": name, "text": point["name"] if _free(where, point["name"], taken) else ""}


def _free(where: Place, text: str, taken: list[tuple[float, float, float]]) -> bool:
    """Say whether there is room for a text to the right of a place, and take it."""
    left, right, line = where[0], where[0] + 14 + len(text) * LETTER, where[1]
    if right > WIDTH or any(left < end and begin < right and abs(line - at) < LINE for begin, end, at in taken):
        return False
    taken.append((left, right, line))
    return True
