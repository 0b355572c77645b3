"""What every page of ours may call."""

from collections.abc import Callable, Hashable, Mapping
from functools import cache, lru_cache
from typing import Any, cast

from django.templatetags import static as files
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment
from markupsafe import Markup, escape

from comity.core.pack import of_city
from comity.gate import values
from comity.web.calendar import drawn
from comity.web.tables import table_rows


def environment(**options: Any) -> Environment:
    """Return the Jinja2 environment of our pages."""
    options |= {"extensions": ["jinja2.ext.i18n", "jinja2.ext.do"], "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(**options)  # noqa: S701  Django's backend switches autoescape on
    made.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    made.globals |= {
        "_": said,
        "gettext": said,
        "static": static,
        "url": url,
        "icon": icon,
        "boxes": boxes,
        "once": once,
        "table_rows": table_rows,
        "day_entries": drawn.entries,
        "term": lambda vocabulary, code: of_city().term(vocabulary, code),
        "country": lambda iso2: of_city().country(iso2),
        "when": values.when,
        "span": values.span,
        "number": values.number,
        "moment": values.moment,
    }
    made.filters["frozen"] = frozen
    return made


def said(message: str, /, **named: Any) -> Markup:
    """Return a sentence in the reader's language with what is named put in; hundreds on every page, so each is made once.

    As Jinja's own, which looks the language up twice and makes each sentence safe anew: a percent sign is written twice.
    """
    language = translation.get_language()
    if named:
        return _sentence(language, message) % named
    return _plain_sentence(language, message)


@lru_cache(maxsize=16384)
def _sentence(_language: str | None, message: str) -> Markup:
    return Markup(translation.gettext(message))  # noqa: S704  the catalogue is ours


@lru_cache(maxsize=16384)
def _plain_sentence(_language: str | None, message: str) -> Markup:
    return _sentence(_language, message) % {}


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


def once(key: Hashable, draw: Callable[..., Markup], *of: Any) -> Markup:
    """Return what `draw` draws of them; it is drawn again only for another key, which holds all that it depends on."""
    if (drawn := _DRAWN.get(key)) is None:
        if len(_DRAWN) >= DRAWN:
            _DRAWN.clear()
        drawn = _DRAWN[key] = draw(*of)
    return drawn


DRAWN = 1024  # pieces of pages, of some 5 KB each
_DRAWN: dict[Hashable, Markup] = {}


class Plain(tuple[Any, ...]):
    """Words and tuples of words alone: it is its own key, where looking through hundreds of choices takes a part of the page."""

    __slots__ = ()


PLAIN = (str, Plain, int, bool, type(None), float)


def frozen(of: Any) -> Hashable:
    """Return a key that holds all that stands in mappings and lists, and the language they are drawn in."""
    return translation.get_language(), _frozen(of)


def _frozen(of: Any) -> Hashable:
    kind = type(of)
    if kind in PLAIN:
        return cast("Hashable", of)
    if kind is dict or isinstance(of, Mapping):
        return tuple([(key, _frozen(value)) for key, value in of.items()])
    if isinstance(of, list | tuple):
        return tuple([_frozen(value) for value in of])
    return str(of)  # a word that waits for the reader's language


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
