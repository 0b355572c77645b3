"""A partner, its visitor and its visit with everything on record that a brief and a programme can hold; the bus it is driven in."""

from dataclasses import dataclass
from typing import Any

OPEN: dict[str, Any] = {"sensitivity": 0}


@dataclass
class Meeting:
    """Southmere, its mayor, and the visit of its delegation on 2 April 2025."""

    partner: Any
    mayor: Any
    visit: Any


def driven(made: Any) -> Any:
    """Make a bus, with who drives it."""
    driver = made("people", title_en="Doran Pike", is_ours=True, **OPEN)
    return made("resources", title_en="Bus", kind="car", capacity=20, plate="30A-1", person=driver.pk,
                phone="0904 555 010", **OPEN)  # fmt: skip


def full(made: Any, units: dict[str, Any], *, many: int = 3, **visit: Any) -> Meeting:
    """Make all of it; `many` is how many there are of each thing, `visit` how the visit is guarded."""
    unit = {"unit": units["department"].pk}
    partner = made(
        "partners",
        title_en="Southmere",
        title_vi="Nam Hồ",
        native_name="Южное озеро",
        native_language="ru",
        aliases=["Lake Town"],
        kind="locality",
        country="RU",
        population=1_200_000,
        **OPEN,
    )
    made("ties", partner=partner.pk, stage="sister", since="2015-06-01", why_en="Lakes and schools.", **unit, **OPEN)
    mayor = made("people", title_en="Anna Marlow", native_name="Анна Марлоу", honorific="Ms", country="RU", **OPEN)
    made("appointments", title_en="Mayor", person=mayor.pk, at_partner=partner.pk, stated_on="2024-10", **OPEN)
    visit_ = made(
        "activities",
        title_en="Visit of Southmere",
        title_vi="Đoàn Nam Hồ thăm thành phố",
        kind="delegation_in",
        partners=[partner.pk],
        starts="2025-04-02",
        ends="2025-04-03",
        purpose_en="To renew the agreement on schools.",
        expected_en="A date for the next exchange of pupils.",
        invitation="Note of the embassy of 3 March 2025",
        **(unit | OPEN | visit),
    )
    ours = made("people", title_en="Bo Ferris", is_ours=True, **OPEN)
    for number in range(many):
        _one_more(made, number, partner=partner, mayor=mayor, visit=visit_, ours=ours)
    return Meeting(partner, mayor, visit_)


def _one_more(made: Any, number: int, *, partner: Any, mayor: Any, visit: Any, ours: Any) -> None:
    past = made(
        "activities",
        title_en=f"Talks on the lake {number}",
        kind="meeting",
        partners=[partner.pk],
        participants=[ours.pk],
        starts=f"2024-0{number % 9 + 1}",
        result_en="Both sides will send a list.",
        **OPEN,
    )
    text = made(
        "agreements",
        title_en=f"Memorandum on schools {number}",
        instrument="mou",
        partners=[partner.pk],
        signed="2020",
        fields=["education"],
        expires="2025-06-30" if number == 0 else "2030",
        **OPEN,
    )
    for side in ("us", "them"):
        made(
            "commitments",
            title_en=f"Send the list of schools {side} {number}",
            side=side,
            agreement=text.pk,
            partner=partner.pk,
            due="2024-12-31",
            **OPEN,
        )
    made(
        "gift_moves",
        title_en=f"Lacquer box {number}",
        direction="given" if number % 2 else "received",
        on="2024-05",
        partner=partner.pk,
        person=mayor.pk,
        activity=past.pk,
        **OPEN,
    )
    made("projects", title_en=f"Clean lakes {number}", kind="cooperation", partners=[partner.pk], **OPEN)
    made("outcomes", activity=past.pk, title_en=f"A school found {number}", kind="lead", follow_up="Write to it.")
    made(
        "delegation_members",
        activity=visit.pk,
        title_en=f"Corin Vale {number}",
        role="member",
        post_en="Keeper of the harbour",
        organisation="Southmere",
        precedence=number + 1,
    )
    car = made("resources", title_en=f"Bus {number}", kind="car", capacity=2, plate=f"30A-{number:03}", **OPEN)
    room = made("resources", title_en=f"Lotus room {number}", kind="room", **OPEN)
    made(
        "programme_items",
        activity=visit.pk,
        title_en=f"Talks {number}",
        title_vi=f"Hội đàm {number}",
        on="2025-04-02",
        begins=f"{8 + number % 12:02}:00",
        until_time=f"{8 + number % 12:02}:45",
        place_en=f"House {number}",
        place_vi=f"Nhà {number}",
        kind="talks",
        lead=ours.pk,
        interpreter=ours.pk,
        resources=[car.pk, room.pk],
        remark="Flowers on the table",
    )
