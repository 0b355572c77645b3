"""Reading filters from an address and applying them, without a form of all filters: making one is a twentieth of a list's page."""

from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict

Errors = dict[str, list[str]]


def read(of: type[django_filters.FilterSet], asked: QueryDict) -> tuple[dict[str, Any], Errors]:
    """Return what is asked of each filter that the address names, and for those that make no sense what is wrong."""
    values: dict[str, Any] = {}
    errors: Errors = {}
    for name, one in of.base_filters.items():
        if name not in asked:
            continue
        try:
            values[name] = one.field.clean(one.field.widget.value_from_datadict(asked, {}, name))
        except ValidationError as error:
            errors[name] = error.messages
    return values, errors


def narrowed(
    of: type[django_filters.FilterSet], asked: QueryDict, rows: "QuerySet[Any]"
) -> tuple["QuerySet[Any]", Errors]:
    """Return those of the rows that the filters leave, and what is wrong with filters that make no sense."""
    values, errors = read(of, asked)
    for name, value in values.items():
        rows = of.base_filters[name].filter(rows, value)
    return rows, errors
