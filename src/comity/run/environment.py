"""What the launcher hands to the processes it starts: what they need, and no more."""

import os
import subprocess
import sys
from collections.abc import Sequence

from comity.run.database import Database
from comity.run.errors import LaunchError
from comity.run.keys import keys_of
from comity.run.places import Places

SETTINGS = "comity.config.settings"
# Addresses of roles that may do more than the program may.
POWERFUL = ("COMITY_OWNER_URL", "COMITY_ADMIN_URL")
# The launcher has read these; what it found is handed on by name.
READ = (*POWERFUL, "DATABASE_URL", *(f"{name}_FILE" for name in (*POWERFUL, "DATABASE_URL")))


def plain_environment(places: Places, *, database: Database) -> dict[str, str]:
    """Return the environment of the web server, the worker and every reading command."""
    inherited = {name: value for name, value in os.environ.items() if name not in READ}
    if not any(name in inherited for name in ("COMITY_SECRET_KEY", "COMITY_SECRET_KEY_FILE")):
        inherited["COMITY_SECRET_KEY"] = keys_of(places.folder).secret_key
    return {
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        **inherited,
        "DATABASE_URL": database.app_url(),
        "COMITY_DATA": str(places.folder),
        "PYTHONSAFEPATH": "1",
        "PYTHONUNBUFFERED": "1",
    }


def owner_environment(places: Places, *, database: Database) -> dict[str, str]:
    """Return the environment of the commands that change tables; they work as the tables' owner."""
    plain = plain_environment(places, database=database)
    return {**plain, "COMITY_OWNER_URL": database.owner_url()}


def python(*arguments: str) -> list[str]:
    """Return the command of our own Python, deaf to files that lie in the current folder."""
    return [sys.executable, "-P", *arguments]


def django(arguments: Sequence[str], *, env: dict[str, str]) -> int:
    """Run a Django management command in the foreground; return its exit code."""
    return subprocess.run(python("-m", "django", *arguments), env=env, check=False).returncode


def must_django(arguments: Sequence[str], *, env: dict[str, str], what: str) -> None:
    """Run a Django management command. Raises LaunchError when it fails."""
    code = django(arguments, env=env)
    if code != 0:
        raise LaunchError(
            f"{what} failed; the reason stands above.",
            "What was stored before is unchanged. Correct the cause and start again.",
        )
