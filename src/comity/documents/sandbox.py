"""The environment in which templates are filled: plain lists, mappings and texts, no attribute of any object, a bounded result.

The checker lets no more than names, loops and conditions through; this is the second wall behind it.
"""

from collections.abc import Mapping
from typing import Any

from jinja2 import StrictUndefined, Template
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

MOST = 40 * 1024 * 1024  # characters of one part of a document; a report of 200 pages has a tenth of it
PLACES = ("first", "last", "index", "length")  # what a template may ask of a loop
FILTERS = ("upper", "lower", "trim", "capitalize", "length", "default")
TESTS = ("defined", "none")


class TooLong(RuntimeError):
    """The filled document is longer than any that the office would send."""


class Bounded(Template):
    """A template that stops when its result grows beyond all measure."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        """Return the result. Raises TooLong."""
        parts, size = [], 0
        for part in self.generate(*args, **kwargs):
            size += len(part)
            if size > MOST:
                raise TooLong
            parts.append(part)
        return "".join(parts)


class Sandbox(ImmutableSandboxedEnvironment):
    """Names lead to values that we put there, and to nothing that hangs on them."""

    template_class = Bounded

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, cache_size=0)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in FILTERS}
        self.tests = {name: self.tests[name] for name in TESTS}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return what a mapping holds under a name, or where a loop is. Raises SecurityError."""
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        if isinstance(obj, LoopContext) and attribute in PLACES:
            return getattr(obj, attribute)
        raise SecurityError(attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Refuse: nothing is looked up by an expression."""
        raise SecurityError(str(argument))

    def is_safe_callable(self, obj: Any) -> bool:
        """Return no: a template calls nothing."""
        return False

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Refuse to reckon: figures come from records."""
        raise SecurityError(operator)

    intercepted_binops = frozenset(("+", "-", "*", "/", "//", "%", "**"))
    intercepted_unops = frozenset(("+", "-"))


PARSER = Sandbox()
