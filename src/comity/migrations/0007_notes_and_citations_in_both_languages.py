"""What is missing or in doubt, and what a source states, are kept in English and in Vietnamese.

What is there goes to the language it is written in, told by the letters that only Vietnamese has. The history is rewritten
in the same way, so that an old change can still be shown and taken back.
"""

from typing import Any

from django.db import migrations, models

RECORDS = (
    "activity",
    "agreement",
    "agreementaction",
    "appointment",
    "commitment",
    "figure",
    "objective",
    "partner",
    "person",
    "series",
    "source",
    "tie",
    "unit",
)
VIETNAMESE = "[ĂăĐđĨĩŨũƠơƯưẠ-ỹ]"


def _words(name: str) -> dict[str, str]:
    about = "what is missing or in doubt" if name == "note" else "what the source states"
    return {"_en": f"{about} (English)", "_vi": f"{about} (Vietnamese)"}


def _split(model: str, name: str) -> list[Any]:
    words = _words(name)
    return [
        migrations.RenameField(model, name, f"{name}_en"),
        migrations.AlterField(model, f"{name}_en", models.TextField(blank=True, default="", verbose_name=words["_en"])),
        migrations.AddField(model, f"{name}_vi", models.TextField(blank=True, default="", verbose_name=words["_vi"])),
    ]


def sort_by_language(apps: Any, schema_editor: Any) -> None:
    """Move what is Vietnamese to its column. Triggers rest: nothing is changed but where it stands."""
    for model, name in (*((one, "note") for one in RECORDS), ("citation", "says")):
        table = schema_editor.quote_name(apps.get_model("comity", model)._meta.db_table)
        run(schema_editor, f"alter table {table} disable trigger user")
        run(
            schema_editor,
            f"update {table} set {name}_vi = {name}_en, {name}_en = ''"
            f" where normalize({name}_en, NFC) ~ '{VIETNAMESE}'",
        )
        run(schema_editor, f"alter table {table} enable trigger user")
        for column in ("was", "became"):
            run(schema_editor, rewrite(column, name), [apps.get_model("comity", model)._meta.db_table])


def rewrite(column: str, name: str) -> str:
    """Return what renames a key of the rows that history keeps."""
    said = f"{column} ->> '{name}'"
    vietnamese = f"normalize({said}, NFC) ~ '{VIETNAMESE}'"
    return (
        f"update comity_change set {column} = {column} - '{name}' || jsonb_build_object("
        f"'{name}_en', case when {vietnamese} then '' else {said} end,"
        f" '{name}_vi', case when {vietnamese} then {said} else '' end)"
        f" where relation = %s and {column} ? '{name}'"
    )


def run(schema_editor: Any, query: str, values: Any = None) -> None:
    """Run a query of ours as it stands."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(query, values)


def join(apps: Any, schema_editor: Any) -> None:
    """Going back, keep the language that is there; with both, the English one with the Vietnamese one below."""
    for model, name in (*((one, "note") for one in RECORDS), ("citation", "says")):
        table = schema_editor.quote_name(apps.get_model("comity", model)._meta.db_table)
        run(schema_editor, f"alter table {table} disable trigger user")
        both = f"concat_ws(E'\\n', nullif({name}_en, ''), nullif({name}_vi, ''))"
        run(schema_editor, f"update {table} set {name}_en = {both} where {name}_vi <> ''")
        run(schema_editor, f"alter table {table} enable trigger user")


class Migration(migrations.Migration):
    """Split the columns, then sort what they hold."""

    dependencies = [("comity", "0006_first_password")]
    operations = [
        *(step for model in RECORDS for step in _split(model, "note")),
        *_split("citation", "says"),
        migrations.RunPython(sort_by_language, join),
    ]
