"""What a figure is made of, record by record, and what has become of it since it was counted."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

How = Literal["count", "sum", "days", "money", "distinct"]
Kind = Literal["added", "gone", "changed"]
Worth = dict[str, Decimal]  # by currency; "" for what is no money


@dataclass(frozen=True, order=True)
class Row:
    """One record behind a figure: what it adds, and its currency or the value that counts once."""

    record: int
    adds: Decimal | None = Decimal(1)
    key: str = ""


@dataclass(frozen=True)
class Difference:
    """One record that adds something else today: what it added then and adds now."""

    record: int
    kind: Kind
    was: tuple[Row, ...]
    now: tuple[Row, ...]


def worth(how: str, rows: Iterable[Row]) -> Worth:
    """Return what the rows come to, money by currency."""
    if how == "distinct":
        return {"": Decimal(len({row.key for row in rows}))}
    found: Worth = defaultdict(Decimal)
    for row in rows:
        if row.adds is not None:
            found[row.key if how == "money" else ""] += row.adds
    return dict(found) if how == "money" else {"": found.get("", Decimal(0))}


def differences(then: Iterable[Row], now: Iterable[Row]) -> list[Difference]:
    """Return the records whose rows differ, by number; order of a record's rows says nothing."""
    was, is_ = _by_record(then), _by_record(now)
    found = []
    for record in sorted(was.keys() | is_.keys()):
        before, after = was.get(record, ()), is_.get(record, ())
        if before != after:
            kind: Kind = "added" if not before else "changed" if after else "gone"
            found.append(Difference(record, kind, before, after))
    return found


def today(how: str, then: Worth, changed: Sequence[Difference], others: Iterable[Row] = ()) -> Worth:
    """Return what the figure comes to with the differences taken in.

    `others` are the signed rows of all other records; only different values need them, sums do without.
    """
    if how == "distinct":
        return worth(how, [*others, *(row for one in changed for row in one.now)])
    found: Worth = defaultdict(Decimal, then)
    for one in changed:
        for key, value in worth(how, one.now).items():
            found[key] += value
        for key, value in worth(how, one.was).items():
            found[key] -= value
    return {key: value for key, value in found.items() if value or key in then}


def gaps(then: Mapping[str, Decimal], now: Mapping[str, Decimal]) -> Worth:
    """Return by how much each part of a figure moved, unmoved ones left out."""
    moved = {key: now.get(key, Decimal(0)) - then.get(key, Decimal(0)) for key in {**then, **now}}
    return {key: value for key, value in moved.items() if value}


def _by_record(rows: Iterable[Row]) -> dict[int, tuple[Row, ...]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.record].append(row)
    return {record: tuple(sorted(same, key=_order)) for record, same in found.items()}


def _order(row: Row) -> tuple[str, bool, Decimal]:
    return row.key, row.adds is None, row.adds or Decimal(0)
