"""What is laid over the tables of files on their way: acts that nobody alters, and where each file stands."""

from comity.core.attached import Attachment
from comity.core.case_acts import CaseAct, CaseQueue
from comity.core.procedure_copies import ProcedureCopy
from comity.core.protect_parts import SEES, WRITES, name, policies, script, seen, trigger, written

CITY = "city_id = (select comity_city())"


def statements(role: str, cases: str) -> list[str]:
    """Return grants, triggers and policies."""
    acts, queue, copies = (one._meta.db_table for one in (CaseAct, CaseQueue, ProcedureCopy))
    turn = f"comity_case_turn({name(acts)}.case_id, {name(acts)}.what, {name(acts)}.of)"
    mine = "officer_id is not distinct from (select comity_officer())"
    instead = f"comity_case_instead(instead_of_id, {name(acts)}.case_id, {name(acts)}.what, {name(acts)}.of)"
    barred = f"comity_case_barred({name(acts)}.case_id, {name(acts)}.what, comity_writes(), comity_below())"
    own = f"instead_of_id is null and ({written(acts, 'case_id')} and not {barred} or {turn})"
    insert = f"{mine} and ({own} or instead_of_id is not null and {instead})"
    return [
        script("cases.sql").replace("{sees}", SEES).replace("{writes}", WRITES),
        *policies(acts, select=seen(acts, "case_id"), write=insert),
        *policies(queue, select=seen(queue, "case_id")),
        *trigger(acts, "comity_unalterable", "before update or delete", "comity_unalterable"),
        *policies(copies, select=CITY, write="true"),
        *trigger(copies, "comity_unalterable", "before update or delete", "comity_unalterable"),
        f"revoke update, delete, truncate on {name(copies)} from {name(role)}",
        *trigger(acts, "comity_4_asked", "after insert", "comity_case_asked"),
        *trigger(cases, "comity_0_shown", "before insert or update", "comity_case_shown"),
        *trigger(cases, "comity_1_settled", "before update", "comity_case_settled"),
        *trigger(cases, "comity_4_begins", "after insert", "comity_case_begins"),
        *_handed_in(),
        f"revoke update, delete, truncate on {name(acts)} from {name(role)}",
        f"revoke insert, update, delete, truncate on {name(queue)} from {name(role)}",
    ]


def _handed_in() -> list[str]:
    """Let the unit that applies hand in files with what it hands in, beside those who may change the file."""
    files = Attachment._meta.db_table
    theirs = f"{seen(files, 'entry_id')} and comity_case_applies(entry_id, 'withdrawn')"
    return [
        f"drop policy if exists comity_handed_in on {name(files)}",
        f"create policy comity_handed_in on {name(files)} for insert with check ({theirs})",
    ]
