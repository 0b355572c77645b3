"""How many requests one may make."""

from hypothesis import given
from hypothesis import strategies as st

from comity.domain.flow import Buckets


def test_a_minutes_worth_at_once_then_steadily() -> None:
    buckets = Buckets(60)

    assert [buckets.take("one", 0.0) for _ in range(60)] == [0.0] * 60
    assert buckets.take("one", 0.0) == 1.0
    assert buckets.take("one", 0.5) == 0.5
    assert buckets.take("other", 0.5) == 0.0
    assert buckets.take("one", 1.0) == 0.0


def test_no_limit() -> None:
    buckets = Buckets(0)

    assert {buckets.take("one", 0.0) for _ in range(1000)} == {0.0}


def test_only_so_many_are_kept() -> None:
    buckets = Buckets(1)
    for number in range(10_001):
        buckets.take(str(number), 0.0)

    assert buckets.take("1", 0.0) > 0.0
    assert buckets.take("10000", 0.0) > 0.0
    assert buckets.take("0", 0.0) == 0.0  # dropped, so full again


def test_what_flows_in_counts_from_the_last_request() -> None:
    buckets = Buckets(60)

    assert [buckets.take("one", 100.0) for _ in range(60)] == [0.0] * 60
    assert buckets.take("one", 100.0) == 1.0


@given(st.integers(1, 600), st.lists(st.floats(0, 30), max_size=200))
def test_never_more_than_fits_and_flows_in(a_minute: int, waits: list[float]) -> None:
    buckets, now, granted = Buckets(a_minute), 0.0, 0
    for wait in waits:
        now += wait
        granted += buckets.take("one", now) == 0.0

    assert granted <= a_minute + now * a_minute / 60 + 1e-6


@given(st.integers(1, 600), st.integers(0, 1000))
def test_who_waits_as_long_as_told_is_granted(a_minute: int, asked: int) -> None:
    buckets = Buckets(a_minute)
    for _ in range(asked):
        buckets.take("one", 0.0)

    wait = buckets.take("one", 0.0)

    assert buckets.take("one", wait + 1e-6) == 0.0 or wait == 0.0
