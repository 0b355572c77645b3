"""Crashes, backups among writes and mixed traffic, each in short; the seeds stand here, so that a failure can be repeated."""

from collections.abc import Iterator

import pytest

from tests.reliability import copies, crash, soak
from tests.reliability.house import House

pytestmark = pytest.mark.reliability


@pytest.fixture
def house() -> Iterator[House]:
    """An office of its own."""
    with crash.room() as room:
        one = House(room / "data")
        yield one
        one.down()


def test_twenty_crashes_lose_nothing(house: House) -> None:
    result = crash.run(house, rounds=20, seed=20, say=print)

    assert result.problems == [], result.report()
    assert result.rounds == 20
    assert len(result.kills) >= 5, result.report()
    assert sum(count for what, count in result.counts.items() if what.endswith("done")) > 100, result.report()
    # Of what was never acknowledged, nothing is shown.
    assert [kind for kind in (*copies.KINDS, "paste") if not result.counts[f"{kind} done"]] == [], result.report()


def test_a_backup_among_writes_is_whole(house: House) -> None:
    assert copies.run(house, seed=1, say=print) == []


def test_a_minute_of_mixed_traffic(house: House) -> None:
    result = soak.run(house, minutes=1, seed=1, say=print)

    # A minute is too short to tell growth from warming up; the long run does.
    assert [one for one in result.problems if " grew from " not in one] == [], result.report()
