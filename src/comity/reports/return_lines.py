"""What a return asks: each figure beside the unit's own records, as it was stated, and what is wrong in what was typed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.core import identity
from comity.core.pack import of_city
from comity.core.returns import Return
from comity.domain import returning
from comity.domain.numbers import NotANumber, parse
from comity.domain.period import Period
from comity.domain.returning import Stated
from comity.domain.span import Span
from comity.gate import filters, values
from comity.reports import counting, indicators
from comity.reports.counting import Number, Recorded
from comity.reports.returning import shown, stated_of
from comity.reports.rules import Indicator

SMALLEST, LARGEST = Decimal(0), Decimal(10) ** 15
FURTHER = "more"  # in place of the currency, where money in one more currency may be stated


@dataclass(frozen=True)
class Typed:
    """What somebody typed for one figure."""

    stated: str
    reason: str = ""
    sure: bool = False
    currency: str = ""


@dataclass(frozen=True)
class Line:
    """One figure on a return's page: what is on record now, what was stated, and why it differs; money by currency."""

    code: str
    title: str
    unit: str
    counts: str
    recorded: Recorded
    stated: str = ""
    reason: str = ""
    sure: bool = False
    currency: str = ""
    money: bool = False
    whole: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    at_least: str = ""

    @property
    def key(self) -> str:
        """What the figure is known by on its page."""
        return returning.key(self.code, FURTHER if self.choices else self.currency)

    @property
    def on_record(self) -> Decimal:
        """The number on record."""
        return self._of(self.recorded.certain)

    @property
    def shown(self) -> str:
        """The number on record as read."""
        if not self.money:
            return self.recorded.certain.shown
        return shown(self.on_record, self.currency) if self.currency else ""

    @property
    def usual(self) -> list[Decimal]:
        """What a number is held against: what is on record for the period, and for the one before."""
        return [self.on_record, *([self._of(self.recorded.before)] if self.recorded.before else [])]

    def _of(self, number: Number) -> Decimal:
        if not self.money:
            return Decimal(number.value)
        return dict(number.amounts).get(self.currency, Decimal(0))


@dataclass(frozen=True)
class Reading:
    """What was typed as figures, what is wrong by figure, and which of it may be confirmed as it is."""

    stated: list[Stated]
    problems: dict[str, str]
    doubts: dict[str, str]


def rules(form: str, units: Sequence[int]) -> dict[str, Indicator]:
    """Return the report's figures as they are counted for some units: those of which each record has a lead unit."""
    declared = indicators.of_city()
    found = {}
    for code in declared.form(form).indicators:
        rule = declared.indicators.get(code)
        if rule and "unit" in filters.known(rule.register):
            own = dict(rule.where) | {"unit": [str(one) for one in units]}
            found[code] = rule.model_copy(update={"where": own})
    return found


def lines(one: Return, below: Sequence[int] = ()) -> list[Line]:
    """Return a return's figures beside the unit's records as they are now; before anything is stated these fill it in.

    `below` are the unit and those that belong to it, where they are known already.
    """
    request, pack = one.request, of_city()
    counted_by = rules(request.form, below or identity.family(one.unit_id)[1])
    counted = counting.recorded(counted_by, Span(Period(request.starts, request.ends)))
    held = {said.key: said for said in stated_of(one)}
    found: list[Line] = []
    for code, rule in counted_by.items():
        term = pack.vocabulary("indicator").get(code)
        unit = rule.unit or (term.unit if term else "")
        line = Line(
            code,
            str(rule.title or term or code),
            pack.term("measure_unit", unit) if unit else "",
            str(term.counts) if term and term.counts else "",
            counted[code],
            money=rule.how == "money",
            whole=rule.whole,
            at_least=rule.at_least,
        )
        found += [_filled(part, held) for part in (_by_currency(line, held) if line.money else [line])]
    return found


def _by_currency(line: Line, held: Mapping[str, Stated]) -> Iterator[Line]:
    """Yield a line for the city's currency and each that is on record or was stated, and one for a further currency."""
    pack = of_city()
    stated = [said.currency for said in held.values() if said.code == line.code]
    known = dict.fromkeys([pack.head.currency, *dict(line.recorded.certain.amounts), *stated])
    for currency in filter(None, known):
        yield replace(line, currency=currency)
    others = {code: str(term) for code, term in pack.vocabulary("currency").items() if code not in known}
    if others:
        yield replace(line, choices=others)


def _filled(line: Line, held: Mapping[str, Stated]) -> Line:
    said = held.get(line.key)
    if said is not None:
        stated = "" if said.stated is None else values.number(said.stated)
        return replace(line, stated=stated, reason=said.reason, sure=said.sure)
    recorded = "" if line.money and not line.on_record else values.number(line.on_record)
    return line if held or line.choices else replace(line, stated=recorded)


def typed(found: Sequence[Line], given: Mapping[str, Typed]) -> list[Line]:
    """Return the lines with what was typed in place of what stands there."""
    return [_typed(line, given[line.key]) if line.key in given else line for line in found]


def _typed(line: Line, one: Typed) -> Line:
    changed = replace(line, stated=one.stated, reason=one.reason, sure=one.sure)
    return replace(changed, currency=one.currency if one.currency in line.choices else "") if line.choices else changed


def read(found: Sequence[Line], *, complete: bool) -> Reading:
    """Return what was typed as figures, and what is wrong; a complete return explains each difference and confirms each doubt."""
    reading = Reading([], {}, {})
    for line in found:
        if line.choices and not line.stated.strip():
            continue
        value, problem = _number(line)
        if problem:
            reading.problems[line.key] = problem
            continue
        said = Stated(line.code, line.on_record, value, line.reason, line.currency, line.sure)
        reading.stated.append(said)
        if doubted := words_of_doubt(said, line):
            reading.doubts[line.key] = doubted
        if complete and returning.unexplained([said]):
            reading.problems[line.key] = _("It differs from what is on record: say why.")
    reading.doubts.update(_too_few(found, reading.stated))
    if complete:
        unsure = {line.key: reading.doubts[line.key] for line in found if line.key in reading.doubts and not line.sure}
        reading.problems.update(unsure)
    return reading


def _too_few(found: Sequence[Line], stated: Sequence[Stated]) -> Iterator[tuple[str, str]]:
    """Yield what is less than it can be, with the figure that it cannot be less than."""
    titles = {line.code: line.title for line in found}
    least = {line.code: line.at_least for line in found if line.at_least}
    numbers = {one.code: one.stated for one in stated if one.stated is not None and not one.currency}
    for code, other in returning.below_least(numbers, least).items():
        told = {"value": shown(numbers[code]), "other": titles[other], "least": shown(numbers[other])}
        yield code, _("%(value)s is less than %(other)s, %(least)s.") % told


def _number(line: Line) -> tuple[Decimal | None, str]:
    """Return the number that was typed, and what is wrong with it."""
    if not line.stated.strip():
        return None, ""
    try:
        value = parse(line.stated, get_language() or "en")
    except NotANumber:
        return None, _("“%(typed)s” is not a number.") % {"typed": line.stated[:40]}
    if not SMALLEST <= value < LARGEST:
        return None, _("This number cannot be.")
    if line.whole and value != value.to_integral_value():
        doubt = words_of_doubt(Stated(line.code, value, value), line)
        return None, " ".join(filter(None, (doubt, _("This is counted: write a whole number."))))
    if line.money and not line.currency:
        return None, _("Choose the currency.")
    return value, ""


def words_of_doubt(said: Stated, line: Line) -> str:
    """Say that a number looks misread, or like a slip of thousand, million or billion; empty where it does not."""
    if said.stated is not None and (other := returning.misread(line.stated, said.stated)) is not None:
        told = {"typed": line.stated.strip()[:40], "value": values.number(said.stated), "other": values.number(other)}
        return _("“%(typed)s” is read as %(value)s; elsewhere it would be %(other)s.") % told
    doubted = returning.doubt(said.stated, line.usual)
    if doubted is None or said.stated is None:
        return ""
    against, times = doubted
    told = {
        "value": shown(said.stated, said.currency),
        "against": shown(against, said.currency),
        "times": values.number(times),
    }
    return _("%(value)s differs from the usual %(against)s about %(times)s times; thousand, million and billion may be mixed up.") % told  # fmt: skip
