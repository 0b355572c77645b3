"""Catalogues are compiled without gettext installed, and only when they changed."""

import gettext
from pathlib import Path

import pytest

from comity.run.errors import LaunchError
from comity.run.translations import compile_all

CATALOGUE = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Partner"
msgstr "Đối tác"
"""


def written(folder: Path, text: str) -> Path:
    """Return a catalogue with the text."""
    po = folder / "vi" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True)
    po.write_text(text, encoding="utf-8")
    return po


def test_a_changed_catalogue_is_compiled_once(tmp_path: Path) -> None:
    po = written(tmp_path, CATALOGUE)

    assert compile_all(tmp_path) == [po.with_suffix(".mo")]
    assert compile_all(tmp_path) == []

    with po.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Partner") == "Đối tác"


def test_a_broken_catalogue_is_named(tmp_path: Path) -> None:
    po = written(tmp_path, 'msgid "Partner"\nmsgstring "Đối tác"\n')

    with pytest.raises(LaunchError, match=str(po)):
        compile_all(tmp_path)
