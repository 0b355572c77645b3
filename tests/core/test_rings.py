"""Nothing lies within itself: over however many, out of sight, nor when two are moved at one moment."""

import threading
import time
from typing import Any

import psycopg
import pytest

from comity.core import identity, write
from comity.core.people import RESTRICTED, Officer
from comity.gate.form import Wrong, check
from comity.registers import BY_KEY
from comity.registers.partners import Partner

PARTNERS = BY_KEY["partners"]


@pytest.mark.django_db
def test_a_ring_is_found_over_however_many(made: Any, as_system: Any) -> None:
    first = made("partners", title_en="Port Ardent", kind="locality")
    last = first
    for number in range(60):
        last = made("partners", title_en=f"Quarter {number}", kind="locality", parent=last.pk)
    with as_system(), pytest.raises(Wrong, match="within itself") as refused:
        check(PARTNERS, {"parent": last.pk}, instance=Partner.objects.get(pk=first.pk))

    assert list(refused.value.errors) == ["parent"]


@pytest.mark.django_db
def test_a_ring_is_found_over_what_is_out_of_sight(made: Any, officer: Officer) -> None:
    lower = made("partners", title_en="Port Ardent", kind="locality", sensitivity=0)
    unit = made("units", title_en="Vesper department", kind="department")
    guard = {"sensitivity": RESTRICTED, "shown_to": [unit.pk]}
    hidden = made("partners", title_en="Not for all", kind="locality", parent=lower.pk, **guard)
    upper = made("partners", title_en="Lantern Hill", kind="locality", sensitivity=0, parent=hidden.pk)
    with identity.acting(identity.of(officer, door="test")):
        assert not Partner.objects.filter(pk=hidden.pk).exists()
        with pytest.raises(Wrong, match="within itself"):
            check(PARTNERS, {"parent": upper.pk}, instance=Partner.objects.get(pk=lower.pk))


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
    office.execute("select id from comity_partner order by id")
    upper, lower, _other = (pk for (pk,) in office.fetchall())
    put, said = "update comity_partner set parent_id = %s where id = %s", []
    url = office.connection.connection.info.dsn + f" password={office.connection.connection.info.password}"
    with psycopg.connect(url) as one, psycopg.connect(url) as two:

        def second() -> None:
            try:
                two.execute(put, [lower, upper])
                said.append("stored")
            except psycopg.errors.CheckViolation as error:
                said.append(str(error.diag.constraint_name))

        one.execute(put, [upper, lower])
        other = threading.Thread(target=second)
        other.start()
        _until_waiting(office, two.info.backend_pid)
        assert said == []
        one.commit()
        other.join(30)

    assert said == ["comity_tree"]


def _until_waiting(cursor: Any, process: int) -> None:
    for _attempt in range(300):
        cursor.execute("select wait_event from pg_stat_activity where pid = %s", [process])
        if cursor.fetchone() == ("advisory",):
            return
        time.sleep(0.1)
    raise AssertionError("The second does not wait for the first.")
