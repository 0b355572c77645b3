"""How issued reports and agencies' returns are guarded: seen as any record is, signed by role, unalterable once signed."""

from comity.core.issued import Issued, IssuedContent, IssuedFigure, ReportStep
from comity.core.people import ROLES
from comity.core.protect_parts import SEES, WRITES, policies, trigger
from comity.core.returns import Return, ReturnRequest

RETURN = Return._meta.db_table
SIGNERS = tuple(key for key, role in ROLES.items() if role.signs)


def report_statements(script: str) -> list[str]:
    """Return what lays policies and triggers over the tables of reports."""
    issued, steps = Issued._meta.db_table, ReportStep._meta.db_table
    statements = [
        script,
        *policies(issued, select=SEES, write=f"{WRITES} or (select comity_signs())"),
        *trigger(issued, "comity_0_issued", "before insert or update or delete", "comity_issued", SIGNERS),
        *trigger(issued, "comity_1_step", "after insert or update", "comity_step"),
    ]
    for part in (IssuedContent._meta.db_table, IssuedFigure._meta.db_table):
        whole = f"select from {issued} as whole where whole.id = {part}.report_id"
        statements += policies(part, select=f"exists ({whole})", write=f"exists ({whole} and {WRITES})")
        statements += trigger(part, "comity_0_issued", "before insert or update or delete", "comity_issued_part", ())
    statements += _returns()
    subjects = (f"exists (select from {of} as whole where whole.id = {steps}.subject)" for of in (issued, RETURN))
    statements += policies(steps, select=" or ".join(subjects))
    statements += trigger(steps, "comity_unalterable", "before update or delete", "comity_unalterable")
    return statements


def _returns() -> list[str]:
    """A unit sees what is asked of it and answers; the office sees all of them."""
    asked = ReturnRequest._meta.db_table
    of_mine = f"exists (select from {RETURN} as mine where mine.request_id = {asked}.id)"
    seen = f"city_id = (select comity_city()) and ((select comity_clearance()) >= 1 or {of_mine})"
    return [
        *policies(RETURN, select=SEES, write=WRITES),
        *trigger(RETURN, "comity_0_returned", "before insert or update or delete", "comity_returned"),
        *trigger(RETURN, "comity_1_step", "after insert or update", "comity_step"),
        *policies(asked, select=seen, write="(select comity_writes()) = 'all'"),
    ]
