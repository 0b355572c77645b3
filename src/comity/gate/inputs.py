"""Form fields of our own: what people type, what imports and the API send, into what the columns hold."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.core.pack import Label, Pack, of_city
from comity.core.records import Record
from comity.domain import clock, numbers, partial_date
from comity.domain.text import sort_key
from comity.gate import values
from comity.gate.known import Known
from comity.gate.term_menus import Choices, ManyTerms, code_of
from comity.gate.texts import quoted, tidied
from comity.registers.declare import not_over


class PartialDateInput(forms.CharField):
    """A day, a month or a year, kept as precise as it was given."""

    def to_python(self, value: Any) -> str:
        try:
            found = partial_date.parse("" if value in self.empty_values else str(value))
        except partial_date.NotADate as error:
            raise ValidationError(
                _("%(typed)s is not a date. Give a day, a month or a year, such as 12/05/2024, 05/2024 or 2024.")
                % {"typed": quoted(value)}
            ) from error
        return str(found) if found else ""

    def prepare_value(self, value: Any) -> Any:
        """Show a stored date the way it is typed."""
        try:
            found = partial_date.read(value or "")
        except partial_date.NotADate:
            return value
        parts = [part for part in (found.day, found.month) if part] if found else []
        return "/".join([*(f"{part:02d}" for part in parts), str(found.year)]) if found else ""


class ClockInput(forms.CharField):
    """A time of the day, however it is written."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "num", "placeholder": "08:30"})

    def to_python(self, value: Any) -> str:
        try:
            return clock.parse("" if value in self.empty_values else str(value))
        except clock.NotATime as error:
            raise ValidationError(
                _("%(typed)s is not a time of the day. Write it like 08:30.") % {"typed": quoted(value)}
            ) from error


class NumberInput(forms.DecimalField):
    """A number in the reader's writing; numbers from JSON and spreadsheets are taken as they are."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "num"})

    def __init__(self, *, whole: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.whole = whole

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        if isinstance(value, bool):
            value = str(value)
        if not isinstance(value, int | float | Decimal):
            value = self._read(str(value))
        return super().to_python(Decimal(str(value)))

    def clean(self, value: Any) -> Any:
        number = super().clean(value)
        if not self.whole or number is None:
            return number
        if number != number.to_integral_value():
            raise ValidationError(_("%(typed)s is not a whole number.") % {"typed": quoted(value)})
        return int(number)

    def _read(self, value: str) -> Decimal:
        language = get_language() or "en"
        try:
            return numbers.parse(value, language, whole=self.whole)
        except numbers.NotANumber as error:
            example = "1.234.567,89" if language == "vi" else "1,234,567.89"
            raise ValidationError(
                _("%(typed)s is not a number. Write it like %(example)s.")
                % {"typed": quoted(value), "example": example}
            ) from error

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str) or value is None:
            return value
        return str(value) if "year" in self.widget.attrs.get("class", "") else values.number(value)


class FloatInput(NumberInput):
    """A number kept as a float, such as a coordinate."""

    def clean(self, value: Any) -> Any:
        number = super().clean(value)
        return None if number is None else float(number)

    def prepare_value(self, value: Any) -> Any:
        return values.number(value) if isinstance(value, str) is False and value is not None else value


class TermInput(forms.ChoiceField):
    """One code of a vocabulary, or its words in either language."""

    def __init__(self, *, among: Choices, **kwargs: Any) -> None:
        self.among = among
        empty = [] if kwargs.get("required") and kwargs.get("initial") else [("", "")]
        super().__init__(choices=lambda: [*empty, *offered(among)], **kwargs)

    def to_python(self, value: Any) -> str:
        text = tidied("" if value in self.empty_values else str(value))
        return code_of(text, self.among()) if text else ""

    def valid_value(self, value: Any) -> bool:
        return True


class TermsInput(forms.MultipleChoiceField):
    """Several codes of a vocabulary, or their words in either language."""

    def __init__(self, *, among: Choices, **kwargs: Any) -> None:
        self.among = among
        kwargs.setdefault("widget", ManyTerms(among))
        super().__init__(choices=lambda: offered(among), **kwargs)

    def to_python(self, value: Any) -> list[str]:
        return [code_of(tidied(str(one)), self.among()) for one in _listed(value)]

    def valid_value(self, value: Any) -> bool:
        return True


class NamesInput(forms.CharField):
    """Several names, one per line."""

    MOST, LONGEST = 100, 300
    widget = forms.Textarea(attrs={"rows": 3})

    def to_python(self, value: Any) -> Any:
        lines = value if isinstance(value, list) else ([] if value in self.empty_values else str(value).splitlines())
        names = [name for line in lines if (name := tidied(str(line)))]
        if len(names) > self.MOST:
            raise ValidationError(
                _("There are %(count)s names; %(most)s at most.") % {"count": len(names), "most": self.MOST}
            )
        if (longest := max(map(len, names), default=0)) > self.LONGEST:
            raise ValidationError(
                _("A name has %(count)s characters; %(most)s at most.") % {"count": longest, "most": self.LONGEST}
            )
        return names

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class RecordInput(forms.Field):
    """A record of another register by number, reference or title; only what the reader may see is found."""

    widget = forms.Select(attrs={"data-picker": "one"})
    MENU = 300
    known: Known | None = None

    def __init__(self, *, model: type[Record], several: bool = False, as_ids: bool = False, **kwargs: Any) -> None:
        self.model, self.several, self.as_ids = model, several, as_ids
        if several:
            kwargs["widget"] = forms.SelectMultiple(attrs={"data-picker": "many"})
        super().__init__(**kwargs)

    def menu(self, chosen: Iterable[Any], asked: dict[type[Record], dict[int, str]] | None = None) -> Any:
        """Return the choices to offer: the first ones in order, and those already chosen.

        Fields of one form that link to the same register share `asked`, so that its menu is read once.
        """
        asked = {} if asked is None else asked
        rows = self.model._default_manager.all()
        if self.model not in asked:
            order = "sort_vi" if get_language() == "vi" else "sort_en"
            asked[self.model] = titles(still_there(self.model).order_by(order)[: self.MENU])
        found = dict(asked[self.model])
        if missing := [pk for pk in chosen if pk not in found]:
            found |= titles(rows.filter(pk__in=missing))
        choices = [(str(pk), title) for pk, title in found.items()]
        return choices if self.several else [("", ""), *choices]

    def clean(self, value: Any) -> Any:
        wanted = _listed(value)
        if self.required and not wanted:
            raise ValidationError(self.error_messages["required"], code="required")
        found = self._numbered(wanted)
        records = [found.get(str(one)) or self._find(tidied(str(one))) for one in wanted]
        if self.as_ids:
            return [record.pk for record in records]
        if self.several:
            return records
        if len(records) > 1:
            raise ValidationError(_("Only one can be chosen here."))
        return records[0] if records else None

    def _numbered(self, wanted: list[Any]) -> dict[str, Record]:
        ids = numbers.record_ids(wanted)
        if self.known is not None:
            return {str(pk): row for pk, row in self.known.get(self.model, ids).items()}
        return {str(row.pk): row for row in self.model._default_manager.filter(pk__in=ids)} if ids else {}

    def _find(self, text: str) -> Record:
        matches = self.known.called(self.model, text) if self.known is not None else None
        if matches is None:
            named = Q(code=text) | Q(title_en=text) | Q(title_vi=text)
            matches = list(self.model._default_manager.filter(named)[:3])
        exact = [match for match in matches if match.code == text] or matches
        if len(exact) == 1:
            return exact[0]
        name = str(self.model._meta.verbose_name_plural)
        if exact:
            raise ValidationError(
                _("Several %(register)s are called %(typed)s. Give the reference.")
                % {"register": name, "typed": quoted(text)}
            )
        raise ValidationError(
            _("There is no %(typed)s among the %(register)s.") % {"register": name, "typed": quoted(text)}
        )

    def prepare_value(self, value: Any) -> Any:
        """Return what the widget compares with its choices."""
        if isinstance(value, list | tuple):
            return [str(getattr(one, "pk", one)) for one in value]
        return str(getattr(value, "pk", value)) if value else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return True


def titles(rows: "QuerySet[Any]") -> dict[int, str]:
    """Return numbers and titles of records, in their order, in the reader's language or else in the other."""
    mine, other = ("vi", "en") if get_language() == "vi" else ("en", "vi")
    found = rows.values_list("pk", f"title_{mine}", f"title_{other}")
    return {pk: title or instead for pk, title, instead in found}


def still_there(model: type[Record]) -> QuerySet[Any]:
    """Return the visible records that may be chosen anew: not those that are over, where a model says until when one is offered."""
    rows: QuerySet[Any] = model._default_manager.all()
    until = getattr(model, "offered_until", "")
    return rows.filter(not_over(until, values.today())) if until else rows


def terms(vocabulary: str) -> Choices:
    """Return the choices of a vocabulary of the city's pack."""
    return lambda: of_city().vocabulary(vocabulary)


def offered(among: Choices) -> list[tuple[str, str]]:
    """Return codes and their words in the reader's language."""
    language = get_language() or "en"  # asked once, not for each of two hundred countries
    return [(code, label.said(language)) for code, label in among().items()]


def countries() -> Mapping[str, Label]:
    """Return all countries in the reader's order."""
    return _sorted_countries(of_city(), get_language() or "en")


@lru_cache(maxsize=32)
def _sorted_countries(pack: Pack, language: str) -> Mapping[str, Label]:
    found = pack.countries
    names = {code: one.name.vi if language == "vi" else one.name.en for code, one in found.items()}
    return {code: found[code].name for code in sorted(names, key=lambda code: sort_key(names[code]))}


def _listed(value: Any) -> list[Any]:
    """Return what is given; a text of nothing but what nobody sees is nothing."""
    given = value if isinstance(value, list | tuple) else [value]
    return [one for one in given if one is not None and not (isinstance(one, str) and not tidied(one))]
