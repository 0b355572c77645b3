"""The rows of a table, drawn without a template: escaped, with the marks that the template gave them."""

import pytest
from django.utils.translation import override
from markupsafe import Markup, escape

from comity.web.jinja import once
from comity.web.tables import table_rows

COLUMNS: list[dict[str, object]] = [
    {"label": "Title"},
    {"label": "Kind & more", "num": True},
    {"label": "Where", "wide": True},
]
SAMPLE = Markup("<i>sample</i>")


def drawn(cells: list[object], **row: object) -> str:
    """Draw one row; what is left to the template stands in square brackets."""
    one = {"id": 7, "href": "/x/7/", "label": 'A "title"', "cells": cells} | row
    return table_rows(COLUMNS, [one], True, "bulk", lambda cell: escape(f"[{sorted(cell)}]"), SAMPLE)


def test_what_people_typed_is_escaped_everywhere() -> None:
    evil = '<b>&"'
    told = drawn([{"text": evil, "href": f"/{evil}"}, evil, {"code": evil, "text": evil}], label=evil, id=evil)
    assert "<b>" not in told
    assert told.count("&lt;b&gt;&amp;") == 7


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("", '<span class="cm-nil" aria-label="not known">·</span>'),
        (None, '<span class="cm-nil" aria-label="not known">·</span>'),
        (0, "0"),
        (Markup("<em>x</em>"), "<em>x</em>"),
        ({"code": "FR", "text": "France"}, '<span class="cm-code">FR</span> <span>France</span>'),
        ({"text": "Paris", "href": "/p/", "is_sample": True}, '<a href="/p/">Paris</a> <i>sample</i>'),
        ({"text": "", "gap": "add"}, "[[&#39;gap&#39;, &#39;text&#39;]]"),
    ],
)
def test_a_cell_says_what_it_holds(cell: object, told: str) -> None:
    with override("en"):
        assert f'<td data-label="Kind &amp; more" class="num"><div>{told}</div></td>' in drawn(["Title", cell, ""])


def test_a_row_carries_what_keys_and_boxes_need() -> None:
    with override("en"):
        told = drawn(["Title", "", ""], selected=True, partner=9)
    assert told.startswith('<tr data-href="/x/7/" data-partner="9" data-row class=" is-selected">')
    assert 'aria-label="Select A &#34;title&#34;"' in told
    assert '<th scope="row"><a href="/x/7/">Title</a></th>' in told


def test_a_state_is_drawn_once_for_all_rows() -> None:
    asked: list[object] = []

    def cell(one: object) -> Markup:
        asked.append(one)
        return Markup("<b>late</b>")

    row = {"id": 1, "label": "A", "cells": ["A", {"text": "late", "tone": "danger"}]}
    told = table_rows(COLUMNS, [row, row, row], False, "bulk", cell, SAMPLE)
    assert told.count("<b>late</b>") == 3
    assert len(asked) == 1


def test_what_depends_on_nothing_else_is_drawn_once() -> None:
    made = []

    def draw() -> Markup:
        made.append(1)
        return Markup(str(len(made)))  # noqa: S704

    key = ("test", object())
    assert [once(key, draw) for _ in range(3)] == ["1"] * 3
    assert once(("test", object()), draw) == "2"
