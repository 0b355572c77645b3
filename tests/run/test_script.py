"""`./comity` makes its own environment, and makes it anew when it is not whole."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.long import long
from tests.run.conftest import REPOSITORY

PROGRAM = "import sys\nprint('program', sys.prefix, *sys.argv[1:])\n"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone of the program that needs no packages and prints what it was told."""
    shutil.copy2(REPOSITORY / "comity", tmp_path / "comity")
    (tmp_path / "requirements.lock").write_text("# nothing\n")
    package = tmp_path / "src" / "comity"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "__main__.py").write_text(PROGRAM)
    return tmp_path


def run(clone: Path, *arguments: str) -> tuple[str, str]:
    """Run the script from another folder; return what it did and what the program printed."""
    answer = subprocess.run(
        [sys.executable, clone / "comity", *arguments],
        cwd="/", env={**os.environ, "PIP_NO_INDEX": "1"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    did, _, printed = answer.stdout.partition("program ")
    return did + answer.stderr, printed.strip()


@long
def test_it_makes_its_environment_once_and_a_new_one_only_when_needed(clone: Path) -> None:
    environment = clone / ".venv"

    did, printed = run(clone, "up", "--port", "1")
    assert "Packages installed" in did
    assert printed == f"{environment} up --port 1"

    assert run(clone, "up") == ("", f"{environment} up")

    (clone / "requirements.lock").write_text("# nothing, but newer\n")
    assert "Packages installed" in run(clone)[0]

    state = environment / "comity-environment.json"
    state.write_text(json.dumps({"making": True, "adopted": False}))
    did, printed = run(clone)
    assert "is made anew" in did
    assert printed == str(environment)


def test_packages_that_cannot_be_had_are_told_in_a_sentence(clone: Path) -> None:
    (clone / "requirements.lock").write_text("no-such-package==1 --hash=sha256:" + "0" * 64 + "\n")

    did, printed = run(clone)

    assert "the packages could not be installed" in did
    assert printed == ""


def test_an_incomplete_clone_is_told_in_a_sentence(clone: Path) -> None:
    (clone / "requirements.lock").unlink()

    did, printed = run(clone)

    assert "requirements.lock is missing" in did
    assert printed == ""
