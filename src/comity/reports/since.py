"""What became of the figures of an issued report since they were counted: worked out from what was changed since.

Counted again under the sight under which the report was counted, by readers who see at least as much: so nothing that a reader
may not see moves a number. A record that left that sight is told to nobody; for the figure it stays where it was.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Q, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from comity.core import identity, told
from comity.core.history import Change
from comity.core.identity import Sight
from comity.core.issued import Issued, IssuedFigure
from comity.domain import receipt
from comity.domain.period import Period
from comity.domain.receipt import Difference, Row, Worth
from comity.gate import values
from comity.registers import BY_KEY
from comity.reports import behind, indicators
from comity.reports.rules import Indicator, fingerprint
from comity.reports.snapshot import Content

EARLIER = timedelta(minutes=10)  # what was being stored while the report was counted bears an earlier time
SHOWN = 20  # records told of one figure
STATED = ("sum", "money", "days")  # measures of something that a record may leave empty


@dataclass(frozen=True)
class Told:
    """One record that adds something else today, in words."""

    title: str
    href: str
    words: str
    record: int


@dataclass(frozen=True)
class Moved:
    """One figure that is another today."""

    code: str
    now: str
    by: str
    told: list[Told]
    more: int


@dataclass(frozen=True)
class Since:
    """The figures that moved, by code; those that are counted by another rule now."""

    moved: dict[str, Moved]
    otherwise: list[str]


def of(issued: Issued, content: Content) -> Since | None:
    """Return what moved since; None for a reader who sees less than was counted.

    A handful of statements, one for each register and date of which something was changed, and one for each figure of money or
    of different values; however many records there are.
    """
    sight = Sight(issued.clearance, tuple(issued.above), tuple(issued.below))
    if not sight.within(identity.current()):
        return None
    with identity.seeing(sight):
        rules, otherwise = _rules(content)
        return Since(_moved(issued, content, rules), otherwise)


def _rules(content: Content) -> tuple[dict[str, Indicator], list[str]]:
    """Return the rules that still count as they did, and the figures of those that do not."""
    declared = indicators.of_city().indicators
    counted = [one for one in content["figures"] if one["recorded"]]
    same, otherwise = {}, []
    for one in counted:
        rule = declared.get(one["code"])
        if rule is not None and fingerprint(rule) == one["rule"]:
            same[one["code"]] = rule
        else:
            otherwise.append(one["code"])
    return same, otherwise


def _moved(issued: Issued, content: Content, rules: Mapping[str, Indicator]) -> dict[str, Moved]:
    since, days = issued.as_of - EARLIER, Period(issued.starts, issued.ends)
    hanging = _all_hanging(rules, since)
    changed = _changed(rules, since, hanging)
    touched = {record for found in changed.values() for record in found}
    then = _signed(issued, touched) if touched else {}
    found: dict[str, list[Difference]] = {}
    here = {code: records for code, rule in rules.items() if (records := changed[_looked(rule)])}
    now = behind.of_records({code: rules[code] for code in here}, days, here)
    for code, records in here.items():
        if differ := receipt.differences([row for row in then.get(code, ()) if row.record in records], now[code]):
            found[code] = differ
    wholes = _wholes(issued, [code for code in found if rules[code].how == "distinct"])
    words = _Words(since, [one for differ in found.values() for one in differ[:SHOWN]], hanging)
    figures = {one["code"]: one for one in content["figures"]}
    moved = (_one(figures[code], rules[code], differ, wholes.get(code, ()), words) for code, differ in found.items())
    return {one.code: one for one in moved if one}


Looked = tuple[str, tuple[str, ...]]


def _looked(rule: Indicator) -> Looked:
    return rule.register_key, tuple(behind.looks_at(rule))


def _changed(rules: Mapping[str, Indicator], since: datetime, hanging: "Hanging") -> dict[Looked, set[int]]:
    """Return the records in sight that were changed since, or of which a linked record was, and those that were deleted."""
    found: dict[int, set[int]] = defaultdict(set)
    registers = {rule.register_key for rule in rules.values()}
    gone: dict[str, set[int]] = defaultdict(set)
    lost = Change.objects.filter(operation="d", at__gt=since, register__in=registers, was__has_key="shown_to")
    for register, record in lost.values_list("register", "record_id"):
        gone[register].add(record)
    looked = {_looked(rule): rule for rule in rules.values()}
    for at, record in _newer(list(looked), since):
        found[at].add(record)
    return {
        key: found[at]
        | gone[rule.register_key]
        | {record for link in behind.hangs_on(rule) for record in hanging[rule.register_key, link]}
        for at, (key, rule) in enumerate(looked.items())
    }


def _newer(looked: Sequence[Looked], since: datetime) -> Iterator[tuple[int, int]]:
    """Yield what was changed since, or is linked to what was: the place of the register in the list and the record."""
    parts: list[Any] = []
    for at, (register, links) in enumerate(looked):
        newer = Q(changed_at__gt=since)
        for link in links:
            newer |= Q(**{f"{link}__changed_at__gt": since})
        rows = BY_KEY[register].model._default_manager.filter(newer).order_by()
        parts.append(rows.annotate(at=Value(at)).values_list("at", "pk"))
    if parts:
        yield from parts[0].union(*parts[1:], all=True)


Hanging = dict[tuple[str, str], dict[int, Change]]


def _all_hanging(rules: Mapping[str, Indicator], since: datetime) -> Hanging:
    found: Hanging = {}
    for rule in rules.values():
        for link in behind.hangs_on(rule):
            if (rule.register_key, link) not in found:
                found[rule.register_key, link] = _hanging(rule, link, since)
    return found


def _hanging(rule: Indicator, link: str, since: datetime) -> dict[int, Change]:
    """Return the last change since of what hangs on records, by the record that has it, or had it before it was deleted or moved."""
    found: dict[int, Change] = {}
    back: Any = rule.register.model._meta.get_field(link)
    register = next(key for key, one in BY_KEY.items() if one.model is back.related_model)
    newer = back.related_model._default_manager.filter(changed_at__gt=since).order_by().values("pk")
    rows = Change.objects.filter(Q(operation="d") | Q(record_id__in=newer), at__gt=since, register=register)
    for one in rows.select_related("officer").order_by("pk"):
        for side in (one.was, one.became):
            if side and (record := side.get(back.field.attname)):
                found[record] = one
    return found


def _signed(issued: Issued, records: Iterable[int]) -> dict[str, list[Row]]:
    """Return the rows that these records have in the signed figures."""
    found: dict[str, list[Row]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            "select code, kept.record, kept.adds, kept.key from comity_issuedfigure,"
            " lateral unnest(records, adds, keys) as kept (record, adds, key)"
            " where report_id = %s and kept.record = any (%s)",
            [issued.pk, list(records)],
        )
        for code, record, adds, key in cursor.fetchall():
            found[code].append(Row(record, adds, key))
    return found


def _wholes(issued: Issued, codes: Sequence[str]) -> dict[str, list[Row]]:
    """Return all signed rows of some figures: which values count once is seen only in all of them."""
    kept = IssuedFigure.objects.filter(report=issued, code__in=codes) if codes else []
    return {one.code: rows_of(one) for one in kept}


def rows_of(figure: IssuedFigure) -> list[Row]:
    """Return the rows that a signed figure is made of."""
    return [Row(*one) for one in zip(figure.records, figure.adds, figure.keys, strict=True)]


def _worth(figure: Content) -> Worth:
    certain = figure["recorded"]["certain"]
    if figure["how"] == "money":
        return {code: Decimal(amount) for code, amount in certain["amounts"]}
    return {"": Decimal(certain["value"])}


def _one(
    figure: Content, rule: Indicator, differ: list[Difference], whole: Iterable[Row], words: "_Words"
) -> Moved | None:
    """Return how a figure moved; None where the same records come to the same number."""
    moved, then = {one.record for one in differ}, _worth(figure)
    now = receipt.today(rule.how, then, differ, [row for row in whole if row.record not in moved])
    was_silent, silent = _is_silent(figure), _is_silent(figure, differ)
    if gaps := receipt.gaps(then, now):
        by = _shown(gaps, signed=True)
    elif was_silent != silent:
        by = _("no record states a number any more") if silent else _("a number is stated now")
    elif any(one.kind != "changed" for one in differ):
        by = _("the same number, other records")
    else:
        return None
    told_ = [words.told(one, rule) for one in differ[:SHOWN]]
    return Moved(figure["code"], "–" if silent else _shown(now), by, told_, max(len(differ) - SHOWN, 0))


def _is_silent(figure: Content, differ: Iterable[Difference] = ()) -> bool:
    """Say whether there are records and none of them states what is measured: then pages show no number."""
    if figure["how"] not in STATED:
        return False
    records, blank = figure["recorded"]["certain"]["records"], figure["recorded"]["blank"]
    for one in differ:
        records += bool(one.now) - bool(one.was)
        blank += _is_blank(one.now) - _is_blank(one.was)
    return bool(records) and records == blank


def _is_blank(rows: Sequence[Row]) -> bool:
    return bool(rows) and all(row.adds is None for row in rows)


def _shown(worth: Worth, *, signed: bool = False) -> str:
    parts = [(values.number(value), code, value) for code, value in sorted(worth.items())]
    said = "; ".join(f"{'+' if signed and value > 0 else ''}{text} {code}".strip() for text, code, value in parts)
    return said.replace("-", "−") if signed else said or "0"


class _Words:
    """What is known of the records that differ: their titles, and who changed them last. Two statements."""

    def __init__(self, since: datetime, differ: Sequence[Difference], hanging: Hanging) -> None:
        records, self.hanging = {one.record for one in differ}, hanging
        self.titles = told.titles(records) if records else {}
        self.changes: dict[int, Change] = {}
        self.inserted: dict[int, Change] = {}
        rows = Change.objects.filter(record_id__in=records, at__gt=since).select_related("officer") if records else []
        for one in sorted(rows, key=lambda change: change.pk):
            self.changes[one.record_id] = one
            if one.operation == "i" and one.became and "shown_to" in one.became:
                self.inserted[one.record_id] = one

    def told(self, one: Difference, rule: Indicator) -> Told:
        """Return one record in words."""
        change = self.changes.get(one.record)
        if one.kind == "added":
            change = self.inserted.get(one.record, change)
        deleted = change is not None and change.operation == "d"
        for link in behind.hangs_on(rule) if not deleted else ():
            beside = self.hanging[rule.register_key, link].get(one.record)
            if beside is not None and (change is None or change.pk < beside.pk):
                change = beside
        return self._of(one, rule, change, deleted=deleted)

    def _of(self, one: Difference, rule: Indicator, change: Change | None, *, deleted: bool) -> Told:
        href = "" if deleted else reverse("detail", args=[rule.register_key, one.record])
        said = " ".join(self._said(one, change, deleted=deleted)) + _amount(one, rule)
        return Told(self.titles.get(one.record, _("record")), href, said, one.record)

    def _said(self, one: Difference, change: Change | None, *, deleted: bool) -> Iterator[str]:
        what = {"added": _("added"), "gone": _("no longer counted"), "changed": _("changed")}[one.kind]
        yield _("deleted") if deleted else what
        if change is not None:
            by = change.officer.name if change.officer else _("the program")
            day = values.when(values.local(change.at).isoformat())
            yield _("%(day)s by %(officer)s") % {"day": day, "officer": by}
            if change.reason:
                yield f"({change.reason})"


def _amount(one: Difference, rule: Indicator) -> str:
    """Return what a record adds to a sum, then and now."""
    if rule.how not in ("sum", "money", "days"):
        return ""
    said = ["–" if _is_blank(rows) else _shown(receipt.worth(rule.how, rows)) for rows in (one.was, one.now) if rows]
    return ": " + " → ".join(said)
