"""The statements that lay a trigger or a policy over a table; which ones, `protect` and `protect_reports` say."""

from collections.abc import Sequence

from psycopg import sql

# Who may not see, does not see; what is restricted and shown to no unit, a stub, nobody sees.
# The sub-selects make PostgreSQL work the answers out once per query, not once per row.
SEES = """(
    city_id = (select comity_city())
    and (
        case when sensitivity = 2
            then shown_to <> '{}' and ((select comity_clearance()) >= 2 or shown_to && (select comity_above()))
            else sensitivity <= (select comity_clearance()) or unit_id = any ((select comity_below())::bigint[])
        end
    )
)"""
WRITES = """(
    (select comity_writes()) = 'all'
    or (select comity_writes()) = 'own' and unit_id = any ((select comity_below())::bigint[])
)"""


def quoted(text: str) -> str:
    """Return a name as SQL writes it."""
    return sql.Identifier(text).as_string(None)


def literal(text: str) -> str:
    """Return a text as SQL writes it."""
    return sql.Literal(text).as_string(None)


def trigger(table: str, called: str, when: str, call: str, arguments: Sequence[str] = ()) -> list[str]:
    """Return the statements that lay one trigger over a table."""
    given = ", ".join(map(literal, arguments))
    return [
        f"drop trigger if exists {called} on {quoted(table)}",
        f"create trigger {called} {when} on {quoted(table)} for each row execute function {call}({given})",
    ]


def policies(table: str, *, select: str, write: str = "false") -> list[str]:
    """Return the statements that let the rows be read and written under two conditions."""
    both = f"({select}) and ({write})"
    wanted = {
        "comity_select": f"for select using ({select})",
        "comity_insert": f"for insert with check ({both})",
        "comity_update": f"for update using ({both}) with check ({both})",
        "comity_delete": f"for delete using ({both})",
    }
    statements = [f"alter table {quoted(table)} enable row level security"]
    for called, rule in wanted.items():
        statements += [
            f"drop policy if exists {called} on {quoted(table)}",
            f"create policy {called} on {quoted(table)} {rule}",
        ]
    return statements
