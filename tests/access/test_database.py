"""What PostgreSQL itself refuses to the program's role: every table and every function, found by walking the catalogue."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from comity.core import identity, protect
from comity.registers import ALL
from tests.access.office import Office, filled, view_of
from tests.database import OWNER, address

pytestmark = pytest.mark.xdist_group("access-database")

# Functions that run with the owner's rights, and what the program's role gets from calling one itself.
OWNERS = {
    "comity_absents": "in whose place an officer of its city acts today, which each page needs before it acts",
    "comity_any_seen": "whether it sees one of these",
    "comity_case_applies": "whether its unit applies with a file and may do this with it now",
    "comity_case_asked": "nothing: only a trigger runs it",
    "comity_case_begins": "nothing: only a trigger runs it",
    "comity_case_instead": "whether it may do this with a file in the place of one for whom it stands in",
    "comity_case_shown": "nothing: only a trigger runs it",
    "comity_case_stands": "what its own act came to, or that of a file it may change",
    "comity_case_turn": "whether a file waits for it",
    "comity_entry_seen": "whether it sees this",
    "comity_family": "the line of a unit, with which an identity is made",
    "comity_find": "what it sees and the words find",
    "comity_having": "the numbers of records that it sees and that have one of the codes",
    "comity_index": "nothing: only a trigger runs it",
    "comity_issued": "nothing: only a trigger runs it",
    "comity_issued_part": "nothing: only a trigger runs it",
    "comity_keep": "nothing: only a trigger runs it",
    "comity_last_change": "the number of a change of a record that it sees",
    "comity_opinion_link": "the number of the question whose secret it has",
    "comity_other_signers": "how many others of its city could sign what is guarded so",
    "comity_parts": "nothing: only a trigger runs it",
    "comity_personal_act": "nothing: only the three functions below run it",
    "comity_personal_erase": "an erasure, if the officer has the right and gives a reason, and it is written down",
    "comity_personal_read": "what is sealed, if the officer has the right and gives a reason, and it is written down",
    "comity_personal_write": "a change, if the officer has the right and gives a reason, and it is written down",
    "comity_points_at_stub": "whether a row points at a record that was deleted",
    "comity_retire": "a deletion that it may do",
    "comity_return": "the undoing of a deletion that it saw and may do",
    "comity_returned": "nothing: only a trigger runs it",
    "comity_standin_fits": "nothing: only a trigger runs it",
    "comity_step": "nothing: only a trigger runs it",
    "comity_tree": "nothing: only a trigger runs it",
    "comity_within": "nothing: only a trigger runs it",
}


@pytest.fixture(scope="module")
def full(office: Office) -> Office:
    """The office with something of every kind in it, and the other city's as well."""
    for number, at in enumerate((office.city, office.other)):
        for of in ALL:
            record = filled(at, of, number + 1, sensitivity=0)
            if of.key == "sources":
                office.hang(record, record, f"file-{number}")
    for name in ("officer", "abroad"):
        view_of(office.people[name], "mine")
    return office


def ask(question: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        rows: list[Any] = cursor.fetchall()
    return rows


def tables() -> list[str]:
    rows = ask("""select relname from pg_class join pg_namespace as n on n.oid = relnamespace
                   where n.nspname = 'public' and relkind in ('r', 'p', 'v', 'm', 'f') order by 1""")
    return [name for (name,) in rows]


def guarded() -> list[str]:
    return [name for name in tables() if not protect.is_open(name)]


def key_of(table: str) -> str:
    """Return the column that tells a table's rows apart."""
    ((name,),) = ask(
        """select attname from pg_index join pg_attribute on attrelid = indrelid and attnum = any(indkey)
            where indrelid = %s::regclass and indisprimary""",
        table,
    )
    return str(name)


def test_without_an_identity_no_table_of_records_shows_a_row(full: Office) -> None:
    assert set(guarded()) >= protect.record_tables()
    for table in guarded():
        assert (table, ask(f'select count(*) from "{table}"')) == (table, [(0,)])


def test_no_table_shows_a_row_of_one_city_to_another(full: Office) -> None:
    both: dict[str, list[set[Any]]] = {table: [] for table in guarded()}
    for city in (full.city, full.other):
        with identity.acting(identity.system(city, door="test")):
            for table, seen in both.items():
                seen.append({pk for (pk,) in ask(f'select {key_of(table)} from "{table}"')})
    for table, (here, there) in both.items():
        assert (table, here & there) == (table, set())
    filled_ = {one.model._meta.db_table for one in ALL} | {"comity_entry", "comity_change", "comity_citation"}
    assert all(all(both[table]) for table in filled_)


def test_tables_without_policies_hold_nothing_of_a_record(full: Office) -> None:
    names = [name for name in tables() if protect.is_open(name)]
    guards = ask(
        """select relname, attname from pg_class join pg_attribute on attrelid = pg_class.oid
                     where relname = any(%s) and attname in ('sensitivity', 'shown_to')""",
        names,
    )
    links = ask(
        """select conrelid::regclass::text, confrelid::regclass::text from pg_constraint
                    where contype = 'f' and conrelid::regclass::text = any(%s)
                      and confrelid::regclass::text = any(%s)""",
        names,
        guarded(),
    )
    assert (guards, links) == ([], [])


@contextmanager
def as_owner() -> Iterator[psycopg.Connection[Any]]:
    """Open a connection of the tables' owner to the same database."""
    url = address(os.environ["COMITY_TEST_OWNER_URL"], name=connection.settings_dict["NAME"])
    with psycopg.connect(url, autocommit=True) as other:
        yield other


def test_a_table_of_records_without_a_policy_is_noticed() -> None:
    assert protect.unprotected("default") == []
    with as_owner() as owner:
        owner.execute("create table comity_unguarded (id bigint primary key, sensitivity smallint)")
        try:
            assert protect.unprotected("default") == ["comity_unguarded"]
            owner.execute("create policy all_ on comity_unguarded using (true)")  # not in force before it is enabled
            assert protect.unprotected("default") == ["comity_unguarded"]
        finally:
            owner.execute("drop table comity_unguarded")


def test_every_policy_on_a_table_of_records_asks_who_acts() -> None:
    rows = ask("""select tablename, policyname, coalesce(qual, '') || coalesce(with_check, ''), permissive
                    from pg_policies where schemaname = 'public'""")
    assert {table for table, *_rest in rows} == set(guarded())
    # A rule may leave it to another table's policy: who reads that table in a rule is held to its policy as well.
    others = [f"FROM {name} " for name in guarded()]
    for table, name, rule, _permissive in rows:
        told = rule == "false" or "comity_city()" in rule or any(one in rule for one in others if table not in one)
        assert told, (table, name, rule)


REFUSED = (
    f"set role {OWNER}",
    "set role postgres",
    f"set session authorization {OWNER}",
    "set session_replication_role = replica",
    "select * from pg_authid",
    "select pg_read_file('/etc/hostname')",
    "copy comity_partner to program 'cat'",
    "copy comity_partner to '/tmp/comity-never'",
    "alter role current_user bypassrls",
    "create role somebody",
    "create table public.mine (id int)",
    "create function public.mine() returns int language sql as 'select 1'",
    "create or replace function comity_city() returns bigint language sql as 'select 1::bigint'",
    "drop function comity_city()",
    "alter system set log_statement = 'all'",
    "create extension file_fdw",
    "insert into comity_change select * from comity_change",
    "update comity_change set reason = ''",
    "delete from comity_change",
    "delete from comity_entry",
    "update comity_entry set sensitivity = 0",
    "insert into comity_entry (id) values (1)",
    "delete from django_migrations",
    "select comity_keep()",
    "select setval('comity_record_id', 1)",
    "select lo_import('/etc/hostname')",
)


def refused(statement: str) -> bool:
    try:
        with transaction.atomic():
            ask(statement)
    except DatabaseError:
        return True
    return False


@pytest.mark.parametrize("statement", REFUSED)
def test_the_program_cannot(statement: str, full: Office) -> None:
    with identity.acting(identity.system(full.city, door="test")):
        assert refused(statement)


def test_the_program_can_change_no_table_nor_empty_one() -> None:
    for table in tables():
        for statement in (
            f'truncate "{table}"',
            f'alter table "{table}" disable row level security',
            f'alter table "{table}" disable trigger user',
            f'alter table "{table}" owner to current_user',
            f'create policy mine on "{table}" using (true)',
            f'create index on "{table}" ((1))',
            f'drop table "{table}"',
        ):
            assert refused(statement), statement


def test_the_programs_role_owns_nothing_and_belongs_to_nobody() -> None:
    (rights,) = ask("""select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication
                         from pg_roles where rolname = current_user""")
    owned = ask("select count(*) from pg_class join pg_roles as r on r.oid = relowner where r.rolname = current_user")
    member = ask("""select count(*) from pg_auth_members join pg_roles as r on r.oid = member
                     where r.rolname = current_user""")
    assert (rights, owned, member) == ((False,) * 5, [(0,)], [(0,)])


def test_functions_with_the_owners_rights_are_known_and_pinned() -> None:
    rows = ask("""select proname, proconfig from pg_proc
                   where pronamespace = 'public'::regnamespace and prosecdef order by 1""")
    assert [name for name, _config in rows] == sorted(OWNERS), "Say in OWNERS what the program gets from calling it."
    for name, config in rows:
        assert (name, "search_path=public, pg_temp" in (config or [])) == (name, True)


def test_nobody_but_the_program_may_call_our_functions() -> None:
    rows = ask("""select oid::regprocedure::text, prorettype = 'trigger'::regtype, prosecdef,
                         has_function_privilege(current_user, oid, 'execute'),
                         exists (select from aclexplode(coalesce(proacl, acldefault('f', proowner))) where grantee = 0)
                    from pg_proc where pronamespace = 'public'::regnamespace and starts_with(proname, 'comity_')""")
    assert rows
    for name, fires, _owners, callable_, public in rows:
        inside = fires or name.startswith("comity_personal_act(")
        assert (name, callable_, public) == (name, not inside, False)


def test_a_temporary_table_does_not_mislead_the_owners_functions(full: Office) -> None:
    hidden = filled(full.city, ALL[0], 9, **full.secret())
    with identity.acting(identity.of(full.people["officer"], door="test")):
        ask_ = "create temp table comity_entry on commit drop as select * from public.comity_entry with no data"
        with connection.cursor() as cursor:
            cursor.execute(ask_)
            cursor.execute(
                "insert into pg_temp.comity_entry (id, city_id, sensitivity, shown_to) values (%s, %s, 0, '{}')",
                [hidden.pk, full.city.pk],
            )
        assert ask("select comity_entry_seen(%s)", hidden.pk) == [(False,)]
