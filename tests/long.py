"""What the test command leaves out: what takes long, asked for by COMITY_LONG=1 and `-m long`; most of what is sampled, asked for by its path."""

import os

import pytest

long = pytest.mark.long
LEFT_OUT = pytest.mark.skip(reason="takes long: COMITY_LONG=1 runs it, as .ci/run does")
NOT_DRAWN = pytest.mark.skip(reason="one of many alike: all are run when asked for by path or name, as .ci/run does")


def leave_out(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what takes long, and of what is marked `one_in(N)` all but each Nth case, unless they are asked for."""
    everything = config.args == config.getini("testpaths") and not config.option.keyword and not config.option.markexpr
    seen = 0
    for item in items:
        if item.get_closest_marker("long") and not os.environ.get("COMITY_LONG"):
            item.add_marker(LEFT_OUT)
        sampled = item.get_closest_marker("one_in")
        if sampled and everything:
            seen += 1  # goes on from test to test, so that each takes other cases
            if seen % sampled.args[0]:
                item.add_marker(NOT_DRAWN)
