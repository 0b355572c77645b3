"""The reckoning of days: facts asked in a form drawn from the procedure, and by when to file so that it can be held."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from comity.core.procedure_facts import EARLIEST, LATEST, MOST
from comity.core.procedure_parts import Fact, Procedures, Version
from comity.domain.condition import Facts, Value
from comity.domain.filing import Failing, LastDays, Planned, failing, last_days, plan
from comity.domain.prescribed import lacking, level
from comity.domain.procedure import DISAGREED
from comity.domain.working_days import NoSuchDay
from comity.gate import law_words as words
from comity.web.widgets import Renderer

WIDTH = 100
NOTHING = "-"  # chosen where nothing of a list is so


def form(version: Version, asked: QueryDict) -> forms.Form:
    """Return the form of the facts, filled with what was asked."""
    fields = fields_of(version, version.said.facts)
    if any(step.asks for step in version.rules.steps):
        fields[DISAGREED] = _field(Fact(kind="yes_no", en="-"), _("Somebody who is asked disagrees"))
    return made_of(fields, asked if asked.get("days") else None)


class Answered(forms.MultipleChoiceField):
    """A list of which it must be said that nothing of it is so; left alone, it was not answered."""


def fields_of(version: Version, names: Iterable[str]) -> dict[str, forms.Field]:
    """Return the fields that ask these facts of a file."""
    return {name: _answered(version.said.facts[name]) for name in names}


def _answered(fact: Fact) -> forms.Field:
    if fact.kind != "choices":
        return _field(fact)
    return Answered(
        choices=[*_choices(fact), (NOTHING, pgettext("choices", "none of them"))],
        widget=forms.CheckboxSelectMultiple(),
        label=str(fact),
        required=False,
        help_text=str(fact.note),
    )


def made_of(
    fields: Mapping[str, forms.Field], asked: QueryDict | None, prefix: str = "f", initial: dict[str, Any] | None = None
) -> forms.Form:
    """Return a form of such fields, all of which may be left out."""
    made = forms.Form(asked, prefix=prefix, initial=initial, renderer=Renderer(), use_required_attribute=False)
    made.fields.update(fields)
    made.full_clean()
    for field in made.fields.values():
        field.required = True  # checked already; all may be left out, so the word "optional" at each would say nothing
    return made


def _field(fact: Fact, label: str = "") -> forms.Field:
    said: dict[str, Any] = {"label": label or str(fact), "required": False, "help_text": str(fact.note)}
    if fact.kind == "day":
        return forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **said)
    if fact.kind == "number":
        return forms.IntegerField(min_value=0, max_value=MOST, **said)
    if fact.kind == "choices":
        boxes = forms.CheckboxSelectMultiple()
        return forms.MultipleChoiceField(choices=_choices(fact), widget=boxes, **said)
    choices = [("yes", _("Yes")), ("no", _("No"))] if fact.kind == "yes_no" else _choices(fact)
    return forms.ChoiceField(choices=[("", _("not known yet")), *choices], **said)


def _choices(fact: Fact) -> list[tuple[str, str]]:
    return [(code, str(label)) for code, label in fact.choices.items()]


def facts_of(version: Version, cleaned: dict[str, Any]) -> Facts:
    """Return the facts that were told; a list of which nothing is chosen is told, too."""
    found: dict[str, Value] = {}
    for name, value in cleaned.items():
        kind = version.said.facts[name].kind if name in version.said.facts else "yes_no"
        if kind == "choices":
            found[name] = tuple(one for one in value if one != NOTHING)
        elif value not in ("", None):
            found[name] = value == "yes" if kind == "yes_no" else value
    return found


def told(version: Version, made: forms.Form) -> Facts | None:
    """Return the facts that were told; None as long as nothing is asked, or what is asked is wrong."""
    if not made.is_bound or not made.is_valid():
        return None
    said = made.cleaned_data.items()
    facts = facts_of(version, {name: one for name, one in said if one or not isinstance(made.fields[name], Answered)})
    for name, value in facts.items():
        if isinstance(value, date) and not EARLIEST <= value <= LATEST:
            made.add_error(name, _("Expected a day between 1990 and 2100."))
            return None
    return facts


def reckoned(version: Version, procedures: Procedures, made: forms.Form, today: date) -> dict[str, Any] | None:
    """Return the days and the rules that would not be met; None as long as nothing is asked, or what is asked is wrong."""
    facts = told(version, made)
    if facts is None:
        return None
    try:
        return _reckoned(version, procedures, facts, today)
    except NoSuchDay:
        made.add_error(None, _("These days lie outside the calendar."))
        return None


def _reckoned(version: Version, procedures: Procedures, facts: Facts, today: date) -> dict[str, Any]:
    calendar, rules = procedures.calendar, version.rules
    last = last_days(rules, facts, calendar)
    filed = last.last or calendar.next_worked(today)
    steps = plan(rules, facts, filed, calendar)
    papers = [one.id for one in rules.papers]
    told = {DISAGREED: False, **facts}  # nobody has answered yet; the plan above keeps the way of disagreement open
    wrong = failing(rules, facts, papers=papers, waived=(), filed=min(filed, today), calendar=calendar)
    return {
        "last": words.day(last.last),
        "too_late": bool(last.last and last.last < today),
        "by_law": words.day(last.by_law),
        "rule": _title(version, "filings", last.rule) if last.rule else "",
        "by_steps": words.day(last.by_steps),
        "filed": words.day(filed),
        "from_today": last.last is None,
        "decides": procedures.party(level(rules, told)) if rules.levels else "",
        "steps": _bars(steps, version, procedures, filed),
        "open_ended": any(one.open_ended for one in steps),
        "unknown": [str(version.said.facts[one.id]) for one in wrong if one.kind == "fact"],
        "broken": [_broken(version, one) for one in wrong if one.kind == "limit"],
        "papers": _papers(version, facts),
        "calendar_ends": _calendar_ends(procedures, last, steps),
    }


def _title(version: Version, kind: str, name: str) -> str:
    return next(str(one) for one in getattr(version.said, kind) if one.id == name)


def _broken(version: Version, one: Failing) -> dict[str, Any]:
    limit = next(limit for limit in version.said.limits if limit.id == one.id)
    return {"title": str(limit), "waivable": limit.waivable}


def _papers(version: Version, facts: Facts) -> list[str]:
    return [_title(version, "papers", one) for one in lacking(version.rules, facts, ())]


def _bars(steps: tuple[Planned, ...], version: Version, procedures: Procedures, filed: date) -> list[dict[str, Any]]:
    """Return the steps with the place of each in the whole time, in hundredths."""
    whole = max([(one.ends - filed).days for one in steps] + [1])
    return [
        {
            "title": _title(version, "steps", one.step),
            "by": procedures.party(one.by),
            "begins": words.day(one.begins),
            "ends": words.day(one.ends),
            "open_ended": one.open_ended,
            "x": (one.begins - filed).days * WIDTH // whole,
            "width": max((one.ends - one.begins).days * WIDTH // whole, 2),
        }
        for one in steps
    ]


def _calendar_ends(procedures: Procedures, last: LastDays, steps: tuple[Planned, ...]) -> str:
    """Return until when the pack knows the days off, if the reckoning goes beyond it."""
    known = max(procedures.calendar.holidays, default=None)
    latest = max([one.ends for one in steps] + [one for one in (last.last,) if one], default=None)
    beyond = known and latest and latest.year > known.year
    return str(known.year) if known and beyond else ""
