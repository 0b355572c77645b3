"""The tests' PostgreSQL: a real one, embedded unless COMITY_TEST_ADMIN_URL names another. Loaded before Django's settings."""

import atexit
import os
import secrets
import shutil
import tempfile
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg

from comity.run.embedded import Embedded, prepare_roles

OWNER, APP = "comity_owner", "comity_app"


def _begin() -> None:
    """Start the database once; workers of a parallel run inherit the addresses through the environment."""
    if "COMITY_TEST_TOKEN" in os.environ:
        return
    folder = Path(tempfile.mkdtemp(prefix="comity-tests-"))
    admin = os.environ.get("COMITY_TEST_ADMIN_URL")
    if not admin:
        embedded = Embedded(folder)
        embedded.start()
        atexit.register(_end, embedded, folder)
        admin = embedded.admin_url("postgres")
    owner, app = secrets.token_hex(8), secrets.token_hex(8)
    with psycopg.connect(admin, autocommit=True) as connection:
        prepare_roles(connection, owner=owner, app=app)
    os.environ |= {
        "COMITY_TEST_TOKEN": secrets.token_hex(4),
        "COMITY_TEST_ADMIN_URL": admin,
        "COMITY_TEST_OWNER_URL": address(admin, user=OWNER, password=owner),
        "DATABASE_URL": address(admin, user=APP, password=app),
        "COMITY_DATA": str(folder / "office"),
        "COMITY_SECRET_KEY": secrets.token_hex(32),
        "COMITY_DEMO": "0",
        "COMITY_REQUESTS_A_MINUTE": "0",  # a test asks faster than a person
    }


def _end(embedded: Embedded, folder: Path) -> None:
    embedded.stop()
    shutil.rmtree(folder, ignore_errors=True)


def address(url: str, *, user: str = "", password: str = "", name: str = "") -> str:
    """Return the address with another user or database."""
    parts = urlsplit(url)
    netloc = parts.netloc
    if user:
        host = netloc.rpartition("@")[2]
        netloc = f"{user}:{quote(password)}@{host}"
    return urlunsplit(parts._replace(netloc=netloc, path=f"/{name}" if name else parts.path))


_begin()
