"""Officers are told of files: those whose turn it is, once, in the app and by e-mail, and nobody of what they may not see."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comity.core import identity
from comity.core.notices import Notice
from comity.core.people import Officer
from comity.core.records import Record
from comity.core.stand_ins import StandIn
from comity.gate import case_news, values
from comity.gate.mails import _posted as posted
from comity.management import mornings
from tests.cases.doing import PAPER, begun, file_of, kept, text

ClientOf = Callable[[Officer], Client]
Made = Callable[..., Any]
TODAY = date(2026, 5, 11)  # a Monday


def filed(desk: Client, trip: Record) -> int:
    case = begun(desk, trip, "outbound")
    for paper in file_of(desk, case)["papers"]:
        kept(desk, case, "paper", paper["id"])
    kept(desk, case, "filed")
    return case


def told(case: int, at: Any) -> list[tuple[str, str, str]]:
    """Let the worker tell, and return all that is kept: to whom, of what kind, of what."""
    case_news.tell.call(at.pk, case)
    with identity.acting(identity.system(at, door="test")):
        rows = Notice.objects.filter(case_id=case).order_by("kind", "of", "officer__username")
        return [(one.officer.username, one.kind, one.of) for one in rows]


@pytest.fixture
def mails(settings: Any) -> Any:
    """An office that sends e-mail."""
    settings.MAILS, settings.OFFICE_URL, settings.DEFAULT_FROM_EMAIL = (
        True,
        "https://office.example",
        "o@office.example",
    )
    return settings


@pytest.mark.parametrize("to", ["a@office.example\nBcc: b@elsewhere.example", "a@office.example\r\nX: y"])
def test_no_line_of_its_own_comes_into_an_email(
    to: str, mails: Any, administrator: Officer, officer: Officer, client_of: ClientOf
) -> None:
    form = {"name": officer.name, "username": officer.username, "role": officer.role, "unit": str(officer.unit_id)}
    answer = client_of(administrator).post(f"/admin/officers/{officer.pk}/", form | {"is_active": "on", "email": to})

    assert (answer.status_code, "email" in answer.context["form"].errors) == (422, True)
    for header in ((to, "News"), ("a@office.example", f"News{to}")):
        with pytest.raises(ValueError, match=r"newlines|Invalid address|whitespace"):
            posted(*header, "A number and a link")
    assert mail.outbox == []


def test_a_turn_is_told_once_to_those_whose_it_is_and_to_who_stands_in(
    trip: Record, officer: Officer, head: Officer, leader: Officer, colleague: Officer, cast: Any, client_of: ClientOf
) -> None:
    desk, other, city = client_of(officer), cast("officer", "department"), officer.city
    case = filed(desk, trip)
    assert told(case, city) == []  # who filed it, and has it in hand since, needs not be told that it waits
    kept(client_of(other), case, "taken")
    kept(desk, case, "facts", **{"f-days": "10", "reason": "They come back a day earlier."})
    assert told(case, city) == [(other.username, "waits", "step:intake")]  # who has it in hand, and no other officer
    kept(desk, case, "done", "intake")
    kept(desk, case, "done", "appraise")
    before = told(case, city)
    assert [one for one in before if one[2] == "step:decide"] == [(leader.username, "waits", "step:decide")]
    with identity.acting(identity.of(leader, door="test")):
        StandIn.objects.create(
            city=city, absent=leader, stand_in=colleague, first=TODAY, last=TODAY + timedelta(days=9999), set_by=leader
        )

    after = told(case, city)

    assert [one for one in after if one not in before] == [(colleague.username, "waits", "step:decide")]
    assert told(case, city) == after
    assert "in place of The leader" in text(client_of(colleague).get("/"))
    kept(desk, case, "done", "decide", **PAPER)
    assert (other.username, "decided", "decide") in told(case, city)


def test_a_term_that_is_over_is_told_to_the_head_in_the_morning_and_never_again(
    trip: Record, officer: Officer, head: Officer, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, city = filed(client_of(officer), trip), officer.city
    told(case, city)
    monkeypatch.setattr(values, "today", lambda: date(2026, 5, 20))

    for _restart in range(2):
        mornings.look_anew(city, {})

    with identity.acting(identity.system(city, door="test")):
        late = Notice.objects.filter(kind="late").order_by("officer__username").values_list("officer__username", "due")
        assert list(late) == [(head.username, date(2026, 5, 12)), (officer.username, date(2026, 5, 12))]
    page = client_of(head).get("/")
    assert "A term is over: Tue 12 May 2026" in text(page)


def test_e_mails_name_the_number_alone_and_go_out_once_to_those_who_want_them(
    trip: Record, officer: Officer, colleague: Officer, cast: Any, client_of: ClientOf, mails: Any
) -> None:
    for one, wants in ((officer, True), (cast("officer", "department"), False)):
        one.email, one.mails, one.language = f"{one.username}@office.example", wants, "vi"
        one.save()
    desk = client_of(officer)
    case = filed(client_of(colleague), trip)

    for _again in range(2):
        case_news.tell.call(officer.city_id, case)

    (sent,) = mail.outbox
    assert sent.to == ["officer-desk@office.example"]
    assert sent.subject == f"Hồ sơ {case} đang chờ bạn"
    assert f"https://office.example/cases/{case}/" in sent.body
    assert "lanterns" not in sent.body + sent.subject
    page = desk.post("/account/", {"name": officer.name, "email": officer.email, "language": ""})
    assert page.status_code == 302
    officer.refresh_from_db()
    assert not officer.mails


def test_a_server_that_is_away_is_asked_again_and_a_mail_that_may_have_gone_out_is_not(
    trip: Record, officer: Officer, colleague: Officer, client_of: ClientOf, mails: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer.email = "desk@office.example"
    officer.save()
    case = filed(client_of(colleague), trip)

    def away(_self: Any) -> None:
        raise ConnectionRefusedError("no server")

    def broken(_self: Any, _messages: Any) -> None:
        raise ConnectionResetError("in the middle")

    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "open", away)
        case_news.tell.call(officer.city_id, case)
    assert mail.outbox == []
    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", broken)
        assert case_news.send(officer.city) == 1
    assert case_news.send(officer.city) == 0
    assert mail.outbox == []


def test_nobody_is_told_of_a_file_out_of_their_sight_and_notices_are_read_by_nobody_else(
    made: Made, units: dict[str, Record], officer: Officer, head: Officer, client_of: ClientOf, monkeypatch: Any
) -> None:
    desk = client_of(officer)
    secret = made(
        "activities", title_en="Lanterns at night", kind="delegation_out", starts="2026-06-08", ends="2026-06-10",
        persons=3, countries=["JP"], in_plan="yes", level="department", unit=units["desk"].pk,
        sensitivity=2, shown_to=[units["desk"].pk],
    )  # fmt: skip
    case = filed(desk, secret)
    monkeypatch.setattr(values, "today", lambda: date(2026, 5, 20))

    assert told(case, officer.city) == [(officer.username, "late", "step:intake")]  # not the head, who does not see it

    assert client_of(head).get("/news/").context["unread"] == []
    with identity.acting(identity.of(head, door="test")):
        assert not Notice.objects.exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            Notice.objects.create(city=officer.city, officer=head, case_id=case, kind="waits")


def test_news_are_taken_as_read_by_acting_on_the_file_or_all_at_once(
    trip: Record, officer: Officer, cast: Any, client_of: ClientOf
) -> None:
    other = cast("officer", "department")
    desk, next_door = client_of(officer), client_of(other)
    case = filed(desk, trip)
    kept(next_door, case, "taken")
    kept(desk, case, "returned", reason="The letter names nobody.")
    told(case, officer.city)
    assert "News of files, returns and proposals" in text(next_door.get("/")).split("Needs you")[0]

    kept(desk, case, "back")
    next_door.post("/news/read/", {"back": "home"})

    assert desk.get("/news/").context["unread"] == []
    assert [one["sub"].split(",")[0] for one in next_door.get("/news/").context["read"]] == [
        "It was returned to the applicant"
    ]
    assert next_door.get("/").context["news_of_files"] == []


def test_the_page_of_news_asks_as_much_of_many_as_of_one(
    trip: Record, officer: Officer, cast: Any, client_of: ClientOf
) -> None:
    reader, counts = client_of(cast("officer", "department")), []
    case = filed(client_of(officer), trip)
    kept(reader, case, "taken")
    told(case, officer.city)
    for more in (1, 5):
        with identity.acting(identity.system(officer.city, door="test")):
            who = Officer.objects.get(username="officer-department")
            for one in range(more):
                Notice.objects.create(city=officer.city, officer=who, case_id=case, kind="waits", mark=f"{more}-{one}")
        reader.get("/news/")
        with CaptureQueriesContext(connection) as seen:
            reader.get("/news/")
        counts.append(len(seen))

    assert counts[0] == counts[1]
    assert counts[0] <= 9


def test_that_a_file_lapsed_overnight_is_told_once_to_those_whose_it_is(
    trip: Record, officer: Officer, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, city = filed(client_of(officer), trip), officer.city
    kept(client_of(officer), case, "returned", reason="The letter names nobody.")
    told(case, city)
    monkeypatch.setattr(values, "today", lambda: date(2026, 6, 9))  # the trip was to leave the day before

    for _restart in range(2):
        mornings.look_anew(city, {})

    with identity.acting(identity.system(city, door="test")):
        assert list(Notice.objects.filter(kind="lapsed").values_list("officer__username", flat=True)) == [
            officer.username
        ]
    assert "It has lapsed" in text(client_of(officer).get("/"))


def test_who_stands_in_for_an_applicant_is_told_what_the_applicant_is_told_on_those_days(
    trip: Record, officer: Officer, head: Officer, colleague: Officer, client_of: ClientOf, monkeypatch: Any
) -> None:
    desk, city = client_of(officer), officer.city
    case = filed(desk, trip)  # of the colleague's unit
    with identity.acting(identity.of(colleague, door="test")):
        StandIn.objects.create(
            city=city, absent=colleague, stand_in=head, first=TODAY, last=TODAY + timedelta(days=9), set_by=colleague
        )
    kept(desk, case, "returned", reason="The letter names nobody.")

    def of_it(kind: str) -> list[str]:
        return [one[0] for one in told(case, city) if one[1] == kind]

    assert of_it("returned") == [colleague.username, head.username]
    assert "in place of The colleague" in text(client_of(head).get("/news/"))

    monkeypatch.setattr(values, "today", lambda: TODAY + timedelta(days=10))  # back again
    kept(desk, case, "lapsed", on="2026-05-21", reason="They write that they will not go.")

    assert of_it("lapsed") == [colleague.username]


def test_what_a_stand_in_filed_is_the_absent_one_s_file_when_the_days_are_over(
    made: Made,
    units: dict[str, Record],
    officer: Officer,
    colleague: Officer,
    cast: Any,
    client_of: ClientOf,
    monkeypatch: Any,
) -> None:
    desk, city = client_of(officer), officer.city
    trip = made(
        "activities", title_en="To the lanterns of Ardent", kind="delegation_out", starts="2026-06-08",
        ends="2026-06-10", persons=3, countries=["JP"], in_plan="yes", level="department", unit=units["department"].pk,
    )  # fmt: skip
    case = begun(desk, trip, "outbound")
    with identity.acting(identity.of(officer, door="test")):
        today = timezone.localdate()  # the database counts the days of stand-ins by its own clock
        StandIn.objects.create(
            city=city,
            absent=officer,
            stand_in=colleague,
            first=min(TODAY, today),
            last=max(TODAY, today),
            set_by=officer,
        )
    deputy = client_of(colleague)
    for paper in file_of(deputy, case)["papers"]:
        kept(deputy, case, "paper", paper["id"])
    kept(deputy, case, "filed")
    monkeypatch.setattr(values, "today", lambda: max(TODAY, today) + timedelta(days=1))

    kept(client_of(cast("officer", "department")), case, "returned", reason="The letter names nobody.")

    assert [one for one in told(case, city) if one[1] == "returned"] == [(officer.username, "returned", "")]
