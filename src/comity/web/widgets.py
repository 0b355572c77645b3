"""How form fields are drawn: as Django draws them, but menus of hundreds of choices without a template for each choice."""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from markupsafe import Markup, escape

SELECT = "django/forms/widgets/select.html"


class Renderer(DjangoTemplates):
    """Django's own renderer, quick at menus."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name == SELECT:
            return select(context["widget"])
        return super().render(template_name, context, request)


def select(widget: Mapping[str, Any]) -> Markup:
    """Return a menu as Django's template draws it."""
    said = [f'<select name="{escape(widget["name"])}"{_attributes(widget["attrs"])}>']
    for group, options, _index in widget["optgroups"]:
        if group:
            said.append(f'  <optgroup label="{escape(group)}">')
        for one in options:
            value, attributes = escape(str(one["value"])), _attributes(one["attrs"])
            said.append(f'  <option value="{value}"{attributes}>{escape(one["label"])}</option>')
        if group:
            said.append("  </optgroup>")
    return Markup("\n".join([*said, "</select>"]))  # noqa: S704  every part is escaped


def _attributes(attributes: Mapping[str, Any]) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{escape(str(value))}"'
        for name, value in attributes.items()
        if value is not False
    )
