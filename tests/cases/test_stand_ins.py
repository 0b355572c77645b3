"""Stand-ins: who may name them, what cannot be, and what one may do in whose place - never more than either may."""

from collections import namedtuple
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comity.core import identity
from comity.core.case_acts import CaseAct
from comity.core.people import Officer
from comity.core.records import Record
from comity.core.stand_ins import Absent, StandIn
from tests.cases.doing import TOLD, act, begun, file_of, text
from tests.cases.doing import kept as kept_on

Guard = namedtuple("Guard", "sensitivity unit_id shown_to")
ClientOf = Callable[[Officer], Client]
Made = Callable[..., Any]


def day(after: int = 0) -> str:
    return (timezone.localdate() + timedelta(days=after)).isoformat()


def kept(client: Client, case: int, what: str, of: str = "", **more: str) -> None:
    kept_on(client, case, what, of, on=day(), **more)


def named(client: Client, stand_in: Officer, *, first: int = 0, last: int = 7, **more: Any) -> Any:
    return client.post("/stand-ins/", {"stand_in": stand_in.pk, "first": day(first), "last": day(last), **more})


def up_for_decision(desk: Client, made: Made, unit: Record, **guard: Any) -> int:
    """Return a file on a short trip that waits for the leader's decision."""
    trip = made(
        "activities", title_en="To the lanterns of Ardent", kind="delegation_out", starts=day(60), ends=day(64),
        persons=5, countries=["JP"], in_plan="yes", level="department", unit=unit.pk, **guard,
    )  # fmt: skip
    case = begun(desk, trip, "outbound", **TOLD)
    for paper in file_of(desk, case)["papers"]:
        kept(desk, case, "paper", paper["id"])
    kept(desk, case, "filed")
    kept(desk, case, "done", "intake")
    kept(desk, case, "done", "appraise")
    return case


def test_a_stand_in_decides_while_the_other_is_away_and_the_file_says_in_whose_place(
    made: Made, units: dict[str, Record], officer: Officer, colleague: Officer, leader: Officer, client_of: ClientOf
) -> None:
    desk, chair, deputy = client_of(officer), client_of(leader), client_of(colleague)
    case = up_for_decision(desk, made, units["desk"])
    assert deputy.get("/cases/queue/").context["rows"] == []
    assert act(deputy, case, "done", "decide", on=day()).status_code == 403

    assert named(chair, colleague).status_code == 302

    (row,) = deputy.get("/cases/queue/").context["rows"]
    assert [(one["what"], one["instead"]) for one in row["waits"]] == [("Decide to send", "The leader")]
    assert "in place of The leader" in text(deputy.get("/"))
    (turn,) = file_of(deputy, case)["turn"]
    assert (turn["kind"], turn["instead"]) == ("decide", "The leader")
    kept(deputy, case, "done", "decide")
    said = text(client_of(officer).get(f"/cases/{case}/"))
    assert "The colleague, in place of The leader" in said
    assert "Granted: Decide to send" in said
    with identity.acting(identity.system(officer.city, door="test")):
        decision = CaseAct.objects.get(case_id=case, what="done", of="decide")
    assert (decision.officer_id, decision.instead_of_id) == (colleague.pk, leader.pk)
    kept(chair, case, "taken_back", str(decision.pk), reason="Not while I am away.")  # it was done in their name
    (row,) = chair.get("/cases/queue/").context["rows"]
    assert [one["instead"] for one in row["waits"]] == [""]


def test_who_stands_in_may_do_no_more_than_the_one_who_is_away(
    made: Made, units: dict[str, Record], officer: Officer, colleague: Officer, leader: Officer, client_of: ClientOf
) -> None:
    case = up_for_decision(client_of(officer), made, units["desk"])
    named(client_of(leader), colleague)
    deputy = client_of(colleague)

    for what, of in (("paper", "letter"), ("taken", ""), ("withdrawn", ""), ("done", "result")):
        assert act(deputy, case, what, of, on=day(), reason="Because.").status_code == 403  # a leader keeps no dossier
    with identity.acting(identity.of(colleague, door="test")), transaction.atomic():
        for what, away in (("withdrawn", leader.pk), ("done", officer.pk), ("done", colleague.pk)):
            with pytest.raises(DatabaseError), transaction.atomic():
                CaseAct.objects.create(
                    case_id=case, what=what, of="decide", on=day(), officer=colleague, instead_of_id=away
                )
    with (
        identity.acting(replace(identity.of(colleague, door="test"), instead=())),
        pytest.raises(DatabaseError),
        transaction.atomic(),
    ):
        CaseAct.objects.create(case_id=case, what="done", of="decide", on=day(), officer=colleague, instead_of=leader)

    named(client_of(officer), colleague)
    assert act(deputy, case, "paper", "letter", on=day(-1)).status_code == 302  # the officer keeps it, back to any day
    assert act(deputy, case, "withdrawn", on=day(), reason="Because.").status_code == 302


def test_what_the_stand_in_may_not_read_stays_shut_and_who_names_them_is_told_how_much_it_is(
    made: Made, units: dict[str, Record], officer: Officer, colleague: Officer, client_of: ClientOf
) -> None:
    desk, deputy = client_of(officer), client_of(colleague)
    case = up_for_decision(desk, made, units["desk"], sensitivity=2, shown_to=[units["desk"].pk])
    kept(desk, case, "done", "decide", number="7/QD", dated=day())  # the result is the officers' to give out

    answer = desk.post("/stand-ins/", {"stand_in": colleague.pk, "first": day(), "last": day(3)}, follow=True)

    said = "1 file that waits for The officer is out of the sight of The colleague and goes on waiting."
    assert said in text(answer)
    assert deputy.get("/cases/queue/").context["rows"] == []
    assert deputy.get(f"/cases/{case}/").status_code == 404
    assert act(deputy, case, "done", "result", on=day()).status_code == 404


def test_what_the_absent_one_may_not_read_is_not_done_in_their_place() -> None:
    ward = Absent(1, "The ward", "ward", above=(5, 1), below=(5,))

    seen = [(one, two) for one in (0, 1, 2) for two in (5, 6) if ward.sees(Guard(one, two, []))]

    assert seen == [(0, 5), (0, 6), (1, 5)]
    assert ward.sees(Guard(2, 6, [1]))
    assert not ward.sees(Guard(2, 5, [6]))


def test_it_counts_from_its_first_day_to_its_last_and_not_after_it_was_ended(
    made: Made, units: dict[str, Record], officer: Officer, colleague: Officer, leader: Officer, client_of: ClientOf
) -> None:
    case = up_for_decision(client_of(officer), made, units["desk"])
    chair, deputy = client_of(leader), client_of(colleague)

    named(chair, colleague, first=1, last=3)
    assert deputy.get("/cases/queue/").context["rows"] == []
    assert "to come" in text(deputy.get("/account/"))
    named(chair, colleague, first=0, last=0)
    assert len(deputy.get("/cases/queue/").context["rows"]) == 1
    (now,) = chair.get("/stand-ins/").context["now"]
    assert chair.post(now["end"]).status_code == 302

    assert act(deputy, case, "done", "decide", on=day()).status_code == 403
    (past,) = deputy.get("/stand-ins/").context["past"]
    assert past["ended"].startswith("Ended early by The leader")
    assert past["end"] == ""
    assert named(chair, colleague).status_code == 422  # the days to come still overlap
    assert named(chair, colleague, first=0, last=0).status_code == 302


def test_officers_name_their_own_heads_those_of_their_units_and_administrators_anybodys(
    officer: Officer, head: Officer, administrator: Officer, colleague: Officer, leader: Officer, client_of: ClientOf
) -> None:
    chief, admin = client_of(head), client_of(administrator)

    assert named(chief, head, absent=officer.pk).status_code == 302
    assert named(chief, head, absent=colleague.pk).status_code == 422  # of another department: not offered
    assert named(admin, officer, absent=leader.pk, first=20, last=21).status_code == 302
    named(client_of(officer), colleague, absent=leader.pk, first=30, last=31)  # only the own is ever set
    with identity.acting(identity.of(officer, door="test")):
        found = list(StandIn.objects.order_by("pk").values_list("absent_id", "stand_in_id", "set_by_id"))
        assert found == [
            (officer.pk, head.pk, head.pk),
            (leader.pk, officer.pk, administrator.pk),
            (officer.pk, colleague.pk, officer.pk),
        ]
        of_leader = StandIn.objects.get(absent=leader)
        with pytest.raises(DatabaseError), transaction.atomic():
            StandIn.objects.create(
                city=officer.city, absent=leader, stand_in=colleague, first=day(40), last=day(41), set_by=officer
            )
        with pytest.raises(DatabaseError), transaction.atomic():
            StandIn.objects.filter(pk=of_leader.pk).update(last=day(99))
    assert client_of(officer).post(f"/stand-ins/{of_leader.pk}/end/").status_code == 403
    assert admin.post(f"/stand-ins/{of_leader.pk}/end/").status_code == 302


def test_what_cannot_be_is_refused_by_the_database_and_named_on_the_page(
    officer: Officer, head: Officer, colleague: Officer, leader: Officer, client_of: ClientOf
) -> None:
    desk, chief = client_of(officer), client_of(head)
    named(desk, colleague, first=5, last=9)

    for answer, said in (
        (named(desk, officer), "Nobody stands in for themselves."),
        (named(desk, colleague, first=3, last=1), "The last day is before the first."),
        (named(desk, colleague, first=-3, last=-1), "These days are over."),
        (named(desk, head, first=9, last=12), "Somebody stands in on some of these days already."),
        (named(chief, officer, first=1, last=5, absent=head.pk), "Who stands in must be there themselves"),
        (named(client_of(colleague), head, first=9, last=9), "Who stands in must be there themselves"),
    ):
        assert answer.status_code == 422
        assert said in text(answer)
    assert named(chief, officer, first=1, last=4, absent=head.pk).status_code == 302
    with identity.acting(identity.of(officer, door="test")), pytest.raises(IntegrityError), transaction.atomic():
        StandIn.objects.create(
            city=officer.city, absent=officer, stand_in=leader, first=day(6), last=day(6), set_by=officer
        )


def test_who_reads_little_is_told_only_of_their_own(
    officer: Officer, ward: Officer, colleague: Officer, administrator: Officer, client_of: ClientOf
) -> None:
    named(client_of(officer), colleague)

    page = client_of(ward).get("/stand-ins/")

    assert page.context["now"] == []
    assert "The officer" not in text(page)
    assert "The colleague" not in text(page)
    assert "The colleague stands in for The officer" in text(client_of(administrator).get("/stand-ins/"))
    edit = client_of(administrator).get(f"/admin/officers/{officer.pk}/")
    assert "The colleague stands in for The officer" in text(edit)


def test_the_page_of_stand_ins_asks_as_much_of_many_as_of_one(
    officer: Officer, colleague: Officer, client_of: ClientOf
) -> None:
    desk, counts = client_of(officer), []
    for days in ((0,), (1, 2, 3)):
        for at in days:
            named(desk, colleague, first=at, last=at)
        desk.get("/stand-ins/")
        with CaptureQueriesContext(connection) as seen:
            desk.get("/stand-ins/")
        counts.append(len(seen))

    assert counts[0] == counts[1]
    assert counts[0] <= 12
