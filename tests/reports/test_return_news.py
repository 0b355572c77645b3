"""Whoever owes a return and who asked for it are told once that it is due soon and once that it is late; nobody else is."""

from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.test import Client

from comity.core import identity
from comity.core.notices import ReturnNotice
from comity.core.people import Officer
from comity.core.returns import Return
from comity.core.stand_ins import StandIn
from comity.domain import period as periods
from comity.gate import values
from comity.management import mornings
from comity.reports import return_news, returning

ClientOf = Callable[[Officer], Client]
Acting = Callable[[Officer], Any]
DUE = date(2026, 5, 22)  # a Friday


@pytest.fixture
def asked(units: Any, head: Officer, acting_as: Acting) -> Return:
    """The head asks the ward and the association."""
    with acting_as(head):
        both = (units["ward"].pk, units["association"].pk)
        returning.ask(periods.year(2025), "agency", units=both, due=DUE, note="")
        return Return.objects.select_related("request").get(unit_id=units["ward"].pk)


@pytest.fixture
def morning(head: Officer, monkeypatch: pytest.MonkeyPatch) -> Callable[[date], list[tuple[str, str, int]]]:
    """Let a day begin, for a worker that was started anew; return all that is kept: to whom, of what kind, of which return."""

    def begins(day: date) -> list[tuple[str, str, int]]:
        monkeypatch.setattr(values, "today", lambda: day)
        mornings.look_anew(head.city, {})
        with identity.acting(identity.system(head.city, door="test")):
            rows = ReturnNotice.objects.order_by("pk").values_list("officer__username", "kind", "of_id")
            return list(rows)

    return begins


def text(page: Any) -> str:
    return unescape(page.content.decode())


def test_a_return_is_told_of_once_when_it_is_due_soon_and_once_when_it_is_late(
    asked: Return, ward: Officer, head: Officer, colleague: Officer, morning: Any, client_of: ClientOf
) -> None:
    assert morning(date(2026, 5, 14)) == []  # six working days ahead
    soon = morning(date(2026, 5, 15))
    assert [one for one in soon if one[2] == asked.pk] == [(head.username, "soon", asked.pk), (ward.username, "soon", asked.pk)]  # fmt: skip
    assert morning(date(2026, 5, 16)) == morning(DUE) == soon
    late = morning(date(2026, 5, 23))
    assert {one for one in late if one[2] == asked.pk} - {*soon} == {(head.username, "late", asked.pk), (ward.username, "late", asked.pk)}  # fmt: skip
    assert morning(date(2026, 6, 1)) == late
    assert colleague.username not in {who for who, _kind, _of in late}

    clerk, boss = client_of(ward), client_of(head)
    assert "A return is overdue since Fri 22 May 2026" in text(clerk.get("/"))
    assert "Return of a unit, 2025: Vesper ward" in text(boss.get("/news/"))
    clerk.post("/news/read/")
    assert "A return is overdue" not in text(clerk.get("/"))


def test_who_sends_a_return_has_read_of_it_and_is_told_no_more(
    asked: Return, ward: Officer, head: Officer, acting_as: Acting, morning: Any
) -> None:
    soon = morning(date(2026, 5, 18))
    with acting_as(ward):
        returning.keep(asked, [], note="", send=True, seen=1)
        assert ReturnNotice.objects.filter(seen_at=None).count() == 0

    assert [one for one in morning(date(2026, 6, 1)) if one not in soon and one[2] == asked.pk] == []
    with acting_as(head):
        assert ReturnNotice.objects.filter(of=asked, seen_at=None).count() == 1
        returning.decide(Return.objects.get(pk=asked.pk), accept=False, reason="Which one?")
    assert (ward.username, "late", asked.pk) in morning(date(2026, 6, 2))  # it is owed again


@pytest.fixture
def away(ward: Officer, head: Officer, colleague: Officer, cast: Any, acting_as: Acting) -> None:
    """Until the return is due the colleague stands in for the head, and for the ward clerk somebody who may not see it."""
    for absent, other in ((head, colleague), (ward, cast("member", "association"))):
        with acting_as(absent):
            StandIn.objects.create(
                city=absent.city, absent=absent, stand_in=other, first=date(2026, 5, 15), last=DUE, set_by=absent
            )


def test_who_stands_in_is_told_in_the_absent_one_s_place_on_these_days_if_both_see_the_return(
    asked: Return, ward: Officer, head: Officer, colleague: Officer, away: None, morning: Any, client_of: ClientOf
) -> None:
    soon = [one for one in morning(date(2026, 5, 15)) if one[2] == asked.pk]
    news = text(client_of(colleague).get("/news/"))
    late = [one for one in morning(DUE + timedelta(days=1)) if one[2] == asked.pk and one not in soon]

    assert {who for who, _kind, _of in soon} == {head.username, ward.username, colleague.username}
    assert "in place of The head" in news
    assert "A return is due soon: Fri 22 May 2026" in news
    assert "in place of" not in text(client_of(head).get("/news/"))
    assert colleague.username not in {who for who, _kind, _of in late}  # the head is back


def test_notices_are_written_by_the_program_and_read_by_nobody_else(
    asked: Return, ward: Officer, head: Officer, officer: Officer, acting_as: Acting, morning: Any
) -> None:
    morning(date(2026, 5, 18))

    with acting_as(officer):
        assert ReturnNotice.objects.count() == 0
    with acting_as(ward):
        assert set(ReturnNotice.objects.values_list("of_id", flat=True)) == {asked.pk}
        with pytest.raises(DatabaseError), transaction.atomic():
            ReturnNotice.objects.create(city=ward.city, officer=head, of=asked, kind="soon", due=DUE)


def test_e_mails_say_the_number_and_the_day_once_to_those_who_want_them_in_their_language(
    asked: Return, ward: Officer, head: Officer, morning: Any, settings: Any
) -> None:
    settings.MAILS, settings.OFFICE_URL, settings.DEFAULT_FROM_EMAIL = (
        True,
        "https://office.example",
        "o@office.example",
    )
    for one, wants in ((ward, True), (head, False)):
        one.email, one.mails, one.language = f"{one.username}@office.example", wants, "vi"
        one.save()

    for _again in range(2):
        morning(date(2026, 5, 18))
        return_news.send(head.city)

    (sent,) = mail.outbox
    assert sent.to == [ward.email]
    assert sent.subject == f"Báo cáo số {asked.pk} sắp đến hạn: 22/05/2026"
    assert f"https://office.example/reports/returns/{asked.pk}/" in sent.body
    assert "Vesper" not in sent.body + sent.subject
