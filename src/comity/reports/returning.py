"""Agencies' returns: asked for, prefilled from the unit's own records, sent, accepted, and summed beside what is on record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.core import identity
from comity.core.pack import of_city
from comity.core.people import Writes
from comity.core.returns import Answer, Return, ReturnRequest
from comity.core.write import Refusals
from comity.domain import period as periods
from comity.domain import returning
from comity.domain.numbers import NotANumber, parse
from comity.domain.period import Period
from comity.domain.returning import STEPS, Stated
from comity.domain.span import Span
from comity.gate import filters, values
from comity.gate.access import NotAllowed
from comity.reports import counting, indicators
from comity.reports.counting import Recorded
from comity.reports.rules import Indicator
from comity.reports.snapshot import plain

ASKS = ("head", "administrator")
Rows = QuerySet[Return]
SMALLEST, LARGEST = Decimal(0), Decimal(10) ** 15


@dataclass(frozen=True)
class Line:
    """One figure on a return's page: what is on record now, what was stated, and why it differs."""

    code: str
    title: str
    unit: str
    counts: str
    recorded: Recorded
    stated: str
    reason: str
    problem: str = ""

    @property
    def on_record(self) -> Decimal:
        """The number on record."""
        return Decimal(self.recorded.certain.value)


def may_ask() -> bool:
    """Say whether the one who acts asks for returns and decides on them."""
    who = identity.current()
    return who.writes == Writes.ALL and who.role in ASKS


def ask(asked: Period, form: str, *, units: Iterable[int], due: date, note: str) -> ReturnRequest:
    """Ask units for their returns. Raises NotAllowed, KeyError."""
    if not may_ask():
        raise NotAllowed(_("Returns are asked for by a head."))
    who, days = identity.current(), Span(asked, indicators.of_city().form(form).begins).days
    with transaction.atomic(), Refusals():
        request = ReturnRequest.objects.create(
            city_id=who.city, form=form, period=str(asked), starts=days.first, ends=days.last, due=due, note=note,
            asked_by_id=who.officer,
        )  # fmt: skip
        for unit in units:  # one by one: a bulk insert would not be written down step by step
            Return.objects.create(city_id=who.city, request=request, unit_id=unit)
    return request


def rules(form: str, units: Sequence[int]) -> dict[str, Indicator]:
    """Return the report's figures as they are counted for some units: those of which each record has a lead unit.

    Money is left out: it is stated in several currencies, which a single number cannot say.
    """
    declared = indicators.of_city()
    found = {}
    for code in declared.form(form).indicators:
        rule = declared.indicators.get(code)
        if rule and rule.how != "money" and "unit" in filters.known(rule.register):
            own = dict(rule.where) | {"unit": [str(one) for one in units]}
            found[code] = rule.model_copy(update={"where": own})
    return found


def family(unit: int) -> list[int]:
    """Return a unit and all under it."""
    with connection.cursor() as cursor:
        cursor.execute("select below from comity_family(%s)", [unit])
        (below,) = cursor.fetchone() or ([],)
    return list(below)


def lines(one: Return, typed: Mapping[str, tuple[str, str]] | None = None) -> list[Line]:
    """Return a return's figures beside the unit's records as they are now; what was typed stands in for what was stated."""
    request, pack = one.request, of_city()
    counted_by = rules(request.form, family(one.unit_id))
    counted = counting.recorded(counted_by, Span(Period(request.starts, request.ends)))
    held = {said["code"]: said for said in one.figures}
    found = []
    for code, rule in counted_by.items():
        term = pack.vocabulary("indicator").get(code)
        unit = rule.unit or (term.unit if term else "")
        said = held.get(code, {})
        stated = "" if said.get("stated") is None else values.number(Decimal(said["stated"]))
        text, reason = (typed or {}).get(code, (stated, said.get("reason", "")))
        found.append(
            Line(
                code,
                str(rule.title or term or code),
                pack.term("measure_unit", unit) if unit else "",
                str(term.counts) if term and term.counts else "",
                counted[code],
                text if typed or said else values.number(counted[code].certain.value),
                reason,
            )
        )
    return found


def read(found: Sequence[Line], *, complete: bool) -> tuple[list[Stated], dict[str, str]]:
    """Return what was typed as figures, and what is wrong by figure; a complete return explains each difference."""
    stated, problems = [], {}
    for line in found:
        try:
            value = parse(line.stated, get_language() or "en") if line.stated.strip() else None
        except NotANumber:
            problems[line.code] = _("“%(typed)s” is not a number.") % {"typed": line.stated[:40]}
            continue
        if value is not None and not SMALLEST <= value < LARGEST:
            problems[line.code] = _("This number cannot be.")
            continue
        stated.append(Stated(line.code, line.on_record, value, line.reason))
    if complete:
        for code in returning.unexplained(stated):
            problems[code] = _("It differs from what is on record: say why.")
    return stated, problems


def keep(one: Return, figures: Iterable[Stated], *, note: str, send: bool, seen: int) -> None:
    """Store what a unit states, and send it. Raises NotAllowed."""
    require("send" if send else "save", one)
    if one.version != seen:
        raise NotAllowed(_("Somebody else has written here in between. Copy your text, then reload."))
    one.figures = [
        {
            "code": said.code,
            "recorded": plain(said.recorded),
            "stated": None if said.stated is None else plain(said.stated),
            "reason": said.reason,
        }
        for said in figures
    ]
    one.note = note
    one.version += 1
    if send:
        one.state = Answer.SENT
    with transaction.atomic(), Refusals():
        one.save(update_fields=["figures", "note", "state", "version"])


def decide(one: Return, *, accept: bool, reason: str) -> None:
    """Accept a return, or send it back with a reason. Raises NotAllowed."""
    require("accept" if accept else "back", one)
    if not accept and not reason:
        raise NotAllowed(_("Say why it is sent back."))
    one.state = Answer.ACCEPTED if accept else Answer.BACK
    with transaction.atomic(), identity.because(reason), Refusals():
        one.save(update_fields=["state"])


def why_not(step: str, one: Return) -> str:
    """Return why the one who acts may not take a step, empty if they may."""
    who = identity.current()
    if step not in STEPS[one.state]:
        return _("The return is not at this step.")
    if step in ("accept", "back"):
        return "" if may_ask() else _("Returns are accepted or sent back by a head.")
    own = who.writes == Writes.ALL or (who.writes == Writes.OWN and one.unit_id in who.below)
    return "" if own else _("This return is another unit's.")


def require(step: str, one: Return) -> None:
    """Raise NotAllowed with the reason unless the one who acts may take the step."""
    if no := why_not(step, one):
        raise NotAllowed(no)


def stated_of(one: Return) -> list[Stated]:
    """Return the figures of a return."""
    return [
        Stated(
            said["code"],
            Decimal(said["recorded"]),
            None if said["stated"] is None else Decimal(said["stated"]),
            said["reason"],
        )
        for said in one.figures
    ]


def signed(value: Decimal) -> str:
    """Return a difference as read: `+3`, `−1`, `0`."""
    return f"+{values.number(value)}" if value > 0 else values.number(value).replace("-", "−")


def unit_of(one: Return) -> str:
    """Return what the return's unit is called; empty where the reader may not see it."""
    try:
        return one.unit.title
    except ObjectDoesNotExist:
        return ""


class Asked(Protocol):
    """Something that is asked for: a report over a period."""

    form: str
    period: str


def label(asked: Asked) -> str:
    """Return what is asked for: the report and its period."""
    form = indicators.of_city().reports.get(asked.form)
    title = str(form.title) if form else _("Every figure")
    return f"{title}, {periods.parse(asked.period).label(get_language() or 'en')}"
