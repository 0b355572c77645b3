"""Files of a generated office: in every state, and in the queues as what was done with them leaves them today."""

import os
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from comity.core import identity
from comity.core.case_acts import CaseAct, CaseQueue
from comity.core.pack import load
from comity.core.people import City
from comity.gate import cases, readings, values
from comity.management.invented_files import Files
from comity.management.invention import Invention
from comity.registers.cases import Case
from comity.registers.units import Unit
from tests.core.test_case_histories import STATES, differs
from tests.database import address

RECORDS = 1000
SHARE = 0.04


@pytest.fixture(scope="module")
def generated(django_db_setup: None, django_db_blocker: Any) -> Iterator[City]:
    """Return a generated city, in a database of its own to which its owner is connected."""
    admin, owner = os.environ["COMITY_TEST_ADMIN_URL"], os.environ["COMITY_TEST_OWNER_URL"]
    token, worker = os.environ["COMITY_TEST_TOKEN"], os.environ.get("PYTEST_XDIST_WORKER", "main")
    name, before = f"comity_generated_{token}_{worker}", dict(connection.settings_dict)
    user, password = (
        psycopg.conninfo.conninfo_to_dict(owner)["user"],
        psycopg.conninfo.conninfo_to_dict(owner)["password"],
    )
    with psycopg.connect(admin, autocommit=True) as one:
        one.execute(f"create database {name} template comity_template_{token} owner comity_owner")
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "OWNER_URL", address(owner, name=name), raising=False)
        connection.close()
        connection.settings_dict.update(NAME=name, USER=user, PASSWORD=password)
        try:
            call_command("generate", records=RECORDS, stdout=StringIO())
            yield City.objects.get(code="generated")
        finally:
            connection.close()
            connection.settings_dict.update(before)
    with psycopg.connect(admin, autocommit=True) as one:
        one.execute(f"drop database {name} with (force)")


@pytest.fixture
def acting(generated: City, django_db_blocker: Any) -> Iterator[City]:
    with django_db_blocker.unblock(), identity.acting(identity.system(generated, door="test")):
        yield generated


def test_there_are_files_in_every_state_of_every_procedure(acting: City) -> None:
    states = Counter(CaseQueue.objects.values_list("state", flat=True))
    owed = Counter(CaseQueue.objects.filter(state="granted").values_list("owes", flat=True))
    waits = {
        wait["key"].partition(":")[0] for found in CaseQueue.objects.values_list("waits", flat=True) for wait in found
    }

    assert states.total() == Case.objects.count() == RECORDS * SHARE
    assert set(states) == STATES
    assert owed[True]
    assert owed[False]
    assert waits == {"step", "ask", "duty", "papers", "back"}
    assert CaseAct.objects.filter(what="reported").exists()


def test_the_queue_keeps_of_each_what_it_comes_to_and_every_act_has_its_place(acting: City) -> None:
    today, found = values.today(), list(Case.objects.order_by("pk"))

    assert [wrong for case in found if (wrong := differs(case, today))] == []
    assert [case.pk for case in found if cases.opened(case, today).standing.unfit] == []
    assert not CaseQueue.objects.filter(lives=True).exclude(as_of=today).exists()


def test_what_it_was_filed_with_is_what_its_record_tells(acting: City) -> None:
    today, told = values.today(), 0
    for case in Case.objects.exclude(queue__state="draft").order_by("pk"):
        file = cases.opened(case, today)
        known = readings.told(file.version, file.record)
        told += bool(known)
        assert file.facts == {**file.facts, **known}
    assert told


def test_the_same_seed_makes_the_same_files(acting: City) -> None:
    def once(seed: int) -> tuple[Any, ...]:
        made = Invention(load("vn"), seed=seed)
        made.ids["units"] = list(Unit.objects.order_by("pk").values_list("pk", flat=True))
        files = Files(made, acting)
        return list(files.rows(range(1, 41))), files.acts, files.queue

    assert once(5) == once(5) != once(6)
