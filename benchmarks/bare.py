"""A copy of the activities' table without triggers and policies, in which the floor stores."""

from functools import cache
from typing import Any

from django.db import models

TABLE = "benchmark_activity"
MAKE = f"""create table if not exists {TABLE} (like comity_activity including defaults including generated including indexes);
           grant select, insert on {TABLE} to comity_app"""


@cache
def bare() -> Any:
    """Return a model with the columns of an activity and nothing of what an activity is."""
    from comity.registers.activities import Activity

    columns: dict[str, Any] = {"id": models.BigAutoField(primary_key=True)}
    for column in Activity._meta.concrete_fields:
        if isinstance(column, models.ForeignKey):
            columns[column.attname] = models.BigIntegerField(null=True)
        elif not column.primary_key and not isinstance(column, models.GeneratedField):
            columns[column.name] = column.clone()
    meta = type("Meta", (), {"app_label": "comity", "managed": False, "db_table": TABLE})
    return type("Bare", (models.Model,), columns | {"Meta": meta, "__module__": __name__})
