"""A unit proposes an activity, the office answers it, both are told; and a unit never answers itself."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.core import mail
from django.db import ProgrammingError, transaction
from django.test import Client

from comity.core import identity, write
from comity.core.notices import ProposalNotice
from comity.core.people import Officer
from comity.core.stand_ins import StandIn
from comity.gate import proposal_news, proposals, values
from comity.registers.activities import Activity
from comity.registers.delegations import Cost
from comity.registers.proposals import Proposal
from comity.web import proposals as pages
from tests.conftest import Made

ClientOf = Callable[[Officer], Client]
ActingAs = Callable[[Officer], AbstractContextManager[Any]]
TYPED = {
    "title_en": "Evening of poems by the harbour",
    "kind": "festival",
    "with_whom": "Poets of Port Ardent",
    "starts": "05/2027",
    "place_en": "House of culture",
    "purpose_en": "The port asked for it.",
    "contact": "Bo Ferris, 5th floor",
    "sensitivity": "1",
}


@pytest.fixture
def proposed(ward: Officer, client_of: ClientOf) -> Proposal:
    """The ward proposes an evening of poems, as its clerk types it."""
    answer = client_of(ward).post("/proposals/new/", TYPED | {"unit": ward.unit_id})
    assert answer.status_code == 302
    with identity.acting(identity.system(ward.city, door="test")):
        return Proposal.objects.get()


def again(one: Proposal) -> Proposal:
    with identity.acting(identity.system(one.city, door="test")):
        return Proposal.objects.select_related("activity__unit").get(pk=one.pk)


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def answered(client: Client, one: Proposal, act: str, said: str = "", **more: Any) -> Any:
    posted = {"act": act, "answer": said, "version": again(one).version} | more
    return client.post(f"/proposals/{one.pk}/answer/", posted)


def told(one: Proposal) -> list[tuple[str, str]]:
    """Let the worker look, and return who was told what."""
    proposal_news.catch_up(one.city)
    with identity.acting(identity.system(one.city, door="test")):
        return list(ProposalNotice.objects.order_by("pk").values_list("officer__username", "kind"))


def card(html: str, name: str) -> str:
    return html.partition(f'id="{name}"')[2].partition("</section>")[0]


def test_today_of_a_ward_leads_to_the_form_and_says_where_a_proposal_stands(
    proposed: Proposal, ward: Officer, member: Officer, client_of: ClientOf
) -> None:
    today = text(client_of(ward).get("/"))
    assert '<a class="btn btn-primary" href="/proposals/new/"' in today
    assert "Evening of poems by the harbour" in card(today, "proposed")
    assert "proposed" in card(today, "proposed")
    assert "Evening of poems" not in text(client_of(member).get("/"))


def test_it_is_internal_and_another_unit_neither_sees_nor_changes_it(
    proposed: Proposal, member: Officer, client_of: ClientOf
) -> None:
    assert proposed.sensitivity == 1
    other = client_of(member)
    for path in ("", "edit/", "history/"):
        assert other.get(f"/proposals/{proposed.pk}/{path}").status_code == 404
    assert answered(other, proposed, "accepted").status_code == 404
    assert "Evening of poems" not in text(other.get("/proposals/"))
    assert "Evening of poems" not in text(other.get("/search/?q=poems"))


def test_it_is_no_activity_until_it_is_accepted(proposed: Proposal, head: Officer, client_of: ClientOf) -> None:
    with identity.acting(identity.system(head.city, door="test")):
        assert not Activity.objects.exists()
    client = client_of(head)
    waits = card(text(client.get("/")), "needs")
    assert "Answer the proposal: Evening of poems by the harbour" in waits
    assert answered(client, proposed, "accepted", "Gladly.").status_code == 302
    found = again(proposed)
    made: Any = found.activity
    assert found.state == "accepted"
    assert (made.title_en, made.kind, made.starts) == ("Evening of poems by the harbour", "festival", "2027-05")
    assert (made.purpose_en, made.place_en) == ("The port asked for it.", "House of culture")
    assert (made.unit_id, made.sensitivity, made.in_plan) == (proposed.unit_id, 1, "no")
    assert "Answer the proposal" not in text(client.get("/"))
    page = text(client.get(f"/proposals/{proposed.pk}/"))
    assert f'href="/activities/{made.pk}/"' in page
    assert "Evening of poems" in text(client.get(f"/activities/{made.pk}/")).partition("Proposed as")[2]


def test_declining_and_asking_for_more_need_words(proposed: Proposal, head: Officer, client_of: ClientOf) -> None:
    client = client_of(head)
    for act in ("more", "declined", "nonsense"):
        assert answered(client, proposed, act, " ").status_code == 422
    assert "Say what is missing, or why it is declined." in text(answered(client, proposed, "declined"))
    assert again(proposed).state == "proposed"
    assert answered(client, proposed, "declined", "The house is being repaired.").status_code == 302
    assert "It was decided on" in text(answered(client, proposed, "accepted"))


def test_what_was_changed_since_it_was_read_is_not_accepted(
    proposed: Proposal, head: Officer, ward: Officer, client_of: ClientOf
) -> None:
    read = proposed.version
    client_of(ward).post(
        f"/proposals/{proposed.pk}/edit/", TYPED | {"unit": ward.unit_id, "cost": "", "version": read, "contact": "Ada"}
    )
    assert again(proposed).contact == "Ada"
    refused = answered(client_of(head), proposed, "accepted", version=read)
    assert refused.status_code == 422
    assert "It was changed since you opened it." in text(refused)
    assert again(proposed).state == "proposed"


def test_the_unit_completes_what_the_office_asks_for_and_hands_it_in_anew(
    proposed: Proposal, head: Officer, ward: Officer, client_of: ClientOf
) -> None:
    boss, clerk = client_of(head), client_of(ward)
    answered(boss, proposed, "more", "Who pays?")
    today = text(clerk.get("/"))
    assert "Complete the proposal: Evening of poems by the harbour" in card(today, "needs")
    assert "Who pays?" in card(today, "proposed")
    assert "Send it in again" in text(clerk.get(f"/proposals/{proposed.pk}/"))
    assert answered(clerk, proposed, "again").status_code == 302
    assert again(proposed).state == "proposed"
    assert answered(clerk, proposed, "again").status_code == 422
    assert answered(boss, proposed, "accepted").status_code == 302


def test_a_unit_never_answers_itself_by_any_door(
    proposed: Proposal, ward: Officer, head: Officer, client_of: ClientOf, acting_as: ActingAs
) -> None:
    clerk = client_of(ward)
    for act in ("accepted", "declined", "more", "back"):
        assert answered(clerk, proposed, act, "because").status_code == 403
    clerk.post(
        f"/proposals/{proposed.pk}/edit/",
        TYPED | {"unit": ward.unit_id, "version": proposed.version, "state": "accepted", "answer": "Yes", "turn": "0"},
    )
    assert (again(proposed).state, again(proposed).answer) == ("proposed", "")
    with acting_as(ward):
        for change in ({"state": "accepted"}, {"answer": "Yes"}, {"state": "more"}):
            with pytest.raises(ProgrammingError), transaction.atomic():
                Proposal.objects.filter(pk=proposed.pk).update(**change)
        forged = Proposal(title_en="Forged", kind="festival", unit_id=ward.unit_id, state="accepted")
        with pytest.raises(write.Refused), transaction.atomic():
            write.save(forged)


def test_what_was_decided_on_stays_until_the_office_takes_its_answer_back(
    proposed: Proposal, ward: Officer, head: Officer, client_of: ClientOf, acting_as: ActingAs
) -> None:
    boss, clerk = client_of(head), client_of(ward)
    answered(boss, proposed, "accepted")
    refused = clerk.post(
        f"/proposals/{proposed.pk}/edit/", TYPED | {"unit": ward.unit_id, "version": again(proposed).version}
    )
    assert "It was decided on and stays as it was." in text(refused)
    assert clerk.post(f"/proposals/{proposed.pk}/remove/").status_code == 403
    with acting_as(ward), pytest.raises(ProgrammingError), transaction.atomic():
        Proposal.objects.filter(pk=proposed.pk).update(contact="Somebody else")
    assert answered(boss, proposed, "back").status_code == 302
    found = again(proposed)
    assert (found.state, found.answer, found.activity) == ("proposed", "", None)
    with identity.acting(identity.system(head.city, door="test")):
        assert not Activity.objects.exists()


def test_an_answer_is_not_taken_back_once_its_activity_lives(
    proposed: Proposal, head: Officer, client_of: ClientOf, acting_as: ActingAs, made: Made
) -> None:
    boss = client_of(head)
    answered(boss, proposed, "accepted")
    task = made("tasks", title_en="Book the house", activity=again(proposed).activity_id)
    assert "Other records point at the activity" in text(answered(boss, proposed, "back"))
    with acting_as(head):
        write.remove(task)
        live: Any = Activity.objects.get()
        live.persons = 80
        write.save(live)
    assert "The activity was changed since, so the answer stays." in text(answered(boss, proposed, "back"))
    assert again(proposed).state == "accepted"


def test_leaders_and_auditors_read_and_do_not_answer(proposed: Proposal, leader: Officer, client_of: ClientOf) -> None:
    client = client_of(leader)
    assert "Evening of poems" in text(client.get(f"/proposals/{proposed.pk}/"))
    assert answered(client, proposed, "accepted").status_code == 403


def test_heads_are_told_once_and_then_the_unit(
    proposed: Proposal, head: Officer, officer: Officer, ward: Officer, member: Officer, client_of: ClientOf
) -> None:
    assert told(proposed) == [(head.username, "proposed")]
    assert told(proposed) == [(head.username, "proposed")]
    boss = client_of(head)
    assert "A proposal waits for an answer" in text(boss.get("/"))
    answered(boss, proposed, "more", "Who pays?")
    assert "A proposal waits for an answer" not in card(text(boss.get("/")), "news-of-files")
    assert told(proposed)[1:] == [(ward.username, "more")]
    clerk = client_of(ward)
    assert "More is asked for on the proposal" in text(clerk.get("/news/"))
    answered(clerk, proposed, "again")
    answered(boss, proposed, "accepted")
    assert told(proposed)[-1] == (ward.username, "accepted")
    clerk.post("/news/read/")
    assert "The proposal was accepted" not in card(text(clerk.get("/")), "news-of-files")


def test_without_a_head_those_are_told_who_answer(proposed: Proposal, officer: Officer, ward: Officer) -> None:
    assert told(proposed) == [(officer.username, "proposed")]


def test_who_stands_in_for_a_head_is_told_too(
    proposed: Proposal, head: Officer, officer: Officer, acting_as: ActingAs
) -> None:
    with acting_as(head):
        today = values.today()  # the city's, which is another than this machine's in the evening
        StandIn.objects.create(city=head.city, absent=head, stand_in=officer, first=today, last=today, set_by=head)
    assert told(proposed) == [(head.username, "proposed"), (officer.username, "proposed")]


def test_an_email_names_the_number_alone(proposed: Proposal, head: Officer, settings: Any) -> None:
    settings.MAILS, settings.OFFICE_URL, settings.DEFAULT_FROM_EMAIL = True, "https://office.example", "o@x.example"
    Officer.objects.filter(pk=head.pk).update(email="head@office.example")
    told(proposed)
    assert proposal_news.send(head.city) == 1
    (sent,) = mail.outbox
    assert sent.subject == f"Proposal {proposed.pk} waits for an answer"
    assert f"https://office.example/proposals/{proposed.pk}/" in sent.body
    assert "poems" not in sent.body


def test_only_the_program_tells(proposed: Proposal, ward: Officer, acting_as: ActingAs) -> None:
    with acting_as(ward), pytest.raises(ProgrammingError), transaction.atomic():
        ProposalNotice.objects.create(city=ward.city, officer=ward, of=proposed, kind="accepted", turn=9)


def test_an_answer_through_the_gate_says_why_it_has_no_place(
    proposed: Proposal, head: Officer, acting_as: ActingAs
) -> None:
    with acting_as(head):
        with pytest.raises(proposals.Unfit, match="There is no answer"):
            proposals.take_back(proposed)
        with pytest.raises(proposals.Unfit, match="Nothing more"):
            proposals.hand_in_anew(proposed)


def test_a_list_of_proposals_is_narrowed_by_where_they_stand(
    proposed: Proposal, ward: Officer, head: Officer, client_of: ClientOf
) -> None:
    client_of(ward).post("/proposals/new/", TYPED | {"unit": ward.unit_id, "title_en": "Boats", "confirmed": "1"})
    boss = client_of(head)
    answered(boss, proposed, "declined", "The house is being repaired.")
    declined, waiting = (text(boss.get(f"/proposals/?state={one}")) for one in ("declined", "proposed"))
    both = text(boss.get("/proposals/?state=declined&state=proposed"))
    assert ("Evening of poems" in declined, "Boats" in declined) == (True, False)
    assert ("Evening of poems" in waiting, "Boats" in waiting) == (False, True)
    assert ("Evening of poems" in both, "Boats" in both) == (True, True)
    assert 'name="state" value="more"' in waiting
    assert boss.get("/proposals/?state=nonsense").status_code == 400


def test_who_waits_for_many_answers_is_led_to_those_alone(
    proposed: Proposal, head: Officer, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "EACH", 0)
    assert 'href="/proposals/?state=proposed"' in card(text(client_of(head).get("/")), "needs")


def test_what_the_unit_reckons_with_becomes_an_estimate_and_goes_with_the_answer(
    proposed: Proposal, ward: Officer, head: Officer, client_of: ClientOf
) -> None:
    boss, money = client_of(head), {"cost": "20,000,000", "cost_currency": "VND", "version": proposed.version}
    client_of(ward).post(f"/proposals/{proposed.pk}/edit/", TYPED | {"unit": ward.unit_id} | money)
    answered(boss, proposed, "accepted")
    with identity.acting(identity.system(head.city, door="test")):
        line = Cost.objects.get(activity=again(proposed).activity_id)
        assert (line.heading, line.estimate, line.actual, line.currency) == ("whole", Decimal(20_000_000), None, "VND")
    page = text(boss.get(f"/activities/{again(proposed).activity_id}/"))
    assert "Bo Ferris, 5th floor" in page.partition("Proposed as")[2]
    assert answered(boss, proposed, "back").status_code == 302
    with identity.acting(identity.system(head.city, door="test")):
        assert not Cost.objects.exists()
        assert not Activity.objects.exists()


def test_an_answer_stays_where_somebody_went_on_with_the_estimate_or_the_programme(
    proposed: Proposal, ward: Officer, head: Officer, client_of: ClientOf, acting_as: ActingAs, made: Made
) -> None:
    boss, money = client_of(head), {"cost": "900", "cost_currency": "VND", "version": proposed.version}
    client_of(ward).post(f"/proposals/{proposed.pk}/edit/", TYPED | {"unit": ward.unit_id} | money)
    answered(boss, proposed, "accepted")
    item = made("programme_items", title_en="First poem", activity=again(proposed).activity_id)
    assert "The activity was changed since" in text(answered(boss, proposed, "back"))
    with acting_as(head):
        write.remove(item)
        line: Any = Cost.objects.get()
        line.actual = Decimal(800)
        write.save(line)
    assert "The activity was changed since" in text(answered(boss, proposed, "back"))


def test_a_clerk_writes_in_one_language_and_finds_the_other_at_the_end(
    proposed: Proposal, ward: Officer, officer: Officer, client_of: ClientOf
) -> None:
    clerk = client_of(ward)
    top, _fold, end = text(clerk.get("/proposals/new/")).partition("In another language")
    assert all(f'name="{name}_en"' in top and f'name="{name}_vi"' in end for name in ("title", "place", "purpose"))
    assert not any(f'name="{name}_vi"' in top for name in ("title", "place", "purpose"))
    assert "one language is enough" not in top + end

    refused = clerk.post("/proposals/new/", TYPED | {"unit": ward.unit_id, "title_vi": "Đêm thơ", "starts": "soon"})
    top = text(refused).partition("In another language")[0]
    assert 'value="Đêm thơ"' in top
    assert 'name="place_vi"' not in top

    assert "In another language" not in text(client_of(officer).get("/proposals/new/"))


def test_a_refused_form_keeps_the_currency_that_stands_beside_an_empty_amount(
    ward: Officer, client_of: ClientOf
) -> None:
    client = client_of(ward)
    own = re.search(
        r'<option value="([A-Z]{3})" selected', text(client.get("/proposals/new/")).split("cost_currency", 1)[1]
    )
    assert own

    answer = client.post("/proposals/new/", TYPED | {"starts": "32/13/2026", "cost": "", "cost_currency": own[1]})
    assert answer.status_code == 422
    assert (
        f'<option value="{own[1]}" selected' in text(answer).split('name="cost_currency"', 1)[1].split("</select>")[0]
    )


def test_a_message_repeats_no_more_than_the_beginning_of_a_page_pasted_into_a_number(
    ward: Officer, client_of: ClientOf
) -> None:
    answer = client_of(ward).post("/proposals/new/", TYPED | {"unit": ward.unit_id, "cost": "much " * 900})
    (said,) = answer.context["form"].errors["cost"]
    assert said.startswith("much much")
    assert len(said) < 150
    assert answer.context["form"]["cost"].value() == "much " * 900
