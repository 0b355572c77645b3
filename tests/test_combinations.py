"""docs/combinations.md names every rule between fields that the code has, and no other."""

import re
from pathlib import Path

from django.db.models import CheckConstraint

from comity.core.records import Record
from comity.gate.form import HOURS, ORDERED, TOGETHER
from comity.registers import ALL

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "combinations.md").read_text()
ROW = re.compile(r"^\| (?P<what>`[^|]+) \| (?P<refused>[^|]+) \| [^|]+ \|$", re.MULTILINE)
BOTH_WAYS = {("longitude", "latitude")}  # one row says it of either


def rows() -> dict[str, str]:
    return {row["what"]: row["refused"] for row in ROW.finditer(PAGE)}


def test_every_pair_of_fields_that_must_fit_has_its_row() -> None:
    pairs = {*ORDERED, *TOGETHER, HOURS} - BOTH_WAYS

    assert sorted(f"`{first}`, `{second}`" for first, second in pairs) == sorted(
        what
        for what in rows()
        if re.fullmatch(r"`\w+`, `\w+`", what) and "sensitivity" not in what and "title" not in what
    )


def test_every_register_with_rules_of_its_own_has_its_row() -> None:
    general = {one.name for one in Record._meta.constraints}
    ruled: dict[str, set[str]] = {}
    for of in ALL:
        names = {
            one.name
            for one in of.model._meta.constraints
            if isinstance(one, CheckConstraint) and one.name not in general
        }
        names = {name for name in names if not name.endswith(("_titled", "_sensitivity"))}
        if of.refuses or of.once or names:
            ruled[f"`{of.key}`"] = names

    said = {what: refused for what, refused in rows().items() if re.fullmatch(r"`\w+`", what)}
    assert sorted(said) == sorted(ruled)
    for register, names in ruled.items():
        assert (register, names) == (register, set(re.findall(r"`(\w+)`", said[register])))
