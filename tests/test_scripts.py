"""Our scripts write to no object by a name that comes from elsewhere, so that nothing reaches what all objects share."""

import re
from pathlib import Path

import pytest

SCRIPTS = sorted((Path(__file__).resolve().parent.parent / "src" / "comity" / "static" / "comity").glob("*.js"))
# `by[name] = x`, `by[a][b] += x`, `by[name]++`, `delete by[name]`: a Map takes any name and harms nobody.
COMPUTED = re.compile(
    r"""\w(?:\[(?:[^\[\]]|\[[^\[\]]*\])+\])+\s*(?:(?:[-+*/%&|^]|\|\||&&|\?\?)?=(?!=)|\+\+|--)|\bdelete\b[^;\n]*\["""
)
MERGING = re.compile(
    r"__proto__|\bsetPrototypeOf\b|\bObject\s*\.\s*(?:assign|fromEntries|defineProperty)|\bReflect\b|\.extend\(|\beval\b"
)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_no_script_writes_by_a_name_from_elsewhere_or_merges_objects(script: Path) -> None:
    said = script.read_text()

    assert [found[0] for found in COMPUTED.finditer(said)] == []
    assert [found[0] for found in MERGING.finditer(said)] == []


@pytest.mark.parametrize(
    "written", ["by[p[0]] = x", "by[a][b] += 1", "by[name]++", "(by[k] || {})[j] = 1; by[k] ||= {}", "delete by[k]"]
)
def test_such_a_line_would_be_seen(written: str) -> None:
    assert COMPUTED.search(written)


@pytest.mark.parametrize("written", ["by[p[0]] === x", "if (by[k] == y)", "x = by[k]", "a[0].b = c", "by.set(k, v)"])
def test_reading_is_not_writing(written: str) -> None:
    assert not COMPUTED.search(written)
