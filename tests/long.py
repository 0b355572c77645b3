"""What takes long: `.ci/run` sets COMITY_LONG, so that the test command stays short."""

import os

import pytest

long = pytest.mark.skipif(
    not os.environ.get("COMITY_LONG"), reason="takes long: COMITY_LONG=1 runs it, as .ci/run does"
)
