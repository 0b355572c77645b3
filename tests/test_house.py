"""The house itself: every sentence translated, no file grown too large."""

from pathlib import Path

from tools.translations import problems

ROOT = Path(__file__).resolve().parent.parent


def test_every_sentence_is_in_both_languages() -> None:
    assert problems() == []


def test_no_file_of_the_program_is_longer_than_its_budget() -> None:
    long = {
        path.name: lines
        for path in (ROOT / "src").rglob("*.py")
        if "migrations" not in path.parts and (lines := len(path.read_text().splitlines())) > 300
    }
    assert long == {}
