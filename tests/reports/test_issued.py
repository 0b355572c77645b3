"""A report is issued, signed and locked; reopened it is the same, and says what changed since."""

import io
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from comity.core import write
from comity.core.issued import Issued, IssuedContent
from comity.core.people import Officer
from comity.domain import period as periods
from comity.gate.access import NotAllowed
from comity.reports import figures, issuing, kept, since, snapshot
from comity.reports.since import Since
from tests.database import address
from tests.reports.reading import read

NOW = datetime(2025, 1, 15, 3, tzinfo=UTC)
YEAR = periods.year(2024)
Made = Callable[..., Any]
Acting = Callable[[Officer], Any]


@pytest.fixture
def visits(made: Made) -> list[Any]:
    """Two delegations with ten persons each, to countries of their own, and one in a restricted file."""
    return [
        made("activities", title_en=f"Visit {code}", kind="delegation_in", starts=f"2024-03-0{at}", persons=10,
             countries=[code], sensitivity=0)
        for at, code in enumerate(("FR", "JP"), 1)
    ]  # fmt: skip


def drafted(officer: Officer, acting_as: Acting, **given: Any) -> Issued:
    with acting_as(officer):
        asked: dict[str, Any] = {"basis": "office", "sensitivity": 1, "at": NOW} | given
        return issuing.draft(YEAR, "department", **asked)


def signed(one: Issued, by: Officer, acting_as: Acting, drafter: Officer) -> Issued:
    with acting_as(drafter):
        issuing.submit(one)
    with acting_as(by):
        issuing.sign(one, NOW)
    return one


def reopened(one: Issued, reader: Officer, acting_as: Acting) -> tuple[dict[str, Any], Since | None]:
    with acting_as(reader):
        found = Issued.objects.select_related("content").get(pk=one.pk)
        content = issuing.content_of(found)
        return content, since.of(found, content)


def value(content: dict[str, Any], code: str) -> str:
    found: str = next(one["recorded"]["shown"]["en"] for one in content["figures"] if one["code"] == code)
    return found


def changed(record: Any, as_system: Callable[[], Any], **values: Any) -> None:
    with as_system():
        for name, one in values.items():
            setattr(record, name, one)
        write.save(record)


def test_reopened_it_gives_the_same_bytes(
    visits: list[Any], made: Made, officer: Officer, head: Officer, acting_as: Acting, as_system: Any
) -> None:
    one = signed(drafted(officer, acting_as), head, acting_as, officer)
    with acting_as(head):
        before = bytes(IssuedContent.objects.get(report=one).content)
    changed(visits[0], as_system, persons=99)
    made("activities", title_en="Later", kind="delegation_in", starts="2024", sensitivity=0)

    with acting_as(officer):
        after = bytes(IssuedContent.objects.get(report=one).content)

    assert after == before
    assert snapshot.digest(after) == one.sha256
    assert snapshot.written(snapshot.read(after)) == after
    content = json.loads(after)
    assert (value(content, "delegations_in"), value(content, "persons_in")) == ("2", "20")


def test_what_changed_since_is_told_with_who_and_by_how_much(
    visits: list[Any], made: Made, officer: Officer, head: Officer, acting_as: Acting, as_system: Any
) -> None:
    one = signed(drafted(officer, acting_as), head, acting_as, officer)
    added = made("activities", title_en="Visit VN", kind="delegation_in", starts="2024-05", countries=["FR"], sensitivity=0, by=head, persons=3)  # fmt: skip
    changed(visits[0], as_system, persons=12)
    gone = visits[1].pk
    with as_system():
        write.remove(visits[1])

    _content, moved = reopened(one, officer, acting_as)

    assert moved is not None
    assert moved.otherwise == []
    told = {code: (found.now, found.by) for code, found in moved.moved.items()}
    assert told["persons_in"] == ("15", "−5")
    assert told["delegations_in"] == ("2", "the same number, other records")
    assert told["delegations_in_countries"] == ("1", "−1")
    words = {line.record: line for line in moved.moved["delegations_in"].told}
    assert words[added.pk].words.startswith("added ")
    assert "by The head" in words[added.pk].words
    assert words[added.pk].href == f"/activities/{added.pk}/"
    assert words[gone].words.startswith("deleted ")
    assert words[gone].href == ""
    lines = {line.record: line.words for line in moved.moved["persons_in"].told}
    assert lines[visits[0].pk].endswith(": 10 → 12")


def test_a_figure_of_the_same_records_that_comes_to_the_same_has_not_moved(
    visits: list[Any], officer: Officer, head: Officer, acting_as: Acting, as_system: Any
) -> None:
    """One delegation had three persons more, the other three less: the sum is what it was, of the same delegations."""
    one = signed(drafted(officer, acting_as), head, acting_as, officer)
    for visit, more in zip(visits, (3, -3), strict=False):
        changed(visit, as_system, persons=visit.persons + more)

    _content, moved = reopened(one, officer, acting_as)

    assert moved is not None
    assert moved.moved == {}


def test_what_no_record_states_any_more_is_no_zero(
    visits: list[Any], officer: Officer, head: Officer, acting_as: Acting, as_system: Any
) -> None:
    one = signed(drafted(officer, acting_as), head, acting_as, officer)
    for visit in visits:
        changed(visit, as_system, persons=None)

    _content, moved = reopened(one, officer, acting_as)

    assert moved is not None
    found = moved.moved["persons_in"]
    assert (found.now, found.by) == ("–", "−20")
    assert {line.words.partition(": ")[2] for line in found.told} == {"10 → –"}
    with acting_as(officer):
        live = {line.code: line.recorded for line in figures.of(YEAR, "department").lines}
    assert live["persons_in"] is not None
    assert live["persons_in"].shown == found.now


def test_a_session_counts_otherwise_when_its_conference_moves(
    made: Made, officer: Officer, head: Officer, acting_as: Acting, as_system: Any
) -> None:
    conference = made("activities", title_en="Conference", kind="conference", starts="2024-03-01", sensitivity=0)
    made("sessions", activity=conference.pk, title_en="Panel", papers=7)
    with acting_as(officer):
        one = issuing.draft(YEAR, "conferences", basis="office", sensitivity=1, at=NOW)
    changed(conference, as_system, starts="2022-03-01")

    _content, moved = reopened(one, head, acting_as)

    assert moved is not None
    assert (moved.moved["conference_papers"].now, moved.moved["conference_papers"].by) == ("0", "−7")


def test_a_line_of_cost_moves_the_figure_of_its_delegation(
    made: Made, officer: Officer, head: Officer, acting_as: Acting, as_system: Any
) -> None:
    trips = [
        made("activities", title_en=f"Trip {number}", kind="delegation_out", starts="2024-03", cost=50, cost_currency="USD", sensitivity=0)
        for number in range(3)
    ]  # fmt: skip
    lines = [
        made("costs", activity=trip.pk, heading="transport", actual=actual, currency=currency)
        for trip, actual, currency in ((trips[0], 40, "USD"), (trips[0], 7, "VND"), (trips[1], 30, "USD"))
    ]
    one = signed(drafted(officer, acting_as), head, acting_as, officer)
    content, untouched = reopened(one, officer, acting_as)
    changed(lines[0], as_system, actual=45)
    made("costs", activity=trips[2].pk, heading="lodging", actual=900, currency="VND", by=head)
    with as_system():
        write.remove(lines[2])
    with acting_as(officer):
        rows, _more = kept.behind(one, kept.figure_of(content, "delegations_out_cost") or {})

    _content, moved = reopened(one, officer, acting_as)

    assert value(content, "delegations_out_cost") == "120 USD; 7 VND"
    assert untouched is not None
    assert untouched.moved == {}
    assert [row.adds for row in rows] == ["40 USD; 7 VND", "30 USD", "50 USD"]
    assert moved is not None
    told = moved.moved["delegations_out_cost"]
    assert (told.now, told.by) == ("95 USD; 907 VND", "−25 USD; +900 VND")
    words = {line.record: line.words for line in told.told}
    assert words[trips[0].pk].startswith("changed ")
    assert words[trips[0].pk].endswith(": 40 USD; 7 VND → 45 USD; 7 VND")
    assert "by The head" in words[trips[2].pk]
    assert words[trips[2].pk].endswith(": 50 USD → 900 VND")
    assert words[trips[1].pk].startswith("changed ")
    assert words[trips[1].pk].endswith(": 30 USD → 50 USD")


def test_an_act_on_an_agreement_moves_what_is_in_force(
    made: Made, officer: Officer, head: Officer, acting_as: Acting, as_system: Any
) -> None:
    place = made("partners", title_en="Ilm", kind="locality", sensitivity=0).pk
    pacts = [
        made("agreements", title_en=f"Pact {number}", instrument="mou", partners=[place], signed="2020", sensitivity=0)
        for number in range(3)
    ]
    act = made("agreement_actions", agreement=pacts[2].pk, kind="suspend", on="2021", sensitivity=0)
    one = signed(drafted(officer, acting_as), head, acting_as, officer)
    content, untouched = reopened(one, officer, acting_as)
    made("agreement_actions", agreement=pacts[0].pk, kind="terminate", on="2024-05", sensitivity=0, by=head)
    made("agreement_actions", agreement=pacts[1].pk, kind="terminate", on="2025-05", sensitivity=0, by=head)
    with as_system():
        write.remove(act)

    _content, moved = reopened(one, officer, acting_as)

    assert value(content, "agreements_in_force") == "2"
    assert untouched is not None
    assert untouched.moved == {}
    assert moved is not None
    told = moved.moved["agreements_in_force"]
    assert (told.now, told.by) == ("2", "the same number, other records")
    words = {line.record: line.words for line in told.told}
    assert words.keys() == {pacts[0].pk, pacts[2].pk}
    assert words[pacts[0].pk].startswith("no longer counted ")
    assert "by The head" in words[pacts[0].pk]
    assert words[pacts[2].pk].startswith("added ")


def test_hidden_records_neither_move_a_figure_nor_are_they_told(
    visits: list[Any], made: Made, units: Any, officer: Officer, head: Officer, acting_as: Acting, as_system: Any
) -> None:
    one = signed(drafted(officer, acting_as), head, acting_as, officer)
    desk = units["desk"].pk
    made("activities", title_en="Secret", kind="delegation_in", starts="2024", sensitivity=2, shown_to=[desk])
    changed(visits[0], as_system, sensitivity=2, shown_to=[desk])

    for reader in (officer, head):  # the officer's unit sees both; for the report of the office they are not there
        _content, moved = reopened(one, reader, acting_as)
        assert moved == Since({}, [])


def test_readers_who_see_less_than_was_counted_are_told_no_changes(
    visits: list[Any], made: Made, officer: Officer, head: Officer, ward: Officer, acting_as: Acting
) -> None:
    internal = signed(drafted(officer, acting_as), head, acting_as, officer)
    public = signed(drafted(officer, acting_as, sensitivity=0), head, acting_as, officer)
    made("activities", title_en="Inner visit", kind="delegation_in", starts="2024", sensitivity=1)

    with acting_as(ward):
        assert not Issued.objects.filter(pk=internal.pk).exists()
    content, moved = reopened(public, ward, acting_as)

    assert (value(content, "delegations_in"), moved) == ("2", None)


def test_a_report_of_what_the_issuer_sees_is_for_the_own_unit(
    visits: list[Any], made: Made, units: Any, officer: Officer, head: Officer, cast: Any, acting_as: Acting
) -> None:
    department = units["department"].pk
    made("activities", title_en="Secret", kind="delegation_in", starts="2024", sensitivity=2, shown_to=[department])
    office = drafted(officer, acting_as)
    own = drafted(head, acting_as, basis="own", sensitivity=0)

    assert (own.sensitivity, own.shown_to) == (2, [department])
    assert value(reopened(office, officer, acting_as)[0], "delegations_in") == "2"
    assert value(reopened(own, officer, acting_as)[0], "delegations_in") == "3"
    leader = cast("leader", "committee")
    with acting_as(leader):
        assert not Issued.objects.filter(pk=own.pk).exists()
    with acting_as(head):  # nobody else who signs sees it, so who drafted it signs it
        issuing.submit(own)
        issuing.sign(own, NOW)


def test_who_drafted_does_not_sign_where_somebody_else_can(
    visits: list[Any], head: Officer, leader: Officer, officer: Officer, acting_as: Acting
) -> None:
    one = drafted(head, acting_as)
    with acting_as(head):
        issuing.submit(one)
        with pytest.raises(NotAllowed, match="somebody else signs"):
            issuing.sign(one, NOW)
        one.state, one.signed_by_id, one.signed_at = "signed", head.pk, NOW
        with pytest.raises(write.Refused), transaction.atomic(), write.Refusals():
            one.save()
    one.state = "submitted"
    with acting_as(officer), pytest.raises(NotAllowed, match="signed by: Head"):
        issuing.sign(one, NOW)
    with acting_as(leader):
        again = Issued.objects.get(pk=one.pk)
        issuing.sign(again, NOW)
        assert Issued.objects.get(pk=one.pk).signed_by_id == leader.pk


def test_a_leader_signs_and_gives_back_and_writes_nothing(
    visits: list[Any], officer: Officer, leader: Officer, acting_as: Acting
) -> None:
    one = drafted(officer, acting_as)
    with acting_as(leader):
        with pytest.raises(NotAllowed):
            issuing.draft(YEAR, "", basis="office", sensitivity=1, at=NOW)
        with pytest.raises(write.Refused), transaction.atomic(), write.Refusals():
            Issued.objects.filter(pk=one.pk).update(sha256="0" * 64)
        assert IssuedContent.objects.filter(report=one).update(content=b"{}") == 0
    with acting_as(officer):
        issuing.submit(one)
    with acting_as(leader):
        issuing.back(one, "Say more of the autumn.")
        assert Issued.objects.get(pk=one.pk).state == "draft"


@pytest.mark.parametrize(
    "statement",
    [
        "update comity_issued set why = 'other' where id = %s",
        "update comity_issued set state = 'draft', signed_at = null, signed_by_id = null where id = %s",
        "delete from comity_issued where id = %s",
        "update comity_issuedcontent set content = '{}' where report_id = %s",
        "delete from comity_issuedcontent where report_id = %s",
        "update comity_issuedfigure set records = '{}' where report_id = %s",
        "delete from comity_issuedfigure where report_id = %s",
    ],
)
def test_nothing_of_a_signed_report_is_altered(
    statement: str, visits: list[Any], officer: Officer, head: Officer, acting_as: Acting, as_system: Any
) -> None:
    one = signed(drafted(officer, acting_as), head, acting_as, officer)

    with as_system(), connection.cursor() as cursor:
        with pytest.raises(ProgrammingError) as refused, transaction.atomic():
            cursor.execute(statement, [one.pk])
        assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)
        cursor.execute("update comity_reportstep set reason = 'other' where subject = %s", [one.pk])
        assert cursor.rowcount == 0  # no policy lets steps be written


SIGNED = """
insert into comity_city (id, code, title_en, title_vi, office_en, office_vi, pack, country, latitude, longitude, time_zone)
values (-1, 'owned', 'Owned', 'Owned', '', '', 'vn', 'VN', 0, 0, 'UTC');
insert into comity_officer (id, password, username, name, email, city_id, role, language, is_active, is_sample, personal, audits)
values (-1, '', 'owned', 'Owned', '', -1, 'head', '', true, false, '', false);
select set_config('comity.city', '-1', true), set_config('comity.officer', '-1', true),
       set_config('comity.writes', 'all', true), set_config('comity.signs', '1', true);
insert into comity_issued (id, city_id, form, period, starts, ends, basis, clearance, above, below, as_of, sensitivity, shown_to,
                           state, sha256, drafted_by_id, drafted_at, why, version)
values (-1, -1, '', '2024', '2024-01-01', '2024-12-31', 'office', 1, '{}', '{}', now(), 1, '{}',
        'draft', encode(sha256('{}'), 'hex'), -1, now(), '', 1);
insert into comity_issuedcontent (report_id, content) values (-1, '{}');
update comity_issued set state = 'submitted' where id = -1;
update comity_issued set state = 'signed', signed_by_id = -1, signed_at = now() where id = -1;
"""


@pytest.mark.parametrize(
    "statement", ["update comity_issued set why = 'x'", "delete from comity_issued", "delete from comity_issuedcontent"]
)
def test_not_even_the_owner_of_the_tables_alters_a_signed_report(statement: str, db: None) -> None:
    url = address(os.environ["COMITY_TEST_OWNER_URL"], name=connection.settings_dict["NAME"])

    with psycopg.connect(url) as owner:
        owner.execute(SIGNED)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner.execute(statement)
        owner.rollback()


def test_a_text_takes_its_numbers_from_the_figures(
    visits: list[Any], officer: Officer, head: Officer, acting_as: Acting
) -> None:
    one = drafted(officer, acting_as)
    with acting_as(officer):
        wrong = issuing.write(one, {"results": {"en": "We met\n{delegation_in} guests"}}, seen=1)
        assert [said.words for said in wrong] == [
            "Results (English), line 2, character 1: “delegation_in” is no figure of this report. Did you mean “delegations_in”?"
        ]
        assert Issued.objects.get(pk=one.pk).version == 1
        issuing.write(one, {"results": {"en": "{delegations_in} with {delegations_in.persons} persons"}}, seen=1)
        with pytest.raises(issuing.Conflicting):
            issuing.write(one, {"results": {"en": "Mine"}}, seen=1)

    content, _since = reopened(one, head, acting_as)

    assert (
        next(text["written"]["en"] for text in content["texts"] if text["section"] == "results") == "2 with 20 persons"
    )


def test_a_draft_is_counted_anew_and_keeps_its_text(
    visits: list[Any], made: Made, officer: Officer, acting_as: Acting
) -> None:
    one = drafted(officer, acting_as)
    made("activities", title_en="Later", kind="delegation_in", starts="2024", sensitivity=0)
    with acting_as(officer):
        issuing.write(one, {"results": {"en": "{delegations_in}", "vi": ""}}, seen=1)
        issuing.recount(one, NOW)

    content, moved = reopened(one, officer, acting_as)

    assert value(content, "delegations_in") == "3"
    assert next(text["written"]["en"] for text in content["texts"] if text["section"] == "results") == "3"
    assert moved == Since({}, [])


def test_the_way_of_a_report_through_its_pages(
    visits: list[Any], officer: Officer, head: Officer, client_of: Callable[[Officer], Client]
) -> None:
    desk, boss = client_of(officer), client_of(head)
    asked = {"period": "2024", "report": "department", "basis": "office", "sensitivity": "1"}

    page = desk.post("/reports/issue/", asked)["Location"]
    refused = desk.post(f"{page}text/", {"version": 1, "results_en": "{nothing}"})
    assert (refused.status_code, "line 1, character 1" in refused.content.decode()) == (422, True)
    assert desk.post(f"{page}text/", {"version": 1, "results_en": "a\0b"}).status_code == 422
    assert desk.post(f"{page}text/", {"version": 1, "results_en": "We met {delegations_in}."}).status_code == 302
    seen = read(desk, page)
    desk.post(f"{page}step/", {"step": "submit"} | seen)
    assert "Sign and lock" not in desk.get(page).content.decode()
    assert "Sign and lock" in boss.get(page).content.decode()
    (first, *_others) = boss.get("/").context["needs"]
    assert (first["label"], [row["href"] for row in first["rows"]]) == ("Waits for your decision", [page])
    assert page not in [row["href"] for group in desk.get("/").context["needs"] for row in group["rows"]]
    boss.post(f"{page}step/", {"step": "sign"} | seen)
    text = boss.get(page).content.decode()

    assert "signed and locked" in text
    assert 'We met <a class="cm-n" href="#figure-delegations_in">2</a>' in text
    assert "Every figure is today as it was counted." in text
    assert "what every officer of this office sees" in text
    assert "Visit FR" in desk.get(f"{page}figure/delegations_in/").content.decode()
    assert "External affairs of the city" in desk.get("/reports/issued/").content.decode()
    kept = desk.get(f"{page}file/json/").content
    assert json.loads(kept)["figures"][0]["recorded"]["certain"]["value"] == "2"
    book = load_workbook(io.BytesIO(desk.get(f"{page}file/xlsx/").content))
    assert [row[1].value for row in book["Figures"].iter_rows()][1] == 2


def test_a_signed_report_is_taken_back_by_one_that_replaces_it(
    visits: list[Any], officer: Officer, head: Officer, acting_as: Acting, client_of: Callable[[Officer], Client]
) -> None:
    old = signed(drafted(officer, acting_as), head, acting_as, officer)
    new = signed(drafted(officer, acting_as, replaces=old, why="One was counted twice."), head, acting_as, officer)

    text = client_of(officer).get(f"/reports/issued/{old.pk}/").content.decode()

    assert "Another report replaced this one." in text
    assert "One was counted twice." in text
    assert f"/reports/issued/{new.pk}/" in text


def test_the_pages_keep_to_their_budget_of_queries(
    visits: list[Any], made: Made, officer: Officer, head: Officer, acting_as: Acting, client_of: Any
) -> None:
    one = signed(drafted(officer, acting_as), head, acting_as, officer)
    client, pages = client_of(officer), ("", f"{one.pk}/", f"{one.pk}/figure/persons_in/")
    counted: dict[str, list[int]] = {}
    for rows in (1, 6):
        for number in range(rows):
            made("activities", title_en=f"Later {number}", kind="delegation_in", starts="2024", sensitivity=0)
        for page in pages:
            client.get(f"/reports/issued/{page}")
            with CaptureQueriesContext(connection) as queries:
                client.get(f"/reports/issued/{page}")
            counted.setdefault(page, []).append(len(queries))

    assert counted == {pages[0]: [9, 9], pages[1]: [31, 31], pages[2]: [10, 10]}
