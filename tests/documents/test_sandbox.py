"""What the checker would refuse anyway cannot be done in the sandbox either."""

import pytest
from jinja2 import TemplateError

from comity.documents import sandbox
from comity.documents.sandbox import Sandbox, TooLong


def filled(text: str, **data: object) -> str:
    return Sandbox().from_string(text).render(**data)


@pytest.mark.parametrize(
    "text",
    [
        "{{ title.__class__ }}",
        "{{ title.upper }}",
        "{{ title['upper'] }}",
        "{{ row['a'] }}",
        "{{ (row).items() }}",
        "{{ range(9) }}",
        "{{ 'a' * 9 }}",
        "{{ 9 ** 9 }}",
        "{{ nothing }}",
        "{{ title | attr('upper') }}",
        "{{ title | format }}",
        "{% for x in rows %}{{ loop.cycle('a') }}{% endfor %}",
        "{{ cycler('a') }}",
        "{{ rows.append(1) }}",
        "{% include 'x' %}",
    ],
)
def test_only_names_lead_to_anything(text: str) -> None:
    with pytest.raises((TemplateError, TypeError)):
        filled(text, title="T", row={"a": 1}, rows=[1])


def test_values_are_shown_and_never_read_as_a_template_or_as_xml() -> None:
    assert filled("{{ a }}", a="{{ b }} <w:p/>") == "{{ b }} &lt;w:p/&gt;"
    assert filled("{% for r in rows %}{{ loop.index }}{{ r.a }}{% endfor %}", rows=[{"a": "x"}]) == "1x"


def test_a_result_without_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "MOST", 1000)

    with pytest.raises(TooLong):
        filled("{% for a in rows %}{% for b in rows %}xxxxxxxxxx{% endfor %}{% endfor %}", rows=[1] * 100)
