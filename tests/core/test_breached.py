"""Passwords on a list of stolen ones, in the form in which such lists are published."""

import hashlib
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from comity.gate.breached import NotBreached


def listed(words: list[str], folder: Path, end: str = "\r\n") -> Path:
    """Write a list of the words' hashes, sorted, each with how often it was seen."""
    lines = sorted(
        f"{hashlib.sha1(word.encode(), usedforsecurity=False).hexdigest().upper()}:{len(word)}" for word in words
    )
    path = folder / "list.txt"
    path.write_bytes((end.join(lines) + end).encode())
    return path


@pytest.mark.parametrize("count", [1, 2, 3, 7, 500])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_each_on_the_list_is_refused_and_no_other(tmp_path: Path, count: int, end: str) -> None:
    words = [f"stolen long ago {number}" for number in range(count)]
    check = NotBreached(str(listed(words, tmp_path, end)))

    for word in words:
        with pytest.raises(ValidationError):
            check.validate(word)
    for number in range(200):
        check.validate(f"never stolen {number}")


def test_an_empty_list_and_no_list_refuse_nothing(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_bytes(b"")

    NotBreached(str(tmp_path / "list.txt")).validate("anything at all")
    NotBreached().validate("anything at all")


def test_a_list_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"list\.txt"):
        NotBreached(str(tmp_path / "list.txt")).validate("anything at all")
