"""What a file was to say where it says something else, in words that its writer knows."""

from typing import Any

from pydantic import BaseModel

from comity.domain.toml_place import Place, Wrong

EXPECTED = {
    "string": "text", "int": "a whole number", "bool": "true or false", "float": "a number", "list": "a list",
    "tuple": "a list", "dict": "a table", "model": "a table", "date": "a day such as 2026-01-31",
}  # fmt: skip


def within(error: dict[str, Any]) -> Place:
    """Return where in the part that was checked the key at fault stands."""
    cause = error.get("ctx", {}).get("error")
    return cause.at if isinstance(cause, Wrong) else ()


def said(error: dict[str, Any], model: type[BaseModel]) -> str:
    """Return what was found and what was expected in its place, in words."""
    kind, found = str(error["type"]), error.get("input")
    if kind == "missing":
        return "is missing; it must be said"
    if kind == "extra_forbidden":
        known = f"; expected one of {', '.join(model.model_fields)}" if len(error["loc"]) == 1 else ""
        return f"there is no such key{known}"
    if kind == "literal_error":
        return f"found {shown(found)}; expected one of {error['ctx']['expected']}"
    if kind == "value_error":
        return str(error["msg"]).removeprefix("Value error, ")
    wanted = EXPECTED.get(kind.partition("_")[0], str(error["msg"]).replace("Input should be", "a value"))
    return f"found {shown(found)}; expected {wanted}"


def shown(found: Any) -> str:
    """Return a value as a message quotes it."""
    text = f'"{found}"' if isinstance(found, str) else str(found)
    return text if len(text) <= 60 else f"{text[:57]}..."
