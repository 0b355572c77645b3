"""A record out of sight does not show by what it does to records in sight: uniqueness, deletion, links, history."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from comity.core import identity, told, write
from comity.core.history import Change
from comity.core.people import Officer
from comity.core.records import Entry
from comity.gate import query
from comity.registers import BY_KEY
from comity.registers.activities import Activity
from comity.registers.agreements import Agreement
from comity.registers.partners import Partner
from comity.registers.ties import Tie
from tests.every_register.test_contract import posted

pytestmark = pytest.mark.django_db
Browser = Callable[[Officer], Client]
Made = Callable[..., Any]


@pytest.fixture
def secret(units: dict[str, Any]) -> dict[str, Any]:
    """Shown to trade only, so hidden from the desk."""
    return {"sensitivity": 2, "shown_to": [units["trade"].pk]}


@pytest.fixture
def place(made: Made, units: dict[str, Any]) -> Partner:
    return made("partners", title_en="Port Ardent", kind="locality", code="p-1", sensitivity=0, unit=units["desk"].pk)  # type: ignore[no-any-return]


def test_a_hidden_tie_does_not_keep_others_from_adding_one(
    made: Made, place: Partner, secret: Any, officer: Officer, colleague: Officer, client_of: Browser
) -> None:
    made("ties", partner=place.pk, stage="contact", since="2020", **secret)
    data = {"partner": place.pk, "stage": "friendship", "since": "2021", "sensitivity": 0}

    assert client_of(officer).post("/ties/new/", data).status_code == 302

    assert b"Another tie with this partner" in client_of(colleague).get(f"/partners/{place.pk}/").content
    assert b"Another tie with this partner" not in client_of(officer).get(f"/partners/{place.pk}/").content
    assert len(client_of(colleague).get("/partners/?tie__stage=contact&tie__stage=friendship").context["rows"]) == 1
    again = client_of(officer).post("/ties/new/", data)
    assert again.status_code == 422
    assert "is on record already" in str(again.context["form"].errors["partner"])


def test_the_database_keeps_public_ties_to_one_for_each_partner(made: Made, place: Partner, as_system: Any) -> None:
    made("ties", partner=place.pk, stage="contact", sensitivity=0)
    with as_system(), pytest.raises(IntegrityError), transaction.atomic():
        write.save(Tie(partner=place, stage="contact", title_en="again", sensitivity=0))


def test_deleting_what_a_hidden_record_points_at_is_like_any_deletion(
    made: Made, place: Partner, secret: Any, officer: Officer, colleague: Officer, client_of: Browser, as_system: Any
) -> None:
    plain = made("partners", title_en="Port Bexley", kind="locality", code="p-2", sensitivity=0)
    pact = made("agreements", title_en="Quiet pact", instrument="mou", partners=[place.pk], **secret)
    browser = client_of(officer)

    seen = {}
    for record in (place, plain):
        answer = browser.post(f"/partners/{record.pk}/remove/")
        gone = [browser.get(f"/partners/{record.pk}/{part}").status_code for part in ("", "edit/", "history/")]
        with identity.acting(identity.of(officer, door="test")):
            rows = Change.objects.filter(record_id=record.pk).order_by("id")
            kept = [(one.operation, one.relation, one.became is None) for one in rows]
            found = Partner.objects.filter(pk=record.pk).count(), query.find("port", ["partners"])
        act = rows_act(as_system, record.pk)
        back = browser.post(f"/undo/{act}/{record.pk}/").status_code
        with as_system():
            again = Partner.objects.get(pk=record.pk)
        seen[record.pk] = (
            answer.status_code,
            gone,
            kept,
            found[0],
            record.pk in found[1],
            back,
            again.version,
            bool(again.code),
        )
    assert seen[place.pk] == seen[plain.pk] == (302, [404, 404, 200], seen[plain.pk][2], 0, False, 302, 1, True)

    with identity.acting(identity.of(colleague, door="test")):
        assert [one.title for one in Agreement.objects.get(pk=pact.pk).partners.all()] == ["Port Ardent"]


def rows_act(as_system: Any, pk: int) -> str:
    with as_system():
        return str(Change.objects.filter(record_id=pk, operation="d").order_by("-id")[0].act)


def test_what_is_kept_for_hidden_records_is_gone_for_everybody(
    made: Made, place: Partner, secret: Any, officer: Officer, colleague: Officer, as_system: Any
) -> None:
    made("agreements", title_en="Quiet pact", instrument="mou", partners=[place.pk], **secret)
    with identity.acting(identity.of(officer, door="test")):
        write.remove(Partner.objects.get(pk=place.pk))

    for who in (identity.of(officer, door="test"), identity.of(colleague, door="test")):
        with identity.acting(who):
            assert not Partner.objects.filter(pk=place.pk).exists()
            assert not Entry.objects.filter(pk=place.pk).exists()
    with as_system():
        assert not Partner.objects.filter(pk=place.pk).exists()
    made("partners", title_en="Port Ardent", kind="locality", code="p-1", sensitivity=0)  # its reference is free


def test_what_points_at_a_deleted_record_is_not_put_back(
    made: Made, place: Partner, secret: Any, officer: Officer, as_system: Any
) -> None:
    made("agreements", title_en="Quiet pact", instrument="mou", partners=[place.pk], **secret)
    tie = made("ties", partner=place.pk, stage="contact", sensitivity=0)
    with identity.acting(identity.of(officer, door="test")):
        act = write.remove(Tie.objects.get(pk=tie.pk))
    with identity.acting(identity.of(officer, door="test")):
        write.remove(Partner.objects.get(pk=place.pk))

    with identity.acting(identity.of(officer, door="test")), pytest.raises(write.CannotUndo):
        write.undo(act=act, record_id=tie.pk)


def test_a_record_in_sight_still_refuses_the_deletion_by_name(made: Made, place: Partner, officer: Officer) -> None:
    made("commitments", title_en="Send the list", side="us", partner=place.pk, sensitivity=0)
    with identity.acting(identity.of(officer, door="test")), pytest.raises(write.StillUsed) as refused:
        write.remove(Partner.objects.get(pk=place.pk))
    assert [str(one) for one in refused.value.users] == ["Send the list"]


def test_a_link_to_a_hidden_record_is_not_told_in_the_history(
    made: Made, place: Partner, secret: Any, units: Any, officer: Officer, colleague: Officer, as_system: Any
) -> None:
    hidden = made("partners", title_en="Quiet port", kind="locality", **secret)
    series = made("series", title_en="Quiet weeks", kind="festival", **secret)
    source = made("sources", title_en="Quiet gazette", kind="article", **secret)
    visit = made("activities", title_en="Visit", kind="delegation_in", sensitivity=0, partners=[place.pk])
    with as_system():
        visit.partners.add(hidden.pk)
        visit.series_id = series.pk
        write.save(visit)
        write.cite(visit, [(source.pk, "what was said quietly", "")])

    def seen(who: Officer) -> tuple[list[str], set[object]]:
        with identity.acting(identity.of(who, door="test")):
            changes = list(Change.objects.filter(record_id=visit.pk).order_by("id"))
            ids = {side for one in told.differences(changes).values() for pair in one.values() for side in _flat(pair)}
            return [f"{one.relation} {one.operation}" for one in changes], ids

    assert seen(officer)[0] == ["comity_activity i", "comity_activity_partners i"]
    assert not seen(officer)[1] & {hidden.pk, series.pk, source.pk, "what was said quietly"}
    assert seen(colleague)[0][2:] == ["comity_activity_partners i", "comity_activity u", "comity_citation i"]
    assert {hidden.pk, series.pk, source.pk} <= seen(colleague)[1]


def _flat(pair: Any) -> list[Any]:
    return [one for side in pair for one in (side if isinstance(side, list) else [side])]


def test_what_a_record_held_while_it_was_restricted_is_not_told_later(
    made: Made, secret: Any, officer: Officer, colleague: Officer, as_system: Any
) -> None:
    record = made("series", title_en="Lantern weeks", kind="festival", sensitivity=0)
    with as_system():
        record.sensitivity, record.shown_to, record.note_en = 2, secret["shown_to"], "the quiet part"
        write.save(record)
    between = timezone.now()
    with as_system():
        record.sensitivity, record.shown_to, record.note_en = 0, [], ""
        write.save(record)

    with identity.acting(identity.of(officer, door="test")):
        changes = Change.objects.filter(record_id=record.pk)
        assert [one.operation for one in changes] == ["i"]
        with pytest.raises(write.NotShown):
            write.as_of(between, record_id=record.pk, model=type(record))
        now = write.as_of(timezone.now(), record_id=record.pk, model=type(record)) or {}
        assert (now["sensitivity"], now["version"]) == (0, 3)
    with identity.acting(identity.of(colleague, door="test")):
        was = write.as_of(between, record_id=record.pk, model=type(record)) or {}
        assert was["note_en"] == "the quiet part"


def test_deleting_a_restricted_record_does_not_open_its_earlier_history(
    made: Made, secret: Any, officer: Officer, as_system: Any
) -> None:
    record = made("series", title_en="Lantern weeks", kind="festival", sensitivity=0)
    with as_system():
        record.sensitivity, record.shown_to = 2, secret["shown_to"]
        write.save(record)
        write.remove(record)
    with identity.acting(identity.of(officer, door="test")):
        assert list(Change.objects.filter(record_id=record.pk)) == []


# How a page names a record: as the choice of a menu, as the value of a field, in an address.
MENTIONS = (('value="', '"'), ('["', '"'), ("/", "/"))


def test_a_hidden_link_looks_like_none_and_survives_an_edit(
    made: Made, secret: Any, units: Any, officer: Officer, client_of: Browser, as_system: Any
) -> None:
    hidden = made("partners", title_en="Quiet port", kind="locality", sensitivity=1)
    series = made("series", title_en="Quiet weeks", kind="festival", **secret)
    tie = made("ties", partner=hidden.pk, stage="contact", sensitivity=1)
    with (
        as_system()
    ):  # the gate would have the tie restricted first; an office may have such a one from before it asked
        Partner.objects.filter(pk=hidden.pk).update(**secret)
    visit = made("activities", title_en="Visit", kind="delegation_in", sensitivity=0, series=series.pk, starts="2024")
    browser = client_of(officer)

    for address, pk in (("ties", tie.pk), ("activities", visit.pk)):
        for part in (
            "",
            f"{pk}/",
            f"{pk}/edit/",
            f"{pk}/history/",
            f"{pk}/history/?at=2100-01-01T00:00",
            "export/csv/",
        ):
            page = browser.get(f"/{address}/{part}")
            text = page.getvalue().decode()
            assert page.status_code == 200
            assert not any(
                mark in text
                for mark in (
                    "may not see",
                    *(f"{side}{one.pk}{end}" for one in (series, hidden) for side, end in MENTIONS),
                )
            )
    assert [row["id"] for row in browser.get("/activities/?series=none").context["rows"]] == [visit.pk]
    for address, record in (("ties", tie), ("activities", visit)):
        with identity.acting(identity.of(officer, door="test")):
            data = posted(
                BY_KEY[address],
                type(record).objects.get(pk=record.pk),
                sensitivity=0,
                note_en="seen",
                version=record.version,
            )
        assert browser.post(f"/{address}/{record.pk}/edit/", data).status_code == 302
    with as_system():
        assert Tie.objects.get(pk=tie.pk).partner_id == hidden.pk
        assert Activity.objects.get(pk=visit.pk).series_id == series.pk
