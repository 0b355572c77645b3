"""Menus are drawn as Django draws them."""

import re
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from comity.web.widgets import Renderer

CHOICES: list[Any] = [
    ("", "---"),
    ("a<b", 'Tom & "Jerry"'),
    (3, "three"),
    ("Group & co", [("x", "Ex"), ("y", "Why")]),
    (True, "yes"),
]


def _drawn(renderer: DjangoTemplates, widget: forms.Widget, value: Any) -> str:
    said = str(widget.render("one&two", value, attrs={"id": "id_one", "required": True}, renderer=renderer))
    return re.sub(r">\s+<", "><", said).replace("&#34;", "&quot;").replace("&#39;", "&#x27;").strip()


@pytest.mark.parametrize("value", ["", "a<b", 3, ["x", "a<b"], None])
@pytest.mark.parametrize("kind", [forms.Select, forms.SelectMultiple])
def test_a_menu_is_drawn_as_django_draws_it(kind: type[forms.Select], value: Any) -> None:
    widget = kind(choices=CHOICES, attrs={"data-picker": "o'ne", "hidden": False})

    assert _drawn(Renderer(), widget, value) == _drawn(DjangoTemplates(), widget, value)
