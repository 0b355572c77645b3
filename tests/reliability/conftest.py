"""The long tests of reliability, in short. They run when COMITY_RELIABILITY=1; `python -m tests.reliability` runs them long."""

import os

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave these out unless they are asked for."""
    if os.environ.get("COMITY_RELIABILITY") == "1":
        return
    for item in items:
        if item.get_closest_marker("reliability"):
            item.add_marker(pytest.mark.skip(reason="set COMITY_RELIABILITY=1 to run the tests of reliability"))
