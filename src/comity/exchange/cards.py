"""People as address cards. Version 3.0 (RFC 2426), which every mail program of today still reads."""

from collections.abc import Iterator
from datetime import UTC
from typing import IO, TYPE_CHECKING, Any

from comity.core.pack import of_city
from comity.exchange.batches import batches
from comity.exchange.columns import linked
from comity.exchange.lines import escaped, write
from comity.registers.declare import Register

if TYPE_CHECKING:
    from django.db.models import QuerySet

POSTS = ("appointments__at_unit", "appointments__at_partner")


def write_cards(register: Register, rows: "QuerySet[Any]", file: IO[bytes]) -> None:
    """Write one card for each person, with the posts they hold. Notes are ours and stay here."""
    for batch in batches(register, rows):
        posts = _posts(register, [record.pk for record in batch.records])
        for record in batch.records:
            write(file, _card(record, posts.get(record.pk, [])))


def _posts(register: Register, ids: list[int]) -> dict[int, list[Any]]:
    people: Any = register.model._default_manager.filter(pk__in=ids).prefetch_related(*POSTS)
    return {one.pk: [post for post in one.appointments.all() if not post.ends] for one in people}


def _card(record: Any, posts: list[Any]) -> Iterator[str]:
    yield "BEGIN:VCARD"
    yield "VERSION:3.0"
    yield f"UID:people-{record.pk}"
    yield f"FN:{escaped(record.title)}"
    family, given = _name(record)
    yield f"N:{escaped(family)};{escaped(given)};;{escaped(record.honorific)};"
    if record.native_name:
        yield f"NICKNAME:{escaped(record.native_name)}"
    for post in posts[:1]:
        yield f"TITLE:{escaped(post.title)}"
        if at := linked(post, "at_unit") or linked(post, "at_partner"):
            yield f"ORG:{escaped(at.title)}"
    if record.country:
        yield f"ADR;TYPE=work:;;;;;;{escaped(of_city().country(record.country))}"
    yield f"REV:{record.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield "END:VCARD"


def _name(record: Any) -> tuple[str, str]:
    """The given name is known only where somebody entered it; otherwise the whole name stays in one piece."""
    title, given = record.title, record.given_name
    if given and title.endswith(f" {given}"):
        return title.removesuffix(given).strip(), given
    if given and title.startswith(f"{given} "):
        return title.removeprefix(given).strip(), given
    return title, ""
