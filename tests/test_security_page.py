"""docs/security.md: every requirement of the standard has its line, and what a line points at exists."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text()
# How many requirements of each section of ASVS 5.0 are of level 1 or 2; within a section they come first.
SECTIONS = """
1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1 4.3:2 4.4:4 5.1:1 5.2:3
5.3:2 5.4:3 6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2 8.1:2 8.2:3 8.3:1 8.4:1 9.1:3
9.2:4 10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3 11.1:2 11.2:3 11.3:3 11.4:4 11.5:1 11.6:1 12.1:3 12.2:2 12.3:4
13.1:1 13.2:5 13.3:2 13.4:5 14.1:2 14.2:4 14.3:3 15.1:3 15.2:3 15.3:7 16.1:1 16.2:5 16.3:4 16.4:3 16.5:3 17.1:1 17.2:4 17.3:2
"""
LINE = re.compile(
    r"^\| (?P<numbers>\d[\d., –]*) \|[^|]*\| (?P<state>met|n/a|\*\*open\*\*) \| (?P<why>.+) \|$", re.MULTILINE
)


def expected() -> list[str]:
    pairs = (one.split(":") for one in SECTIONS.split())
    return [f"{section}.{number}" for section, count in pairs for number in range(1, int(count) + 1)]


def told(numbers: str) -> list[str]:
    found = []
    for part in numbers.split(", "):
        first, _, last = part.partition("–")
        section, number = first.rsplit(".", 1)
        found += [f"{section}.{one}" for one in range(int(number), int((last or first).rsplit(".", 1)[1]) + 1)]
    return found


def test_every_requirement_is_answered_once() -> None:
    found = [number for line in LINE.finditer(PAGE) for number in told(line["numbers"])]

    assert sorted(found) == sorted(expected())


def test_the_sum_on_the_page_is_the_sum_of_its_lines() -> None:
    count = {"met": 0, "n/a": 0, "**open**": 0}
    for line in LINE.finditer(PAGE):
        count[line["state"]] += len(told(line["numbers"]))

    said = f"Of {sum(count.values())} requirements {count['met']} are met, {count['n/a']} do not apply and {count['**open**']} are open."
    assert said in PAGE


def test_every_file_that_a_line_points_at_exists() -> None:
    named = set(re.findall(r"`((?:tests|src|docs|tools)/[\w./-]+|requirements\.lock)`", PAGE))

    assert len(named) > 30
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_every_setting_that_a_line_points_at_exists() -> None:
    settings = ROOT / "src" / "comity" / "config" / "settings.py"
    names = {
        target.id
        for node in ast.walk(ast.parse(settings.read_text()))
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    named = set(re.findall(r"`([A-Z][A-Z_]{3,})`", PAGE))

    variables = {name for name in named if name.startswith("COMITY_")}
    assert sorted(named - names - variables - {"NAME_FILE"}) == []
    assert [name for name in sorted(variables) if f'"{name}"' not in settings.read_text()] == []


def test_what_is_met_says_what_shows_it() -> None:
    bare = [line["numbers"] for line in LINE.finditer(PAGE) if not line["why"].strip()]

    assert bare == []
