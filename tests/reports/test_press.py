"""The press: a time limit, no environment, a failure by name."""

import pytest

from comity.reports import press
from comity.reports.press import NotPrinted


def test_a_sheet_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(NotPrinted):
        press.pdf("brief", {"title": "A meeting"}, limit=0.001)


def test_a_sheet_that_lacks_something_is_refused_and_the_log_does_not_say_what_it_held(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with pytest.raises(NotPrinted):
        press.pdf("brief", {"title": "Zephyr", "sections": []})

    assert "sheet brief" in caplog.text
    assert "Zephyr" not in caplog.text


def test_the_process_knows_no_secret_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMITY_SECRET_KEY", "not for it")
    seen = {}

    def run(_command: list[str], *, env: dict[str, str], **_rest: object) -> None:
        seen.update(env)
        raise OSError

    monkeypatch.setattr("comity.reports.press.subprocess.run", run)
    with pytest.raises(NotPrinted):
        press.pdf("brief", {})

    assert "COMITY_SECRET_KEY" not in seen
    assert set(seen) <= set(press.GIVEN)
