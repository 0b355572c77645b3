"""How a number is counted, in words made from its declaration."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.core.fields import CountriesField, CountryField, TermField, TermsField
from comity.core.pack import of_city
from comity.gate import filters, values
from comity.reports.board_rules import Delay
from comity.reports.rule_parts import Basis
from comity.reports.rules import Indicator, Rule


def how_counted(rule: Rule | None) -> str:
    """Say which records are counted, what places them in a period, what is measured."""
    if rule is None:
        return _("Known from sources only; nothing is counted.")
    return " ".join(part for part in (_which(rule), _measured(rule), _closely(rule)) if part)


def _which(rule: Rule) -> str:
    parts = {"records": str(rule.register.title), "date": _called(rule, rule.date), "only": _only(rule)}
    if rule.standing and rule.register.stands:
        parts["end"] = _called(rule, rule.register.stands.ends)
    if rule.standing and rule.where:
        return (
            _("%(records)s where %(only)s, begun by “%(date)s” and at the end of the period not over by “%(end)s”.")
            % parts
        )
    if rule.standing:
        return _("%(records)s, begun by “%(date)s” and at the end of the period not over by “%(end)s”.") % parts
    if rule.stock and rule.where:
        return _("%(records)s where %(only)s, all up to the end of the period by “%(date)s”.") % parts
    if rule.stock:
        return _("%(records)s, all up to the end of the period by “%(date)s”.") % parts
    if rule.where:
        return _("%(records)s where %(only)s, placed in the period by “%(date)s”.") % parts
    return _("%(records)s, placed in the period by “%(date)s”.") % parts


def _only(rule: Rule) -> str:
    return _(" and ").join(
        _("“%(field)s” is %(values)s") % {"field": _called(rule, name), "values": _either(rule.column(name), codes)}
        for name, codes in rule.where.items()
    )


def _either(column: Any, codes: Iterable[str]) -> str:
    pack = of_city()
    if isinstance(column, CountryField | CountriesField):
        said = [pack.country(code) for code in codes]
    elif isinstance(column, TermField | TermsField):
        said = [pack.term(column.vocabulary, code) for code in codes]
    else:
        said = [{"yes": _("yes"), "no": _("no")}.get(code, code) for code in codes]
    return _(" or ").join(f"“{one}”" for one in said)


def _measured(rule: Rule) -> str:
    if not isinstance(rule, Indicator) or rule.how == "count":
        return ""
    column = {"column": _called(rule, rule.of)}
    if lines := rule.lines:
        column["amount"] = _called(rule, f"{lines.link}__{lines.amount}")
        return (
            _("“%(amount)s” is added up; of a record without it, the column “%(column)s”. Each currency by itself.")
            % column
        )
    return {
        "sum": _("The column “%(column)s” is added up."),
        "money": _("The column “%(column)s” is added up, each currency by itself."),
        "days": _("The days up to “%(column)s” are added up, the first and the last among them."),
        "distinct": _("Each value of “%(column)s” counts once, however many records name it."),
    }[rule.how] % column


def _closely(rule: Rule) -> str:
    if isinstance(rule, Indicator) and rule.how == "days":
        return _("Only records whose two dates are known to the day have a number.")
    return ""


def _called(rule: Rule, path: str) -> str:
    return str(filters.called(rule.register.model, path))


def bases(rule: Rule | None) -> list[dict[str, Any]]:
    """Return the laws and customs that an indicator rests on, as the page shows them."""
    return [_basis(one) for one in rule.basis] if isinstance(rule, Indicator) else []


def _basis(basis: Basis) -> dict[str, Any]:
    kinds = {"law": _("law"), "custom": _("custom"), "practice": _("practice elsewhere")}
    title = ", ".join(part for part in (str(basis.title), basis.article) if part)
    return {"kind": kinds[basis.kind], "title": title, "url": basis.url, "verified": basis.verified}


def basis_words(rule: Rule | None) -> str:
    """Return the same as one line of text."""
    said = [
        one["title"] if one["verified"] else _("%(title)s (not verified)") % {"title": one["title"]}
        for one in bases(rule)
    ]
    return "; ".join(said)


def how_waited(rule: Delay) -> str:
    """Say between which two dates the days are counted, and what is left out."""
    said = _(
        "The days from “%(since)s” to “%(date)s”; only records that know both to the day, the later one not before the other. The median is shown."
    )
    return said % {"since": _called(rule, rule.since), "date": _called(rule, rule.date)}


def kinds(codes: Iterable[str]) -> str:
    """Say which kinds of activity are a contact, nothing where all are."""
    named = [of_city().term("activity_kind", code) for code in codes]
    return _("Only these activities are a contact: %(kinds)s.") % {"kinds": ", ".join(named)} if named else ""


def silent(count: int) -> str:
    """Say how many records leave the measured column empty, nothing where none does."""
    said = ngettext("%(count)s record states no number", "%(count)s records state no number", count)
    return said % {"count": values.number(count)} if count else ""


def left_out(blank: int, perhaps: int, undated: int) -> list[str]:
    """Say what a number leaves out: records that do not state it, and dates that are unclear or missing."""
    said = [silent(blank)]
    if perhaps:
        said.append(_("%(count)s with an unclear date") % {"count": values.number(perhaps)})
    if undated:
        said.append(_("%(shown)s without a date") % {"shown": values.number(undated)})
    return [one for one in said if one]


def remarks(blank: int, perhaps: int, undated: int, to_date: str) -> list[str]:
    """Say what a number leaves out, and what it comes to since the year began; one sentence, or none."""
    said = left_out(blank, perhaps, undated)
    if to_date:
        said.append(_("%(count)s since the year began") % {"count": to_date})
    told = "; ".join(said)
    return [f"{told[0].upper()}{told[1:]}."] if told else []
