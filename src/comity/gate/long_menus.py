"""Filters with many choices: a page holds what is chosen, and the others are looked for by their words."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import get_language
from django_filters import FilterSet

from comity.domain import text
from comity.domain.numbers import record_ids
from comity.gate import inputs, query
from comity.registers import BY_MODEL

FEW = 40  # so many words of a vocabulary stand in the page itself
SHOWN = 50

Choices = list[tuple[str, str]]


def is_long(field: Any) -> bool:
    """Say whether the choices of a filter are too many for every page."""
    if isinstance(field, inputs.RecordInput):
        return field.model in BY_MODEL
    return isinstance(field, inputs.TermsInput) and len(field.among()) > FEW


def long(among: type[FilterSet]) -> list[str]:
    """Return which of some filters have too many choices for every page."""
    return [name for name, one in among.base_filters.items() if is_long(one.field)]


def chosen(field: Any, values: Collection[str]) -> Choices:
    """Return those of a long filter's choices that are chosen, with their words; without any, nothing is asked."""
    if isinstance(field, inputs.RecordInput):
        return _titled(field, record_ids(values))
    offered, language = field.among() if values else {}, get_language() or "en"
    return [(code, offered[code].said(language)) for code in values if code in offered]


def found(field: Any, words: str, without: Collection[str]) -> tuple[Choices, bool]:
    """Return the first of a long filter's choices that the words find and whether there are more; without words, the first."""
    most = SHOWN + 1 + len(without)
    every = _records(field, words, most) if isinstance(field, inputs.RecordInput) else _terms(field, words)
    left = [(value, said) for value, said in every if value not in without]
    return left[:SHOWN], len(left) > SHOWN


def _records(field: inputs.RecordInput, words: str, most: int) -> Choices:
    if words:
        return _titled(field, query.find(words, [BY_MODEL[field.model].key], most))
    order = "sort_vi" if get_language() == "vi" else "sort_en"
    first = inputs.titles(field.model._default_manager.order_by(order, "id")[:most])
    return [(str(pk), title) for pk, title in first.items()]


def _titled(field: inputs.RecordInput, ids: Collection[int]) -> Choices:
    seen = inputs.titles(field.model._default_manager.filter(pk__in=ids)) if ids else {}
    return [(str(pk), seen[pk]) for pk in dict.fromkeys(ids) if pk in seen]


def _terms(field: inputs.TermsInput, words: str) -> Choices:
    said, wanted = field.among(), text.words(words)
    if words and not wanted:
        return []
    return [
        (code, spoken)
        for code, spoken in inputs.offered(field.among)
        if all(word in text.fold(f"{said[code].en} {said[code].vi}") for word in wanted)
    ]
