"""A chain of migrations folded into one: an empty database is given every table at once, as the chain would leave it."""

from importlib import import_module
from typing import Any

from django.db.migrations import Migration, RenameField
from django.db.migrations.operations.base import Operation


def chain(package: str, last: str) -> list[Migration]:
    """Return the migrations of a package from its first to this one, as each names the one before it."""
    app, found, name = package.split(".")[-2], [], last
    while name:
        one: Migration = import_module(f"{package}.{name}").Migration(name, app)
        found.append(one)
        before = [name for label, name in one.dependencies if label == app]
        if len(before) > 1:
            raise ValueError(f"{name} comes after {before}: only a chain without branches can be folded.")
        name = "".join(before)
    return found[::-1]


class Fold(Operation):
    """Make the tables of all models that these migrations end with; what they did to rows is not needed without any.

    The models are drawn once, of the whole. Django draws most of them anew for each operation of each migration, and
    that is nearly all that a long chain costs.
    """

    reversible = False  # Django refuses to take the first tables away
    reduces_to_sql = True

    def __init__(self, migrations: list[Migration]) -> None:
        self.migrations = migrations

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Bring the state to where the last of them leaves it: it is their own operations that say so."""
        state.__dict__.pop("apps", None)  # once there, they would be drawn anew at each operation
        for migration in self.migrations:
            for operation in migration.operations:
                if isinstance(operation, RenameField):
                    _rename(operation, app_label, state)
                else:
                    operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Make the tables, columns in the order in which they came; links between tables are laid after the last."""
        for model in to_state.apps.get_app_config(app_label).get_models():
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.create_model(model)

    def describe(self) -> str:
        """Say what happens, for `migrate --plan`."""
        return f"Make every table as {self.migrations[-1].name} leaves it"


def _rename(operation: RenameField, app_label: str, state: Any) -> None:
    """Rename a field in its place, as the database does; Django would put it after the others."""
    model = state.models[app_label, operation.model_name_lower]
    order = [operation.new_name if name == operation.old_name else name for name in model.fields]
    operation.state_forwards(app_label, state)
    model = state.models[app_label, operation.model_name_lower]
    model.fields = {name: model.fields[name] for name in order}
