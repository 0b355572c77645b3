"""Passports and private contacts: sealed, kept apart, and every look written down by the database itself."""

import json
import os
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from comity.core import identity, personal, sealing, write
from comity.core.history import Change
from comity.core.people import City, Officer
from comity.core.personal import Personal, PersonalAct
from comity.core.records import Record
from comity.core.write import Refused
from tests.database import address

pytestmark = pytest.mark.django_db

HELD = {"passport_number": "C7654321", "phone": "+84 24 3825 3536", "passport_expires": "2031-05"}


@pytest.fixture(autouse=True)
def _own_keys(settings: Any, tmp_path: Any) -> None:
    settings.DATA = tmp_path


def keep(clerk: Officer, person: Record) -> None:
    with identity.acting(identity.of(clerk, door="test")):
        personal.write(person.pk, HELD, reason="Visa for Yokohama")


def acts() -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('comity.audits', '1', true)")
    return list(PersonalAct.objects.order_by("id").values_list("act", "fields", "reason"))


def test_what_is_kept_comes_back_and_each_act_is_written_down(clerk: Officer, person: Record) -> None:
    keep(clerk, person)

    with identity.acting(identity.of(clerk, door="test")):
        found = personal.read(person.pk, reason="  Hotel booking ")
        personal.erase(person.pk, reason="The visit is over")
        gone = personal.read(person.pk, reason="Look again")
        done = acts()

    assert (found, gone) == (HELD, None)
    assert done == [
        ("written", "passport_number, passport_expires, phone", "Visa for Yokohama"),
        ("read", "", "Hotel booking"),
        ("erased", "", "The visit is over"),
        ("read", "", "Look again"),
    ]


@pytest.mark.parametrize(("right", "verb"), [("", "read"), ("", "write"), ("read", "write"), ("read", "erase")])
def test_without_the_right_nothing_is_read_or_written_whatever_the_role(
    right: str, verb: str, clerk: Officer, administrator: Officer, person: Record
) -> None:
    keep(clerk, person)
    Officer.objects.filter(pk=administrator.pk).update(personal=right)
    administrator.refresh_from_db()
    calls: dict[str, Callable[[], Any]] = {
        "read": lambda: personal.read(person.pk, reason="Curious"),
        "write": lambda: personal.write(person.pk, HELD, reason="Curious"),
        "erase": lambda: personal.erase(person.pk, reason="Curious"),
    }

    with identity.acting(identity.of(administrator, door="test")), pytest.raises(Refused):
        calls[verb]()


def test_a_person_who_may_not_be_seen_has_no_personal_data_to_see(
    clerk: Officer, made: Any, units: dict[str, Record], cast: Callable[[str, str], Officer]
) -> None:
    hidden = made("people", title_en="Bo Ferris", sensitivity=2, shown_to=[units["desk"].pk])
    keep(clerk, hidden)
    stranger = cast("colleague", "trade")
    stranger.personal = "write"
    stranger.save()

    with identity.acting(identity.of(stranger, door="test")):
        assert personal.kept(hidden.pk) is None
        with pytest.raises(Refused):
            personal.read(hidden.pk, reason="Curious")


def test_the_record_of_acts_tells_its_reader_nothing_of_whom_they_may_not_see(
    clerk: Officer, person: Record, made: Any, units: dict[str, Record], cast: Callable[[str, str], Officer]
) -> None:
    hidden = made("people", title_en="Bo Ferris", sensitivity=2, shown_to=[units["desk"].pk])
    keep(clerk, person)
    keep(clerk, hidden)
    with identity.acting(identity.of(clerk, door="test")):
        seen = acts()
        write.remove(type(hidden).objects.get(pk=hidden.pk))
        gone = acts()

    with identity.acting(identity.of(cast("auditor", "trade"), door="test")):
        told = list(PersonalAct.objects.values_list("person_id", flat=True))

    assert (len(seen), len(gone)) == (2, 2)  # whom it was shown to reads of them after they were deleted as well
    assert told == [person.pk]


def test_another_citys_personal_data_is_out_of_reach(clerk: Officer, person: Record, other_city: City) -> None:
    keep(clerk, person)
    stranger = Officer.objects.create(
        username="stranger", name="Stranger", city=other_city, role="administrator", personal="write"
    )

    with identity.acting(identity.of(stranger, door="test")):
        assert personal.kept(person.pk) is None
        with pytest.raises(Refused):
            personal.read(person.pk, reason="Curious")


def test_a_reason_is_asked_for_by_the_database_too(clerk: Officer, person: Record) -> None:
    with identity.acting(identity.of(clerk, door="test")), pytest.raises(IntegrityError, match="without a reason"):
        personal.write(person.pk, HELD, reason="  ")


@pytest.mark.parametrize(
    "statement",
    [
        "select sealed from comity_personal",
        "select * from comity_personal",
        "update comity_personal set key_id = 'x'",
        "delete from comity_personal",
        (
            "insert into comity_personalact (city_id, person_id, act, fields, reason, door, at)"
            " values (1, 1, 'read', '', 'x', '', now())"
        ),
        "update comity_personalact set reason = 'x'",
        "delete from comity_personalact",
        "select comity_personal_act(1, 'read', 'read', '', 'x')",
    ],
)
def test_the_programs_role_reads_nothing_past_the_record_and_alters_none_of_it(
    statement: str, clerk: Officer, person: Record
) -> None:
    keep(clerk, person)

    with (
        identity.acting(identity.of(clerk, door="test")),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_an_api_token_never_carries_the_right(clerk: Officer, person: Record) -> None:
    from comity.core.attached import Token

    keep(clerk, person)
    token = Token.objects.create(officer=clerk, name="agency", sha256="0" * 64, may_write=True)

    with identity.acting(identity.of(clerk, door="api", token=token)), pytest.raises(Refused):
        personal.read(person.pk, reason="Sync")


def test_nothing_of_it_is_in_history_or_in_the_index(clerk: Officer, person: Record) -> None:
    keep(clerk, person)

    with identity.acting(identity.of(clerk, door="test")):
        told = json.dumps([[one.was, one.became, one.reason] for one in Change.objects.all()])
        with connection.cursor() as cursor:
            cursor.execute("select string_agg(words::text, ' ') from comity_entry")
            told += cursor.fetchone()[0]

    # Whole words as history (JSON) and the index (quoted words) would hold them: a moment's microseconds may hold "3825".
    for held in ("C7654321", "c7654321", "3825 3536", "38253536", "'3825'", "'3536'", "2031-05"):
        assert held not in told


@pytest.fixture
def owner(settings: Any) -> "Iterator[psycopg.Connection[Any]]":
    """The tables' owner, in a transaction that is taken back at the end."""
    name = connection.settings_dict["NAME"]
    with psycopg.connect(address(os.environ["COMITY_TEST_OWNER_URL"], name=name)) as one:
        yield one
        one.rollback()


def stored(owner: "psycopg.Connection[Any]", person: int, held: dict[str, str], *, city: int = 7) -> None:
    key, box = sealing.seal(json.dumps(held), about=f"comity_personal/{city}/{person}")
    owner.execute("set constraints all deferred")
    owner.execute(
        "insert into comity_personal (person_id, city_id, key_id, sealed, changed_at) values (%s, %s, %s, %s, now())",
        [person, city, key, box],
    )


def row(owner: "psycopg.Connection[Any]", person: int) -> tuple[str, bytes]:
    found = owner.execute("select key_id, sealed from comity_personal where person_id = %s", [person]).fetchone()
    assert found
    return found[0], bytes(found[1])


def test_a_new_key_seals_everything_anew_and_the_old_one_is_no_longer_needed(owner: Any, settings: Any) -> None:
    stored(owner, 901, HELD)
    old, before = row(owner, 901)

    newer = sealing.add()
    done, again = personal.reencrypt(owner), personal.reencrypt(owner)

    settings.PERSONAL_KEYS = [newer.written()]
    key, box = row(owner, 901)
    assert (done, again, key) == (1, 0, newer.id)
    assert old != key
    assert json.loads(sealing.unseal(key, box, about="comity_personal/7/901")) == HELD
    with pytest.raises(sealing.NoKey):
        sealing.unseal(old, before, about="comity_personal/7/901")


def test_a_row_moved_to_another_person_does_not_open(owner: Any) -> None:
    stored(owner, 901, HELD)
    key, box = row(owner, 901)

    for about, bytes_ in (("comity_personal/7/902", box), ("comity_personal/7/901", box[:-1] + bytes([box[-1] ^ 1]))):
        with pytest.raises(sealing.Broken):
            sealing.unseal(key, bytes_, about=about)


def test_what_is_kept_of_people_deleted_long_ago_is_purged(owner: Any) -> None:
    stored(owner, 901, HELD)
    owner.execute("update comity_personal set changed_at = now() - interval '40 days'")
    stored(owner, 902, HELD)

    assert personal.purge(owner, days=30) == 1
    assert owner.execute("select person_id from comity_personal").fetchall() == [(902,)]
    assert owner.execute("select person_id, act from comity_personalact").fetchall() == [(901, "erased")]


def test_not_even_the_owner_alters_what_was_written_down(owner: Any) -> None:
    stored(owner, 901, HELD)
    personal.purge(owner, days=-1)

    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="written once"):
        owner.execute("update comity_personalact set reason = 'another'")


def test_the_key_is_nobody_elses_to_read_and_not_in_the_database(clerk: Officer, person: Record) -> None:
    keep(clerk, person)

    path = sealing.place()
    assert path.stat().st_mode & 0o077 == 0
    assert Personal.objects.count() == 0  # outside an identity
    assert len(sealing.keyring()) == 1


@pytest.mark.parametrize(
    ("keys", "said"), [(["not base64!"], "not Base64"), (["c2hvcnQ="], "5 bytes; it must have 32")]
)
def test_a_wrong_key_is_named(settings: Any, keys: list[str], said: str) -> None:
    settings.PERSONAL_KEYS = keys
    with pytest.raises(sealing.BadKeys, match=said):
        sealing.seal("x", about="y")
