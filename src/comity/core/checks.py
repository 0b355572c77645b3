"""What is wrong with the settings of a deployment: run by `comity check --deploy`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, register
from django.db import DatabaseError, connection

from comity.core import pack, protect, sealing

LEAST_VERSION = 15


@register()
def packs(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """Check that every pack says what it must."""
    found: list[CheckMessage] = []
    for name in pack.names():
        try:
            pack.load(name)
        except pack.BadPack as error:
            found.append(
                Error(str(error), hint="Correct the file; docs/write-a-pack.md says what it holds.", id="comity.E007")
            )
    return found


@register(deploy=True)
def database(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """Check that the program's role owns nothing, cannot bypass policies, and finds every table protected."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select rolsuper or rolbypassrls, current_user from pg_roles where rolname = current_user")
            bypasses, name = cursor.fetchone() or (False, "")
            cursor.execute(  # a role that holds the owner's rights by membership is not bound either
                "select count(*) from pg_class as c join pg_namespace as n on n.oid = c.relnamespace"
                " where n.nspname = 'public' and c.relkind in ('r', 'p') and pg_has_role(current_user, c.relowner, 'USAGE')"
            )
            (owned,) = cursor.fetchone() or (0,)
            version = connection.pg_version // 10000  # type: ignore[attr-defined]
            bare = protect.unprotected("default")
    except DatabaseError as error:
        return [Error(f"The database does not answer: {error}", hint="Check DATABASE_URL.", id="comity.E001")]
    found: list[CheckMessage] = []
    if bypasses:
        hint = "Make a role with NOSUPERUSER NOBYPASSRLS and name it in DATABASE_URL; docs/running.md has the SQL."
        found.append(Error(f"The role {name} can bypass row-level security.", hint=hint, id="comity.E002"))
    if owned:
        hint = "Tables belong to the owner's role of COMITY_OWNER_URL; the program works as another."
        found.append(
            Error(f"The role {name} owns {owned} tables, so policies do not bind it.", hint=hint, id="comity.E003")
        )
    if version < LEAST_VERSION:
        found.append(
            Error(f"PostgreSQL {version} is too old.", hint=f"Use {LEAST_VERSION} or newer.", id="comity.E004")
        )
    if bare:
        found.append(
            Error(f"Tables without a policy: {', '.join(bare)}.", hint="Run `comity migrate`.", id="comity.E005")
        )
    return found


@register(deploy=True)
def deployment(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """Check what would let strangers in or lose files."""
    found: list[CheckMessage] = []
    if settings.DEMO:
        hint = "Unset COMITY_DEMO: the sign-in page shows the sample accounts with their password."
        found.append(Error("Sample accounts are open.", hint=hint, id="comity.E006"))
    if not settings.HTTPS:
        hint = "Set COMITY_HTTPS=1 behind a proxy that speaks HTTPS."
        found.append(checks.Warning("Passwords and sessions travel without encryption.", hint=hint, id="comity.W001"))
    if settings.OIDC_ISSUER.startswith("http://"):
        hint = "Use the provider's https:// address in COMITY_OIDC_ISSUER."
        found.append(Error("Who signs in is told to Comity without encryption.", hint=hint, id="comity.E009"))
    try:
        sealing.keyring()
    except sealing.BadKeys as error:
        hint = "Each key is 32 bytes in Base64, the newest first; docs/running.md says how one is made."
        found.append(Error(f"Personal data cannot be sealed: {error}", hint=hint, id="comity.E008"))
    folder = Path(settings.DATA)
    if folder.exists() and folder.stat().st_mode & 0o006:
        hint = f"chmod o-rw {folder}"
        found.append(
            checks.Warning(
                f"Other users of the machine may read the data folder {folder}.", hint=hint, id="comity.W002"
            )
        )
    return found
