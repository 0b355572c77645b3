"""What is laid over the tables of files on their way: acts that nobody alters, and where each file stands."""

from comity.core.case_acts import CaseAct, CaseQueue
from comity.core.protect_parts import SEES, WRITES, name, policies, script, seen, trigger, written


def statements(role: str, cases: str) -> list[str]:
    """Return grants, triggers and policies."""
    acts, queue = CaseAct._meta.db_table, CaseQueue._meta.db_table
    turn = f"comity_case_turn({name(acts)}.case_id, {name(acts)}.what, {name(acts)}.of)"
    mine = "officer_id is not distinct from (select comity_officer())"
    instead = f"comity_case_instead(instead_of_id, {name(acts)}.case_id, {name(acts)}.what, {name(acts)}.of)"
    own = f"instead_of_id is null and ({written(acts, 'case_id')} or {turn})"
    insert = f"{mine} and ({own} or instead_of_id is not null and {instead})"
    return [
        script("cases.sql").replace("{sees}", SEES).replace("{writes}", WRITES),
        *policies(acts, select=seen(acts, "case_id"), write=insert),
        *policies(queue, select=seen(queue, "case_id")),
        *trigger(acts, "comity_unalterable", "before update or delete", "comity_unalterable"),
        *trigger(cases, "comity_4_begins", "after insert", "comity_case_begins"),
        f"revoke update, delete, truncate on {name(acts)} from {name(role)}",
        f"revoke insert, update, delete, truncate on {name(queue)} from {name(role)}",
    ]
