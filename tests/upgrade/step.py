"""Migrate the database of the environment by one step, as its owner: python -m tests.upgrade.step 0002_name."""

import sys

import django
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def main(name: str) -> None:
    """Apply the migrations up to this one; what is laid over the tables afterwards comes with `comity migrate`."""
    django.setup()
    from comity.core import protect

    protect.before_migration("default")
    MigrationExecutor(connection).migrate([("comity", name)])


if __name__ == "__main__":
    main(sys.argv[1])
