"""Which of the database's functions the program's role may run, after one migration and after the next."""

import os
from typing import Any

import psycopg
import pytest

from tests.database import APP, address
from tests.long import long
from tests.template import migrate

RUNNABLE = """
select proname, prorettype = 'trigger'::regtype, has_function_privilege(%s, oid, 'execute'),
       has_function_privilege('public', oid, 'execute')
  from pg_proc where pronamespace = 'public'::regnamespace and starts_with(proname, 'comity_')
"""


@long
@pytest.mark.usefixtures("django_db_setup")
def test_migrating_again_opens_no_function_to_the_program_or_to_everybody() -> None:
    admin, owner = os.environ["COMITY_TEST_ADMIN_URL"], os.environ["COMITY_TEST_OWNER_URL"]
    token = os.environ["COMITY_TEST_TOKEN"]
    name = f"comity_functions_{token}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"create database {name} template comity_template_{token} owner comity_owner")
    try:
        once = _runnable(owner, name)
        migrate(address(owner, name=name))
        twice = _runnable(owner, name)
    finally:
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f"drop database {name} with (force)")

    assert once == twice
    assert [one for one, _fires, _program, everybody in once if everybody] == []
    assert [one for one, fires, program, _everybody in once if fires and program] == []
    assert {one: program for one, _fires, program, _everybody in once}["comity_personal_act"] is False
    assert {one: program for one, _fires, program, _everybody in once}["comity_find"] is True


def _runnable(owner: str, name: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(address(owner, name=name)) as connection:
        return sorted(connection.execute(RUNNABLE, [APP]).fetchall())
