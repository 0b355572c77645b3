"""What a template of each kind may name: texts, links, pictures, and rows that have fields of their own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

TEXT, LINK, PICTURE, ROWS, GROUP = "text", "link", "picture", "rows", "group"


@dataclass(frozen=True)
class Name:
    """Something that a placeholder may name, and what stands there when it is filled."""

    what: StrOrPromise
    kind: str = TEXT
    fields: "Mapping[str, Name]" = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    """One kind of document: what it is called, and what its templates may name."""

    key: str
    title: StrOrPromise
    names: Mapping[str, Name]

    @cached_property
    def root(self) -> Name:
        """All names together, as a group of fields."""
        return Name(self.title, GROUP, self.names)


ROW = {"code": Name(_("the code of the figure"), LINK), "name": Name(_("what is counted"))}
VALUES = {
    "value": Name(_("the figure of the period")),
    "before": Name(_("the same period before")),
    "difference": Name(_("the difference, with its sign")),
    "plan": Name(_("the plan, with how much of it is done")),
}
LINKS = {
    "value_link": Name(_("the figure of the period, a link to its records"), LINK),
    "before_link": Name(_("the same period before, a link to its records"), LINK),
}
HEAD = {
    "agency": Name(_("the office, in capitals")),
    "agency_above": Name(_("what the office belongs to, in capitals; empty if nothing")),
    "place_date": Name(_("place and day, as the country writes them")),
    "made": Name(_("when the figures were counted, and for whom")),
    "recipients": Name(_("to whom it goes"), ROWS, {"name": Name(_("one of them"))}),
}
REPORT = {
    **HEAD,
    "signature": Name(_("what stands over the signature"), ROWS, {"text": Name(_("one line"), TEXT)}),
    "signer": Name(_("the name of whoever signed; empty until it is signed")),
    "title": Name(_("the report and its period")),
    "period": Name(_("the period")),
    "period_before": Name(_("the period that is compared with")),
    "days": Name(_("the days that are counted where the report's year is not the calendar's")),
    "to": Name(_("to whom the report is addressed")),
    "summary": Name(
        _("what the main figures say"),
        ROWS,
        {"text": Name(_("a sentence with its figures")), "linked": Name(_("the same; its numbers are links"), LINK)},
    ),
    "figures": Name(
        _("the table of figures"), ROWS, {"number": Name(_("number in the table")), **ROW, **VALUES, **LINKS}
    ),
    "undiffered": Name(
        _("why rows of the table have no difference"), ROWS, {"text": Name(_("a sentence that names the rows"))}
    ),
    "texts": Name(
        _("the text of an issued report, a section at a time"),
        ROWS,
        {
            "title": Name(_("the title of the section")),
            "lines": Name(
                _("its paragraphs"),
                ROWS,
                {
                    "text": Name(_("one of them, with its figures put in")),
                    "linked": Name(_("the same; its numbers are links"), LINK),
                },
            ),
        },
    ),
    "returns": Name(
        _("what agencies returned, as far as it was accepted"),
        ROWS,
        {
            "name": Name(_("what is counted")),
            "value": Name(_("the sum of what they returned, with how many they are")),
            "recorded": Name(_("what is on the same agencies' records")),
            "gap": Name(_("the gap between the two")),
            "where": Name(_("the agencies that differ from their records, with their reasons")),
        },
    ),
    "charts": Name(
        _("pictures of how the records divide, and of the months"),
        ROWS,
        {
            "title": Name(_("what is divided by what")),
            "picture": Name(_("the picture"), PICTURE),
            "says": Name(_("what the picture shows, in words")),
            "part": Name(_("what the first column of its table names")),
            "now": Name(_("the head of the column of values")),
            "earlier": Name(_("the head of the column of values before; empty where nothing is compared")),
            "rows": Name(
                _("the numbers of the picture as a table"),
                ROWS,
                {
                    "label": Name(_("the part or the month")),
                    "value": Name(_("its number")),
                    "value_link": Name(_("its number, a link to the records"), LINK),
                    "before": Name(_("the number before; empty where nothing is compared")),
                },
            ),
        },
    ),
    "checks": Name(
        _("what looks wrong and is not answered yet"),
        ROWS,
        {"name": Name(_("what is counted")), "text": Name(_("what looks wrong"))},
    ),
    "notes": Name(_("how each figure is counted"), ROWS, {"name": Name(_("what is counted")), "text": Name(_("how"))}),
    "sources": Name(
        _("the sources of reported figures"), ROWS, {"number": Name(_("its number")), "title": Name(_("source"), LINK)}
    ),
    "annexes": Name(
        _("lists of records"),
        ROWS,
        {
            "number": Name(_("number of the annex")),
            "title": Name(_("what is listed")),
            "more": Name(_("that the list leaves records out; empty if it does not")),
            "rows": Name(
                _("the records"),
                ROWS,
                {
                    "number": Name(_("number in the list")),
                    "date": Name(_("when")),
                    "title": Name(_("the record"), LINK),
                    "details": Name(_("what else is said of it")),
                    "unit": Name(_("lead unit")),
                },
            ),
        },
    ),
}


def report(codes: Iterable[str]) -> Kind:
    """Return the report of a period; every figure of the pack can be named in a sentence by its code."""
    figures = {code: Name(_("a figure by its code"), GROUP, VALUES) for code in codes}
    own = {"figure": Name(_("figures by their code, for sentences of your own"), GROUP, figures)}
    return Kind("report", _("Report of a period"), REPORT | own)


def listed(kind: Kind) -> list[dict[str, Any]]:
    """Return the names as the page lists them: how each is written, and what stands there."""
    rows: list[dict[str, Any]] = []
    for key, one in kind.names.items():
        if one.kind == GROUP:
            code = next(iter(one.fields), "code")
            rows.append({"written": "", "key": key, "what": one.what})
            rows += [
                {"written": f"{{{{ {key}.{code}.{name} }}}}", "key": "", "what": each.what}
                for name, each in (one.fields[code].fields if one.fields else {}).items()
            ]
        elif one.kind == ROWS:
            rows += _rows(key, one, key.rstrip("s")[:1] or "x")
        else:
            rows.append({"written": written(key, one), "key": key, "what": one.what})
    return rows


def written(path: str, name: Name) -> str:
    """Return a placeholder as one writes it."""
    return f"{{{{r {path} }}}}" if name.kind == LINK else f"{{{{ {path} }}}}"


def _rows(path: str, of: Name, letter: str) -> list[dict[str, Any]]:
    found = [{"written": f"{{% for {letter} in {path} %}} … {{% endfor %}}", "key": path, "what": of.what}]
    for name, each in of.fields.items():
        if each.kind == ROWS:
            found += _rows(f"{letter}.{name}", each, f"{letter}{name[:1]}")
        else:
            found.append({"written": written(f"{letter}.{name}", each), "key": "", "what": each.what})
    return found
