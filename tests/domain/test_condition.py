"""Every word in which a condition compares, on both sides of its edge."""

import pytest

from comity.domain.condition import Compare, Every, Facts, Some, Value, asked, holds


@pytest.mark.parametrize(
    ("word", "value", "yes", "no"),
    [
        ("is", 3, 3, 4),
        ("in", ("art", "trade"), "art", "war"),
        ("over", 3, 4, 3),
        ("at_least", 3, 3, 2),
        ("under", 3, 2, 3),
        ("at_most", 3, 3, 4),
        ("has", ("art", "trade"), ("sport", "art"), ("sport", "war")),
    ],
)
def test_each_word_compares_as_it_says(word: str, value: Value, yes: Value, no: Value) -> None:
    assert holds(Compare("fact", word, value), {"fact": yes}) is True
    assert holds(Compare("fact", word, value), {"fact": no}) is False
    assert holds(Compare("fact", word, value), {}) is None


def test_what_is_known_decides_before_what_is_not() -> None:
    facts: Facts = {"guests": 3}
    true, false, open_ = Compare("guests", "is", 3), Compare("guests", "is", 4), Compare("days", "is", 1)

    assert [holds(Every(of), facts) for of in ((true, false, open_), (true, open_), (true, true), ())] == [
        False, None, True, True,
    ]  # fmt: skip
    assert [holds(Some(of), facts) for of in ((false, true, open_), (false, open_), (false, false))] == [
        True,
        None,
        False,
    ]
    assert asked(Every((true, Some((open_,))))) == {"guests", "days"}
