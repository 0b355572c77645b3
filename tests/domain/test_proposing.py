"""What may be answered to a proposal where it stands."""

import pytest

from comity.domain.proposing import ACCEPTED, DECLINED, MORE, PROPOSED, unfit


@pytest.mark.parametrize(
    ("state", "answer", "said", "problem"),
    [
        ("proposed", "accepted", "", ""),
        ("proposed", "more", "Who pays?", ""),
        ("proposed", "declined", "No room.", ""),
        ("more", "accepted", "", ""),
        ("more", "declined", "Nobody answered.", ""),
        ("proposed", "more", "  ", "unsaid"),
        ("proposed", "declined", "", "unsaid"),
        ("more", "more", "And when?", "waits"),
        ("accepted", "declined", "No.", "over"),
        ("declined", "accepted", "", "over"),
        ("proposed", "proposed", "", "unknown"),
        ("proposed", "", "", "unknown"),
        ("accepted", "perhaps", "", "unknown"),
    ],
)
def test_an_answer_has_its_place_or_a_reason_why_not(state: str, answer: str, said: str, problem: str) -> None:
    assert unfit(state, answer, said) == problem


def test_states_are_called_as_they_are_stored() -> None:
    assert (PROPOSED, MORE, ACCEPTED, DECLINED) == ("proposed", "more", "accepted", "declined")
