"""Menus of a vocabulary in which one types to find: by the reader's word, or by that of the other language."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language

from comity.core.pack import Label
from comity.domain.text import fold

Choices = Callable[[], Mapping[str, Label]]


class _Found(forms.Select):
    """A menu that the page's script makes a picker of; without it, it is the menu."""

    how: str

    def __init__(self, among: Choices) -> None:
        super().__init__(attrs={"data-picker": self.how})
        self.among = among

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> Any:
        groups = super().optgroups(name, value, attrs)
        said, other = self.among(), "en" if get_language() == "vi" else "vi"  # asked once, not for each choice
        for _group, options, _index in groups:
            for one in options:
                label = said.get(one["value"])
                also = label.said(other) if label else ""
                if also and fold(also) != fold(str(one["label"])):
                    one["attrs"]["data-also"] = also
        return groups


class OneTerm(_Found):
    """One of many terms."""

    how = "one"


class ManyTerms(_Found, forms.SelectMultiple):
    """Several terms of a vocabulary."""

    how = "many"
