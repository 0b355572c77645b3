"""The house itself: every sentence translated, no file grown too large."""

import re
from pathlib import Path

from tools.translations import problems

ROOT = Path(__file__).resolve().parent.parent


def test_every_sentence_is_in_both_languages() -> None:
    assert problems() == []


def test_no_template_carries_code_or_style_inline() -> None:
    """The content policy refuses both; only data for our own scripts may stand in a page."""
    wrong = re.compile(
        r"""\sstyle=|<style|\son[a-z]+=["']|javascript:|hx-on|hx-vals=["']js:|<script(?![^>]*(\ssrc=|type="application/json"))"""
    )
    found = {
        f"{path.relative_to(ROOT)}:{number}": line.strip()[:100]
        for folder in ("jinja2", "templates")
        for path in (ROOT / "src" / "comity" / folder).rglob("*.html")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if wrong.search(line)
    }
    assert found == {}


def test_no_file_of_the_program_is_longer_than_its_budget() -> None:
    long = {
        path.name: lines
        for path in (ROOT / "src").rglob("*.py")
        if "migrations" not in path.parts and (lines := len(path.read_text().splitlines())) > 300
    }
    assert long == {}
