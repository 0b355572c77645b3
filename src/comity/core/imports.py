"""Files that came in: who sent them, what was said about their columns, what became of them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from comity.core.people import RESTRICTED, City, Officer


class State(models.TextChoices):
    """How far an import is."""

    READING = "reading", _("being read and checked")
    LOOKED = "looked", _("to be looked at")
    STORING = "storing", _("being stored")
    STORED = "stored", _("stored")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")
    CANCELLED = "cancelled", _("cancelled")
    FAILED = "failed", _("not readable")


class Import(models.Model):
    """One file for one register, from its arrival until it is stored, and undone if need be."""

    id = models.BigAutoField(primary_key=True)
    city = models.ForeignKey(City, models.CASCADE, related_name="+")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    unit_id = models.BigIntegerField(null=True)
    # who may see that there was such an import: the officer alone while nothing is stored or restricted records are in it
    sensitivity = models.SmallIntegerField(default=RESTRICTED)
    register = models.CharField(max_length=60)
    token = models.CharField(max_length=32)
    name = models.CharField(_("file name"), max_length=200)
    size = models.BigIntegerField(_("size"))
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.READING)
    message = models.TextField(blank=True, default="")
    encoding = models.CharField(
        max_length=10, blank=True, default="", db_default=""
    )  # as somebody said who saw the first lines
    mapping = models.JSONField(default=dict)
    rows = models.JSONField(default=dict)
    names = models.JSONField(default=dict)
    fixed = models.JSONField(default=dict, db_default={})
    key = ArrayField(models.CharField(max_length=300), default=list)
    reason = models.CharField(max_length=500, blank=True, default="")
    task = models.CharField(max_length=36, blank=True, default="")
    act = models.CharField(max_length=60, blank=True, default="")
    counts = models.JSONField(default=dict)
    undo_rest = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    stored_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [
            models.Index(fields=["city", "-id"], name="import_city"),
            models.Index(fields=["officer", "-id"], name="import_officer"),
        ]

    def __str__(self) -> str:
        return self.name


class Imported(models.Model):
    """Which record a row of a file became, so that the same row finds it again when the file comes back."""

    id = models.BigAutoField(primary_key=True)
    city = models.ForeignKey(City, models.CASCADE, related_name="+")
    batch = models.ForeignKey(Import, models.CASCADE, related_name="+")
    register = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    line = models.IntegerField()
    key = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["city", "register", "key"], name="imported_key", condition=~models.Q(key="")),
            models.Index(fields=["batch"], name="imported_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.record_id}"


class KnownColumn(models.Model):
    """What an officer once said a column of a spreadsheet is; offered to the whole unit."""

    id = models.BigAutoField(primary_key=True)
    city = models.ForeignKey(City, models.CASCADE, related_name="+")
    officer = models.ForeignKey(Officer, models.CASCADE, related_name="+")
    unit_id = models.BigIntegerField(null=True)
    register = models.CharField(max_length=60)
    header = models.CharField(max_length=300)
    code = models.CharField(max_length=60)
    used_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["officer", "register", "header"], name="knowncolumn_header")]

    def __str__(self) -> str:
        return self.header


class KnownLayout(models.Model):
    """What an officer said of all rows of a spreadsheet with these columns: values for fields without one, and its key."""

    id = models.BigAutoField(primary_key=True)
    city = models.ForeignKey(City, models.CASCADE, related_name="+")
    officer = models.ForeignKey(Officer, models.CASCADE, related_name="+")
    unit_id = models.BigIntegerField(null=True)
    register = models.CharField(max_length=60)
    layout = models.CharField(max_length=64)
    fixed = models.JSONField(default=dict)
    key = ArrayField(models.CharField(max_length=300), default=list)
    used_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["officer", "register", "layout"], name="knownlayout_layout")]

    def __str__(self) -> str:
        return self.layout


class KnownName(models.Model):
    """Which record an officer said a name in a spreadsheet means; offered to those of the unit who may see the record."""

    id = models.BigAutoField(primary_key=True)
    city = models.ForeignKey(City, models.CASCADE, related_name="+")
    officer = models.ForeignKey(Officer, models.CASCADE, related_name="+")
    unit_id = models.BigIntegerField(null=True)
    register = models.CharField(max_length=60)
    name = models.CharField(max_length=300)
    record_id = models.BigIntegerField()
    used_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["officer", "register", "name"], name="knownname_name")]

    def __str__(self) -> str:
        return self.name
