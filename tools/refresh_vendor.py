"""Fetch every vendored front-end part again, at the versions pinned here.

Run: python tools/refresh_vendor.py. Needs `npm` (only here, never to run or build Comity) and the
network. Writes static/comity/vendor/, static/comity/icons.svg and the table in vendor/README.md;
--icons-only rebuilds the sprite alone. After a change of version: open the components page in both
themes and both languages, and run the tests.
"""

import io
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "src" / "comity" / "static" / "comity"
VENDOR = STATIC / "vendor"
STRETCH = 1.2  # see domain/globe.py


@dataclass(frozen=True)
class Part:
    """One npm package: which of its files we keep, under which names."""

    package: str
    version: str
    licence: str
    licence_file: str
    use: str
    files: tuple[tuple[str, str], ...] = ()


def _be_vietnam_pro() -> tuple[tuple[str, str], ...]:
    names = [
        f"be-vietnam-pro-{script}-{weight}-normal.woff2"
        for script in ("latin", "latin-ext", "vietnamese")
        for weight in (400, 500, 600)
    ]
    return tuple((f"files/{name}", f"fonts/{name}") for name in names)


PARTS = (
    Part(
        "@tabler/core", "1.6.1", "MIT", "tabler-core-MIT.txt",
        "`tabler/` (includes Bootstrap 5.3, MIT)",
        (
            ("dist/css/tabler.min.css", "tabler/tabler.min.css"),
            ("dist/js/tabler.min.js", "tabler/tabler.min.js"),
        ),
    ),
    Part("@tabler/icons", "3.51.0", "MIT", "tabler-icons-MIT.txt", "`../icons.svg`"),
    Part(
        "htmx.org", "2.0.11", "0BSD", "htmx-0BSD.txt", "`htmx/htmx.min.js`",
        (("dist/htmx.min.js", "htmx/htmx.min.js"),),
    ),
    Part(
        "@fontsource/be-vietnam-pro", "5.3.0", "OFL-1.1", "be-vietnam-pro-OFL.txt",
        "`fonts/be-vietnam-pro-*`", _be_vietnam_pro(),
    ),
    Part(
        "@fontsource-variable/inter", "5.3.0", "OFL-1.1", "inter-OFL.txt",
        "`fonts/inter-*` (the ten digits)",
        (("files/inter-latin-wght-normal.woff2", "fonts/inter-latin-wght-normal.woff2"),),
    ),
    Part(
        "@fontsource-variable/source-serif-4", "5.3.1", "OFL-1.1", "source-serif-4-OFL.txt",
        "`fonts/source-serif-4-*` (quotations)",
        tuple(
            (f"files/source-serif-4-{s}-wght-normal.woff2",
             f"fonts/source-serif-4-{s}-wght-normal.woff2")
            for s in ("latin", "vietnamese")
        ),
    ),
)  # fmt: skip

# The map is not copied but made: one bundle of the functions that map.js names, and simplified land.
MAP_PARTS = {
    "d3-geo": "3.1.2", "d3-array": "3.2.5", "internmap": "2.0.3", "topojson-client": "3.1.0",
    "topojson-simplify": "3.0.3", "world-atlas": "2.0.2", "esbuild": "0.28.2",
}  # fmt: skip
MAP_LICENCES = ("d3-geo", "d3-array", "internmap", "topojson-client", "world-atlas")
GEO_ENTRY = """\
export { geoAzimuthalEqualArea, geoCircle, geoDistance, geoEqualEarth } from "d3-geo";
export { geoGraticule10, geoInterpolate, geoOrthographic, geoPath } from "d3-geo";
export { feature } from "topojson-client";
"""
# 3e-6 steradians keeps a coast readable at 1,000 km; smaller islets are named by the map profile.
LAND_SCRIPT = """\
const { readFileSync, writeFileSync } = require("fs");
const { quantize } = require("topojson-client");
const simple = require("topojson-simplify");
const smallest = 3e-6;
let land = JSON.parse(readFileSync("node_modules/world-atlas/land-50m.json"));
land = simple.simplify(simple.presimplify(land, simple.sphericalTriangleArea), smallest);
land = simple.filter(land, simple.filterWeight(land, smallest, simple.sphericalRingArea));
writeFileSync("land.js", "window.COMITY_LAND=" + JSON.stringify(quantize(land, 2e4)) + ";\\n");
"""
BUNDLED = """\
| `map/geo.min.js` | d3-geo 3.1.2, d3-array 3.2.5, internmap 2.0.3, topojson-client | 3.1.0 | ISC |
| `map/land.js`, `map/land.svg` | world-atlas `land-50m`, simplified; data of Natural Earth | 2.0.2 | ISC, public domain |
"""

README = """\
# Vendored front-end parts

Written by `tools/refresh_vendor.py`; do not edit. Copied unchanged from npm, except that source map
comments are removed. Licences are in `licences/`. No page of Comity loads anything from elsewhere.

| Files | Package | Version | Licence |
|---|---|---|---|
{rows}{bundled}
`map/` is one bundle (global `Geo`) of the functions that `map.js` and `atlas.js` name, and the land simplified and
quantized to 20,000 steps; `land.svg` is the same land in degrees, for browsers without script (`--land-only`).
"""

_ICON_NAMES = """
adjustments alert-circle alert-triangle archive arrow-back-up arrow-left arrow-right arrow-up-right
arrows-exchange arrows-sort award bell bookmark books briefcase building building-bank
building-community building-monument calendar-due calendar-event calendar-question car certificate
chart-bar chart-dots check checks checkup-list chevron-down chevron-left chevron-right chevron-up
circle-check circle-x clipboard-check clipboard-list clock coin columns compass copy
corner-down-left database device-desktop device-floppy device-mobile dots dots-vertical download
edit external-link eye eye-off file file-export file-import file-text file-type-docx file-type-pdf
file-type-xls files filter fingerprint flag gavel gift git-compare git-merge heart-handshake
help-circle hierarchy history home hourglass id-badge inbox info-circle key keyboard language link
list list-check lock login logout mail map map-pin menu-2 message-circle microphone moon news
paperclip phone photo plane-arrival plane-departure plug plus printer quote refresh report-analytics
rotate ruler-2 scale school search selector settings shield-check shield-lock sort-ascending
sort-descending sparkles speakerphone square-check stack-2 star sun table table-export table-import
tag tags target-arrow telescope ticket timeline trash upload user users users-group wifi-off world
world-pin world-www writing-sign x zoom-question
"""
ICONS = sorted(set(_ICON_NAMES.split()))


def fetch(package: str, version: str, folder: Path) -> dict[str, bytes]:
    """The files of one package at one version, by their path inside it."""
    packed = subprocess.run(
        ["npm", "pack", "--silent", f"{package}@{version}"],
        cwd=folder, check=True, capture_output=True, text=True,
    )  # fmt: skip
    archive = (folder / packed.stdout.split()[-1]).read_bytes()
    found: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as tar:
        for member in tar.getmembers():
            stream = tar.extractfile(member) if member.isfile() else None
            if stream is not None:
                found[member.name.split("/", 1)[1]] = stream.read()
    return found


def without_source_map(content: bytes) -> bytes:
    """The content without the comment that points at a map we do not ship."""
    return re.sub(rb"\n?(/\*|//)# sourceMappingURL=\S+( \*/|\*/)?\s*$", b"\n", content)


def sprite(files: dict[str, bytes]) -> str:
    """One SVG with every icon of ICONS as a symbol named i-<name>; raises KeyError for a wrong name."""
    symbols = []
    for name in ICONS:
        svg = files[f"icons/outline/{name}.svg"].decode("utf-8")
        inner = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)
        inner = inner[inner.index(">", inner.index("<svg")) + 1 : inner.rindex("</svg>")]
        inner = re.sub(r"\s*\n\s*", "", inner).strip()
        symbols.append(f'<symbol id="i-{name}" viewBox="0 0 24 24">{inner}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def keep(part: Part, files: dict[str, bytes]) -> None:
    """Write the files of one part and its licence into vendor/."""
    for source, target in part.files:
        path = VENDOR / target
        path.parent.mkdir(parents=True, exist_ok=True)
        text = target.endswith((".css", ".js"))
        path.write_bytes(without_source_map(files[source]) if text else files[source])
    licence = next((n for n in files if n.upper() in {"LICENSE", "LICENSE.MD", "LICENSE.TXT"}), "")
    if licence:
        path = VENDOR / "licences" / part.licence_file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files[licence])


def make_map(folder: Path) -> None:
    """Write map/geo.min.js and map/land.js from the packages of MAP_PARTS; raises OSError without npm."""

    def run(*command: str) -> None:
        subprocess.run(command, cwd=folder, check=True, capture_output=True)

    run("npm", "install", "--no-save", *(f"{name}@{v}" for name, v in MAP_PARTS.items()))
    (folder / "entry.js").write_text(GEO_ENTRY, encoding="utf-8")
    (folder / "land.cjs").write_text(LAND_SCRIPT, encoding="utf-8")
    bundle = ("--bundle", "--minify", "--format=iife", "--global-name=Geo", "--outfile=geo.js")
    run("npx", "esbuild", "entry.js", *bundle)
    run("node", "land.cjs")
    header = "/* d3-geo, d3-array, internmap, topojson-client (ISC, see ../licences), bundled */\n"
    target = VENDOR / "map"
    target.mkdir(parents=True, exist_ok=True)
    geo = header + (folder / "geo.js").read_text(encoding="utf-8")
    (target / "geo.min.js").write_text(geo, encoding="utf-8")
    shutil.copy(folder / "land.js", target / "land.js")
    draw_land()
    for name in MAP_LICENCES:
        licence = folder / "node_modules" / name / "LICENSE"
        shutil.copy(licence, VENDOR / "licences" / f"{name}-ISC.txt")


def draw_land() -> None:
    """Write map/land.svg from map/land.js."""
    script = (VENDOR / "map" / "land.js").read_text(encoding="utf-8")
    (VENDOR / "map" / "land.svg").write_text(land_svg(script), encoding="utf-8")


def land_svg(script: str) -> str:
    """The land of map/land.js as one symbol in degrees, a tenth of a degree fine; north is up and stretched as in domain/globe.py."""
    land = json.loads(script.partition("=")[2].strip().rstrip(";"))
    (wide, high), (west, south) = land["transform"]["scale"], land["transform"]["translate"]
    arcs = []
    for steps in land["arcs"]:
        at, points = (0, 0), []
        for right, up in steps:
            at = (at[0] + right, at[1] + up)
            points.append((round(10 * (at[0] * wide + west)), round(-10 * STRETCH * (at[1] * high + south))))
        arcs.append(points)
    rings = []
    for shape in land["objects"]["land"]["geometries"]:
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        rings += [_ring([arcs[n] if n >= 0 else arcs[~n][::-1] for n in ring]) for parts in polygons for ring in parts]
    path = "".join(ring for ring in rings if ring)
    symbol = f'<symbol id="land" overflow="visible"><path transform="scale(.1)" d="{path}"/></symbol>'
    return f'<svg xmlns="http://www.w3.org/2000/svg">{symbol}</svg>\n'


def _ring(parts: list[list[tuple[int, int]]]) -> str:
    """One coast as a path; nothing for one that is a mere dot at this scale."""
    points = [point for part in parts for point in part]
    kept = [one for at, one in enumerate(points) if not at or one != points[at - 1]]
    if len(kept) < 4:
        return ""
    steps = [(x - a, y - b) for (a, b), (x, y) in pairwise(kept)]
    return f"M{kept[0][0]} {kept[0][1]}l" + " ".join(f"{x} {y}" for x, y in steps) + "z"


def main(arguments: list[str]) -> None:
    """Refresh everything, or only the icon sprite with --icons-only, or only land.svg from land.js with --land-only."""
    if "--land-only" in arguments:
        draw_land()
        return
    icons_only = "--icons-only" in arguments
    with tempfile.TemporaryDirectory() as folder:
        for part in PARTS:
            if icons_only and part.package != "@tabler/icons":
                continue
            files = fetch(part.package, part.version, Path(folder))
            keep(part, files)
            if part.package == "@tabler/icons":
                (STATIC / "icons.svg").write_text(sprite(files), encoding="utf-8")
            sys.stdout.write(f"{part.package} {part.version}\n")
        if not icons_only:
            make_map(Path(folder))
    rows = "".join(f"| {p.use} | {p.package} | {p.version} | {p.licence} |\n" for p in PARTS)
    text = README.format(rows=rows, bundled=BUNDLED)
    (VENDOR / "README.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
