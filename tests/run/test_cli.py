"""The commands explain themselves."""

import pytest

from comity.run.cli import main

COMMANDS = (
    *("up", "serve", "worker", "migrate", "load", "backup", "restore"),
    *("check", "explain", "report", "generate", "manage", "test"),
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_help_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        main([command, "--help"])

    assert leaving.value.code == 0
    example = capsys.readouterr().out.rpartition("Example: ")[2]
    assert f"comity {command}" in example


@pytest.mark.parametrize("words", [["up", "--port", "seven"], ["up", "--port", "70000"], ["fly"], []])
def test_what_is_not_understood_ends_with_2(words: list[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        main(words)

    assert leaving.value.code == 2
