"""How a procedure reads: terms, conditions and the law in the reader's language."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from comity.core.procedure_parts import Cited, Fact, Law, Procedures, Version
from comity.domain.condition import Compare, Condition, Every
from comity.domain.legal_clock import Days
from comity.domain.procedure import DISAGREED
from comity.gate import values


def day(one: date | None) -> str:
    """Return a day with its weekday."""
    return f"{date_format(one, 'D')} {values.when(one.isoformat())}" if one else ""


def days(term: Days | None) -> str:
    """Return a term as read; empty if no text sets one."""
    if term is None:
        return ""
    if term.kind == "calendar":
        return ngettext("%(num)s calendar day", "%(num)s calendar days", term.count) % {"num": term.count}
    return ngettext("%(num)s working day", "%(num)s working days", term.count) % {"num": term.count}


def condition(one: Condition, version: Version) -> str:
    """Return a condition as read; empty for what always holds."""
    if isinstance(one, Compare):
        if one.fact == DISAGREED:
            return _("somebody who was asked disagrees") if one.value else _("nobody who was asked disagrees")
        return _compared(one, version.said.facts[one.fact])
    joint = _(" and ") if isinstance(one, Every) else _("; or ")
    return joint.join(condition(part, version) for part in one.of)


def _compared(one: Compare, fact: Fact) -> str:
    if fact.kind == "yes_no":
        return _("%(fact)s: yes") % {"fact": fact} if one.value else _("%(fact)s: no") % {"fact": fact}
    said = {"fact": str(fact), "value": _value(one.value, fact)}
    patterns = {
        "is": _("%(fact)s: %(value)s"),
        "in": _("%(fact)s: %(value)s"),
        "has": _("%(fact)s: %(value)s"),
        "over": _("%(fact)s: more than %(value)s"),
        "at_least": _("%(fact)s: at least %(value)s"),
        "under": _("%(fact)s: fewer than %(value)s"),
        "at_most": _("%(fact)s: at most %(value)s"),
    }
    return patterns[one.word] % said


def _value(value: Any, fact: Fact) -> str:
    if isinstance(value, tuple):
        return _(" or ").join(str(fact.choices[one]) for one in value)
    return str(fact.choices[value]) if value in fact.choices else values.number(value)


def fact(one: Fact, value: Any) -> str:
    """Return what is told of a fact."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return day(value)
    if isinstance(value, tuple):
        return listed(one.choices.get(code, code) for code in value) or pgettext("choices", "none of them")
    return str(one.choices[value]) if value in one.choices else values.number(value)


def verified(one: Cited) -> dict[str, str]:
    """Return the mark of a rule that nobody has read in the text of the law; empty for one that was read."""
    return {
        "yes": {},
        "partly": {"text": _("read in part"), "tone": "warning"},
        "no": {"text": _("not verified"), "tone": "danger"},
    }[one.verified]


def law(one: Cited, procedures: Procedures) -> dict[str, Any]:
    """Return what a rule rests on."""
    text: Law = procedures.laws[one.law]
    article = _("art. %(number)s") % {"number": one.article} if one.article else ""
    title = ", ".join(part for part in (str(text.title), article) if part)
    cited = title if text.citable else ""  # custom and examples are no ground that a paper may give
    return {"title": title, "cited": cited, "href": text.url, "mark": verified(one), "note": str(text.note)}


def in_force(version: Version) -> str:
    """Return the days between which a version is in force."""
    begins, ends = version.said.in_force_from, version.said.in_force_to
    said = {
        "begin": values.when(begins.isoformat()) if begins else "",
        "end": values.when(ends.isoformat()) if ends else "",
    }
    if begins and ends:
        return _("from %(begin)s until %(end)s") % said
    if begins:
        return _("since %(begin)s") % said
    return _("until %(end)s") % said if ends else _("since a day that is not known")


def unread(version: Version) -> int:
    """Return how many rules were not read, or only in part."""
    return sum(one.verified != "yes" for _place, one in version.said.cited())


def listed(words: Iterable[Any]) -> str:
    """Return words one after another."""
    return ", ".join(map(str, words))
