"""What every page of ours may call."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment
from markupsafe import Markup, escape

from comity.core.pack import of_city
from comity.gate import values


def environment(**options: Any) -> Environment:
    """Return the Jinja2 environment of our pages."""
    options |= {"extensions": ["jinja2.ext.i18n", "jinja2.ext.do"], "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(**options)  # noqa: S701  Django's backend switches autoescape on
    made.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    made.globals |= {
        "static": static,
        "url": url,
        "icon": icon,
        "term": lambda vocabulary, code: of_city().term(vocabulary, code),
        "country": lambda iso2: of_city().country(iso2),
        "when": values.when,
        "span": values.span,
        "number": values.number,
        "moment": values.moment,
    }
    return made


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """Return the address of a named page."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def icon(name: str, cls: str = "") -> Markup:
    """Return an icon of the sprite."""
    href = f"{static('comity/icons.svg')}#i-{name}"
    return Markup('<svg class="icon {}" aria-hidden="true"><use href="{}"/></svg>').format(escape(cls), href)
