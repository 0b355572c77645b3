"""The documented production configuration has nothing to reproach it with, and each omission is named."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.database import address
from tests.long import long

pytestmark = pytest.mark.django_db

SRC = Path(__file__).resolve().parents[2] / "src"
DOCUMENTED = {  # docs/running.md, with a database that was migrated with both roles
    "COMITY_CITY": "hanoi",
    "COMITY_HTTPS": "1",
    "COMITY_HOSTS": "comity.example.org",
    "COMITY_ORIGINS": "https://comity.example.org",
    "COMITY_SECRET_KEY": "a-key-that-is-long-enough-and-made-of-many-different-letters-0123456789",
}


def checked(folder: Path, **changed: str) -> tuple[int, str]:
    folder.chmod(0o700)
    env = {name: said for name, said in os.environ.items() if not name.startswith("COMITY_")}
    name = str(connection.settings_dict["NAME"])
    env |= DOCUMENTED | {
        "PYTHONPATH": str(SRC),
        "DJANGO_SETTINGS_MODULE": "comity.config.settings",
        "COMITY_DATA": str(folder),
        "DATABASE_URL": address(os.environ["DATABASE_URL"], name=name),
    }
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, env=env | changed, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stdout + done.stderr


@long
def test_the_documented_configuration_is_clean(tmp_path: Path) -> None:
    code, said = checked(tmp_path)

    assert (code, "no issues" in said) == (0, True), said


@long
@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"COMITY_HTTPS": "0"}, "comity.W001"),
        ({"COMITY_DEMO": "1"}, "comity.E006"),
        ({"COMITY_SECRET_KEY": "short"}, "security.W009"),
        ({"COMITY_PERSONAL_KEYS": "short"}, "comity.E008"),
        ({"COMITY_OIDC_ISSUER": "http://sso.example.org"}, "comity.E009"),
    ],
)
def test_what_is_left_out_is_named(tmp_path: Path, changed: dict[str, str], named: str) -> None:
    code, said = checked(tmp_path, **changed)

    assert (code, named in said) == (1, True), said


@long
def test_the_owners_role_is_named(tmp_path: Path) -> None:
    owner = address(os.environ["COMITY_TEST_OWNER_URL"], name=str(connection.settings_dict["NAME"]))

    code, said = checked(tmp_path, DATABASE_URL=owner)

    assert (code, "comity.E003" in said) == (1, True), said
