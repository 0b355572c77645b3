"""Invented data for looking at a template before it is used: the pack's own words, numbers that nobody could take for real."""

from typing import Any

from django.utils.translation import gettext as _

from comity.core.pack import of_city
from comity.core.people import City
from comity.documents import case_names, charts, names
from comity.documents.content import Asked
from comity.documents.values import Linked
from comity.documents.wording import place_date
from comity.domain.text import fold
from comity.gate import values
from comity.reports import dividing, indicators

FIGURES, ROWS, BARS = 14, 6, 5


def report(asked: Asked) -> dict[str, Any]:
    """Return what a report could say."""
    declared, pack = indicators.of_city(), of_city()
    codes = [*declared.indicators]
    name = {code: str(declared.indicators[code].title or pack.term("indicator", code)) for code in codes}
    figure = {code: _values(at) for at, code in enumerate(codes, 1)}
    mark = _("SAMPLE")
    rows = [
        {"number": f"{at}", "code": asked.link(code, "/reports/"), "name": name[code]}
        | figure[code]
        | {f"{one}_link": asked.number(figure[code][one], "/reports/") for one in ("value", "before")}
        for at, code in enumerate(codes[:FIGURES], 1)
    ]
    form = next(iter(declared.reports.values()), None)
    return _head(asked.city, mark) | {
        "title": f"{form.title if form else _('Report')} ({mark})",
        "to": str(form.to) if form and form.to else _("To whom it goes"),
        "summary": [_line(f"{one['name']}: {one['value']} ({one['before']}).") for one in rows[:4]],
        "figures": rows,
        "undiffered": [{"text": mark}],
        "figure": figure,
        "signature": [{"text": mark}],
        "signer": mark,
        "texts": [{"title": mark, "lines": [_line(mark)]}],
        "returns": [
            {
                "name": one["name"],
                "value": one["value"],
                "recorded": one["before"],
                "gap": one["difference"],
                "where": mark,
            }
            for one in rows[:2]
        ],
        "charts": [
            _chart(one, at, asked) for at, one in enumerate(pack.vocabulary("pillar") and ["pillar", "level"], 1)
        ],
        "checks": [{"name": rows[0]["name"], "text": mark}] if rows else [],
        "notes": [{"name": one["name"], "text": mark} for one in rows],
        "sources": [{"number": "1", "title": asked.link(f"{_('Source')} ({mark})", "/sources/")}],
        "annexes": [
            _annex(at, str(dividing.title(one)), mark, asked) for at, one in enumerate(declared.annexes.values(), 1)
        ],
    }


def paper(kind: str, asked: Asked) -> dict[str, Any]:
    """Return what a paper about a file could say: its names, filled as each of them asks."""
    mark, of = _("SAMPLE"), case_names.KINDS[kind]
    said = {name: _filled(one, f"{one.what} ({mark})", asked) for name, one in of.names.items()}
    number = str(getattr(of_city().layout.papers, kind).number or "")
    return said | _head(asked.city, mark) | {"document": str(of.title).upper(), "number": number}


def _filled(name: names.Name, said: str, asked: Asked) -> Any:
    if name.kind == names.ROWS:
        return [
            {key: _filled(one, f"{one.what} {at}", asked) for key, one in name.fields.items()} for at in range(1, 4)
        ]
    return asked.link(said, "/") if name.kind == names.LINK else said


def _head(city: City, mark: str) -> dict[str, Any]:
    office = city.office or str(city)
    return {
        "agency": office.upper(),
        "agency_above": mark,
        "place_date": place_date(str(city), values.today()),
        "made": mark,
        "recipients": [{"name": _("To whom it goes")}, {"name": mark}],
        "period": "2024",
        "period_before": "2023",
        "days": "",
    }


def _values(at: int) -> dict[str, str]:
    now, before = at * 1111, at * 1000
    return {
        "value": values.number(now),
        "before": values.number(before),
        "difference": f"+{values.number(now - before)}",
        "plan": f"{values.number(before)} (111%)",
    }


def _line(said: str) -> dict[str, Any]:
    return {"text": said, "linked": Linked((said,))}


def _chart(vocabulary: str, at: int, asked: Asked) -> dict[str, Any]:
    words = [str(term) for term in of_city().vocabulary(vocabulary).values()][:BARS]
    return charts.of_parts(
        f"{fold(vocabulary)} ({_('SAMPLE')})",
        [(word, (len(words) - n) * 111 * at, "/reports/") for n, word in enumerate(words)],
        asked.number,
    )


def _annex(at: int, title: str, mark: str, asked: Asked) -> dict[str, Any]:
    rows = [
        {
            "number": f"{n}",
            "date": values.when(f"2024-{n:02d}-11"),
            "title": asked.link(f"{mark} {n}", "/"),
            "details": mark,
            "unit": mark,
        }
        for n in range(1, ROWS)
    ]
    return {"number": f"{at}", "title": title, "more": "", "rows": rows}
