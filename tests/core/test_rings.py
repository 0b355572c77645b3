"""Nothing lies within itself: over however many, out of sight, nor when two are moved at one moment."""

import threading
import time
from io import BytesIO
from typing import Any

import psycopg
import pytest

from comity.core import identity, write
from comity.core.people import RESTRICTED, Officer
from comity.exchange import importing, reading
from comity.gate.form import WITHIN, Wrong, check
from comity.registers import BY_KEY
from comity.registers.partners import Partner

PARTNERS = BY_KEY["partners"]


def put(record: Any, over: Any) -> None:
    """Put a record under another as a form does it."""
    write.save(check(PARTNERS, {"parent": over.pk}, instance=Partner.objects.get(pk=record.pk)).instance)


@pytest.mark.django_db
def test_a_ring_is_found_over_however_many(made: Any, as_system: Any) -> None:
    first = last = made("partners", title_en="Port Ardent", kind="locality")
    for number in range(60):
        last = made("partners", title_en=f"Quarter {number}", kind="locality", parent=last.pk)
    with as_system():
        with pytest.raises(write.Within) as refused:
            put(first, last)
        with pytest.raises(Wrong, match="within itself"):
            put(first, first)

    assert refused.value.link == "parent"


@pytest.mark.django_db
def test_a_ring_is_found_over_what_is_out_of_sight(made: Any, officer: Officer, client_of: Any) -> None:
    lower = made("partners", title_en="Port Ardent", kind="locality", sensitivity=0)
    unit = made("units", title_en="Vesper department", kind="department")
    guard = {"sensitivity": RESTRICTED, "shown_to": [unit.pk]}
    hidden = made("partners", title_en="Not for all", kind="locality", parent=lower.pk, **guard)
    upper = made("partners", title_en="Lantern Hill", kind="locality", sensitivity=0, parent=hidden.pk)
    with identity.acting(identity.of(officer, door="test")):
        assert not Partner.objects.filter(pk=hidden.pk).exists()
        with pytest.raises(write.Within):
            put(lower, upper)
        told = importing.preview(
            PARTNERS, reading.read(PARTNERS, BytesIO(f"id,parent\n{lower.pk},{upper.pk}\n".encode()))
        )
    sent = {
        "title_en": "Port Ardent",
        "kind": "locality",
        "sensitivity": "0",
        "parent": upper.pk,
        "version": lower.version,
    }
    page = client_of(officer).post(f"/partners/{lower.pk}/edit/", sent)

    assert [(one.column, one.message) for one in told.rows[0].errors] == [("parent", str(WITHIN))]
    assert (page.status_code, page.context["form"].errors["parent"]) == (422, [str(WITHIN)])


@pytest.mark.django_db
def test_nobody_makes_a_ring_past_the_gate(made: Any, as_system: Any) -> None:
    upper = made("partners", title_en="Port Ardent", kind="locality")
    lower = made("partners", title_en="Lantern Hill", kind="locality", parent=upper.pk)
    with as_system():
        upper.parent = lower
        with pytest.raises(write.Within) as refused:
            write.save(upper)
        lower.parent = lower
        with pytest.raises(write.Within):
            write.save(lower)
        assert Partner.objects.get(pk=upper.pk).parent_id is None

    assert refused.value.link == "parent"


def test_of_two_that_are_put_under_each_other_at_one_moment_the_second_is_refused(office: Any) -> None:
    upper, lower = _two(office)

    assert _at_once(office, [(PUT, [upper, lower])], (PUT, [lower, upper])) == "comity_tree"


def test_nor_do_two_come_there_of_which_one_is_put_back(office: Any) -> None:
    upper, lower = _two(office)
    office.execute(PUT, [lower, upper])
    office.execute("select to_jsonb(one) from comity_partner as one where id = %s", [upper])
    office.execute("create table kept as select * from comity_partner where id = %s", [upper])
    office.execute("delete from comity_partner where id = %s", [upper])
    columns = ", ".join(
        f'"{one.column}"' for one in Partner._meta.concrete_fields if not getattr(one, "generated", False)
    )

    back = f"insert into comity_partner ({columns}) select {columns} from kept"
    assert _at_once(office, [(back, [])], (PUT, [upper, lower])) == "comity_tree"


PUT = "update comity_partner set parent_id = %s where id = %s"


def _two(office: Any) -> list[int]:
    office.execute("select id from comity_partner order by id limit 2")
    return [pk for (pk,) in office.fetchall()]


def _at_once(office: Any, first: Any, second: Any) -> str:
    """Do one thing, then another that waits for it; return what becomes of the second when the first is stored."""
    said: list[str] = []
    url = f"{office.connection.connection.info.dsn} password={office.connection.connection.info.password}"
    with psycopg.connect(url) as one, psycopg.connect(url) as two:

        def wait() -> None:
            try:
                two.execute(*second)
                said.append("stored")
            except psycopg.errors.CheckViolation as error:
                said.append(str(error.diag.constraint_name))

        for asked in first:
            one.execute(*asked)
        other = threading.Thread(target=wait)
        other.start()
        _until_waiting(office, two.info.backend_pid)
        assert said == []
        one.commit()
        other.join(30)
    (what,) = said
    return what


def _until_waiting(cursor: Any, process: int) -> None:
    for _attempt in range(300):
        cursor.execute("select wait_event from pg_stat_activity where pid = %s", [process])
        if cursor.fetchone() == ("advisory",):
            return
        time.sleep(0.1)
    raise AssertionError("The second does not wait for the first.")
