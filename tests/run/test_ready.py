"""What `up` has Django do before the office opens, and in which order; with everything real, test_up.py."""

from pathlib import Path

import pytest

from comity.management.commands.load import Command
from comity.run import readiness, up
from comity.run.embedded import Embedded
from comity.run.progress import quiet


@pytest.mark.parametrize(
    ("filled", "expected"),
    [
        # `load` checks the program before it does anything: once is enough.
        (False, [["migrate", "--no-input", "--verbosity=0", "--skip-checks"], ["load", "--if-empty"]]),
        (True, [["migrate", "--no-input", "--verbosity=0"]]),
    ],
)
def test_the_program_is_checked_once_before_an_office_opens(
    filled: bool, expected: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    done: list[list[str]] = []
    monkeypatch.setattr(up, "must_django", lambda words, **_: done.append(words))
    monkeypatch.setattr(readiness, "database_mark", lambda _: ("of an older version", filled))
    monkeypatch.setattr(readiness, "mark_database", lambda *_, **__: None)
    monkeypatch.setattr(Embedded, "owner_url", lambda _: "")

    up.ready_tables(Embedded(tmp_path, say=quiet), env={"COMITY_DATA": str(tmp_path)}, owner={}, say=quiet)

    assert done == expected


def test_load_checks_the_program() -> None:
    assert Command.requires_system_checks == "__all__"
