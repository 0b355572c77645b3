"""Nothing is lost: versions, history, undo."""

from typing import Any

import pytest
from django.utils import timezone

from comity.core import identity, write
from comity.core.history import Change
from comity.core.people import Officer
from comity.core.records import Entry, Record
from comity.registers.agreements import Agreement
from comity.registers.partners import Partner
from comity.registers.people import Person

pytestmark = pytest.mark.django_db


def test_a_change_is_kept_with_who_from_where_and_why(made: Any, officer: Officer) -> None:
    record = made("partners", title_en="Port Ardent", kind="locality")
    with identity.acting(identity.of(officer, door="web")):
        record.population = 81000
        write.save(record, reason="census of 2025")
        change = Change.objects.filter(record_id=record.pk).order_by("-id")[0]

    assert (change.officer_id, change.door, change.reason) == (officer.pk, "web", "census of 2025")
    assert change.differences == {"population": (None, 81000)}


def test_updates_past_the_door_are_kept_too(made: Any, as_system: Any) -> None:
    record = made("partners", title_en="Port Ardent", kind="locality")
    with as_system():
        Partner.objects.filter(pk=record.pk).update(place="by the sea")
        change = Change.objects.filter(record_id=record.pk).order_by("-id")[0]

    assert change.differences == {"place": ("", "by the sea")}


def test_the_second_of_two_editors_is_told_and_nothing_is_overwritten(made: Any, as_system: Any) -> None:
    record = made("partners", title_en="Port Ardent", kind="locality")
    with as_system():
        mine, theirs = Partner.objects.get(pk=record.pk), Partner.objects.get(pk=record.pk)
        seen = mine.version
        theirs.place = "by the sea"
        write.save(theirs, seen=seen)
        mine.population = 81000
        with pytest.raises(write.Conflict) as conflict:
            write.save(mine, seen=seen)
        stored = Partner.objects.get(pk=record.pk)

    assert conflict.value.theirs.version == seen + 1
    assert (stored.place, stored.population) == ("by the sea", None)


def test_a_record_can_be_read_as_of_any_moment(made: Any, as_system: Any) -> None:
    before = timezone.now()
    record = made("partners", title_en="Port Ardent", kind="locality")
    then = timezone.now()
    with as_system():
        record.title_en = "Port Ardent-on-Sea"
        write.save(record)
        assert write.as_of(before, record_id=record.pk, model=Partner) is None
        was, now = (write.as_of(at, record_id=record.pk, model=Partner) or {} for at in (then, timezone.now()))
        assert (was["title_en"], now["title_en"]) == ("Port Ardent", "Port Ardent-on-Sea")


def test_a_change_can_be_undone_unless_changed_again(made: Any, as_system: Any) -> None:
    record = made("partners", title_en="Port Ardent", kind="locality", population=80000)
    with as_system() as act:
        record.population = 81000
        write.save(record)
    with as_system():
        write.undo(act=act.act, record_id=record.pk)
        assert Partner.objects.get(pk=record.pk).population == 80000
        with pytest.raises(write.CannotUndo):
            write.undo(act=act.act, record_id=record.pk)


def test_a_deletion_is_undone_with_links_citations_and_index(made: Any, as_system: Any) -> None:
    partner = made("partners", title_en="Port Ardent", kind="locality")
    source = made("sources", title_en="The Vesper Gazette, 3 May", kind="article")
    record = made("agreements", title_en="Port agreement", instrument="mou", partners=[partner.pk], signed="2024")
    with as_system():
        write.cite(record, [(source.pk, "signed in 2024", "ký năm 2024")])
    pk = record.pk
    with as_system():
        act = write.remove(record, reason="entered twice")
        assert not Entry.objects.filter(pk=pk).exists()
    with as_system():
        write.undo(act=act, record_id=pk)
        again = Agreement.objects.get(pk=pk)
        assert [one.pk for one in again.partners.all()] == [partner.pk]
        assert Entry.objects.get(pk=pk).citations.get().says == "signed in 2024"


def test_what_others_point_at_is_not_deleted(made: Any, as_system: Any) -> None:
    partner = made("partners", title_en="Port Ardent", kind="locality")
    tie = made("ties", partner=partner.pk, stage="friendship")

    with as_system(), pytest.raises(write.StillUsed) as refused:
        write.remove(partner)

    assert refused.value.users == [tie]


def test_the_index_follows_the_record(made: Any, as_system: Any, units: dict[str, Record]) -> None:
    record = made(
        "activities", title_vi="Lễ hội ánh sáng Đống Đa", kind="festival", starts="2024-05", unit=units["ward"].pk
    )
    with as_system():
        entry = Entry.objects.get(pk=record.pk)
        assert (entry.folded_vi, entry.starts, entry.unit_id) == (
            "le hoi anh sang dong da",
            "2024-05",
            units["ward"].pk,
        )


def test_a_source_is_added_and_removed_through_the_pages_and_undone(
    made: Any, officer: Officer, client_of: Any, as_system: Any
) -> None:
    record = made("partners", title_en="Port Ardent", kind="locality")
    source = made("sources", title_en="The Vesper Gazette, 3 May", kind="article")
    browser = client_of(officer)

    browser.post(f"/partners/{record.pk}/cite/", {"source": source.pk, "says_en": "a port", "says_vi": "cảng"})
    with as_system():
        citation = Entry.objects.get(pk=record.pk).citations.get()
    removed = browser.post(f"/partners/{record.pk}/cite/{citation.pk}/remove/")
    with as_system():
        gone = not Entry.objects.get(pk=record.pk).citations.exists()
        act = Change.objects.filter(record_id=record.pk, operation="d").latest("id").act
    browser.post(f"/undo/{act}/{record.pk}/")

    assert (removed.status_code, gone) == (302, True)
    with as_system():
        assert Entry.objects.get(pk=record.pk).citations.get().says == "a port"


def test_people_sort_by_given_name(made: Any, as_system: Any) -> None:
    for name, given in (
        ("Trần Sỹ Thanh", "Thanh"),
        ("Ada Marlow", ""),
        ("Nguyễn Văn Phong", "Phong"),
        ("Lê Thị Hằng", "Hằng"),
    ):
        made("people", title_vi=name, given_name=given)

    with as_system():
        names = list(Person.objects.order_by("sort_vi").values_list("title_vi", flat=True))

    assert names == ["Ada Marlow", "Lê Thị Hằng", "Nguyễn Văn Phong", "Trần Sỹ Thanh"]
