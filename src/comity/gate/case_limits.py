"""The limits that a file does not meet, and what the rules of its procedure are called."""

from comity.core.procedure_parts import Version
from comity.domain.filing import failing
from comity.gate import cases


def limits_broken(file: cases.File) -> list[str]:
    """Return the limits that the file does not meet and from which it is not excepted."""
    found = failing(
        file.version.rules, file.facts, papers=(), waived=file.standing.waived, filed=file.today,
        calendar=file.procedures.calendar,
    )  # fmt: skip
    return [one.id for one in found if one.kind == "limit"]


def title(version: Version, kind: str, name: str) -> str:
    """Return what a rule of a procedure is called."""
    return next((str(one) for one in getattr(version.said, kind) if one.id == name), name)
