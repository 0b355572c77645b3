"""Migrate the database of the environment by one step, as its owner: python -m tests.upgrade.step 0002_name."""

import sys

import django
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader


def main(name: str) -> None:
    """Apply the migrations up to this one; what is laid over the tables afterwards comes with `comity migrate`."""
    django.setup()
    from comity.core import protect

    protect.before_migration("default")
    executor = MigrationExecutor(connection)
    executor.loader = one_by_one()
    executor.migrate([("comity", name)])


def one_by_one() -> MigrationLoader:
    """Return the migrations without the fold, as Django sees them where a part of what it stands for was applied."""
    loader = MigrationLoader(connection, replace_migrations=False)
    for key, fold in loader.replacements.items():
        loader.graph.remove_replacement_node(key, fold.replaces)
    return loader


if __name__ == "__main__":
    main(sys.argv[1])
