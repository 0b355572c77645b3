"""The house itself: every sentence translated, no file grown too large."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

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


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
def test_on_each_python_the_lock_files_give_every_package_once_and_alike(python: str) -> None:
    run, dev = _pinned("requirements.lock", python), _pinned("requirements-dev.lock", python)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    run_needs = {canonicalize_name(Requirement(one).name) for one in project["project"]["dependencies"]}
    dev_needs = {canonicalize_name(Requirement(one).name) for one in project["dependency-groups"]["dev"]}

    assert run_needs - run.keys() == set()
    assert dev_needs - dev.keys() == set()
    assert {name: pins for name, pins in (run | dev).items() if len(pins) != 1} == {}
    assert {name: (pins, dev.get(name)) for name, pins in run.items() if dev.get(name) != pins} == {}


def _pinned(lock: str, python: str) -> dict[str, list[str]]:
    """Return what a lock file installs on Linux under this Python, by package."""
    pinned: dict[str, list[str]] = {}
    machine = {"python_version": python, "python_full_version": f"{python}.7", "platform_system": "Linux"}
    machine |= {"sys_platform": "linux", "implementation_name": "cpython", "platform_python_implementation": "CPython"}
    for line in (ROOT / lock).read_text().splitlines():
        if "==" in line and not line.startswith((" ", "#")):
            one = Requirement(line.removesuffix("\\").strip())
            if one.marker is None or one.marker.evaluate(machine):
                pinned.setdefault(canonicalize_name(one.name), []).append(str(one.specifier))
    return pinned


def test_the_style_sheet_closes_what_it_opens() -> None:
    sheet = re.sub(r"/\*.*?\*/", "", (ROOT / "src/comity/static/comity/app.css").read_text(), flags=re.DOTALL)
    depth = 0
    for mark in re.findall(r"[{}]", sheet):
        depth += 1 if mark == "{" else -1
        assert depth >= 0
    assert depth == 0
    assert not re.search(r"^[<=>]{7}", sheet, re.MULTILINE)
