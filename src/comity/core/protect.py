"""The one place where row-level security, history and indexing are laid over the tables.

Applied after every migration, all of it every time, so that what protects a table is always what this file says.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db import connections, models

from comity.core import protect_cases, protect_stand_ins
from comity.core.attached import Attachment, Citation, SavedView
from comity.core.case_acts import CaseAct, CaseQueue
from comity.core.fields import CountriesField
from comity.core.history import Change
from comity.core.imports import Import, Imported, KnownColumn, KnownLayout, KnownName
from comity.core.notices import Notice, ProposalNotice, ReturnNotice
from comity.core.opinion_links import OpinionLink
from comity.core.personal import Personal, PersonalAct
from comity.core.protect_parts import SEES, WRITES, name, policies, script, seen, text, trigger, written
from comity.core.protect_reports import report_statements
from comity.core.records import Entry, Record, parts_of, trees_of

# Tables without records: who signs in and how, what runs in the background. Everything else must have a policy.
OF_OTHERS = ("account_", "auth_", "django_", "mfa_", "socialaccount_", "usersessions_")
OPEN_TABLES = frozenset(
    (
        "comity_city",
        "comity_feed",
        "comity_officer",
        "comity_officer_groups",
        "comity_officer_user_permissions",
        "comity_token",
    )
)


@dataclass(frozen=True, kw_only=True)
class Guarded:
    """A record table with what its index rows are made from."""

    register: str
    model: type[Record]
    starts: str = ""
    ends: str = ""
    country: str = ""
    search: Sequence[str] = ()


def before_migration(using: str) -> None:
    """Create the functions that columns are generated from."""
    _run(using, [script("text.sql"), script("identity.sql")])


def after_migration(using: str, guarded: Iterable[Guarded], *, app_role: str) -> None:
    """Lay grants, triggers and policies over every table."""
    scripts = [
        script(file).replace("{sees}", SEES).replace("{writes}", WRITES) for file in ("records.sql", "stubs.sql")
    ]
    tables = list(guarded)
    statements = [*scripts, *_grants(app_role)]
    for table in tables:
        statements += _record(table)
        for link in table.model._meta.local_many_to_many:
            statements += _link(table, link)
    statements += _attached(Citation, also="source_id") + _attached(Attachment, also=None)
    statements += policies(Entry._meta.db_table, select=SEES)
    change = Change._meta.db_table
    # A scalar sub-select: PostgreSQL looks it up for each row that is wanted, and never reads the whole index for it.
    visible = f"(select true from comity_entry as seen where seen.id = {change}.record_id)"
    still = f"coalesce({visible}, comity_entry_seen({change}.record_id))"
    statements += policies(change, select=f"{SEES} and {still} and (beside = '{{}}' or comity_any_seen(beside))")
    statements += [index for table in tables for index in _indexes(table)]
    own = "city_id = (select comity_city()) and officer_id = (select comity_officer())"
    statements += policies(SavedView._meta.db_table, select=own, write=own)
    statements += _imports(own)
    statements += [*_kept_apart(app_role), *_cases(tables, app_role), *report_statements(script("reports.sql"))]
    statements += [_FUNCTIONS.replace("{role}", text(app_role))]
    _run(using, statements)


def unprotected(using: str) -> list[str]:
    """Return the tables that hold neither accounts nor queues and yet have no policy."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            """select relname from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
                where n.nspname = 'public' and c.relkind in ('r', 'p') and not (c.relrowsecurity and exists (
                      select from pg_policy where polrelid = c.oid)) order by 1"""
        )
        return [name for (name,) in cursor.fetchall() if not is_open(name)]


def is_open(table: str) -> bool:
    """Say whether a table holds nothing of a record: accounts, sessions and the like."""
    return table in OPEN_TABLES or table.startswith(OF_OTHERS)


def _run(using: str, statements: Iterable[str]) -> None:
    connection = connections[using]
    connection.ensure_connection()
    for statement in statements:  # straight through psycopg: these scripts hold %, { and several statements each
        with connection.connection.cursor() as cursor:
            cursor.execute(statement.encode())


def _grants(role: str) -> list[str]:
    kept = ", ".join(name(model._meta.db_table) for model in (Change, Entry))
    return [
        f"revoke create on schema public from {name(role)}",
        f"grant usage on schema public to {name(role)}",
        f"grant select, insert, update, delete on all tables in schema public to {name(role)}",
        f"revoke insert, update, delete, truncate on {kept}, django_migrations from {name(role)}",
        f"grant usage, select on all sequences in schema public to {name(role)}",
    ]


# Our functions are for the program's role alone; those that triggers or other functions of the owner run are for nobody.
_FUNCTIONS = """do $$ declare one record; begin
    for one in select oid::regprocedure as name, prorettype = 'trigger'::regtype as fires
                 from pg_proc where pronamespace = 'public'::regnamespace and starts_with(proname, 'comity_')
    loop
        execute format('revoke execute on function %s from public, %I', one.name, {role});
        if not one.fires and not starts_with(one.name::text, 'comity_personal_act(') then
            execute format('grant execute on function %s to %I', one.name, {role});
        end if;
    end loop;
end $$"""


def _kept(table: str, *arguments: str) -> list[str]:
    return trigger(table, "comity_1_keep", "after insert or update or delete", "comity_keep", arguments)


def _links(model: type[Record]) -> list[str]:
    """Return the columns that hold the ids of linked records."""
    links = (field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey))
    return [str(field.column) for field in links if issubclass(field.related_model, Record)]


def _record(guarded: Guarded) -> list[str]:
    table = guarded.model._meta.db_table
    index = (guarded.register, guarded.starts, guarded.ends, guarded.country, *guarded.search)
    parts = [one for part, link in parts_of(guarded.model) for one in (part._meta.db_table, _link_column(part, link))]
    return [
        *(_within(guarded.model) if guarded.model.within else ()),
        *(trigger(table, "comity_3_parts", "after update", "comity_parts", parts) if parts else ()),
        *trigger(table, "comity_0_touch", "before insert or update", "comity_touch"),
        *trigger(table, "comity_0_hold", "before delete", "comity_hold"),
        *(line for link in trees_of(guarded.model) for line in _tree(guarded.model, link)),
        *_kept(table, guarded.register, "id", *_links(guarded.model)),
        *trigger(table, "comity_2_index", "after insert or update or delete", "comity_index", index),
        *policies(table, select=SEES, write=WRITES),
    ]


def _within(model: type[Record]) -> list[str]:
    column = _link_column(model, model.within)
    return trigger(model._meta.db_table, "comity_0_guard", "before insert or update", "comity_within", [column])


def _tree(model: type[Record], link: str) -> list[str]:
    column = _link_column(model, link)
    when = f"after insert or update of {name(column)}"
    return trigger(model._meta.db_table, f"comity_4_tree_{link}", when, "comity_tree", [column])


def _link_column(model: type[Record], name: str) -> str:
    field = model._meta.get_field(name)
    assert isinstance(field, models.ForeignKey)
    return str(field.column)


def _link(guarded: Guarded, field: "models.ManyToManyField[models.Model, models.Model]") -> list[str]:
    table = field.m2m_db_table()
    mine, other = field.m2m_column_name(), field.m2m_reverse_name()
    return [
        *_kept(table, guarded.register, mine, other),
        *policies(table, select=f"{seen(table, mine)} and {seen(table, other)}", write=written(table, mine)),
    ]


def _attached(model: type[models.Model], *, also: str | None) -> list[str]:
    table = model._meta.db_table
    both = seen(table, "entry_id") + (f" and {seen(table, also)}" if also else "")
    return [
        *_kept(table, model._meta.model_name or "", "entry_id", *([also] if also else [])),
        *policies(table, select=both, write=written(table, "entry_id")),
    ]


def _indexes(guarded: Guarded) -> list[str]:
    """Indexes for the functions that search with the owner's rights.

    Words by register, so that words that are common elsewhere need not be read past; and countries, for comity_having.
    """
    words, entries = name(f"entry_words_{guarded.register}"), Entry._meta.db_table
    statements = [
        f"create index if not exists {words} on {entries} using gin (words) where register = {text(guarded.register)}"
    ]
    for field in guarded.model._meta.concrete_fields:
        if isinstance(field, CountriesField):
            table = guarded.model._meta.db_table
            index, column = name(f"{table}_{field.name}_any"), name(field.name)
            statements.append(f"create index if not exists {index} on {name(table)} using gin ({column})")
    return statements


def _imports(own: str) -> list[str]:
    """An import is its officer's; one that is stored, without restricted records, is seen by the units over it too."""
    below = "unit_id = any ((select comity_below())::bigint[])"
    stored = f"city_id = (select comity_city()) and sensitivity <= (select comity_clearance()) and {below}"
    rows = Imported._meta.db_table
    mine = f"exists (select from comity_import as mine where mine.id = {rows}.batch_id)"
    those = f"city_id = (select comity_city()) and {seen(rows, 'record_id')}"
    columns = f"city_id = (select comity_city()) and (officer_id = (select comity_officer()) or {below})"
    names = KnownName._meta.db_table
    named = f"({own}) or ({columns} and {seen(names, 'record_id')})"
    return [
        *policies(Import._meta.db_table, select=f"({own}) or ({stored})", write=own),
        *policies(rows, select=those, write=mine),
        *policies(KnownColumn._meta.db_table, select=columns, write=own),
        *policies(KnownLayout._meta.db_table, select=columns, write=own),
        *policies(names, select=named, write=own),
    ]


def _kept_apart(role: str) -> list[str]:
    """Let the program see that personal data is kept; what it is comes through functions that write each act down."""
    data, acts = Personal._meta.db_table, PersonalAct._meta.db_table
    open_columns = "person_id, city_id, key_id, changed_at, officer_id"
    entry = f"select comity_kept_right(seen.register) from comity_entry as seen where seen.id = {data}.person_id"
    right = f"city_id = (select comity_city()) and coalesce(({entry}), '') <> ''"
    still = f"coalesce({seen(acts, 'person_id')}, comity_entry_seen({acts}.person_id))"  # or was, before it was deleted
    audited = f"city_id = (select comity_city()) and (select comity_audits()) and {still}"
    return [
        script("personal.sql").replace("{sees}", SEES),
        script("templates.sql").replace("{role}", name(role)),
        script("office_days.sql").replace("{role}", name(role)),
        *trigger("comity_officeday", "comity_days", "after insert", "comity_officedays"),
        *policies(data, select=right),
        *policies(acts, select=audited),
        *trigger(acts, "comity_unalterable", "before update or delete", "comity_unalterable"),
        f"revoke all on {data}, {acts} from {name(role)}",
        f"grant select ({open_columns}) on {data} to {name(role)}",
        f"grant select on {acts} to {name(role)}",
    ]


def _cases(tables: Iterable[Guarded], role: str) -> list[str]:
    named = {one.register: one.model._meta.db_table for one in tables}
    return [
        *protect_stand_ins.statements(role),
        *protect_cases.statements(role, named["cases"]),
        script("proposals.sql"),
        *trigger(named["proposals"], "comity_0_turn", "before insert or update or delete", "comity_proposal_turn"),
    ]


def record_tables() -> set[str]:
    """Return the names of the tables that hold records, links and what hangs on records."""
    tables = {Entry._meta.db_table, Change._meta.db_table, Citation._meta.db_table, Attachment._meta.db_table}
    tables |= {Personal._meta.db_table, PersonalAct._meta.db_table}
    tables |= {
        one._meta.db_table for one in (Imported, CaseAct, CaseQueue, Notice, OpinionLink, ReturnNotice, ProposalNotice)
    }
    for model in apps.get_app_config("comity").get_models():
        if issubclass(model, Record):
            tables.add(model._meta.db_table)
            tables |= {link.m2m_db_table() for link in model._meta.local_many_to_many}
    return tables
