"""Every pair of colours that text or a mark stands in keeps the contrast that WCAG 2.2 AA asks for, in both themes."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[2] / "src" / "comity" / "static" / "comity" / "tokens.css"
CSS = re.sub(r"/\*.*?\*/", "", TOKENS.read_text(encoding="utf-8"), flags=re.DOTALL)
TEXT, MARK = 4.5, 3.0
HUES = ("lake", "gilt", "porcelain", "leaf", "vermilion", "lacquer", "lotus", "stone")
PAIRS = [
    *[("ink", ground, TEXT) for ground in ("surface", "canvas", "sunken", "select")],
    *[("ink-2", ground, TEXT) for ground in ("surface", "canvas", "sunken", "select")],
    *[("ink-3", ground, TEXT) for ground in ("surface", "canvas", "sunken", "select")],
    *[("link", ground, TEXT) for ground in ("surface", "canvas", "sunken", "select")],
    ("on-primary", "primary", TEXT),
    ("on-primary", "primary-hover", TEXT),
    ("select-ink", "select", TEXT),
    ("brand-ink", "surface", TEXT),
    ("brand-ink", "brand-tint", TEXT),
    *[(f"{hue}-ink", f"{hue}-tint", TEXT) for hue in HUES],
    *[(f"{hue}-ink", "surface", TEXT) for hue in HUES],
    *[(f"data-{number}", "surface", MARK) for number in range(1, 7)],
    *[(mark, ground, MARK) for mark in ("focus", "icon", "control-line") for ground in ("surface", "canvas")],
]


def declared(selector: str) -> dict[str, str]:
    """Return the colours that a selector declares, by name without `--cm-`."""
    found: dict[str, str] = {}
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", CSS):
        if selector in [one.strip() for one in selectors.split(",")]:
            found.update(re.findall(r"--cm-([\w-]+):\s*([^;]+);", body))
    return found


LIGHT = declared(":root")
THEMES = {"light": LIGHT, "dark": LIGHT | declared('[data-bs-theme="dark"]')}


def luminance(name: str, theme: dict[str, str]) -> float:
    """Return the relative luminance of a colour, as WCAG defines it."""
    value = theme[name].strip()
    if another := re.fullmatch(r"var\(--cm-([\w-]+)\)", value):
        return luminance(another[1], theme)
    assert re.fullmatch(r"#[0-9A-Fa-f]{6}", value), f"--cm-{name} is {value}, not a colour"
    red, green, blue = (_linear(int(value[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str, theme: dict[str, str]) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    darker, lighter = sorted((luminance(one, theme), luminance(other, theme)))
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_is_the_largest_contrast() -> None:
    theme = {"black": "#000000", "white": "var(--cm-paper)", "paper": "#FFFFFF"}
    assert contrast("black", "white", theme) == pytest.approx(21)
    assert contrast("black", "black", theme) == pytest.approx(1)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_pair_keeps_its_contrast(theme: str) -> None:
    weak = {
        f"{ink} on {ground}": f"{found:.2f}, needs {least:g}"
        for ink, ground, least in PAIRS
        if (found := contrast(ink, ground, THEMES[theme])) < least
    }
    assert weak == {}


def test_both_themes_give_every_role_a_colour() -> None:
    roles = {name for pair in PAIRS for name in pair[:2]}
    dark = declared('[data-bs-theme="dark"]')
    assert roles - set(dark) == set(), "a role keeps its light colour in the dark theme"
