"""What is laid over stand-ins, notices and questions to agencies: who reads them, and which columns ever change."""

from comity.core.notices import Notice, ProposalNotice, ReturnNotice
from comity.core.opinion_links import OpinionLink
from comity.core.protect_parts import name, policies, script, seen, trigger, written
from comity.core.returns import Return
from comity.core.stand_ins import StandIn

CITY = "city_id = (select comity_city())"
ME = "(select comity_officer())"
PROGRAM = "((select comity_officer()) is null and (select comity_clearance()) >= 2)"


def statements(role: str) -> list[str]:
    """Return functions, grants, triggers and policies."""
    return [script("stand_ins.sql"), *_stand_ins(role), *_notices(role), *_links(role)]


def _stand_ins(role: str) -> list[str]:
    table = StandIn._meta.db_table
    mine = f"{ME} in (absent_id, stand_in_id)"
    may = "(select comity_standin_may(absent_id))"
    return [
        # Who reads what the whole office reads knows who is away; others know it of themselves and their stand-ins.
        *policies(table, select=f"{CITY} and ({mine} or (select comity_clearance()) >= 1)", write=may),
        *_only(table, "comity_insert", f"for insert with check ({CITY} and {may} and set_by_id = {ME})"),
        *trigger(table, "comity_fits", "before insert", "comity_standin_fits"),
        *_columns(table, role, "ended_at", "ended_by_id"),
    ]


def _notices(role: str) -> list[str]:
    """Whoever was told reads it, as long as they see what it is about; the program alone tells."""
    of_file, of_return, of_proposal = (one._meta.db_table for one in (Notice, ReturnNotice, ProposalNotice))
    a_return = f"exists (select from {Return._meta.db_table} as whole where whole.id = {of_return}.of_id)"
    return [
        *_told(of_file, seen(of_file, "case_id"), role),
        *_told(of_return, a_return, role),
        *_told(of_proposal, seen(of_proposal, "of_id"), role),
    ]


def _told(table: str, visible: str, role: str) -> list[str]:
    whose = f"{CITY} and (officer_id = {ME} or {PROGRAM})"
    return [
        *policies(table, select=f"{whose} and {visible}", write="true"),
        *_only(table, "comity_insert", f"for insert with check ({CITY} and {PROGRAM})"),
        *_columns(table, role, "seen_at", "mail", "mailed_at"),
    ]


def _links(role: str) -> list[str]:
    table = OpinionLink._meta.db_table
    visible, may = seen(table, "case_id"), written(table, "case_id")
    return [
        *policies(table, select=f"{CITY} and {visible}", write=may),
        *_only(table, "comity_insert", f"for insert with check ({CITY} and {visible} and {may} and made_by_id = {ME})"),
        *_columns(table, role, "tries", "mail", "mailed_at", "revoked_at", "used_at", "answered_by"),
    ]


def _only(table: str, policy: str, rule: str) -> list[str]:
    """Lay a policy of its own in place of the common one."""
    return [f"drop policy if exists {policy} on {name(table)}", f"create policy {policy} on {name(table)} {rule}"]


def _columns(table: str, role: str, *columns: str) -> list[str]:
    """Let the program change these columns and delete nothing."""
    return [
        f"revoke update, delete, truncate on {name(table)} from {name(role)}",
        f"grant update ({', '.join(map(name, columns))}) on {name(table)} to {name(role)}",
    ]
