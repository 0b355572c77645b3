"""What is counted, as the city's pack declares it; checked as a whole before anything is counted."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Any, Self

from pydantic import ValidationError, ValidationInfo, model_validator

from comity.core import pack as packs
from comity.core.pack import Label, Pack
from comity.core.pack_files import Layer, Problems, Several
from comity.domain.toml_place import Place, Wrong
from comity.reports.board_rules import Dashboard
from comity.reports.form_rules import Form, Term
from comity.reports.rule_parts import Strict, one_of
from comity.reports.rules import Annex, Indicator, Rule, Table, fingerprint

__all__ = ["Annex", "Dashboard", "Declared", "Form", "Indicator", "Rule", "Table", "of_city", "of_pack", "read"]


DASHBOARD = "dashboard"
KINDS = ("indicators", "tables", "annexes")


def _found(check: Callable[[], object]) -> Wrong | None:
    """Return what a check finds wrong."""
    try:
        check()
    except Wrong as wrong:
        return wrong
    return None


class Declared(Strict):
    """All that a pack's reports count."""

    indicators: dict[str, Indicator] = {}
    tables: dict[str, Table] = {}
    annexes: dict[str, Annex] = {}
    reports: dict[str, Form] = {}
    terms: dict[str, Term] = {}
    dashboard: Dashboard = Dashboard()

    @model_validator(mode="after")
    def _named(self, info: ValidationInfo) -> Self:
        if wrong := [one for check in self._checks(info.context or {}) if (one := _found(check))]:
            raise Several(*wrong)
        return self

    def _checks(self, context: Mapping[str, Any]) -> Iterator[Callable[[], object]]:
        """Yield what every name that one part has for another is held against."""
        known = context.get("terms", {}).get("indicator", {})
        out = {kind: {code for of, code in context.get("left_out", ()) if of == kind} for kind in KINDS}
        indicators = {*self.indicators, *out["indicators"]}
        for code, indicator in self.indicators.items():
            if indicator.title is None:
                yield partial(one_of, "indicators without a title", code, known, at=["indicators", code])
            if least := indicator.at_least:
                yield partial(one_of, f"indicators.{code}.at_least", least, indicators)
                yield partial(indicator.check_least, code, self.indicators.get(least))
        there: dict[str, set[str]] = {
            "indicators": {*indicators, *known},
            "tables": {*self.tables, *out["tables"]},
            "annexes": {*self.annexes, *out["annexes"]},
        }
        for name, form in self.reports.items():
            yield partial(form.check_figures, name)
            for key, names in there.items():
                yield from (partial(one_of, f"reports.{name}.{key}", code, names) for code in getattr(form, key))
        yield partial(self.dashboard.check, self.indicators, self.tables)

    def form(self, name: str) -> Form:
        """Return a report by its name, or else one of everything. Raises KeyError for a name that is not there."""
        if name:
            return self.reports[name]
        return Form(
            title=Label(), indicators=list(self.indicators), tables=list(self.tables), annexes=list(self.annexes)
        )


def of_city() -> Declared:
    """Return what is counted for the city for which somebody is acting. Raises BadPack."""
    return of_pack(packs.of_city())


def whole() -> frozenset[str]:
    """Return the codes of the city's indicators that are counted in whole numbers."""
    return _whole(packs.of_city())


@lru_cache(maxsize=16)
def _whole(pack: Pack) -> frozenset[str]:
    """Return what the registers count, and what is only reported and has a unit in which they count."""
    declared, terms = of_pack(pack).indicators, pack.vocabulary("indicator")
    units = {code: term.unit for code, term in terms.items()}
    units |= {code: one.unit for code, one in declared.items() if one.unit}
    counted = {code for code, one in declared.items() if one.whole}
    countable = {units[code] for code in counted if units.get(code)}
    reported = {code for code, unit in units.items() if unit in countable and code not in declared}
    return frozenset(counted | reported)


@lru_cache(maxsize=16)
def of_pack(pack: Pack) -> Declared:
    """Return what a pack counts; one without the file counts nothing. Raises BadPack with each problem and its place."""
    problems = Problems()
    found = read(pack, problems)
    problems.refuse()
    assert found is not None  # or there would have been a problem
    return found


def read(pack: Pack, problems: Problems) -> Declared | None:
    """Return what a pack counts; None with the problems noted."""
    context = {"terms": dict(pack.terms), "countries": pack.countries}
    try:
        declared = Declared.model_validate(dict(pack.indicators.data), context=context)
    except ValidationError as error:
        problems.told(error, Declared, pack.indicators)
        _rest(pack, error, context, problems)
        return None
    for place, label in _words(declared):
        lacking = [language for language in pack.head.languages if not getattr(label, language).strip()]
        if lacking:
            said = f"{'.'.join(map(str, place))}: {', '.join(lacking)} is missing; it must be said"
            problems.add(pack.indicators.at([*place, lacking[0]]), said)
    _versions(pack, declared, context, problems)
    return declared


def _versions(pack: Pack, declared: Declared, context: Mapping[str, Any], problems: Problems) -> None:
    """Note an indicator that a pack counts otherwise than a pack below it does, under the same version."""
    for at, above in enumerate(pack.indicators.layers):
        for code in _said(above.data):
            below = next((one for one in pack.indicators.layers[at + 1 :] if code in _said(one.data)), None)
            one, other = (_indicator(layer, code, context) for layer in (above, below))
            if below and one and other and fingerprint(other) != fingerprint(one) and one.version <= other.version:
                said = f"found {one.version}; expected {other.version + 1} or more, for it counts otherwise than in "
                problems.add(
                    above.at(["indicators", code, "version"]), f"indicators.{code}.version: {said}{below.shown}"
                )


def _said(data: Mapping[str, Any]) -> Mapping[str, Any]:
    found = data.get("indicators")
    return found if isinstance(found, dict) else {}


def _indicator(layer: Layer | None, code: str, context: Mapping[str, Any]) -> Indicator | None:
    try:
        return Indicator.model_validate(_said(layer.data)[code], context=context) if layer else None
    except ValidationError:  # a layer that another one covers is checked with its own pack
        return None


def _rest(pack: Pack, error: ValidationError, context: dict[str, Any], problems: Problems) -> None:
    """Note what does not fit together in what is left without the parts at fault; their names still count as known."""
    wrong = {(one["loc"][0], one["loc"][1]) for one in error.errors() if len(one["loc"]) > 1}
    if not wrong or any(len(one["loc"]) < 2 for one in error.errors()):
        return
    left = {
        kind: {code: one for code, one in said.items() if (kind, code) not in wrong}
        for kind, said in pack.indicators.data.items()
        if kind != DASHBOARD
    }
    try:
        Declared.model_validate(left, context=context | {"left_out": wrong})
    except ValidationError as second:
        problems.told(second, Declared, pack.indicators)


def _words(declared: Declared) -> Iterable[tuple[Place, Label]]:
    """Yield every word that readers see, with its place."""
    yield from declared.dashboard.labels()
    kinds: Mapping[str, Mapping[str, Any]] = {
        "indicators": declared.indicators,
        "tables": declared.tables,
        "annexes": declared.annexes,
        "reports": declared.reports,
        "terms": declared.terms,
    }
    for kind, said in kinds.items():
        for code, one in said.items():
            for key in ("title", "note", "to"):
                if (label := getattr(one, key, None)) is not None:
                    yield (kind, code, key), label
            for section, label in getattr(one, "sections", {}).items():
                yield (kind, code, "sections", section), label
            for at, basis in enumerate(getattr(one, "basis", ())):
                yield (kind, code, "basis", at), basis.title
