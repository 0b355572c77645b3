"""How long the table of a list takes in Jinja2 and in Django's own templates: the same 50 rows, the same HTML.

python -m benchmarks.templates [--times 200]
"""

import argparse
import os
import re
from collections.abc import Callable
from typing import Any

import django

from benchmarks.measure import median

ROWS, COLUMNS = 50, ("Title", "Instrument", "Partners", "Signed", "Ends", "Status")
JINJA = '{% import "macros/table.html" as table with context %}{{ table.records(columns, rows, label, select=true) }}'

# The list's macros (jinja2/macros/table.html, marks.html) in Django's language, an `include` for each macro.
DJANGO = {
    "records.html": """{% load i18n %}
<div class="table-responsive cm-tablewrap" tabindex="0" role="region" aria-label="{{ label }}">
<table class="table card-table cm-table" data-list>
  <thead><tr>
    {% if select %}<th scope="col" class="cm-check"><input class="form-check-input" type="checkbox" data-select-all aria-label="{% translate "Select all on this page" %}"></th>{% endif %}
    {% for c in columns %}<th scope="col"{% if c.num %} class="num"{% endif %}{% if c.sorted %} aria-sort="{% if c.sorted == "asc" %}ascending{% else %}descending{% endif %}"{% endif %}>{% if c.sort %}<a class="cm-sort{% if c.sorted %} is-on{% endif %}" href="{{ c.sort }}">{{ c.label }}{{ c.icon }}</a>{% elif c.hidden_label %}<span class="visually-hidden">{{ c.label }}</span>{% else %}{{ c.label }}{% endif %}</th>
    {% endfor %}
  </tr></thead>
  <tbody>
  {% for r in rows %}
    <tr{% if r.href %} data-href="{{ r.href }}"{% endif %} data-row class="{{ r.cls }}{% if r.selected %} is-selected{% endif %}">
      {% if select %}<td class="cm-check"><input class="form-check-input" type="checkbox" name="id" value="{{ r.id }}" form="bulk" data-select aria-label="{% blocktranslate with title=r.label %}Select {{ title }}{% endblocktranslate %}"></td>{% endif %}
      {% for c, col in r.pairs %}
      {% if forloop.first %}<th scope="row">{% include "cell.html" %}</th>
      {% else %}<td data-label="{{ col.label }}"{% if col.num %} class="num"{% elif col.wide %} class="cm-wide"{% endif %}><div>{% include "cell.html" %}</div></td>{% endif %}
      {% endfor %}
    </tr>
  {% endfor %}
  </tbody>
</table></div>
""",
    "cell.html": """{% load i18n %}{% if c.items %}{% if c.code %}<span class="cm-code">{{ c.code }}</span> {% endif %}{% if c.text or c.text == 0 %}{% if c.tone %}{% include "status.html" with label=c.text tone=c.tone %}{% elif c.href %}<a href="{{ c.href }}">{{ c.text }}</a>{% else %}<span{% if c.is_late %} class="is-late"{% endif %}>{{ c.text }}</span>{% endif %}{% else %}<span class="cm-nil" aria-label="{% translate "not known" %}">·</span>{% endif %}{% if c.is_sample %} {% include "sample.html" %}{% endif %}{% if c.sub %}<small>{{ c.sub }}</small>{% endif %}{% elif c or c == 0 %}{{ c }}{% else %}<span class="cm-nil" aria-label="{% translate "not known" %}">·</span>{% endif %}""",
    "status.html": """<span class="status status-{{ tone }}">{% if dot %}<span class="status-dot"></span>{% endif %}{{ label }}</span>""",
    "sample.html": """{% load i18n %}<span class="cm-sample" title="{% translate "Illustrative record, not a fact" %}">{% translate "sample" %}</span>""",
}


def given() -> dict[str, Any]:
    """Return what a list of agreements shows: links, words, dates, gaps, states, a sample."""
    columns = [{"label": label, "num": False, "sort": "", "sorted": ""} for label in COLUMNS]
    rows = []
    for number in range(ROWS):
        title, href = f"Cooperation agreement with Kanagawa & others {number}", f"/agreements/{number}/"
        cells: list[Any] = [
            {"text": title, "href": href, "is_sample": number % 10 == 0},
            "Memorandum of understanding",
            "Kanagawa, Gyeonggi +2",
            "12 May 2024",
            "" if number % 3 else "2029",
            {"text": "in force", "tone": "success"},
        ]
        rows.append(
            {
                "id": number,
                "href": href,
                "label": title,
                "cells": cells,
                "pairs": list(zip(cells, columns, strict=True)),
            }
        )
    return {"columns": columns, "rows": rows, "label": "Agreements", "select": True}


def drawn() -> dict[str, Callable[[], str]]:
    """Return the two ways of drawing the table, each compiled once and kept, as in a running office."""
    from django.template import Context, Engine, engines
    from django.template.backends.jinja2 import Jinja2

    backend = engines["jinja2"]
    assert isinstance(backend, Jinja2)
    jinja = backend.env.from_string(JINJA)
    loaders = [("django.template.loaders.cached.Loader", [("django.template.loaders.locmem.Loader", DJANGO)])]
    own = Engine(loaders=loaders, libraries={"i18n": "django.templatetags.i18n"}).get_template("records.html")
    values = given()
    return {"Jinja2": lambda: jinja.render(values), "Django": lambda: own.render(Context(values))}


def plain(html: str) -> str:
    """Return the HTML without what a browser does not see: white space between tags and entities written differently."""
    return (
        re.sub(r"\s+", " ", re.sub(r"\s*(?=<)|(?<=>)\s*", "", html))
        .replace("&#34;", "&quot;")
        .replace("&#x27;", "&#39;")
        .strip()
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--times", type=int, default=200)
    times = options.parse_args().times
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.config.settings")
    os.environ.setdefault("COMITY_SECRET_KEY", "only-for-measuring-" + "0" * 40)
    django.setup()
    ways = drawn()
    first, second = (plain(draw()) for draw in ways.values())
    assert first == second, "The two tables differ, so their times cannot be compared."
    print(f"{ROWS} rows, {len(first) / 1024:.0f} KB of HTML, median of {times}")
    for name, draw in ways.items():
        print(f"  {name:<8} {median(draw, times=times):6.2f} ms")


if __name__ == "__main__":
    main()
