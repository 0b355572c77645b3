"""Menus of a vocabulary in which one types to find: by the reader's word, or by that of the other language."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.core.pack import Label
from comity.domain.text import fold
from comity.gate.texts import quoted

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
                also = [label.said(other), *label.also] if label else []
                if others := [word for word in also if word and fold(word) != fold(str(one["label"]))]:
                    one["attrs"]["data-also"] = "; ".join(others)
        return groups


class OneTerm(_Found):
    """One of many terms."""

    how = "one"


class ManyTerms(_Found, forms.SelectMultiple):
    """Several terms of a vocabulary."""

    how = "many"


def code_of(value: str, choices: Mapping[str, Label]) -> str:
    """Return the code for a code or for its words in either language. Raises ValidationError."""
    if value in choices:
        return value
    wanted = fold(value)
    for code, label in choices.items():
        if wanted in (fold(label.en), fold(label.vi)):
            return code
    for code, label in choices.items():  # after all that it is called, what else people write
        if any(wanted == fold(one) for one in label.also):
            return code
    for code in choices if value.isascii() else ():  # a word with marks is no code: Mỹ is not MY
        if wanted == fold(code):
            return code
    some = ", ".join(str(label) for label in list(choices.values())[:6])
    raise ValidationError(
        _("%(typed)s is not one of the choices: %(some)s ...") % {"typed": quoted(value), "some": some}
    )
