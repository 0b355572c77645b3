"""What takes long is left out of the test command; `.ci/run` asks for it by COMITY_LONG=1 and `-m long`."""

import os

import pytest

long = pytest.mark.long
LEFT_OUT = pytest.mark.skip(reason="takes long: COMITY_LONG=1 runs it, as .ci/run does")


def leave_out(items: list[pytest.Item]) -> None:
    """Skip what takes long unless it is asked for."""
    for item in items if not os.environ.get("COMITY_LONG") else ():
        if item.get_closest_marker("long"):
            item.add_marker(LEFT_OUT)
