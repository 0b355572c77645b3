"""A programme by day, and what a driver needs of it."""

from dataclasses import fields

from comity.domain.programme import Car, Day, Slot, bilingual, cars, days, runs, trips


def slot(on: str, begins: str = "", until: str = "", *places: str, cars: tuple[Car, ...] = ()) -> Slot:
    return Slot(on=on, begins=begins, until=until, titles=("Talks",), places=places, cars=cars)


def test_slots_stand_by_day_and_time_and_those_without_a_day_last() -> None:
    made = days([slot("", "08:00"), slot("2025-04-03"), slot("2025-04-02", "10:00"), slot("2025-04-02", "08:00")])

    assert [(one.on, [each.begins for each in one.slots]) for one in made] == [
        ("2025-04-02", ["08:00", "10:00"]),
        ("2025-04-03", [""]),
        ("", ["08:00"]),
    ]


def test_a_time_reads_as_far_as_it_is_known() -> None:
    assert [slot("", *pair).time for pair in (("08:00", "09:00"), ("08:00", ""), ("", "09:00"), ("", ""))] == [
        "08:00–09:00",
        "08:00",
        "09:00",
        "",
    ]


def test_a_driver_reads_from_where_to_where_and_whether_all_have_a_seat() -> None:
    small, unknown = Car(name="Car", seats=4), Car(name="Van")
    day = Day(
        on="2025-04-02",
        slots=(
            slot("2025-04-02", "08:00", "", "Airport", cars=(small, small)),
            slot("2025-04-02", "09:00", "", "House", cars=(small,)),
            slot("2025-04-02", "10:00", "", cars=(small, unknown)),
            slot("2025-04-02", "11:00", "", "House"),
            slot("2025-04-02", "12:00"),
            slot("2025-04-02", "13:00", "", "Airport", cars=(small, Car(name="Bus", seats=0))),
        ),
    )

    assert [(one.before, one.slot.places, one.seats, one.short) for one in runs(day, 6)] == [
        ((), ("Airport",), 8, 0),
        (("Airport",), ("House",), 4, 2),
        (("House",), (), None, 0),
        ((), ("House",), None, 0),
        (("House",), ("Airport",), 4, 2),
    ]
    assert [one.short for one in runs(day, None)] == [0, 0, 0, 0, 0]


def test_each_car_is_named_once_in_the_order_in_which_it_is_needed() -> None:
    bus, van = Car(name="Bus", number=1), Car(name="Van", number=2)
    twin = Car(name="Bus", number=3)
    made = days(
        [
            slot("2025-04-03", "08:00", cars=(twin,)),
            slot("2025-04-02", "10:00", cars=(bus, van)),
            slot("2025-04-02", "08:00", cars=(van,)),
        ]
    )

    assert cars(made) == [van, bus, twin]
    assert cars([]) == []


def test_a_car_has_its_own_trips_and_what_has_none_is_not_lost() -> None:
    bus, van = Car(name="Bus", seats=20), Car(name="Van", seats=4)
    every = runs(
        Day(
            on="2025-04-02",
            slots=(
                slot("2025-04-02", "08:00", "", "Airport", cars=(bus,)),
                slot("2025-04-02", "09:00", "", "House", cars=(bus, van)),
                slot("2025-04-02", "10:00", "", "Pier"),
            ),
        ),
        22,
    )

    assert [[one.slot.begins for one in trips(every, car)] for car in (bus, van, None)] == [
        ["08:00", "09:00"],
        ["09:00"],
        ["10:00"],
    ]
    (alone,) = trips(every, van)
    assert (alone.before, alone.passengers, alone.short) == (("Airport",), 22, 0)


def test_what_is_not_said_is_left_empty_on_the_sheet() -> None:
    bare = Slot(on="")

    assert not any(getattr(bare, one.name) for one in fields(bare))
    assert [getattr(Car(name="Van"), one.name) for one in fields(Car)] == ["Van", "", None, "", "", 0]


def test_it_is_in_both_languages_only_if_all_of_it_is() -> None:
    both = Slot(on="", titles=("Talks", "Hội đàm"))

    assert (bilingual([both, both]), bilingual([both, slot("")]), bilingual([])) == (True, False, False)
