"""Who comes in, and in what form: bearer tokens only, JSON only."""

import json
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.errors import HttpError
from ninja.parser import Parser
from ninja.security import HttpBearer

from comity.core.identity import Identity
from comity.gate import access
from comity.gate.form import Wrong

KINDS = ("application/json", "application/merge-patch+json")


class Bearer(HttpBearer):
    """Bearer tokens; session cookies do not count here, so no other site can act through a browser."""

    def authenticate(self, request: HttpRequest, _token: str) -> Identity | None:
        """Return whose token it is: the middleware has looked it up already."""
        return getattr(request, "identity", None)


def may_write(request: HttpRequest) -> None:
    """Raise NotAllowed for a token that only reads."""
    token = getattr(request, "token", None)
    if token is not None and not token.may_write:
        raise access.NotAllowed(_("This token only reads. Ask the administrator for one that may write."))


class _Twice(ValueError):
    """A key stands twice in an object; `args[0]` is the key."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the object. Raises _Twice, or else one of two values would be dropped without a word."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Twice(key)
        found[key] = value
    return found


class JsonParser(Parser):
    """Takes JSON objects and nothing else."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return the body. Raises HttpError 415 or 400."""
        if request.content_type not in KINDS:
            raise HttpError(415, _("Send JSON: Content-Type: application/json"))
        try:
            text = request.body.decode()
            found = json.loads(text, object_pairs_hook=_once)
            if "\\u" in text:
                json.dumps(found, ensure_ascii=False).encode()  # half a character cannot be stored
        except _Twice as error:
            key = str(error.args[0])[:60]
            raise HttpError(
                400, _("The key %(key)s stands twice in one object; send it once.") % {"key": key}
            ) from error
        except (ValueError, RecursionError) as error:
            raise HttpError(400, _("The body is not valid JSON.")) from error
        if "\\u0000" in text or not isinstance(found, dict):
            raise HttpError(400, _("The body must be a JSON object of texts, numbers and lists."))
        return found


def version_of(if_match: str | None, sent: int | None) -> int | None:
    """Return the version that If-Match or the body names. Raises Wrong for a header that names none."""
    header = (if_match or "").strip()
    if not header:
        return sent
    text = header.removeprefix("W/").strip('"')
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise Wrong({"version": [_('If-Match must be the ETag of the record, such as "3".')]})
    return int(text)
