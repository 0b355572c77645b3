"""A copy of the activities' table without triggers and policies, in which the floor stores."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

TABLE = "benchmark_activity"
MAKE = f"""create table if not exists {TABLE} (like comity_activity including defaults including generated including indexes);
           grant select, insert on {TABLE} to comity_app"""


class Bare(models.Model):
    """An activity, bare."""

    id = models.BigAutoField(primary_key=True)
    city_id = models.BigIntegerField()
    code = models.CharField(default="")
    title_en = models.CharField(default="")
    title_vi = models.CharField(default="")
    sensitivity = models.SmallIntegerField(default=1)
    shown_to = ArrayField(models.BigIntegerField(), default=list)
    note_en = models.TextField(default="")
    note_vi = models.TextField(default="")
    to_verify = models.BooleanField(default=False)
    is_sample = models.BooleanField(default=True)
    version = models.IntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)
    kind = models.CharField(default="")
    delegation_kind = models.CharField(default="")
    pillar = models.CharField(default="")
    fields = ArrayField(models.CharField(), default=list)
    countries = ArrayField(models.CharField(), default=list)
    theme_en = models.CharField(default="")
    theme_vi = models.CharField(default="")
    starts = models.CharField(default="")
    ends = models.CharField(default="")
    through = models.BooleanField(default=False)
    place_en = models.CharField(default="")
    place_vi = models.CharField(default="")
    level = models.CharField(default="")
    in_plan = models.CharField(default="")
    online = models.BooleanField(default=False)
    expected_en = models.TextField(default="")
    expected_vi = models.TextField(default="")
    result_en = models.TextField(default="")
    result_vi = models.TextField(default="")
    cost_currency = models.CharField(default="")

    class Meta:
        app_label = "comity"
        managed = False
        db_table = TABLE

    def __str__(self) -> str:
        return self.title_en
