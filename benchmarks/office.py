"""An office for measuring: an own database in a folder that is thrown away, filled by `comity generate`."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from comity.run.embedded import Embedded


@dataclass(frozen=True)
class Addresses:
    """The roles' addresses of the office's database."""

    owner: str
    app: str
    admin: str


@contextmanager
def office(*, records: int, folder: Path | None = None) -> Iterator[Addresses]:
    """Run an office with so many records, 0 for none; a folder that is named is kept and used again."""
    place = folder or Path(tempfile.mkdtemp(prefix="comity-benchmark-"))
    try:
        with Embedded(place, say=lambda _text: None) as embedded:
            embedded.create_roles_and_database()
            addresses = Addresses(embedded.owner_url(), embedded.app_url(), embedded.admin_url())
            os.environ |= {
                "DATABASE_URL": addresses.app,
                "COMITY_DATA": str(place / "office"),
                "COMITY_SECRET_KEY": "only-for-a-database-that-is-thrown-away-" + "0" * 24,
                "COMITY_DEMO": "0",
                "DJANGO_SETTINGS_MODULE": "comity.config.settings",
            }
            _django("migrate", "--verbosity", "0", owner=addresses.owner)
            _django("collectstatic", "--noinput", "--verbosity", "0")
            _fill(addresses, records)
            yield addresses
    finally:
        if folder is None:
            shutil.rmtree(place, ignore_errors=True)


def _fill(addresses: Addresses, records: int) -> None:
    with psycopg.connect(addresses.owner, autocommit=True) as owner:
        if records and not owner.execute("select 1 from comity_entry limit 1").fetchone():
            began = time.monotonic()
            _django("generate", "--records", str(records), owner=addresses.owner)
            print(f"made {records} records in {time.monotonic() - began:.0f} s", flush=True)


def _django(*arguments: str, owner: str = "") -> None:
    environment = os.environ | ({"COMITY_OWNER_URL": owner} if owner else {})
    subprocess.run([sys.executable, "-m", "django", *arguments], env=environment, check=True)
