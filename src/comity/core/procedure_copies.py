"""Versions of procedures as they were when files were filed under them, kept so that an edited pack changes no running file."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import Count
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from comity.core.case_acts import CaseQueue
from comity.core.people import City
from comity.core.procedure_parts import Law, Party, Procedures, Version
from comity.core.procedure_reader import again


class ProcedureCopy(models.Model):
    """One version in the words of its files, known by a digest of what it says; only ever added."""

    id = models.BigAutoField(primary_key=True)
    city = models.ForeignKey(City, models.CASCADE, related_name="+")
    procedure = models.CharField(max_length=60)
    number = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=16)
    texts = models.JSONField()
    named = models.JSONField(default=dict)  # the parties and laws that it names
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("kept version of a procedure")
        verbose_name_plural = _("kept versions of procedures")
        constraints = [
            models.UniqueConstraint(fields=["city", "procedure", "number", "digest"], name="procedurecopy_one")
        ]

    def __str__(self) -> str:
        return f"{self.procedure} {self.number} {self.digest}"


def keep(city: int, version: Version, procedures: Procedures) -> None:
    """Keep a version as it is, if it is not kept yet."""
    said = version.said
    parties = {one for _place, one in said.parties()} & procedures.parties.keys()
    laws = {one.law for _place, one in said.cited()} & procedures.laws.keys()
    named = {
        "parties": {one: procedures.parties[one].model_dump() for one in sorted(parties)},
        "laws": {one: procedures.laws[one].model_dump() for one in sorted(laws)},
    }
    row = ProcedureCopy(
        city_id=city, procedure=said.id, number=said.version, digest=version.digest, texts=version.texts, named=named
    )
    ProcedureCopy.objects.bulk_create([row], ignore_conflicts=True)


def of(city: int, name: str, number: int, digest: str, procedures: Procedures) -> Version | None:
    """Return a version as it was when its digest was noted: as the pack says it, or else as it was kept. Raises BadPack."""
    loaded = procedures.of(name, number)
    if not digest or (loaded and loaded.digest == digest):
        return loaded
    try:
        return _kept(city, name, number, digest)
    except ProcedureCopy.DoesNotExist:
        return None


@lru_cache(maxsize=256)
def _kept(city: int, name: str, number: int, digest: str) -> Version:
    row: Any = ProcedureCopy.objects.get(city_id=city, procedure=name, number=number, digest=digest)
    version = again(f"{name}.{number}.toml", [(shown, text) for shown, text in row.texts], digest)
    parties = {key: Party.model_validate(one) for key, one in row.named.get("parties", {}).items()}
    laws = {key: Law.model_validate(one) for key, one in row.named.get("laws", {}).items()}
    return Version(version.said, version.rules, version.shown, digest, version.texts, parties, laws)


@dataclass(frozen=True)
class Edited:
    """A version that reads otherwise than when files came under it, and how many did."""

    title: str
    number: int
    files: int


def edited(procedures: Procedures) -> list[Edited]:
    """Return the versions that were edited after files came under them: those on their way that the one who acts sees are counted."""
    alive = CaseQueue.objects.filter(lives=True).exclude(rules_digest="")
    rows = alive.values_list("case__procedure", "rules_version", "rules_digest")
    counted: Counter[tuple[str, int]] = Counter()
    for name, number, digest, files in rows.annotate(files=Count("pk")).order_by("case__procedure", "rules_version"):
        version = procedures.of(name, number)
        if version and version.digest != digest:
            counted[name, number] += files
    return [
        Edited(str(version.said.title), number, files)
        for (name, number), files in counted.items()
        if (version := procedures.of(name, number))
    ]
