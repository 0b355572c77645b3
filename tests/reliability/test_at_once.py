"""Officers who do at one moment what each may do alone: no more goes than is there, and nothing comes to lie within itself."""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from tests.reliability import crash
from tests.reliability.doors import Agency, Answer
from tests.reliability.house import House

pytestmark = pytest.mark.reliability
TOGETHER, ROUNDS = 6, 15
Call = tuple[str, str, dict[str, Any], int | None]  # method, path, values, version seen


@pytest.fixture(scope="module")
def agency() -> Iterator[Agency]:
    """The API of an office of its own."""
    with crash.room() as room:
        house = House(room / "data")
        house.up()
        yield Agency(house.port, crash.key(house, "head"))
        house.down()


def at_once(agency: Agency, calls: Sequence[Call]) -> list[Answer]:
    """Make the calls at one moment, each from a door of its own."""
    ready = Barrier(len(calls))

    def one(call: Call) -> Answer:
        method, path, values, version = call
        door = Agency(agency.port, agency.key)
        ready.wait(30)
        return door.call(method, path, values, version=version)

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


def made(agency: Agency, register: str, **values: Any) -> dict[str, Any]:
    """Add a record and return it as the API gives it."""
    answer = agency.call("POST", f"/{register}/", {"sensitivity": 0} | values)
    assert answer.status == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_no_more_gifts_go_than_are_there(agency: Agency) -> None:
    answered: Counter[int] = Counter()
    for number in range(ROUNDS):
        gift = made(agency, "gifts", title_en=f"Bowl {number}")["id"]
        move = {"gift": gift, "on": "2026-01-05", "sensitivity": 0}
        made(agency, "gift_moves", direction="bought", quantity=3, **move)
        taken = move | {"direction": "given", "quantity": 2}
        answers = at_once(agency, [("POST", "/gift_moves/", taken, None)] * TOGETHER)
        assert sorted(one.status for one in answers) == [201, *[422] * (TOGETHER - 1)]
        answered.update(one.status for one in answers)
        assert all("Only 1 in stock" in one.text for one in answers if one.status == 422)

    assert answered == {201: ROUNDS, 422: ROUNDS * (TOGETHER - 1)}


def test_two_that_are_put_under_each_other_do_not_both_go_there(agency: Agency) -> None:
    for number in range(ROUNDS):
        pair = [made(agency, "partners", title_en=f"Port {number} {side}", kind="locality") for side in "AB"]
        calls: list[Call] = [
            ("PATCH", f"/partners/{one['id']}", {"parent": other["id"]}, one["version"])
            for one, other in (pair, pair[::-1])
        ]
        answers = at_once(agency, calls)
        assert sorted(one.status for one in answers) == [200, 422], [one.text for one in answers]
        (refused,) = (one for one in answers if one.status == 422)
        assert refused.json()["errors"] == {
            "parent": ["A record cannot lie within itself, nor under one that lies within it."]
        }
