"""Issuing a report: counted and kept, written, submitted, signed. Every step is checked here and by the database again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from comity.core import identity
from comity.core.identity import OFFICE, Sight
from comity.core.issued import Basis, Issued, IssuedContent, IssuedFigure, State
from comity.core.people import INTERNAL, RESTRICTED
from comity.core.write import Refusals
from comity.domain import period as periods
from comity.domain import receipt
from comity.domain.period import Period
from comity.domain.receipt import Row
from comity.gate.access import NotAllowed
from comity.reports import behind, issued_rights, kept_lists, narration, returned, snapshot
from comity.reports.figures import Report
from comity.reports.snapshot import Content, Unsettled

TRIES = 3


@dataclass(frozen=True)
class Counted:
    """A report as it was counted just now."""

    content: Content
    rows: dict[str, list[Row]]
    lists: list[kept_lists.Counted]
    report: Report
    at: datetime


def sight_of(basis: str) -> Sight:
    """Return the sight under which a report is counted now. Raises NotAllowed for whoever does not see that much."""
    who = identity.current()
    if basis == Basis.OWN:
        return Sight(who.clearance, who.above, who.below)
    if not OFFICE.within(who):
        raise NotAllowed(_("You do not see all that every officer of the office sees, so you cannot count it."))
    return OFFICE


def draft(
    asked: Period,
    name: str,
    *,
    basis: str,
    sensitivity: int,
    at: datetime,
    replaces: Issued | None = None,
    why: str = "",
) -> Issued:
    """Count a report and keep it as a draft of whoever acts. Raises NotAllowed, Unsettled."""
    who = identity.current()
    if no := issued_rights.may_draft():
        raise NotAllowed(no)
    if replaces:
        issued_rights.require("replace", replaces)
        if (asked, name, basis) != (periods.parse(replaces.period), replaces.form, replaces.basis):
            raise NotAllowed(_("A report that replaces another has its form, its period and its basis."))
    sight = sight_of(basis)
    own_unit = who.above[0] if who.above else None
    if basis == Basis.OWN and own_unit is None:
        raise NotAllowed(_("A report of what you alone see is kept for your unit, and your account names none."))
    counted = count(asked, name, sight, at)
    made = Issued(
        city_id=who.city,
        form=name,
        period=str(asked),
        basis=basis,
        sensitivity=RESTRICTED if basis == Basis.OWN else min(sensitivity, INTERNAL),
        shown_to=[own_unit] if basis == Basis.OWN else [],
        unit_id=_unit(who),
        drafted_by_id=who.officer,
        replaces=replaces,
        why=why,
    )
    with transaction.atomic(), Refusals():
        _keep(made, counted, sight, texts=None)
    return made


def count(asked: Period, name: str, sight: Sight, at: datetime) -> Counted:
    """Count a report under a sight; what its figures say and the records behind them agree. Raises Unsettled."""
    with identity.seeing(sight):
        for left in range(TRIES, 0, -1):
            try:
                report, content = snapshot.drawn(asked, name)
                content["returns"] = returned.kept(report)
                rows = _behind(report, content)
                return Counted(content, rows, kept_lists.counted(report, content), report, at)
            except Unsettled:
                if left == 1:
                    raise
    raise AssertionError("unreachable")


def recount(issued: Issued, at: datetime) -> None:
    """Count a draft anew; its text stays. Raises NotAllowed, Unsettled."""
    issued_rights.require("count", issued)
    sight = Sight(issued.clearance, tuple(issued.above), tuple(issued.below))
    if not sight.within(identity.current()):
        raise NotAllowed(_("You do not see all that this report counts, so you cannot count it anew."))
    kept = content_of(issued)
    counted = count(_asked(kept), issued.form, sight, at)
    with transaction.atomic(), Refusals():
        issued_rights.held(issued)
        _keep(issued, counted, sight, texts=kept["texts"])


def write(issued: Issued, texts: Mapping[str, Mapping[str, str]], *, seen: int) -> list[narration.Wrong]:
    """Store the text of a draft, or return what is wrong in it and store nothing. Raises NotAllowed, Conflicting."""
    issued_rights.require("write", issued)
    if issued.version != seen:
        raise Conflicting
    content = content_of(issued)
    content["texts"] = narration.joined(content, texts)
    wrong = narration.wrong(content)
    if not wrong:
        with transaction.atomic(), Refusals():
            try:
                issued_rights.held(issued)
            except issued_rights.Changed as error:
                raise Conflicting from error
            _store(issued, narration.written(content))
    return wrong


class Conflicting(Exception):
    """Somebody else has written the text in between."""


def submit(issued: Issued) -> None:
    """Hand a draft in for signing. Raises NotAllowed, also where a name in the text has no figure any more."""
    issued_rights.require("submit", issued)
    if wrong := narration.wrong(content_of(issued)):
        raise NotAllowed(" ".join(one.words for one in wrong))
    _move(issued, State.SUBMITTED)


def back(issued: Issued, reason: str) -> None:
    """Give a submitted report back to be written. Raises NotAllowed."""
    issued_rights.require("back", issued)
    if not reason:
        raise NotAllowed(_("Say why it is given back."))
    _move(issued, State.DRAFT, reason)


def sign(issued: Issued, at: datetime) -> None:
    """Sign and lock a submitted report. Raises NotAllowed."""
    issued_rights.require("sign", issued)
    _move(issued, State.SIGNED, by=identity.current().officer, at=at)


def discard(issued: Issued) -> None:
    """Throw a draft away. Raises NotAllowed."""
    issued_rights.require("discard", issued)
    with transaction.atomic(), Refusals():
        issued_rights.held(issued)
        issued.delete()


def content_of(issued: Issued) -> Content:
    """Return what a report says."""
    return snapshot.read(bytes(issued.content.content))


def _unit(who: identity.Identity) -> int | None:
    return who.above[0] if who.above else None


def _asked(content: Content) -> Period:
    return narration.period_of(content)


def _behind(report: Report, content: Content) -> dict[str, list[Row]]:
    """Return the rows of every counted figure, and write their hash into the content."""
    found = {}
    for line, figure in zip(report.lines, content["figures"], strict=True):
        if line.rule and line.recorded:
            rows = behind.rows(line.rule, report.period)
            certain = line.recorded.certain
            told = dict(certain.amounts) if certain.amounts else {"": certain.value}
            made = receipt.worth(line.rule.how, rows)
            if {k: v for k, v in made.items() if v} != {k: v for k, v in told.items() if v}:
                raise Unsettled(f"{line.code}: {told} is {made}")
            found[line.code] = sorted(rows, key=lambda row: (row.record, row.key))
            figure["rows_sha256"] = snapshot.of_rows(rows)
    return found


def _keep(issued: Issued, counted: Counted, sight: Sight, *, texts: Any) -> None:
    """Store a report as it was just counted."""
    content = counted.content
    content["as_of"] = snapshot.moment(counted.at)
    content["seen_by"] = {"basis": issued.basis, "clearance": sight.clearance, **_issuer(issued)}
    content["replaces"] = issued.replaces_id
    content["why"] = issued.why
    content["texts"] = texts if texts is not None else narration.empty(counted.report)
    issued.as_of = counted.at
    issued.starts, issued.ends = counted.report.period.first, counted.report.period.last
    issued.clearance, issued.above, issued.below = sight.clearance, list(sight.above), list(sight.below)
    _store(issued, narration.written(content))
    issued.figures.all().delete()
    IssuedFigure.objects.bulk_create(
        IssuedFigure(
            report=issued,
            code=code,
            records=[row.record for row in rows],
            adds=[row.adds for row in rows],
            keys=[row.key for row in rows],
        )
        for code, rows in counted.rows.items()
    )
    kept_lists.keep(issued, counted.lists)


def _issuer(issued: Issued) -> Content:
    by = issued.drafted_by
    return {"officer": by.name if by else "", "units": list(issued.shown_to)}


def _store(issued: Issued, content: Content) -> None:
    kept = snapshot.written(content)
    issued.sha256 = snapshot.digest(kept)
    if issued._state.adding:
        issued.save(force_insert=True)
        issued.content = IssuedContent.objects.create(report=issued, content=kept)
        return
    issued.version += 1
    issued.save(force_update=True)
    IssuedContent.objects.filter(report=issued).update(content=kept)
    issued.content.content = kept


def _move(issued: Issued, state: State, reason: str = "", *, by: int | None = None, at: datetime | None = None) -> None:
    with transaction.atomic(), identity.because(reason), Refusals():
        issued_rights.held(issued)
        issued.state, issued.signed_by_id, issued.signed_at = state, by, at
        issued.save(update_fields=["state", "signed_by", "signed_at"])
