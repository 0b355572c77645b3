"""Kinds of columns that registers are made of, and what asks for the records of many numbers."""

from collections.abc import Collection, Iterable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from comity.domain import clock, partial_date


def check_partial_date(value: str) -> None:
    """Raise ValidationError unless the text is a stored partial date."""
    try:
        partial_date.read(value)
    except partial_date.NotADate as error:
        raise ValidationError(_("Give a day, a month or a year, such as 12/05/2024, 05/2024 or 2024.")) from error


def check_clock(value: str) -> None:
    """Raise ValidationError unless the text is a stored time of the day."""
    if not clock.is_stored(value):
        raise ValidationError(_("Give a time of the day, such as 08:30."))


class PartialDateField(models.CharField[str, str]):
    """A date as far as it is known, stored as text that sorts as time does; empty when unknown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {
            "max_length": 10,
            "blank": True,
            "default": "",
            "db_collation": "C",
            "validators": [check_partial_date],
        }
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for given in ("max_length", "blank", "default", "db_collation", "validators"):
            kwargs.pop(given, None)
        return name, path, args, kwargs


class ClockField(models.CharField[str, str]):
    """A time of the day in the city, as text that sorts: 08:30; empty when unknown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"max_length": 5, "blank": True, "default": "", "validators": [check_clock]}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for given in ("max_length", "blank", "default", "validators"):
            kwargs.pop(given, None)
        return name, path, args, kwargs


class TermField(models.CharField[str, str]):
    """A code from a vocabulary of the city's pack."""

    def __init__(self, *args: Any, vocabulary: str = "", **kwargs: Any) -> None:
        self.vocabulary = vocabulary
        kwargs["max_length"] = 60
        if kwargs.get("blank"):
            kwargs["default"] = ""
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"vocabulary": self.vocabulary}


class TermsField(ArrayField):  # type: ignore[type-arg]
    """Several codes from a vocabulary of the city's pack, in the order given."""

    def __init__(self, verbose_name: Any = None, *, vocabulary: str = "", **kwargs: Any) -> None:
        self.vocabulary = vocabulary
        kwargs |= {"verbose_name": verbose_name, "default": list, "blank": True}
        super().__init__(models.CharField(max_length=60), **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for given in ("base_field", "default", "blank"):
            kwargs.pop(given, None)
        return name, path, args, kwargs | {"vocabulary": self.vocabulary}


class CountryField(models.CharField[str, str]):
    """A country by its two-letter code (ISO 3166-1)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"max_length": 2, "blank": True, "default": ""}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for given in ("max_length", "blank", "default"):
            kwargs.pop(given, None)
        return name, path, args, kwargs


class CountriesField(ArrayField):  # type: ignore[type-arg]
    """Several countries by their two-letter codes."""

    def __init__(self, verbose_name: Any = None, **kwargs: Any) -> None:
        kwargs |= {"verbose_name": verbose_name, "default": list, "blank": True}
        super().__init__(models.CharField(max_length=2), **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for given in ("base_field", "default", "blank"):
            kwargs.pop(given, None)
        return name, path, args, kwargs


class NamesField(ArrayField):  # type: ignore[type-arg]
    """Several names, one per line when typed."""

    def __init__(self, verbose_name: Any = None, **kwargs: Any) -> None:
        kwargs |= {"verbose_name": verbose_name, "default": list, "blank": True}
        super().__init__(models.CharField(max_length=300), **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for given in ("base_field", "default", "blank"):
            kwargs.pop(given, None)
        return name, path, args, kwargs


def latitude() -> "models.FloatField[float | None, float | None]":
    """Return a column for degrees north, negative to the south."""
    return _degrees(_("latitude"), 90)


def longitude() -> "models.FloatField[float | None, float | None]":
    """Return a column for degrees east, negative to the west."""
    return _degrees(_("longitude"), 180)


def _degrees(label: Any, most: int) -> "models.FloatField[float | None, float | None]":
    bounds = [MinValueValidator(-most), MaxValueValidator(most)]
    return models.FloatField(label, null=True, blank=True, validators=bounds)


@models.BigIntegerField.register_lookup
class Among(models.Lookup):
    """`pk__among=ids`: as `in`, but thousands of numbers are one parameter. Give a set: Django looks at each one of a list."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, params = self.process_lhs(compiler, connection)
        return f"{left} = any(%s::bigint[])", [*params, array(self.rhs)]


def array(numbers: Iterable[int]) -> str:
    """Return numbers as PostgreSQL writes an array: the driver takes much longer over a list."""
    return f"{{{','.join(map(str, numbers))}}}"


def linked_to(link: str, numbers: Collection[int]) -> dict[str, Any]:
    """Return the condition that a link is to one of thousands of records, as one parameter."""
    return {f"{link}__id__{Among.lookup_name}": frozenset(numbers)}
