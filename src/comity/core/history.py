"""What changed: one row for every change of every record, written by trigger, never altered."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from comity.core.people import City, Officer


class Change(models.Model):
    """One row of one table before and after, with who, when, from where and why."""

    id = models.BigAutoField(primary_key=True)
    city = models.ForeignKey(City, models.DO_NOTHING, related_name="+", db_constraint=False)
    register = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    relation = models.CharField(max_length=63)
    operation = models.CharField(max_length=1)
    was = models.JSONField(null=True)
    became = models.JSONField(null=True)
    at = models.DateTimeField()
    officer = models.ForeignKey(Officer, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    act = models.CharField(max_length=60)
    door = models.CharField(max_length=20)
    reason = models.TextField()
    sensitivity = models.SmallIntegerField(null=True)
    unit_id = models.BigIntegerField(null=True)
    shown_to = ArrayField(models.BigIntegerField(), null=True)
    beside = ArrayField(
        models.BigIntegerField(), default=list
    )  # the linked records of a change that is about links alone

    class Meta:
        indexes = [
            models.Index(fields=["record_id", "-id"], name="change_record"),
            models.Index(fields=["city", "-id"], name="change_city"),
            models.Index(fields=["act"], name="change_act"),
            # what a signed figure has lost since: few rows, of a table that holds every change there ever was
            models.Index(fields=["city", "register", "at"], condition=models.Q(operation="d"), name="change_gone"),
        ]

    def __str__(self) -> str:
        return f"{self.relation} {self.operation} {self.record_id}"

    @property
    def differences(self) -> dict[str, tuple[object, object]]:
        """The columns that differ, with the value before and after."""
        was, became = self.was or {}, self.became or {}
        names = [*was, *(name for name in became if name not in was)]
        quiet = {"version", "changed_at", "sort_en", "sort_vi", "city_id", "id"}
        return {
            name: (was.get(name), became.get(name))
            for name in names
            if name not in quiet and was.get(name) != became.get(name)
        }
