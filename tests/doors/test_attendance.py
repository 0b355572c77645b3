"""Who sat through which session of a course, and who gets its certificate."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from comity.core.people import Officer
from comity.exchange import importing, reading
from comity.gate.form import check
from comity.registers import BY_KEY
from comity.registers.training import Presence


@pytest.fixture
def course(made: Callable[..., Any]) -> dict[str, Any]:
    """A course of ten hours in two sessions; Petra was at both, Noor at one and two hours of the other."""
    whole = made("courses", title_en="Protocol", kind="protocol", hours=10, starts="2024-02")
    days = [
        made("activities", title_en=f"Day {at}", kind="training", course=whole.pk, starts=f"2024-02-0{at}")
        for at in (1, 2)
    ]
    petra, noor = (made("people", title_en=name) for name in ("Petra Lund", "Noor Falk"))
    for day in days:
        made("presences", session=day.pk, person=petra.pk, hours=5)
    made("presences", session=days[0].pk, person=noor.pk)
    made("presences", session=days[1].pk, person=noor.pk, hours=2)
    return {"course": whole, "days": days, "petra": petra, "noor": noor}


def test_the_course_says_how_much_each_attended(
    course: Any, made: Callable[..., Any], officer: Officer, client_of: Callable[[Officer], Client]
) -> None:
    for name in ("petra", "noor"):
        made("attendances", course=course["course"].pk, person=course[name].pk)
    client = client_of(officer)

    page = client.get(f"/courses/{course['course'].pk}/").content.decode()
    assert "100%" in page
    assert "70%" in page
    assert "Petra Lund" in client.get(f"/activities/{course['days'][0].pk}/").content.decode()


def test_a_certificate_needs_the_share_that_the_pack_names(
    course: Any, made: Callable[..., Any], officer: Officer, acting_as: Callable[[Officer], Any]
) -> None:
    given = {"course": course["course"].pk, "result": "certified", "certificate": "12/2024"}
    with acting_as(officer):
        register = BY_KEY["attendances"]
        good: Any = check(register, given | {"person": course["petra"].pk}).instance
        assert good.certificate == "12/2024"
        with pytest.raises(Exception, match="Attended 70% of the course; a certificate needs 80%"):
            check(register, given | {"person": course["noor"].pk})
        head = "course,person,certificate"
        for name, passes in (("Petra Lund", True), ("Noor Falk", False)):
            table = reading.read(register, io.BytesIO(f"{head}\nProtocol,{name},12/2024\n".encode()))
            assert importing.preview(register, table).is_good == passes, name


def test_attendances_of_sessions_come_in_and_go_out(
    course: Any, officer: Officer, acting_as: Callable[[Officer], Any], client_of: Callable[[Officer], Client]
) -> None:
    with acting_as(officer):
        table = reading.read(
            BY_KEY["presences"], io.BytesIO(b"session,title_en,hours\nDay 1,Sol Reyes,3.5\nDay 2,Sol Reyes,\n")
        )
        assert importing.commit(importing.preview(BY_KEY["presences"], table)) == 2
        assert [str(one.hours) for one in Presence.objects.filter(title_en="Sol Reyes").order_by("id")] == [
            "3.5",
            "None",
        ]
    answer: Any = client_of(officer).get("/presences/export/csv/")
    text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode("utf-8-sig")
    assert "Sol Reyes" in text
