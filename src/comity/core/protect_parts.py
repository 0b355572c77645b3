"""The parts of which row-level security is laid: who sees, who writes, policies and triggers as statements."""

from collections.abc import Sequence
from importlib.resources import files

from psycopg import sql

# Who may not see, does not see; what is restricted and shown to no unit, a stub, nobody sees. What is not restricted is shown
# to named units beside those who see it anyway: a file to the unit that applies and to those asked about it (cases.sql). As with
# the unit that leads, this reaches the unit itself and those over it, never those under it: what the committee applies for is
# no business of every ward.
# The sub-selects make PostgreSQL work the answers out once per query, not once per row.
SEES = """(
    city_id = (select comity_city())
    and (
        case when sensitivity = 2
            then shown_to <> '{}' and ((select comity_clearance()) >= 2 or shown_to && (select comity_above()))
            else sensitivity <= (select comity_clearance()) or unit_id = any ((select comity_below())::bigint[])
                 or shown_to && (select comity_below())
        end
    )
)"""
WRITES = """(
    (select comity_writes()) = 'all'
    or (select comity_writes()) = 'own' and unit_id = any ((select comity_below())::bigint[])
)"""


def script(file: str) -> str:
    """Return an SQL script of ours."""
    return files("comity.core").joinpath("sql", file).read_text(encoding="utf-8")


def name(value: str) -> str:
    """Return a name as SQL writes it."""
    return sql.Identifier(value).as_string(None)


def text(value: str) -> str:
    """Return a text as SQL writes it."""
    return sql.Literal(value).as_string(None)


def trigger(table: str, called: str, when: str, call: str, arguments: Sequence[str] = ()) -> list[str]:
    """Return the statements that make a trigger."""
    given = ", ".join(map(text, arguments))
    return [
        f"drop trigger if exists {called} on {name(table)}",
        f"create trigger {called} {when} on {name(table)} for each row execute function {call}({given})",
    ]


def policies(table: str, *, select: str, write: str = "false") -> list[str]:
    """Return the statements that say who sees and who writes the rows of a table."""
    both = f"({select}) and ({write})"
    wanted = {
        "comity_select": f"for select using ({select})",
        "comity_insert": f"for insert with check ({both})",
        "comity_update": f"for update using ({both}) with check ({both})",
        "comity_delete": f"for delete using ({both})",
    }
    statements = [f"alter table {name(table)} enable row level security"]
    for called, rule in wanted.items():
        statements += [
            f"drop policy if exists {called} on {name(table)}",
            f"create policy {called} on {name(table)} {rule}",
        ]
    return statements


def seen(table: str, column: str) -> str:
    """Return the condition that the record of a column is seen."""
    # Not "exists": for some thousand links PostgreSQL would hash every entry that the reader may see (docs/performance.md).
    return f"(select true from comity_entry as seen where seen.id = {name(table)}.{name(column)})"  # noqa: S608  names of ours, quoted


def written(table: str, column: str) -> str:
    """Return the condition that the record of a column may be written."""
    return f"exists (select from comity_entry as written where written.id = {name(table)}.{name(column)} and {WRITES})"
