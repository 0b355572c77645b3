"""What the form of one record would refuse or tell, a file of many is told as well: gifts that are not there, cars that are taken."""

from collections.abc import Callable
from typing import Any

import pytest

from comity.exchange import importing, looking
from comity.registers.gifts import GiftMove
from comity.registers.programmes import ProgrammeItem

Exchange = Callable[..., Any]
pytestmark = pytest.mark.usefixtures("clerk", "units")
MOVES = "direction,gift,quantity,on\n"
ITEMS = "activity,title_en,on,begins,until_time,resources,gift\n"


@pytest.fixture
def vase(made: Any) -> Any:
    """A gift of which three came."""
    one = made("gifts", title_en="Vase", code="vase")
    made("gift_moves", gift=one.pk, direction="bought", quantity=3, on="2026-01-05")
    return one


@pytest.fixture
def visit(made: Any) -> Any:
    """A delegation of two days."""
    return made(
        "activities", title_en="Visit", code="visit", kind="delegation_in", starts="2027-05-12", ends="2027-05-13"
    )


@pytest.mark.usefixtures("vase")
def test_gifts_of_which_fewer_are_there_cannot_go(previewed: Exchange) -> None:
    preview = previewed("gift_moves", MOVES + "given,vase,2,2026-02-01\ngiven,vase,2,2026-02-02\n")

    assert [[one.message for one in row.errors] for row in preview.rows] == [
        ["Only 1 in stock. Put down first what came, or correct the number."],
        ["Only 1 in stock. Put down first what came, or correct the number."],
    ]
    assert GiftMove.objects.count() == 1
    with pytest.raises(importing.NotStored):
        importing.commit(preview)
    came = GiftMove.objects.get()
    importing.commit(previewed("gift_moves", MOVES + "given,vase,1,2026-02-01\n"))
    lowered = previewed("gift_moves", f"id,direction\n{came.pk},given\n")
    assert [one.message for one in lowered.rows[0].errors] == [
        "Only 0 in stock. Put down first what came, or correct the number."
    ]
    emptied = previewed("gift_moves", f"id,gift\n{came.pk},\n")
    assert [one.message for one in emptied.rows[0].errors] == ["1 of these have gone already. Correct what went first."]


@pytest.mark.usefixtures("vase")
def test_what_comes_in_the_same_file_may_go(previewed: Exchange) -> None:
    preview = previewed("gift_moves", MOVES + "given,vase,5,2026-02-01\nbought,vase,2,2026-01-20\n")

    assert preview.is_good
    importing.commit(preview)
    assert GiftMove.objects.count() == 3


@pytest.mark.usefixtures("vase")
def test_gifts_that_went_meanwhile_are_noticed_when_it_is_stored(previewed: Exchange, made: Any) -> None:
    preview = previewed("gift_moves", MOVES + "given,vase,2,2026-02-01\n")
    assert preview.is_good
    made("gift_moves", gift=GiftMove.objects.get().gift_id, direction="given", quantity=2, on="2026-01-30")

    with pytest.raises(importing.NotStored):
        importing.commit(preview)
    assert GiftMove.objects.count() == 2


@pytest.mark.usefixtures("visit")
def test_a_car_that_cannot_be_had_on_the_day_is_an_error_of_its_row(previewed: Exchange, made: Any) -> None:
    made("resources", title_en="Old car", code="old", kind="car", valid_to="2020")
    preview = previewed("programme_items", ITEMS + "visit,To the port,2027-05-12,08:00,09:00,old,\n")

    assert [(one.column, one.message) for one in preview.rows[0].errors] == [
        ("resources", "Old car cannot be had on that day.")
    ]


@pytest.mark.usefixtures("visit", "vase")
def test_what_is_taken_and_what_is_short_is_told_and_can_be_stored(previewed: Exchange, made: Any) -> None:
    made("resources", title_en="Car 7", code="car", kind="car")
    fair = made("activities", title_en="Port days", kind="festival", starts="2027-05-12")
    made(
        "programme_items",
        activity=fair.pk,
        title_en="Guests",
        on="2027-05-12",
        begins="08:30",
        until_time="10:00",
        resources=[made("resources", title_en="Bus", code="bus", kind="car").pk],
    )
    rows = [
        "visit,To the port,2027-05-12,08:00,09:00,bus,vase",
        "visit,Lunch,2027-05-12,11:00,12:00,car,vase",
        "visit,Market,2027-05-12,11:30,13:00,car,vase",
        "visit,Dinner,2027-05-12,18:00,20:00,,vase",
    ]
    preview = previewed("programme_items", ITEMS + "\n".join(rows) + "\n")

    short = "Vase: 4 planned, 3 in stock."
    twice = "Car 7: wanted twice on 12 May 2027, for “Lunch” (11:00–12:00) and “Market” (11:30–13:00)."
    assert [row.warnings for row in preview.rows] == [
        ["Bus: wanted on 12 May 2027 for “To the port” (08:00–09:00), and by “Port days” (08:30–10:00).", short],
        [twice, short],
        [twice, short],
        [short],
    ]
    assert looking.told(preview)["warned"] == 4
    assert [line["warnings"] for line in looking.told(preview)["lines"]] == [row.warnings for row in preview.rows]
    importing.commit(preview)
    assert ProgrammeItem.objects.count() == 5
