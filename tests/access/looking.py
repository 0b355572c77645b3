"""Looking through every door at once: what a role is told, with what differs from one request to the next left out."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from comity.core import identity
from comity.core.records import parts_of
from comity.exchange.export import kinds
from comity.gate.filters import known
from comity.registers import BY_MODEL, Register
from comity.registers.cases import ABOUT
from tests.access import doors
from tests.access.office import TODAY, Office, undone
from tests.access.table import DOORS

CHANGING = (
    (re.compile(r'(csrfmiddlewaretoken"? value=")[^"]+'), r"\1"),
    (re.compile(r"(X-CSRFToken[^A-Za-z0-9]+)[A-Za-z0-9]{64}"), r"\1"),
    (re.compile(r'(nonce[-=]"?)[\w+/=-]+'), r"\1"),
    (re.compile(r"\b[0-9a-f]{32}\b"), "token"),
    (re.compile(r"\b[0-9A-F]{6}\b"), "code"),
    (re.compile(r"(/import/)\d+/"), r"\1N/"),
    (re.compile(r", \d\d:\d\d(?=</span>)"), ""),  # when an import came in
    (re.compile(r", \d\d:\d\d(?= for )"), ""),  # when a paper was made
)
Asked = tuple[str, str, Any, dict[str, str]]
OPENED = {"HX-Request": "true"}
DAYS = ("2025-04-02", f"{TODAY}")  # programmes are on the first, what is due soon on the second
MENUS = {"activities": ("partners", "series", "unit"), "ties": ("id",), "programme_items": ("lead", "resources")}
PAGES = {  # pages of records of one register alone
    "activities": ("brief/", "interpreters/"),
    "cases": ("drawing.svg",),
    "partners": ("brief/", "story/"),
    "people": ("brief/", "personal/"),
    "resources": ("day/?on=2025-04-02", f"day/?on={TODAY}"),
}
QUERIES = (
    "?view=all&changes=all",
    "search/?q=port",
    "search/?q=harbour+7771003",
    "search/?q=zz-canary",
    "map/?country=JP",
    "map/?q=port",
    "reports/?period=2024",
    "reports/dashboards/?period=2024",
    "reports/xlsx/?period=2024",
    "reports/?period=2024-Q1&report=all",
    "reports/figure/delegations_in/?period=2024",
    "reports/figure/agreements_partners/?period=2024",
    "ties/health/?q=port",
    "ties/health/?health=asleep",
)


def told(answer: Any) -> str:
    """Return all that an answer tells: status, headers that speak, body."""
    body = answer.getvalue()
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            names = [name for name in book.namelist() if "docProps" not in name]
            body = b"\n".join(name.encode() + b"\n" + book.read(name) for name in names)
        length = ""
    else:
        varies = "/import/" in answer.request["PATH_INFO"]  # with the import's own number
        length = "" if varies else answer.headers.get("Content-Length", "")
    head = [str(answer.status_code), re.sub(r"/\d+/", "/N/", answer.headers.get("Location", "")), length]
    text = "\n".join([*head, answer.headers.get("ETag", ""), body.decode("utf-8", "replace")])
    for pattern, kept in CHANGING:
        text = pattern.sub(kept, text)
    return text


def everywhere() -> Iterator[Asked]:
    """Yield every page that needs nothing in its address, and the ways it can be asked."""
    for route, _one in doors.routes():
        if (
            "<" not in route
            and route in DOORS
            and "GET" in DOORS[route].methods
            and not route.startswith(("accounts/", "^"))
            and route not in ("admin/officers/", "admin/tokens/")  # these tell when each was here last
        ):
            yield "GET", f"/{route}", None, {}
    for query in QUERIES:
        yield "GET", f"/{query}", None, {}
    yield from _days()
    for tab in ("mine", "new", "pending", "soon", "late", "owed", "done", "lapsed"):
        yield "GET", f"/cases/queue/?tab={tab}", None, {}
    for name in ("partners", "participants", "unit"):
        yield "GET", f"/calendar/filter/{name}/", None, OPENED
    yield "GET", "/calendar/filter/partners/?words=port", None, OPENED
    yield "GET", "/search/?palette=1&q=port", None, OPENED


def _days() -> Iterator[Asked]:
    """Yield the pages of a year, a month, a week, a day."""
    for on in ("2024", "2025", f"{TODAY:%Y}"):
        yield "GET", f"/calendar/?on={on}&view=year", None, {}
        yield "GET", f"/calendar/?on={on}&view=agenda", None, {}
    for on in ("2024-05", f"{TODAY:%Y-%m}"):
        for view in ("month", "lanes", "lanes&by=people"):
            yield "GET", f"/calendar/?on={on}&view={view}", None, {}
    for day in DAYS:
        yield "GET", f"/calendar/?on={day}&view=week", None, {}
        yield "GET", f"/calendar/?on={day}&view=agenda", None, {}
        for kind in ("room", "car"):
            yield "GET", f"/resources/free/?kind={kind}&on={day}", None, {}
            yield "GET", f"/resources/free/?kind={kind}&on={day}&view=week", None, {}


def lists(of: Register) -> Iterator[Asked]:
    """Yield the ways in which all of a register is shown."""
    for part in ("", "?order=-changed_at", "export/csv/"):
        yield "GET", f"/{of.key}/{part}", None, {}


def register(of: Register, words: str, pk: int) -> Iterator[Asked]:
    """Yield the ways in which a register and one record of it can be asked for by reading."""
    base = f"/{of.key}/"
    first = words.split(maxsplit=1)[0]
    queries = ["", f"?q={first}", f"?q={words}", f"?q={first[:-1]}x", "?order=-changed_at", "?order=code"]
    queries += [f"?{name}=none" for name in known(of) if name in ("unit", "partner", "partners", "series", "source")]
    for query in queries:
        yield "GET", base + query, None, {}
    for url in _record(of, pk):
        yield "GET", url, None, {}
    for name in MENUS.get(of.key, ()):
        yield "GET", f"{base}filter/{name}/", None, OPENED
    yield "GET", f"{base}new/", None, {}
    yield "GET", f"/pick/{of.key}/?q={first}", None, {}
    for kind in kinds(of):
        yield "GET", f"{base}export/{kind}/", None, {}


def sheets(activity: int) -> Iterator[Asked]:
    """Yield the papers of a programme."""
    for sheet in ("card", "driver", "formal"):
        yield "GET", f"/activities/{activity}/programme/{sheet}/", None, {}


def _record(of: Register, pk: int) -> Iterator[str]:
    """Yield the pages of one record."""
    own = PAGES.get(of.key, ()) + (("rules/",) if of.key in ABOUT.values() else ())
    own += tuple(f"parts/{BY_MODEL[part].key}/" for part, _link in parts_of(of.model))
    for part in ("", "edit/", "history/", "history/?at=2100-01-01T00:00", "cite/", *own):
        yield f"/{of.key}/{pk}/{part}"
    if of.key in ("partners", "appointments"):
        yield f"/contacts/{pk}/"
    if of.key == "resources":
        yield from (f"/programme_items/taken/?on={day}&resources={pk}" for day in DAYS)


def api(of: Register, words: str, pk: int) -> Iterator[str]:
    """Yield what a program can read of a register."""
    base = f"/api/v1/{of.key}/"
    yield from (base, f"{base}?q={words}", f"{base}?order=-changed_at&limit=3")
    yield from (f"{base}{pk}", f"{base}{pk}/history", f"{base}{pk}/attachments")


def writing(of: Register, data: dict[str, Any], code: str) -> Iterator[Asked]:
    """Yield a form filled like a canary, and a table that names one: what could be warned of, taken or found."""
    yield "POST", f"/{of.key}/new/", data, {}
    yield "POST", f"/{of.key}/new/", data | {"code": code, "confirmed": "1", "sensitivity": "0"}, {}
    table = SimpleUploadedFile("rows.csv", f"code,title_en\n{code},Lantern\n".encode())
    yield "POST", f"/{of.key}/import/", {"file": table}, {}


def looked(office: Office, role: str, asked: Iterator[Asked]) -> dict[str, str]:
    """Return what the role is told, by what was asked."""
    browser, found = office.client(role), {}
    for method, url, data, headers in asked:
        with undone():
            if method == "POST":
                answer = browser.post(url, data, headers=headers, follow="/import/" in url)  # on to what it would do
            else:
                answer = browser.get(url, headers=headers)
            key = f"{method} {url}"
            found[key if key not in found else f"{key} again"] = told(answer)
        browser.cookies.pop("messages", None)  # what is undone is not told on the next page either
    return found


def read(office: Office, key: str, asked: Iterable[str]) -> dict[str, str]:
    """Return what a program with a token is told."""
    program = office.api(key)
    return {url: told(program.get(url)) for url in asked}


def filling(office: Office, of: Register, record: Any) -> dict[str, Any]:
    """Return what a form would send to make a record like this one."""
    with identity.acting(identity.system(record.city, door="test")):
        held = {name: getattr(record, name, None) for name in of.fields if name not in of.links}
    return {
        name: getattr(value, "pk", value)
        for name, value in held.items()
        if value not in (None, "", [], False) and name not in ("code", "unit", "sensitivity", "shown_to")
    } | {"sensitivity": "1"}
