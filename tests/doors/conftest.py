"""The day on which the stories at the doors play."""

import pytest

from comity.gate import values


@pytest.fixture(autouse=True)
def _today(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a module says which day TODAY is, the office believes it."""
    if (day := getattr(request.module, "TODAY", None)) is not None:
        monkeypatch.setattr(values, "today", lambda: day)
