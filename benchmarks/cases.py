"""What is measured: lists as the program asks for them, words that are searched for, pages that are opened."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Case:
    """Something the program asks of the database, the table it reads, and which of its statements is meant."""

    name: str
    table: str
    call: Callable[[], Any]
    statement: str = "LIMIT 51"
    language: str = "en"
    who: str = "officer"


def asked(text: str) -> Any:
    from django.http import QueryDict

    return QueryDict(text)


def cases(found: dict[str, Any]) -> Iterator[Case]:
    """Yield what is measured; `found` holds numbers and words that occur in the invented city."""
    from comity.core.history import Change
    from comity.core.records import Entry
    from comity.gate import query
    from comity.registers import register

    activities, partners = register("activities"), register("partners")

    def page(of: Any, text: str) -> Callable[[], Any]:
        return lambda: query.page(of, asked(text))

    deep = query._cursor(found["deep"], "starts")
    counted = "COUNT("
    yield Case("activities, newest first", "comity_activity", page(activities, "order=-starts"))
    yield Case("activities by Vietnamese title", "comity_activity", page(activities, "order=title"), language="vi")
    yield Case("activities, page 200", "comity_activity", page(activities, f"order=-starts&after={deep}"))
    yield Case("activities of a kind in 2024", "comity_activity", page(activities, "kind=reception&starts=2024"))
    yield Case("activities of a unit", "comity_activity", page(activities, f"unit={found['unit']}"))
    yield Case(
        "activities to verify of a unit", "comity_activity", page(activities, f"unit={found['unit']}&to_verify=yes")
    )
    yield Case("activities of a level, undated", "comity_activity", page(activities, "level=state&starts=none"))
    yield Case("activities with a rare country", "comity_activity", page(activities, f"countries={found['far']}"))
    yield Case("count with a rare country", "comity_activity", page(activities, f"countries={found['far']}"), counted)
    yield Case("activities with a partner", "comity_activity", page(activities, f"partners={found['partner']}"))
    yield Case("activities in a field", "comity_activity", page(activities, "fields=water"))
    yield Case("activities with a country", "comity_activity", page(activities, f"countries={found['country']}"))
    yield Case("partners of a country", "comity_partner", page(partners, f"country={found['country']}"))
    yield Case("count of all activities", "comity_activity", page(activities, ""), counted)
    yield Case("count of a kind in 2024", "comity_activity", page(activities, "kind=reception&starts=2024"), counted)
    yield Case("count of a unit", "comity_activity", page(activities, f"unit={found['unit']}"), counted)
    yield Case("activities to verify", "comity_activity", page(activities, "to_verify=yes"))
    yield Case("ward clerk: activities, newest first", "comity_activity", page(activities, ""), who="ward")
    yield Case("ward clerk: activities by title", "comity_activity", page(activities, "order=title"), who="ward")
    yield Case("ward clerk: count of all activities", "comity_activity", page(activities, ""), counted, who="ward")
    coming = Entry.objects.filter(starts__gte="2026-11-22", starts__lt="2027-01-21").order_by(
        "starts", "register", "id"
    )
    yield Case("index: what comes in 60 days", "comity_entry", lambda: list(coming[:50]), "LIMIT 50")
    recent = Entry.objects.order_by("-changed_at")
    yield Case("index: what changed last", "comity_entry", lambda: list(recent[:50]), "LIMIT 50")
    history = Change.objects.filter(record_id=found["record"]).order_by("-id")
    yield Case("history of a record", "comity_change", lambda: list(history[:40]), "LIMIT 40")
    last = Change.objects.order_by("-id").only("record_id", "at", "act")
    yield Case("the last 500 changes", "comity_change", lambda: list(last[:500]), "LIMIT 500")


def searches(found: dict[str, Any]) -> dict[str, str]:
    """Return what is searched for, by what is special about it."""
    return {
        "common word": "thành phố",
        "one word": "hội nghị",
        "two words, the last begun": "hội thảo kinh ngh",
        "one letter": "t",
        "a partner's name": found["name"],
        "rare word": found["rare"],
        "no hit": "xyzzyplugh",
    }


def pages(found: dict[str, Any]) -> list[str]:
    """Return the addresses of the pages that are opened."""
    one, partner = found["record"], found["partner"]
    return [
        "/",
        "/?view=unit",
        "/?view=all",
        "/activities/",
        "/activities/?kind=reception&starts=2024",
        "/agreements/",
        "/commitments/",
        "/partners/?order=title",
        "/ties/",
        "/ties/health/",
        "/activities/?q=h%E1%BB%99i+ngh%E1%BB%8B",
        "/activities/?q=xyzzyplugh",
        "/search/?q=h%E1%BB%99i+ngh%E1%BB%8B",
        f"/activities/{one}/",
        f"/activities/{one}/history/",
        f"/partners/{partner}/",
        f"/partners/{partner}/story/",
        f"/activities/{one}/edit/",
        "/calendar/?view=year&on=2024",
        "/calendar/?view=month&on=2024-05",
        "/calendar/?view=week&on=2024-05-15",
        "/calendar/?view=agenda&on=2024-05",
        "/calendar/?view=lanes&on=2024-05",
        "/map/",
        "/reports/",
        "/sources/",
    ]
