"""Names of figures in a text are found, checked with their place, and filled in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.domain.narrative import Fault, Piece, faults, filled, pieces

KNOWN = {"delegations_out", "delegations_out.persons"}


def test_names_are_cut_out_of_the_text() -> None:
    assert pieces("We sent { delegations_out }, {{so}}.") == [
        Piece("We sent "),
        Piece("{ delegations_out }", "delegations_out"),
        Piece(", {so}."),
    ]
    assert pieces("{{So}} {delegations_out}") == [Piece("{So} "), Piece("{delegations_out}", "delegations_out")]
    assert pieces("") == []


def test_a_text_is_filled_with_its_figures() -> None:
    said = filled("{delegations_out} with {delegations_out.persons} persons", {"delegations_out": "17", "delegations_out.persons": "96"}.__getitem__)  # fmt: skip

    assert said == "17 with 96 persons"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{delegations_out} and {{nothing}}", []),
        ("One\ntwo {delegation_out}", [Fault("delegation_out", 2, 5)]),
        ("{delegations_out.people}", [Fault("delegations_out.people", 1, 1)]),
        ("{Delegations out}", [Fault("{", 1, 1, unknown=False), Fault("}", 1, 17, unknown=False)]),
        ("a } b", [Fault("}", 1, 3, unknown=False)]),
        ("{{{delegations_out}}}", []),
        ("{{a}} {nobody}", [Fault("nobody", 1, 7)]),
        ("of {delegations_out} }", [Fault("}", 1, 22, unknown=False)]),
        ("{ {nobody}", [Fault("{", 1, 1, unknown=False), Fault("nobody", 1, 3)]),
    ],
)
def test_what_names_no_figure_is_told_with_its_place(text: str, expected: list[Fault]) -> None:
    assert faults(text, KNOWN) == expected


@given(st.text(alphabet="ab{}._\n "))
def test_a_text_without_faults_has_only_known_names(text: str) -> None:
    if not faults(text, KNOWN):
        assert {one.code for one in pieces(text)} <= KNOWN | {""}
