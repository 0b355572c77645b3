"""The record every register is made of, and the one index over all of them."""

from collections.abc import Collection, Iterator
from typing import Any, ClassVar, Self

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.base import ModelState
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from comity.core.fields import PartialDateField
from comity.core.people import INTERNAL, PUBLIC, SENSITIVITIES, City


class NextId(Func):
    """The next number of the one sequence that numbers every record of every register."""

    template = "nextval('comity_record_id')"
    arity = 0
    output_field = models.BigIntegerField()


class SortKey(Func):
    """The dictionary order of a text, see comity.domain.text.sort_key."""

    function = "comity_sort_key"
    output_field = models.TextField()


class Fold(Func):
    """A text in lower case without marks, see comity.domain.text.fold."""

    function = "comity_fold"
    output_field = models.TextField()


def in_language(english: str, vietnamese: str) -> str:
    """Return what is said in the reader's language, or else what is said in the other."""
    return (vietnamese or english) if get_language() == "vi" else (english or vietnamese)


def either(first: str, second: str) -> Coalesce:
    """Return the first text, or the second where the first is empty."""
    return Coalesce(NullIf(F(first), Value("")), F(second))


class Titled(models.Model):
    """Something called in one language or both."""

    title_en: "models.Field[str, str]"
    title_vi: "models.Field[str, str]"

    class Meta:
        abstract = True

    @classmethod
    def from_db(
        cls, db: str | None, field_names: Collection[str], values: Collection[Any], *, fetch_mode: Any = None
    ) -> Self:
        """Return what was read as a record, its values as they are.

        Django's own way sets them field by field and takes longer than the database does. No signal of the making is sent; what was
        not read is read when it is asked for, as ever.
        """
        made = cls.__new__(cls)
        made._state = ModelState()
        made._state.adding, made._state.db = False, db
        if fetch_mode is not None:  # of later versions of Django
            made._state.fetch_mode = fetch_mode
        made.__dict__.update(zip(field_names, values, strict=True))
        return made

    @property
    def title(self) -> str:
        """The title in the reader's language, or else in the other."""
        return in_language(self.title_en, self.title_vi)

    @property
    def title_language(self) -> str:
        """The language `title` is in."""
        vietnamese = get_language() == "vi"
        if not (self.title_vi if vietnamese else self.title_en):
            vietnamese = not vietnamese
        return "vi" if vietnamese else "en"


class Stamp(models.DateTimeField):  # type: ignore[type-arg]
    """A moment that the database sets: an insert returns it, so that it need not be asked for."""

    db_returning = True

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """For migrations it is a moment like others: the column is the same."""
        name, _path, given, named = super().deconstruct()
        return name, "django.db.models.DateTimeField", list(given), dict(named)


class Record(Titled):
    """One line of a register: whose it is, who may see it, what it is called, what is missing.

    `within` names the link to the record that this one is a part of: a part is guarded as its whole is, and leaves with it.
    `goes_with` names the link to one of its own kind beside which it is held: what moves that one may move it along.
    """

    within: ClassVar[str] = ""
    goes_with: ClassVar[str] = ""
    id = models.BigIntegerField(primary_key=True, db_default=NextId(), editable=False)
    city = models.ForeignKey(City, models.PROTECT, related_name="+", editable=False, verbose_name=_("city"))
    code = models.CharField(_("reference"), max_length=80, blank=True, default="")
    title_en = models.CharField(_("title (English)"), max_length=300, blank=True, default="")
    title_vi = models.CharField(_("title (Vietnamese)"), max_length=300, blank=True, default="")
    unit = models.ForeignKey(
        "comity.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lead unit")
    )
    sensitivity = models.SmallIntegerField(_("who may see it"), choices=SENSITIVITIES, default=INTERNAL)
    shown_to = ArrayField(models.BigIntegerField(), verbose_name=_("units it is shown to"), default=list, blank=True)
    note_en = models.TextField(_("what is missing or in doubt (English)"), blank=True, default="")
    note_vi = models.TextField(_("what is missing or in doubt (Vietnamese)"), blank=True, default="")
    to_verify = models.BooleanField(_("to verify"), default=False)
    is_sample = models.BooleanField(_("sample"), default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    changed_at = Stamp(_("changed"), auto_now=True, editable=False)
    sort_en = models.GeneratedField(
        expression=SortKey(either("title_en", "title_vi")),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
        editable=False,
    )
    sort_vi = models.GeneratedField(
        expression=SortKey(either("title_vi", "title_en")),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
        editable=False,
    )

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["city", "code"],
                condition=~Q(code="") & Q(sensitivity=0),
                name="%(class)s_code",
                violation_error_message=_("This reference is taken."),
            ),
            models.CheckConstraint(condition=~Q(title_en="", title_vi=""), name="%(class)s_titled"),
            models.CheckConstraint(condition=Q(sensitivity__in=[0, 1, 2]), name="%(class)s_sensitivity"),
        ]
        indexes = [
            models.Index(fields=["city", "sort_en", "id"], name="%(class)s_en"),
            models.Index(fields=["city", "sort_vi", "id"], name="%(class)s_vi"),
            models.Index(fields=["city", "-changed_at", "id"], name="%(class)s_new"),
        ]

    def __str__(self) -> str:
        return self.title

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Check each field but the city, which nobody types: it is set from who acts, and the tables hold it to that."""
        super().clean_fields(exclude={*(exclude or ()), "city"})

    def get_constraints(self) -> Any:
        """Leave out what needs no query of its own: the form has checked titles and sensitivity, and no reference is not taken."""
        known = ["titled", "sensitivity"] + ([] if self.code and self.sensitivity == PUBLIC else ["code"])
        names = {f"{self._meta.model_name}_{one}" for one in known}
        return [(model, [one for one in held if one.name not in names]) for model, held in super().get_constraints()]

    @property
    def note(self) -> str:
        """What is missing or in doubt, in the reader's language or else in the other."""
        return in_language(self.note_en, self.note_vi)


class Entry(Titled):
    """The index row of one record, kept by a trigger: what search, calendar, map and links point at."""

    id = models.BigIntegerField(primary_key=True)
    city = models.ForeignKey(City, models.PROTECT, related_name="+")
    register = models.CharField(max_length=60)
    code = models.CharField(max_length=80)
    title_en = models.CharField(max_length=300)
    title_vi = models.CharField(max_length=300)
    folded_en = models.GeneratedField(
        expression=Fold(F("title_en")), output_field=models.TextField(db_collation="C"), db_persist=True
    )
    folded_vi = models.GeneratedField(
        expression=Fold(F("title_vi")), output_field=models.TextField(db_collation="C"), db_persist=True
    )
    starts = PartialDateField()
    ends = PartialDateField()
    country = models.CharField(max_length=2)
    pillar = models.CharField(max_length=60)
    unit = models.ForeignKey("comity.Unit", models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    sensitivity = models.SmallIntegerField()
    shown_to = ArrayField(models.BigIntegerField())
    is_sample = models.BooleanField()
    to_verify = models.BooleanField()
    changed_at = models.DateTimeField()
    words = SearchVectorField()

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="entry_words"),
            models.Index(fields=["city", "register", "folded_en"], name="entry_named_en"),
            models.Index(fields=["city", "register", "folded_vi"], name="entry_named_vi"),
            models.Index(fields=["city", "starts", "register"], name="entry_starts"),
            models.Index(fields=["city", "-changed_at"], name="entry_changed"),
            models.Index(fields=["city", "register", "-changed_at"], name="entry_register"),
            models.Index(fields=["city", "code"], name="entry_code"),
            models.Index(fields=["city", "register"], condition=Q(to_verify=True), name="entry_to_verify"),
        ]

    def __str__(self) -> str:
        return self.title


def parts_of(model: type[Record]) -> Iterator[tuple[type[Record], str]]:
    """Yield the kinds of records that are parts of a kind, each with the link that makes it one."""
    for part in apps.get_app_config("comity").get_models():
        if issubclass(part, Record) and part.within and part._meta.get_field(part.within).related_model is model:
            yield part, part.within


def trees_of(model: type[Record]) -> list[str]:
    """Return the links to records of the same kind under which it lies; who leads it is none, also where units lead units."""
    links = (field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey))
    return [field.name for field in links if field.related_model is model and field.name != "unit"]


def stored(record: Record) -> dict[str, Any]:
    """Return the record's columns by name, references as ids, generated columns left out."""
    return {
        field.attname: getattr(record, field.attname)
        for field in record._meta.concrete_fields
        if not getattr(field, "generated", False)
    }
