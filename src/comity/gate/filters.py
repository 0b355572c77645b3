"""Filter sets made from a register's declaration."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import connection, models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.core.fields import CountriesField, CountryField, PartialDateField, TermField, TermsField
from comity.domain import partial_date
from comity.gate import inputs
from comity.gate.texts import quoted
from comity.registers import BY_KEY, BY_MODEL, Register

NONE = "none"
STANDS = "stands_on"
FEW = 10_000
RANGE = re.compile(r"^(?P<first>[^.~]*?)(?:\.\.(?P<last>[^.~]*))?(?P<perhaps>~?)$")


class PeriodField(forms.CharField):
    """`2024`, `2024-05..2025`, the same with `~` for dates that only may lie there, or `none` for unknown ones."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text or text == "none":
            return text
        match = RANGE.match(text.strip())
        try:
            if not match:
                raise partial_date.NotADate(text)
            first = partial_date.parse(match["first"])
            last = partial_date.parse(match["last"]) if match["last"] else first
        except partial_date.NotADate as error:
            raise ValidationError(
                _("%(typed)s is not a period. Write 2024, 05/2024 or 2024-01..2024-06.") % {"typed": quoted(text)}
            ) from error
        if first is None or last is None or last.last < first.first:
            raise ValidationError(_("The period %(typed)s ends before it begins.") % {"typed": quoted(text)})
        return first.first, last.last, bool(match["perhaps"])


class PeriodFilter(django_filters.Filter):  # type: ignore[misc]
    """Partial dates that lie in a period for certain."""

    field_class = PeriodField

    def filter(self, qs: "QuerySet[Any]", value: Any) -> "QuerySet[Any]":
        if not value:
            return qs
        if value == "none":
            return qs.filter(**{self.field_name: ""})
        return qs.filter(within(self.field_name, *value))


def within(name: str, first: Any, last: Any, perhaps: bool = False) -> Q:
    """Return the condition that a partial date lies in a period for certain, or only perhaps."""
    if perhaps:
        return Q(**{f"{name}__in": partial_date.perhaps_within(first, last)})
    least, greatest, excepted = partial_date.certainly_within(first, last)
    inside = Q(**{f"{name}__gte": least, f"{name}__lte": greatest})
    return inside & ~Q(**{f"{name}__in": excepted}) if excepted else inside


def touching(name: str, first: date, last: date) -> Q:
    """Return the condition that a partial date lies in a period, or perhaps does: bounds that an index can follow, then which."""
    least, greatest, _excepted = partial_date.certainly_within(first, last)
    perhaps = partial_date.perhaps_within(first, last)
    bounds = Q(**{f"{name}__gte": min((least, *perhaps)), f"{name}__lte": max((greatest, *perhaps))})
    return bounds & (within(name, first, last) | within(name, first, last, perhaps=True))


class DayField(PeriodField):
    """The last day of what is typed: `2024` is 31 December 2024."""

    def clean(self, value: Any) -> Any:
        if value == NONE:
            raise ValidationError(_("%(typed)s is not a day.") % {"typed": quoted(value)})
        found = super().clean(value)
        return found[1] if found else None


class StandsFilter(PeriodFilter):
    """Records that are not over on a day, as their register says."""

    field_class = DayField

    def filter(self, qs: "QuerySet[Any]", value: Any) -> "QuerySet[Any]":
        stands = next(one.stands for one in BY_KEY.values() if one.model is qs.model)
        return qs.filter(stands.at(value)) if value and stands else qs


class TermsOrNone(inputs.TermsInput):
    """Codes of a vocabulary, `none` for the lack of any."""

    def to_python(self, value: Any) -> list[str]:
        asked = list(value) if isinstance(value, list | tuple) else [value] if value else []
        found = super().to_python([one for one in asked if one != NONE])
        return [*found, NONE] if NONE in asked else found


class TermsFilter(django_filters.Filter):  # type: ignore[misc]
    """Any of the chosen codes; `none` finds what has no code."""

    field_class = TermsOrNone
    lookup: str = "in"
    nothing: Any = ""

    def filter(self, qs: "QuerySet[Any]", value: Any) -> "QuerySet[Any]":
        return qs.filter(self.condition(qs.model, value)) if value else qs

    def condition(self, model: type[models.Model], value: Iterable[str]) -> Q:
        """Return the condition that a record has one of the codes."""
        name, codes = self.field_name, [code for code in value if code != NONE]
        found = Q(**{f"{name}__{self.lookup}": codes})
        if "__" not in name:
            return found | Q(**{name: self.nothing}) if NONE in value else found
        # Looked up apart: a join would repeat a record that has several of the others.
        has = Q(pk__in=model._default_manager.filter(found).order_by().values("pk"))
        if NONE not in value:
            return has
        given = model._default_manager.filter(**{f"{name}__gt": ""}).order_by().values("pk")
        return has | ~Q(pk__in=given)


class OverlapFilter(TermsFilter):
    """Any of the chosen codes in a column of several; `none` finds what has none."""

    lookup = "overlap"
    nothing = ()


class CountriesFilter(OverlapFilter):
    """Any of the chosen countries: few records are looked up by index, many are met while the list is read."""

    def filter(self, qs: "QuerySet[Any]", value: Any) -> "QuerySet[Any]":
        if not value or NONE in value:
            return super().filter(qs, value)
        with connection.cursor() as cursor:
            asked = [qs.model._meta.db_table, self.field_name, list(value), FEW + 1]
            cursor.execute("select comity_having(%s, %s, %s::text[], %s)", asked)
            (found,) = cursor.fetchone() or ([],)
        return qs.filter(pk__among=frozenset(found)) if len(found) <= FEW else super().filter(qs, value)


class RecordOrNone(inputs.RecordInput):
    """Linked records by number, `none` for the lack of any."""

    def clean(self, value: Any) -> Any:
        return NONE if value in (NONE, [NONE]) else super().clean(value)


class RecordFilter(django_filters.Filter):  # type: ignore[misc]
    """Any of the chosen linked records, by number; `none` finds what has no link."""

    field_class = RecordOrNone

    def filter(self, qs: "QuerySet[Any]", value: Any) -> "QuerySet[Any]":
        if not value:
            return qs
        if value == NONE:  # a linked record out of sight is as if there were none
            field: Any = column(qs.model, self.field_name)
            if isinstance(field, models.ManyToManyField):
                return qs.filter(**{f"{self.field_name}__isnull": True})
            return qs.exclude(Exists(field.related_model._default_manager.filter(pk=OuterRef(field.attname))))
        ids = [record.pk for record in value]
        link = column(qs.model, self.field_name)
        if isinstance(link, models.ManyToManyField):  # a join would repeat records
            mine, other = link.m2m_field_name(), link.m2m_reverse_field_name()
            through: Any = link.remote_field.through
            linked = through._default_manager.filter(**{f"{other}__in": ids})
            return qs.filter(pk__in=linked.values(f"{mine}_id"))
        return qs.filter(**{f"{self.field_name}__in": ids})

    def condition(self, model: type[models.Model], value: Iterable[str]) -> Q:
        """Return the condition that a record is linked to one of these, by number."""
        return Q(**{f"{self.field_name}__in": [int(one) for one in value]})


class YesNoFilter(django_filters.ChoiceFilter):  # type: ignore[misc]
    """Yes or no."""

    def filter(self, qs: "QuerySet[Any]", value: Any) -> "QuerySet[Any]":
        return qs.filter(self.condition(qs.model, [value])) if value else qs

    def condition(self, model: type[models.Model], value: Iterable[str]) -> Q:
        """Return the condition that a record says yes or no."""
        return Q(**{f"{self.field_name}__in": [one == "yes" for one in value]})


@cache
def filter_set(register: Register) -> type[django_filters.FilterSet]:
    """Return the register's filter set: the declared filters, who may see it, the lead unit, what is to be verified."""
    names = (*register.filters, *register.linked_filters, "unit", "sensitivity", "to_verify", "is_sample")
    return among(register.model, (*names, STANDS) if register.stands else names)


@lru_cache(maxsize=512)
def among(model: type[models.Model], names: tuple[str, ...]) -> type[django_filters.FilterSet]:
    """Return a filter set of some of a model's columns."""
    made = {
        name: _filter(name, column(model, name), called(model, name)) for name in dict.fromkeys(names) if name != STANDS
    }
    if STANDS in names:
        made[STANDS] = StandsFilter(label=gettext_lazy("Standing at the end of"))
    return type(f"{model.__name__}Filters", (django_filters.FilterSet,), made)


def condition(register: Register, where: Mapping[str, Iterable[str]]) -> Q:
    """Return the condition that the list's filters of codes make, for counts of many kinds in one statement."""
    found, made = Q(), filter_set(register).base_filters
    for name, codes in where.items():
        found &= made[name].condition(register.model, list(codes))
    return found


def column(model: type[models.Model], path: str) -> Any:
    """Return the model field at the end of a path such as `tie__stage`. Raises FieldDoesNotExist."""
    found: Any = None
    for step in path.split("__"):
        found = model._meta.get_field(step)
        model = found.related_model or model
    return found


def called(model: type[models.Model], path: str) -> Any:
    """Return what a column is called; a column of the records that hang on these is named with them."""
    word = column(model, path).verbose_name
    first: Any = model._meta.get_field(path.partition("__")[0])
    return format_lazy("{} ({})", word, first.related_model._meta.verbose_name_plural) if first.one_to_many else word


def _filter(name: str, field: Any, word: Any) -> django_filters.Filter:
    base: dict[str, Any] = {"field_name": name, "label": capfirst(word)}
    if field.primary_key:  # just these records, by number: a figure opens what it was counted from
        return RecordFilter(
            **base | {"label": capfirst(field.model._meta.verbose_name)}, model=field.model, several=True
        )
    if isinstance(field, models.ForeignKey | models.ManyToManyField):
        return RecordFilter(**base, model=field.related_model, several=True)
    if isinstance(field, PartialDateField):
        return PeriodFilter(**base)
    if isinstance(field, TermField | TermsField):
        return (TermsFilter if isinstance(field, TermField) else OverlapFilter)(
            **base, among=inputs.terms(field.vocabulary)
        )
    if isinstance(field, CountryField | CountriesField):
        return (TermsFilter if isinstance(field, CountryField) else CountriesFilter)(**base, among=inputs.countries)
    if isinstance(field, models.BooleanField):
        return YesNoFilter(**base, choices=(("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))))
    if found := _of_choices(field, base):
        return found
    raise FieldDoesNotExist(f"There is no filter for {name}.")


def _of_choices(field: Any, base: dict[str, Any]) -> django_filters.Filter | None:
    """Return the filter of a column with few values that the program knows: those of the field, or states that it holds."""
    of = BY_MODEL.get(field.model)
    held = next((one for one in of.computed if one.column == field.name), None) if of else None
    if held:
        choices = [(code, capfirst(word)) for code, (word, _tone) in held.states.items()]
        return django_filters.MultipleChoiceFilter(
            **base | {"label": capfirst(held.label)}, choices=choices, distinct=False
        )
    if field.choices:
        return django_filters.TypedMultipleChoiceFilter(**base, choices=field.choices, coerce=int)
    return None


def known(register: Register) -> Iterable[str]:
    """Return the names of the register's filters that are columns."""
    return [name for name in filter_set(register).base_filters if name != STANDS]
