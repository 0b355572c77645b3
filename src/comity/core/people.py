"""Cities that share the deployment, the officers who sign in, and what each role may see and write."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from comity.core.by_key import ByKey

PUBLIC, INTERNAL, RESTRICTED = 0, 1, 2
SENSITIVITIES = ((PUBLIC, _("Public")), (INTERNAL, _("Internal")), (RESTRICTED, _("Restricted to named units")))


class Writes(models.TextChoices):
    """How far an officer's writing reaches."""

    ALL = "all", _("every record")
    OWN = "own", _("records led by the own unit")
    NONE = "", _("no record")


class PersonalRight(models.TextChoices):
    """What an officer may do with passports and private contacts; an administrator gives it, beside any role."""

    NONE = "", _("may not see them")
    READ = "read", _("may see them")
    WRITE = "write", _("may see and change them")


@dataclass(frozen=True)
class Role:
    """What an officer of this role sees and writes, before any record's own restriction."""

    label: StrOrPromise
    clearance: int
    writes: Writes
    manages: bool = False
    audits: bool = False  # sees who read personal data, and what nobody has given a reason or a source for
    signs: bool = False  # signs reports


ROLES: dict[str, Role] = {
    "officer": Role(_("Officer of the department"), INTERNAL, Writes.ALL),
    "head": Role(_("Head of the department"), INTERNAL, Writes.ALL, signs=True),
    "leader": Role(_("City leader"), INTERNAL, Writes.NONE, signs=True),
    "auditor": Role(_("Auditor"), INTERNAL, Writes.NONE, audits=True),
    "colleague": Role(_("Officer of another department"), INTERNAL, Writes.OWN),
    "ward": Role(_("Ward clerk"), PUBLIC, Writes.OWN),
    "member": Role(_("Association member"), PUBLIC, Writes.OWN),
    "administrator": Role(_("Administrator"), INTERNAL, Writes.ALL, manages=True),
}


class City(models.Model):
    """A city with an office of its own in this deployment."""

    id = models.BigAutoField(primary_key=True)
    code = models.SlugField(unique=True)
    title_en = models.CharField(max_length=200)
    title_vi = models.CharField(max_length=200)
    office_en = models.CharField(max_length=200, blank=True)
    office_vi = models.CharField(max_length=200, blank=True)
    pack = models.CharField(max_length=60)
    country = models.CharField(max_length=2)
    latitude = models.FloatField()
    longitude = models.FloatField()
    time_zone = models.CharField(max_length=60, default="UTC")
    # what the office says of days; see office_days.py
    days = models.JSONField(default=list, db_default=models.Value([], models.JSONField()), editable=False)

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")

    def __str__(self) -> str:
        return self.title_vi if get_language() == "vi" else self.title_en

    @property
    def office(self) -> str:
        """The office's name in the reader's language."""
        return self.office_vi if get_language() == "vi" else self.office_en


class Officers(BaseUserManager["Officer"]):
    """Officers by the name they sign in with, each with the city that every page names."""

    def get_queryset(self) -> "models.QuerySet[Officer]":
        return super().get_queryset().select_related("city")

    def get(self, *conditions: Any, **values: Any) -> "Officer":
        """Find one officer; by the key alone, as every request does, without making the statement again."""
        if conditions or set(values) != {"pk"} or type(self) is not Officers:  # a city's officers are a manager, too
            return super().get(*conditions, **values)
        found = BY_KEY.get(Officer._meta.pk.to_python(values["pk"]))
        if found is None:
            raise Officer.DoesNotExist("No officer has this key.")
        return found

    def get_by_natural_key(self, username: str | None) -> "Officer":
        return self.get(username__iexact=username)


class Officer(AbstractBaseUser):
    """Somebody who signs in, for one city, in one role, at one unit."""

    id = models.BigAutoField(primary_key=True)
    username = models.CharField(_("user name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"), blank=True)
    city = models.ForeignKey(City, models.PROTECT, related_name="officers", verbose_name=_("city"))
    unit = models.ForeignKey(
        "comity.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        verbose_name=_("unit"),
    )
    role = models.CharField(_("role"), max_length=20, choices=[(key, role.label) for key, role in ROLES.items()])
    language = models.CharField(_("language"), max_length=10, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_sample = models.BooleanField(_("sample"), default=False)
    personal = models.CharField(
        _("passports and private contacts"), max_length=5, choices=PersonalRight.choices, blank=True, default=""
    )
    contacts = models.CharField(
        _("office contacts of partners and posts"),
        max_length=5,
        choices=PersonalRight.choices,
        blank=True,
        default="",
        db_default="",
    )
    first_password_until = models.DateTimeField(null=True, blank=True, editable=False)
    audits = models.BooleanField(_("may see who read personal data"), default=False)
    mails = models.BooleanField(_("tell me of files by e-mail, too"), default=True, db_default=True)
    seen_before = models.DateTimeField(null=True, blank=True, editable=False)
    seen_at = models.DateTimeField(null=True, blank=True, editable=False)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name", "role"]
    objects = Officers()

    class Meta:
        verbose_name = _("officer")
        verbose_name_plural = _("officers")

    def __str__(self) -> str:
        return self.name

    @property
    def standing(self) -> Role:
        """What the officer's role sees and writes."""
        return ROLES[self.role]


BY_KEY = ByKey(Officer, "city")
