"""The office's two doors as a person and a program use them: pages with forms, and the API."""

import http.client
import json
import re
import secrets
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urlsplit

Fields = dict[str, list[str]]
PATIENCE = 60.0  # seconds


class Away(Exception):
    """Nobody listened, so nothing was asked."""


class Lost(Exception):
    """No answer came: whether it was stored is not known."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    @property
    def location(self) -> str:
        """Where the answer sends one."""
        return urlsplit(self.headers.get("location", "")).path

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Door:
    """A way in; keeps cookies, follows nothing."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        """Ask once. Raises Away or, when no status came back, Lost."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Cookie": cookie, "Accept-Language": "en", **(headers or {})}
        try:
            line.connect()
        except OSError as error:
            raise Away from error
        try:
            line.request(method, path, body, sent)
            came = line.getresponse()
        except (OSError, http.client.HTTPException) as error:
            line.close()
            raise Lost(str(error)) from error
        for value in came.headers.get_all("Set-Cookie") or []:
            name, _, rest = value.strip().partition("=")
            self.cookies[name] = rest.partition(";")[0]
        try:
            text = came.read()
        except (OSError, http.client.HTTPException):
            text = b""  # it was acknowledged all the same
        finally:
            line.close()
        return Answer(came.status, {name.lower(): value for name, value in came.headers.items()}, text)


class Browser(Door):
    """Somebody at the pages."""

    def __init__(self, port: int, user: str, password: str) -> None:
        super().__init__(port)
        self.user, self.password = user, password

    def sign_in(self) -> None:
        """Sign in by the form. Raises Lost."""
        self.cookies.clear()
        self.ask("GET", "/accounts/login/")
        answer = self.post("/accounts/login/", {"login": [self.user], "password": [self.password]})
        if answer.status != 302:
            raise Lost(f"sign-in of {self.user} answered {answer.status}")

    def get(self, path: str) -> Answer:
        """Open a page, signing in again where the office asks for it. Raises Lost."""
        answer = self.ask("GET", path)
        if answer.status == 302 and answer.location.startswith("/accounts/login"):
            self.sign_in()
            answer = self.ask("GET", path)
        return answer

    def form(self, path: str) -> Fields:
        """Return the fields of the page's form as a browser would send them back. Raises Lost."""
        answer = self.get(path)
        if answer.status != 200:
            raise Lost(f"{path} answered {answer.status}")
        reader = _Form()
        reader.feed(answer.text)
        return reader.fields

    def post(self, path: str, fields: Fields) -> Answer:
        """Send a form. Raises Lost."""
        sent = fields | {"csrfmiddlewaretoken": [self.cookies.get("csrftoken", "")]}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://127.0.0.1:{self.port}/"}
        return self.ask("POST", path, urlencode(sent, doseq=True).encode(), headers)

    def send(self, path: str, fields: Fields, *, name: str, content: bytes) -> Answer:
        """Send a form with a file. Raises Lost."""
        edge = secrets.token_hex(16)
        sent = fields | {"csrfmiddlewaretoken": [self.cookies.get("csrftoken", "")]}
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
            for field, values in sent.items()
            for value in values
        ]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        parts += [
            f"{head}Content-Type: application/octet-stream\r\n\r\n".encode(),
            content,
            f"\r\n--{edge}--\r\n".encode(),
        ]
        headers = {
            "Content-Type": f"multipart/form-data; boundary={edge}",
            "Referer": f"http://127.0.0.1:{self.port}/",
        }
        return self.ask("POST", path, b"".join(parts), headers)


class Agency(Door):
    """A program at the API."""

    def __init__(self, port: int, key: str) -> None:
        super().__init__(port)
        self.key = key

    def call(self, method: str, path: str, values: Any = None, *, version: int | None = None) -> Answer:
        """Call an operation. Raises Lost."""
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        body = None if values is None else json.dumps(values).encode()
        return self.ask(method, f"/api/v1{path}", body, headers)


def token(administrator: Browser, acts_as: str, name: str) -> str:
    """Have the administrator make a token that writes for the officer of this name; return its key."""
    page = administrator.get("/admin/tokens/new/").text
    found = re.search(rf'<option value="(\d+)"[^>]*>{re.escape(acts_as)}</option>', page)
    assert found, page[:2000]
    fields = administrator.form("/admin/tokens/new/") | {"name": [name], "officer": [found[1]], "may_write": ["on"]}
    answer = administrator.post("/admin/tokens/new/", fields)
    if answer.status == 302:
        answer = administrator.get(answer.location)
    key = re.search(r"comity_[\w-]{20,}", answer.text)
    assert key, f"{answer.status}: {answer.text[:2000]}"
    return key[0]


class _Form(HTMLParser):
    """Reads the fields of the last form of the page that is sent by POST and holds more than a button."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: Fields = {}
        self._inside = False
        self._select = self._area = ""
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = "cm-form" in has.get("class", "").split()
        elif not self._inside:
            return
        elif tag == "input" and has.get("name"):
            self._input(has)
        elif tag == "textarea":
            self._area, self._text = has.get("name", ""), ""
        elif tag == "select":
            self._select = has.get("name", "")
        elif tag == "option" and self._select and "selected" in has:
            self.fields.setdefault(self._select, []).append(has.get("value", ""))

    def _input(self, has: dict[str, str]) -> None:
        kind = has.get("type", "text")
        if kind in ("checkbox", "radio"):
            if "checked" in has:
                self.fields.setdefault(has["name"], []).append(has.get("value", "on"))
        elif kind not in ("file", "submit"):
            self.fields[has["name"]] = [has.get("value", "")]

    def handle_data(self, data: str) -> None:
        if self._area:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = ""
        elif tag == "textarea" and self._area:
            self.fields[self._area] = [self._text.removeprefix("\n")]
            self._area = ""
