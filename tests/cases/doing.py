"""What is done with files at their doors, and what their pages say."""

import re
from html import unescape
from typing import Any

from django.test import Client

from comity.core.records import Record


def text(page: Any) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page.content.decode())))


def begun(client: Client, record: Record, of: str, **facts: str) -> int:
    """Begin a file by the button and return its number."""
    key = {"Activity": "activities", "Agreement": "agreements", "Project": "projects"}[type(record).__name__]
    answer = client.post(f"/{key}/{record.pk}/rules/", {"of": of, **facts})
    assert answer.status_code == 302, text(answer)
    return int(answer.headers["Location"].split("/")[2])


def act(client: Client, case: int, what: str, of: str = "", **more: str) -> Any:
    return client.post(f"/cases/{case}/act/", {"what": what, "of": of, "on": more.pop("on", "2026-05-11"), **more})


def kept(client: Client, case: int, what: str, of: str = "", **more: str) -> None:
    answer = act(client, case, what, of, **more)
    assert answer.status_code == 302, text(answer)


def refused(client: Client, case: int, what: str, of: str = "", **more: str) -> str:
    answer = act(client, case, what, of, **more)
    assert answer.status_code == 422
    return str(answer.context["problem"])


def up_to_decision(client: Client, trip: Record, **facts: str) -> int:
    """Begin a file about a trip, hand in its dossier and do what comes before the decision."""
    case = begun(client, trip, "outbound", **facts)
    for paper in file_of(client, case)["papers"]:
        kept(client, case, "paper", paper["id"])
    for what, of in (("filed", ""), ("done", "intake"), ("done", "appraise")):
        kept(client, case, what, of)
    return case


def file_of(client: Client, case: int) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/cases/{case}/").context["file"]
    return found


PAPER = {"number": "512/QĐ", "dated": "2026-05-11"}
# What a trip's record leaves open: nobody is named in it, and nobody said who pays.
TOLD = {"outbound-company": "no", "outbound-trips_before": "0", "outbound-key_leaders": "0"}
