"""What every page of ours may call."""

from collections.abc import Callable, Hashable, Mapping
from functools import cache, lru_cache
from typing import Any

from django.templatetags import static as files
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment
from markupsafe import Markup, escape

from comity.core.pack import of_city
from comity.gate import values
from comity.web.tables import table_rows


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
        "boxes": boxes,
        "once": once,
        "table_rows": table_rows,
        "term": lambda vocabulary, code: of_city().term(vocabulary, code),
        "country": lambda iso2: of_city().country(iso2),
        "when": values.when,
        "span": values.span,
        "number": values.number,
        "moment": values.moment,
    }
    return made


@lru_cache(maxsize=4096)
def url(name: str, *args: Any, **kwargs: Any) -> str:
    """Return the address of a named page."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


@cache
def static(path: str) -> str:
    """Return the address of a static file, which names its content and so never changes while the program runs."""
    return files.static(path)


@cache
def icon(name: str, cls: str = "") -> Markup:
    """Return an icon of the sprite."""
    href = f"{static('comity/icons.svg')}#i-{name}"
    return Markup('<svg class="icon {}" aria-hidden="true"><use href="{}"/></svg>').format(escape(cls), href)


def once(key: Hashable, draw: Callable[[], Markup]) -> Markup:
    """Return what `draw` draws; it is drawn again only for another key, which holds all that it depends on."""
    if (drawn := _DRAWN.get(key)) is None:
        if len(_DRAWN) >= 256:
            _DRAWN.clear()
        drawn = _DRAWN[key] = draw()
    return drawn


_DRAWN: dict[Hashable, Markup] = {}


def boxes(of: Mapping[str, Any]) -> Markup:
    """Return the boxes of a filter; some hundreds on every list, so not by a template."""
    return _boxes(of["name"], bool(of.get("single")), tuple(of["choices"]), tuple(of.get("chosen") or ()))


@lru_cache(maxsize=128)  # some 50 KB each, with what they were made from
def _boxes(name: str, single: bool, choices: tuple[tuple[Any, Any, Any], ...], chosen: tuple[Any, ...]) -> Markup:
    head = Markup('<label class="form-check"><input class="form-check-input" type="{}" name="{}" value="').format(
        "radio" if single else "checkbox", name
    )
    said = []
    for value, text, count in choices:
        counted = "" if count is None else f'<small class="num">{escape(count)}</small>'
        on = " checked" if value in chosen else ""
        label = f'<span class="form-check-label">{escape(text)}</span>{counted}</label>'
        said.append(f'{head}{escape(value)}"{on}>{label}')
    return Markup("\n".join(said))  # noqa: S704  every part is escaped
