"""The API: the same few addresses for every register, made by a loop."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.utils.translation import get_language
from ninja import NinjaAPI, Router, Status
from ninja.openapi.schema import OpenAPISchema
from ninja.params.functions import Header, Path, Query

from comity.api import acts, described, endpoints, problems, shapes
from comity.api.doorway import Bearer, JsonParser
from comity.gate.filters import known
from comity.registers import ALL
from comity.registers.declare import Register

DESCRIPTION = """The registers of a city's external affairs.

Send `Authorization: Bearer <token>`; an administrator makes tokens. Every request sees and changes what the token's
officer may see and change. `Accept-Language` decides the language of messages and of `..._label` values.
Dates are as far as they are known: `2024`, `2024-05`, `2024-05-12`, or empty.
"""
Number: Any = Path(..., description="The record's number.")
After: Any = Query("", description="`next` of the page before.")
Limit: Any = Query(endpoints.LIMIT, ge=1, le=endpoints.MOST, description="The greatest number of items.")
Match: Any = Header(None, alias="If-Match", description="The ETag that was read.")


class Api(NinjaAPI):
    """An API that asks for tokens itself: the office's sign-in page is not for programs."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._described: dict[tuple[str, str], OpenAPISchema] = {}

    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        """The addresses, for `path("api/v1/", api.urls)`."""
        patterns, app, namespace = super().urls
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                login_not_required(pattern.callback)
        return patterns, app, namespace

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Return the description. It follows from the code and the language alone, and takes seconds to make."""
        key = (path_prefix or self.get_root_path(path_params or {}), get_language() or "")
        if key not in self._described:
            self._described[key] = super().get_openapi_schema(path_prefix=key[0])
        return self._described[key]


def build() -> Api:
    """Return the API of all registers."""
    made = Api(
        title="Comity",
        version="1",
        description=DESCRIPTION,
        urls_namespace="api",
        docs_url=None,
        auth=Bearer(),
        parser=JsonParser(),
    )
    problems.install(made)
    made.add_router("", _general())
    for register in ALL:
        made.add_router(f"/{register.key}", _router(register))
    return made


def _problems(*statuses: int, clash: Any = shapes.Problem) -> dict[int, Any]:
    return {status: clash if status == 409 else shapes.Problem for status in (401, *statuses, 429)}


def _general() -> Router:
    router = Router(tags=["general"])

    @router.get("/registers", response={200: described.Everything, **_problems()}, operation_id="registers")
    def registers(request: HttpRequest) -> dict[str, Any]:
        """Describe all registers with their fields and vocabularies."""
        return described.everything()

    @router.post("/undo", response={204: None, **_problems(400, 403, 409, 413, 415, 422)}, operation_id="undo")
    def undo(request: HttpRequest, undo: shapes.Undo) -> Status[None]:
        """Take back what one act did to one record, unless it was changed again since."""
        endpoints.undone(request, undo.act, undo.id)
        return Status(204, None)

    return router


def _router(register: Register) -> Router:
    router = Router(tags=[register.key])
    _reading(router, register)
    _attached(router, register)
    _adding(router, register)
    _changing(router, register)
    if register.key == "cases":
        acts.install(router, _problems)
    return router


def _asked(register: Register) -> dict[str, Any]:
    """The list's parameters: they are read by the same code as the list's page, so they are only described here."""
    text = {"type": "string"}
    single = {
        "q": "Words to find.",
        "order": "A column, with a minus before it to descend.",
        "after": "`next` of the page before.",
    }
    described_ = [{"name": name, "in": "query", "schema": text, "description": about} for name, about in single.items()]
    limit = {"type": "integer", "minimum": 1, "maximum": endpoints.MOST, "default": endpoints.LIMIT}
    described_.append({"name": "limit", "in": "query", "schema": limit, "description": "The greatest number of items."})
    several = {"type": "array", "items": text}
    described_ += [
        {"name": name, "in": "query", "schema": several, "description": "Any of these values."}
        for name in known(register)
    ]
    return {"parameters": described_}


def _reading(router: Router, register: Register) -> None:
    key = register.key

    @router.get(
        "/",
        response={200: shapes.page(register), **_problems(422)},
        operation_id=f"{key}_list",
        openapi_extra=_asked(register),
    )
    def listed(request: HttpRequest) -> dict[str, Any]:
        """List the records that the words and filters ask for."""
        return endpoints.listed(register, request)

    @router.get("/{int:record_id}", response={200: shapes.item(register), **_problems(404)}, operation_id=f"{key}_get")
    def one(
        request: HttpRequest,
        response: HttpResponse,
        record_id: int = Number,
    ) -> dict[str, Any]:
        """Return one record; its ETag is its version."""
        return endpoints.told(register, endpoints.found(register, record_id), response)


def _attached(router: Router, register: Register) -> None:
    key = register.key

    @router.get(
        "/{int:record_id}/history", response={200: shapes.History, **_problems(404, 422)}, operation_id=f"{key}_history"
    )
    def history(
        request: HttpRequest,
        record_id: int = Number,
        after: str = After,
        limit: int = Limit,
    ) -> dict[str, Any]:
        """Return what changed, when, by whom and why."""
        return endpoints.history(register, record_id, after, limit)

    @router.get(
        "/{int:record_id}/attachments",
        response={200: list[shapes.Attached], **_problems(404)},
        operation_id=f"{key}_attachments",
    )
    def attachments(
        request: HttpRequest,
        record_id: int = Number,
    ) -> list[dict[str, Any]]:
        """Return the files on a record, without their bytes."""
        return endpoints.attachments(register, record_id)


def _adding(router: Router, register: Register) -> None:
    shape = shapes.new(register)

    @router.post(
        "/",
        response={201: shapes.item(register), **_problems(400, 403, 409, 413, 415, 422)},
        operation_id=f"{register.key}_add",
    )
    def add(request: HttpRequest, response: HttpResponse, values: shape) -> Status[dict[str, Any]]:  # type: ignore[valid-type]
        """Add a record."""
        pk = endpoints.added(register, request, values).pk
        response["Location"] = f"{request.path}{pk}"
        return Status(201, endpoints.told(register, endpoints.found(register, pk), response))


def _changing(router: Router, register: Register) -> None:
    shape, clash = shapes.patch(register), shapes.conflict(register)

    @router.patch(
        "/{int:record_id}",
        response={200: shapes.item(register), **_problems(400, 403, 404, 409, 413, 415, 422, clash=clash)},
        operation_id=f"{register.key}_change",
    )
    def change(
        request: HttpRequest,
        response: HttpResponse,
        values: shape,  # type: ignore[valid-type]
        record_id: int = Number,
        if_match: str | None = Match,
    ) -> Any:
        """Change the fields that are sent; the version that was read is needed, in the body or as If-Match."""
        endpoints.changed(register, request, record_id, values, if_match)
        return endpoints.told(register, endpoints.found(register, record_id), response)

    @router.delete(
        "/{int:record_id}",
        response={200: shapes.Removed, **_problems(403, 404, 409, 422, clash=clash)},
        operation_id=f"{register.key}_delete",
    )
    def delete(request: HttpRequest, record_id: int = Number, if_match: str | None = Match) -> dict[str, Any]:
        """Delete the record; the answer's act takes it back."""
        return endpoints.removed(register, request, record_id, if_match)
