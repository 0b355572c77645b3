"""Nobody signs, hands in or gives back a report that is not what they read."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import CommandError
from django.test import Client

from comity.core.issued import Issued
from comity.core.people import Officer
from comity.domain import period as periods
from comity.gate.access import NotAllowed
from comity.reports import issued_rights, issuing
from tests.long import long
from tests.reports.reading import read
from tests.reports.test_issued_command import run

pytestmark = long  # the whole of it in .ci/run

NOW = datetime(2025, 1, 15, 3, tzinfo=UTC)
Acting = Callable[[Officer], Any]
CHANGED = "The report was changed since you opened it"


@pytest.fixture
def draft(made: Callable[..., Any], officer: Officer, acting_as: Acting) -> Issued:
    """A report with one delegation, as a draft of the officer."""
    made("activities", title_en="Visit", kind="delegation_in", starts="2024-03", persons=4, sensitivity=0)
    with acting_as(officer):
        return issuing.draft(periods.year(2024), "department", basis="office", sensitivity=1, at=NOW)


def state(one: Issued, officer: Officer, acting_as: Acting) -> str:
    with acting_as(officer):
        return Issued.objects.get(pk=one.pk).state


def test_what_was_changed_since_the_page_was_opened_is_not_signed(
    draft: Issued, officer: Officer, head: Officer, acting_as: Acting, client_of: Callable[[Officer], Client]
) -> None:
    page, boss, desk = f"/reports/issued/{draft.pk}/", client_of(head), client_of(officer)
    desk.post(f"{page}step/", {"step": "submit"} | read(desk, page))
    seen = read(boss, page)  # the head opens the page, and somebody else works on
    desk.post(f"{page}step/", {"step": "back", "reason": "A word is wrong."} | read(desk, page))
    desk.post(f"{page}text/", {"version": draft.version, "results_en": "Something else."})
    desk.post(f"{page}step/", {"step": "submit"} | read(desk, page))

    for step in ({"step": "sign"}, {"step": "back", "reason": "No."}):
        for said in (seen, {}, {"seen": ""}, {"seen": "0"}):
            answer = boss.post(f"{page}step/", step | said, follow=True)
            assert (answer.status_code, CHANGED in answer.content.decode()) == (200, True)
            assert state(draft, officer, acting_as) == "submitted"

    boss.post(f"{page}step/", {"step": "sign"} | read(boss, page))
    assert state(draft, officer, acting_as) == "signed"


def test_what_was_changed_since_is_neither_handed_in_nor_discarded(
    draft: Issued, officer: Officer, acting_as: Acting, client_of: Callable[[Officer], Client]
) -> None:
    page, desk = f"/reports/issued/{draft.pk}/", client_of(officer)
    seen = read(desk, page)
    desk.post(f"{page}text/", {"version": draft.version, "results_en": "Something else."})

    for step in ("submit", "discard"):
        assert CHANGED in desk.post(f"{page}step/", {"step": step} | seen, follow=True).content.decode()
    assert state(draft, officer, acting_as) == "draft"


def test_of_two_who_sign_at_once_the_second_reads_who_signed(
    draft: Issued,
    officer: Officer,
    head: Officer,
    leader: Officer,
    acting_as: Acting,
    client_of: Callable[[Officer], Client],
) -> None:
    with acting_as(officer):
        issuing.submit(draft)
    boss = client_of(head)
    seen = read(boss, f"/reports/issued/{draft.pk}/")
    with acting_as(head):
        late = Issued.objects.get(pk=draft.pk)
    with acting_as(leader):
        issuing.sign(Issued.objects.get(pk=draft.pk), NOW)

    with acting_as(head), pytest.raises(NotAllowed, match="already signed: by The leader"):
        issuing.sign(late, NOW)  # both had found it to be signed
    answer = boss.post(f"/reports/issued/{draft.pk}/step/", {"step": "sign"} | seen, follow=True)
    assert (answer.status_code, "already signed: by The leader" in answer.content.decode()) == (200, True)
    with acting_as(head):
        assert Issued.objects.get(pk=draft.pk).signed_by_id == leader.pk


def test_a_text_written_while_figures_are_counted_anew_is_not_lost(
    draft: Issued, officer: Officer, acting_as: Acting
) -> None:
    with acting_as(officer):
        late = Issued.objects.select_related("content").get(pk=draft.pk)
        issuing.write(draft, {"results": {"en": "Much was done."}}, seen=1)
        with pytest.raises(issued_rights.Changed):
            issuing.recount(late, NOW)
        with pytest.raises(issuing.Conflicting):
            issuing.write(late, {"results": {"en": "Little was done."}}, seen=1)
        kept = issuing.content_of(Issued.objects.get(pk=draft.pk))
    assert next(one["en"] for one in kept["texts"] if one["section"] == "results") == "Much was done."


def test_the_command_line_signs_what_was_read(draft: Issued, officer: Officer, head: Officer) -> None:
    with pytest.raises(CommandError, match=CHANGED):
        run("submit", draft.pk, by=officer.username, hash="0" * 64)
    run("submit", draft.pk, by=officer.username)
    with pytest.raises(CommandError, match="--hash: Say what you read"):
        run("sign", draft.pk, by=head.username)
    for other in ("0" * 64, draft.sha256[:7]):
        with pytest.raises(CommandError, match=CHANGED):
            run("sign", draft.pk, by=head.username, hash=other)
    assert "locked" in run("sign", draft.pk, by=head.username, hash=draft.sha256[:8], nevertheless=True)
