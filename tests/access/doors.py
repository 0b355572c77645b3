"""Every address and every operation there is: found by walking the URL table and the served OpenAPI document."""

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

API = "api/v1/"


def routes() -> Iterator[tuple[str, URLPattern]]:
    """Yield every address of the office outside the API with its pattern."""
    yield from ((route, one) for route, one in _walk(get_resolver().url_patterns) if not route.startswith(API))


def api_routes() -> set[str]:
    """Return every address of the API, numbers written as in the OpenAPI document."""
    found = (route for route, _one in _walk(get_resolver().url_patterns) if route.startswith(API))
    return {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route) for route in found}


def _walk(patterns: Any, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, route)
        else:
            yield route, one


def operations(schema: dict[str, Any]) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Yield name, method, path and description of every operation of an OpenAPI document."""
    for path, methods in schema["paths"].items():
        for method, told in methods.items():
            yield told["operationId"], method.upper(), path, told
