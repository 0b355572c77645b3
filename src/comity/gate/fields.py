"""Which form field takes a column's values."""

from typing import Any, cast

from django import forms
from django.db import models
from django.utils.text import capfirst

from comity.core.fields import (
    ClockField,
    CountriesField,
    CountryField,
    NamesField,
    PartialDateField,
    TermField,
    TermsField,
)
from comity.core.records import Record
from comity.gate import inputs, texts
from comity.gate.term_menus import OneTerm
from comity.registers.units import Unit

LONGEST = 20_000  # letters of a long text; what is longer is a file
GREATEST = {"PositiveSmallIntegerField": 32767, "PositiveIntegerField": 2**31 - 1}


def field_of(column: Any, **kwargs: Any) -> Any:
    """Return the form field of a model's column."""
    base = {"label": capfirst(column.verbose_name), "required": not column.blank, "help_text": column.help_text}
    if column.name == "shown_to":
        return inputs.RecordInput(model=Unit, several=True, as_ids=True, **base)
    if isinstance(column, models.ManyToManyField | models.ForeignKey):
        several = isinstance(column, models.ManyToManyField)
        return inputs.RecordInput(model=cast(type[Record], column.related_model), several=several, **base)
    if made := _own(column, base):
        return made
    if made := _number(column, base):
        return made
    return _text_field(column, kwargs)


def _text_field(column: Any, kwargs: dict[str, Any]) -> Any:
    if isinstance(column, models.URLField):
        kwargs |= {"assume_scheme": "https", "form_class": texts.LinkInput}
    elif isinstance(column, models.EmailField):
        kwargs["form_class"] = texts.MailInput
    elif isinstance(column, models.TextField):
        widget = forms.Textarea(attrs={"rows": 3})
        kwargs |= {"form_class": texts.LinesInput, "max_length": LONGEST, "widget": widget}
    elif isinstance(column, models.CharField) and not column.choices:
        kwargs["form_class"] = texts.LineInput
    return column.formfield(**kwargs)


def _number(column: Any, base: dict[str, Any]) -> forms.Field | None:
    if isinstance(column, models.DecimalField):
        return inputs.NumberInput(max_digits=column.max_digits, decimal_places=column.decimal_places, **base)
    if isinstance(column, models.FloatField):
        return inputs.FloatInput(**base)
    if isinstance(column, models.IntegerField) and not column.choices:
        most = GREATEST.get(column.get_internal_type(), 10**15)
        initial = column.default if column.has_default() else None
        return inputs.NumberInput(whole=True, min_value=0, max_value=most, initial=initial, **base)
    return None


def _own(column: Any, base: dict[str, Any]) -> forms.Field | None:
    if isinstance(column, PartialDateField):
        return inputs.PartialDateInput(**base)
    if isinstance(column, ClockField):
        return inputs.ClockInput(**base)
    if isinstance(column, TermField):
        initial = column.default if column.has_default() and column.default else None
        return inputs.TermInput(among=inputs.terms(column.vocabulary), initial=initial, **base)
    if isinstance(column, TermsField):
        return inputs.TermsInput(among=inputs.terms(column.vocabulary), **base)
    if isinstance(column, CountryField):
        return inputs.TermInput(among=inputs.countries, widget=OneTerm(inputs.countries), **base)
    if isinstance(column, CountriesField):
        return inputs.TermsInput(among=inputs.countries, **base)
    if isinstance(column, NamesField):
        return inputs.NamesInput(**base)
    return None
