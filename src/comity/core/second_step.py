"""What stands behind an officer's second step is sealed: who reads the tables or a backup cannot make anybody's codes."""

import base64
import json
import logging
import secrets
from typing import TYPE_CHECKING, Any

from comity.core import sealing

if TYPE_CHECKING:
    from psycopg import Connection

ABOUT = "second step"
log = logging.getLogger("comity.accounts")


def seal(secret: str) -> str:
    """Return a secret as it is stored. Raises sealing.BadKeys."""
    return sealing.seal_text(secret, about=ABOUT)


def unseal(stored: str) -> str:
    """Return the secret, or one that nobody knows where its key is gone: then no code is right, and the log says why."""
    try:
        return sealing.unseal_text(stored, about=ABOUT)
    except (sealing.NoKey, sealing.Broken, sealing.BadKeys) as error:
        log.error("a second step cannot be opened: %s %s", type(error).__name__, error)
        return base64.b32encode(secrets.token_bytes(20)).decode()


def reencrypt(owner: "Connection[Any]") -> int:
    """Seal with the newest key, as the tables' owner, what is not; return of how many means. Raises NoKey, Broken, BadKeys."""
    done, newest = 0, f"{sealing.SEALED}{sealing.newest().id}:"
    for number, kept in owner.execute("select id, data::text from mfa_authenticator order by id for update").fetchall():
        data = json.loads(kept)
        fresh = {key: _anew(value, newest) for key, value in data.items()}
        if fresh != data:
            owner.execute("update mfa_authenticator set data = %s where id = %s", [json.dumps(fresh), number])
            done += 1
    return done


def _anew(value: Any, newest: str) -> Any:
    # Only what the sign-in keeps as secret text; a passkey's credential is public and an object of its own.
    if isinstance(value, list):
        return [_anew(one, newest) for one in value]
    if not isinstance(value, str) or value.startswith(newest):
        return value
    return seal(sealing.unseal_text(value, about=ABOUT))
