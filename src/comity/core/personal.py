"""Passports and private contacts of people, office contacts of partners and posts: kept apart from the registers, sealed, each reading on record."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import ProgrammingError, connection, models, transaction
from django.utils.translation import gettext_lazy as _
from psycopg import Connection, errors

from comity.core import identity, sealing
from comity.core.people import City, Officer
from comity.core.write import Refused

# What is kept of a person, in the order of the form. Names only: what they hold is in the sealed text.
FIELDS = (
    "passport_kind",
    "passport_number",
    "passport_country",
    "passport_issued",
    "passport_expires",
    "born",
    "phone",
    "email",
    "address",
    "remark",
)


# What is kept of a partner or a post: how its office is reached.
OFFICE = ("office_phone", "office_email", "office_address", "assistant")


class Personal(models.Model):
    """That something is kept of a person, and under which key; `sealed` itself comes only through `read`.

    Office contacts of partners and posts are kept in the same way; `person_id` is then the number of that record.
    """

    person = models.OneToOneField(
        "comity.Person", models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="+"
    )
    city = models.ForeignKey(City, models.PROTECT, related_name="+")
    key_id = models.CharField(max_length=12)
    sealed = models.BinaryField()
    changed_at = models.DateTimeField()
    officer = models.ForeignKey(Officer, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)

    class Meta:
        verbose_name = _("personal data")
        verbose_name_plural = _("personal data")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class PersonalAct(models.Model):
    """Who read, wrote or erased somebody's personal data, when and why. Written by the database, never altered."""

    id = models.BigAutoField(primary_key=True)
    city = models.ForeignKey(City, models.DO_NOTHING, related_name="+", db_constraint=False)
    person_id = models.BigIntegerField()
    act = models.CharField(max_length=10)
    fields = models.TextField()
    reason = models.TextField()
    officer = models.ForeignKey(Officer, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    door = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("act on personal data")
        verbose_name_plural = _("acts on personal data")
        indexes = [
            models.Index(fields=["city", "-id"], name="personalact_city"),
            models.Index(fields=["person_id", "-id"], name="personalact_person"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.person_id}"


def kept(person: int) -> Personal | None:
    """Return whether something is kept of the person, for who has the right; without what it is."""
    return Personal.objects.defer("sealed").filter(pk=person).first()


def of_these(records: Iterable[int]) -> set[int]:
    """Return those of the records of which something is kept that the one who acts may read."""
    return set(Personal.objects.filter(pk__in=list(records)).values_list("pk", flat=True))


def read(person: int, *, reason: str) -> dict[str, str] | None:
    """Return what is kept of the person and put the reading on record. Raises Refused, sealing.NoKey, sealing.Broken."""
    row = _call("select key_id, sealed from comity_personal_read(%s, %s)", [person, reason])
    if row is None:
        return None
    return _opened(identity.current().city, person, str(row[0]), bytes(row[1]))


def write(person: int, held: Mapping[str, str], *, reason: str) -> None:
    """Keep this of the person instead of what was kept, and put it on record. Raises Refused, sealing.BadKeys."""
    given = {name: held[name] for name in (*FIELDS, *OFFICE) if held.get(name)}
    key_id, sealed = sealing.seal(json.dumps(given), about=_about(identity.current().city, person))
    query = "select comity_personal_write(%s, %s, %s, %s, %s)"
    _call(query, [person, key_id, sealed, ", ".join(given), reason])


def erase(person: int, *, reason: str) -> None:
    """Erase what is kept of the person for good, and put it on record. Raises Refused."""
    _call("select comity_personal_erase(%s, %s)", [person, reason])


def reencrypt(owner: "Connection[Any]") -> int:
    """Seal anew, as the tables' owner, what is not under the newest key; return how many. Raises NoKey, Broken."""
    newest, done = sealing.newest().id, 0
    for city, person, key_id, sealed in _stale(owner, newest):
        text = json.dumps(_opened(city, person, key_id, sealed))
        fresh, box = sealing.seal(text, about=_about(city, person))
        changed = owner.execute(  # unless somebody has saved meanwhile, who used the newest key anyway
            "update comity_personal set key_id = %s, sealed = %s where person_id = %s and sealed = %s",
            [fresh, box, person, sealed],
        )
        done += changed.rowcount
    return done


def purge(owner: "Connection[Any]", *, days: int) -> int:
    """Erase, as the tables' owner, what is kept of people whose record was deleted so long ago; return how many."""
    query = """
        with gone as (
            delete from comity_personal as kept
             where not exists (select from comity_entry as entry where entry.id = kept.person_id)
               and coalesce((select max(at) from comity_change as change where change.record_id = kept.person_id),
                            kept.changed_at) < now() - make_interval(days => %s)
            returning city_id, person_id
        )
        insert into comity_personalact (city_id, person_id, act, fields, reason, door, at)
        select city_id, person_id, 'erased', '', 'the record was deleted', 'command', clock_timestamp() from gone
    """
    return owner.execute(query, [days]).rowcount


def _stale(owner: "Connection[Any]", newest: str) -> Iterator[tuple[int, int, str, bytes]]:
    query = "select city_id, person_id, key_id, sealed from comity_personal where key_id <> %s order by person_id"
    for city, person, key_id, sealed in owner.execute(query, [newest]).fetchall():
        yield city, person, key_id, bytes(sealed)


def _opened(city: int, person: int, key_id: str, sealed: bytes) -> dict[str, str]:
    held: dict[str, str] = json.loads(sealing.unseal(key_id, sealed, about=_about(city, person)))
    return held


def _about(city: int, person: int) -> str:
    """Bind the sealed text to its row, so that it cannot be moved to another person's."""
    return f"comity_personal/{city}/{person}"


def _call(query: str, params: list[Any]) -> tuple[Any, ...] | None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(query, params)
            row: tuple[Any, ...] | None = cursor.fetchone()
            return row
    except ProgrammingError as error:
        if isinstance(error.__cause__, errors.InsufficientPrivilege):
            raise Refused from error
        raise
