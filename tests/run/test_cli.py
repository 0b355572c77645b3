"""The commands explain themselves."""

import pytest

from comity.run.cli import main
from tests.long import long

COMMANDS = ("up", "serve", "worker", "backup", "restore", "archive", "manage", "test")
# One option of each, to tell its own text from the launcher's.
DELEGATED = {
    "migrate": "--plan",
    "load": "--if-empty",
    "check": "--deploy",
    "explain": "register",
    "report": "--period",
    "account": "create",
    "generate": "--records",
    "packs": "check",
    "personal": "rotate",
}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_help_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        main([command, "--help"])

    assert leaving.value.code == 0
    example = capsys.readouterr().out.rpartition("Example: ")[2]
    assert f"comity {command}" in example


@long
@pytest.mark.parametrize("command", DELEGATED)
def test_a_command_of_the_program_tells_its_own_options_and_an_example(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "--help"]) == 0

    told = capsys.readouterr().out
    assert f"usage: comity {command}" in told
    assert DELEGATED[command] in told
    assert f"comity {command}" in told.rpartition("Example: ")[2]


@pytest.mark.parametrize("words", [["up", "--port", "seven"], ["up", "--port", "70000"], ["fly"], []])
def test_what_is_not_understood_ends_with_2(words: list[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        main(words)

    assert leaving.value.code == 2
