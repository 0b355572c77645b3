"""Names with letters of other languages stand among those with bare ones, no longer after z: their keys are made anew.

Triggers rest meanwhile: nothing is changed but where a name stands in a list.
"""

from typing import Any

from django.db import migrations


def sort_anew(apps: Any, schema_editor: Any) -> None:
    """Make the keys of names that are not written in plain letters anew; Vietnamese ones come out as they were."""
    for model in apps.get_app_config("comity").get_models():
        names = {field.name for field in model._meta.get_fields()}
        if not {"sort_en", "sort_vi", "title_en"} <= names:
            continue
        table = schema_editor.quote_name(model._meta.db_table)
        schema_editor.execute(f"alter table {table} disable trigger user")
        # A generated column is made again when its row is written again; people, sorted by their given names, all are.
        schema_editor.execute(
            f"update {table} set title_en = title_en"  # noqa: S608  a model's table
            " where sort_en <> comity_sort_key(coalesce(nullif(title_en, ''), title_vi))"
            " or sort_vi <> comity_sort_key(coalesce(nullif(title_vi, ''), title_en))"
        )
        schema_editor.execute(f"alter table {table} enable trigger user")


class Migration(migrations.Migration):
    """Writes rows again; takes none away."""

    dependencies = [("comity", "0028_the_soonest_files")]
    operations = [migrations.RunPython(sort_anew, migrations.RunPython.noop)]
