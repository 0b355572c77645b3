"""Who may take which step with a report."""

import pytest

from comity.domain.signing import Signer, may

OFFICER, HEAD, LEADER = Signer(True, False, False), Signer(True, True, False), Signer(False, True, False)
CASES = [
    # step, state, who, how many others could sign, why not
    ("write", "draft", OFFICER, 1, ""),
    ("write", "draft", LEADER, 1, "reads"),
    ("write", "submitted", OFFICER, 1, "state"),
    ("write", "draft", OFFICER, 0, ""),  # it waits for somebody who can sign only when it is submitted
    ("count", "draft", OFFICER, 1, ""),
    ("discard", "draft", OFFICER, 1, ""),
    ("submit", "draft", OFFICER, 1, ""),
    ("submit", "draft", OFFICER, 0, "nobody"),
    ("submit", "draft", HEAD, 0, ""),
    ("sign", "draft", HEAD, 1, "state"),
    ("sign", "submitted", OFFICER, 1, "role"),
    ("sign", "submitted", HEAD, 0, ""),
    ("sign", "submitted", HEAD, 1, ""),  # somebody else drafted it
    ("sign", "submitted", LEADER, 0, ""),
    ("sign", "submitted", Signer(True, True, True), 1, "own"),
    ("sign", "submitted", Signer(True, True, True), 0, ""),
    ("back", "submitted", LEADER, 0, ""),
    ("back", "submitted", OFFICER, 1, ""),
    ("back", "submitted", Signer(False, False, False), 1, "reads"),
    ("sign", "signed", HEAD, 1, "state"),
    ("discard", "signed", HEAD, 1, "state"),
    ("replace", "signed", OFFICER, 1, ""),
]


@pytest.mark.parametrize(("step", "state", "who", "others", "why"), CASES)
def test_may(step: str, state: str, who: Signer, others: int, why: str) -> None:
    assert may(step, state, who, others=others) == why  # type: ignore[arg-type]
