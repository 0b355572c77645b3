"""Worked cases of a pack: a few records, and what its figures must then be. They are checked with the pack and run as tests."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from pydantic import Field

from comity.core.pack import Pack
from comity.core.pack_files import Layer, Merged, Problems, read_toml
from comity.domain import period as periods
from comity.domain.period import NotAPeriod
from comity.registers import BY_KEY
from comity.reports.indicators import Declared
from comity.reports.rule_parts import Strict

FILE, NAME = "cases.toml", "name"
Amounts = dict[str, Decimal]


class Case(Strict):
    """Records by register, each a mapping of fields, and the numbers that indicators must have in the period.

    A record may have a `name`; another links to it by `@name`.
    """

    what: str
    period: str
    report: str = ""
    records: dict[str, list[dict[str, Any]]]
    expect: dict[str, int | Decimal | Amounts] = Field(min_length=1)


def read(pack: Pack, declared: Declared, problems: Problems) -> list[Case]:
    """Return the pack's own worked cases; what is wrong with one is noted with its place."""
    name, folder = pack.files.folders[0]
    path = folder / FILE
    layer = read_toml(path, f"packs/{name}/{FILE}", problems) if path.is_file() else None
    if layer is None:
        return []
    merged = Merged((layer,), layer.data, layer.shown)
    for other in layer.data.keys() - {"cases"}:
        problems.add(layer.at([other]), f"{other}: there is no such key; expected tables under [[cases]]")
    found = []
    for at, said in enumerate(_listed(layer, problems)):
        case = problems.model(Case, said, merged, ("cases", at))
        if case is not None:
            for key, wrong in _wrong(case, declared):
                problems.add(layer.at(["cases", at, *key]), f"cases.{at}.{'.'.join(key)}: {wrong}")
            found.append(case)
    return found


def _listed(layer: Layer, problems: Problems) -> list[Any]:
    said: Any = layer.data.get("cases", [])
    if isinstance(said, list):
        return said
    problems.add(layer.at(["cases"]), "cases: expected tables under [[cases]]")
    return []


def _wrong(case: Case, declared: Declared) -> Iterable[tuple[list[str], str]]:
    try:
        periods.parse(case.period)
    except NotAPeriod:
        yield ["period"], f'found "{case.period}"; expected a period such as 2024-Q1'
    if case.report and case.report not in declared.reports:
        yield ["report"], _expected(case.report, declared.reports)
    for code in case.expect:
        if code not in declared.indicators:
            yield ["expect", code], _expected(code, declared.indicators)
    for key, records in case.records.items():
        if key not in BY_KEY:
            yield ["records", key], _expected(key, BY_KEY)
        else:
            yield from _unknown_fields(key, records)


def _unknown_fields(key: str, records: Iterable[Mapping[str, Any]]) -> Iterable[tuple[list[str], str]]:
    fields = {one.name for one in BY_KEY[key].model._meta.get_fields()} | {NAME}
    for record in records:
        for name in record.keys() - fields:
            yield ["records", key], _expected(name, fields)


def _expected(found: str, known: Iterable[str]) -> str:
    return f'found "{found}"; expected one of {", ".join(sorted(known))}'
