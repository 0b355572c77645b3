"""The limits that a file does not meet or of which nobody can say whether it does, and what the rules of its procedure are called."""

from comity.core.procedure_parts import Version
from comity.domain.filing import failing, undecided
from comity.gate import cases


def limits_broken(file: cases.File) -> list[str]:
    """Return the limits that the file does not meet and from which it is not excepted."""
    found = failing(
        file.version.rules, file.facts, papers=(), waived=file.standing.waived, filed=file.today,
        calendar=file.procedures.calendar,
    )  # fmt: skip
    return [one.id for one in found if one.kind == "limit"]


def limits_open(file: cases.File) -> dict[str, list[str]]:
    """Return the limits of which the known facts do not say whether they are met, each with what the missing facts are called."""
    said, open_ = file.version.said, undecided(file.version.rules, file.facts, file.standing.waived)
    return {
        one.id: [str(fact) for name, fact in said.facts.items() if name in open_[one.id]]
        for one in said.limits
        if one.id in open_
    }


def title(version: Version, kind: str, name: str) -> str:
    """Return what a rule of a procedure is called."""
    return next((str(one) for one in getattr(version.said, kind) if one.id == name), name)
