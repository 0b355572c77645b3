"""People as address cards. Version 3.0 (RFC 2426), which every mail program of today still reads."""

import logging
from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import IO, TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from comity.core import identity, personal, sealing
from comity.core.pack import of_city
from comity.exchange.batches import batches
from comity.exchange.columns import linked
from comity.exchange.lines import escaped, write
from comity.registers.declare import Register

if TYPE_CHECKING:
    from django.db.models import QuerySet

log = logging.getLogger("comity.accounts")

POSTS = ("appointments__at_unit", "appointments__at_partner")


def write_cards(register: Register, rows: "QuerySet[Any]", file: IO[bytes]) -> None:
    """Write one card for each person, with the posts they hold. Notes are ours and stay here."""
    for batch in batches(register, rows):
        posts = _posts(register, [record.pk for record in batch.records])
        reached = _reached([one for held in posts.values() for one in held[:1]])
        for record in batch.records:
            held = posts.get(record.pk, [])
            write(file, _card(record, held, reached.get(held[0].pk, {}) if held else {}))


def _posts(register: Register, ids: list[int]) -> dict[int, list[Any]]:
    people: Any = register.model._default_manager.filter(pk__in=ids).prefetch_related(*POSTS)
    return {one.pk: [post for post in one.appointments.all() if not post.ends] for one in people}


def _reached(posts: list[Any]) -> dict[int, dict[str, str]]:
    """Return how each post is reached, or else its partner, for who may read that; each reading goes on record."""
    if not identity.current().contacts:
        return {}
    kept = personal.of_these({one.pk for one in posts} | {one.at_partner_id for one in posts if one.at_partner_id})
    of = {one.pk: pk for one in posts for pk in (one.at_partner_id, one.pk) if pk in kept}
    opened = {pk: _opened(pk) for pk in sorted(set(of.values()))}
    return {post: opened[pk] for post, pk in of.items()}


def _opened(pk: int) -> dict[str, str]:
    try:
        return personal.read(pk, reason=_("address cards (vCard)")) or {}
    except (sealing.NoKey, sealing.Broken, sealing.BadKeys):  # a card without it is better than none
        log.exception("the contacts of record %s cannot be opened", pk)
        return {}


def _card(record: Any, posts: list[Any], reached: Mapping[str, str]) -> Iterator[str]:
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
    if phone := reached.get("office_phone"):
        yield f"TEL;TYPE=work,voice:{escaped(phone)}"
    if email := reached.get("office_email"):
        yield f"EMAIL;TYPE=internet:{escaped(email)}"
    address, country = reached.get("office_address", ""), of_city().country(record.country) if record.country else ""
    if address or country:
        yield f"ADR;TYPE=work:;;{escaped(address)};;;;{escaped(country)}"
    if assistant := reached.get("assistant"):
        yield f"X-ASSISTANT:{escaped(assistant)}"
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
