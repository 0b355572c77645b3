"""Sealing of what must not be read from a stolen disk or backup: AES-256-GCM, several keys, the newest seals."""

import base64
import binascii
import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

FILE = "personal.keys"
HEADING = "# Made by comity: keys of personal data, the newest first. Keep a copy apart from the backups; without it nobody can read them.\n"
FORMAT, NONCE, KEY = b"\x01", 12, 32
SEALED = "sealed:"  # no secret of a second step begins so: they are Base32, hexadecimal or digits


class NoKey(LookupError):
    """No key at hand opens this; `args[0]` is the id of the key that would."""


class BadKeys(ValueError):
    """The keys are not written as they must be; `args[0]` says where and how."""


class Broken(ValueError):
    """The sealed bytes were altered, or belong to something else."""


@dataclass(frozen=True)
class Key:
    """A key and the name under which sealed rows remember it."""

    secret: bytes

    @property
    def id(self) -> str:
        """The beginning of the key's hash: names it without betraying it."""
        return hashlib.sha256(b"comity key id" + self.secret).hexdigest()[:12]

    def written(self) -> str:
        """Return the key as it is written in files and settings."""
        return base64.b64encode(self.secret).decode()


def keyring() -> list[Key]:
    """Return the keys, the newest first: of COMITY_PERSONAL_KEYS, else of the data folder. Raises BadKeys."""
    if settings.PERSONAL_KEYS:
        return [_read(text, "COMITY_PERSONAL_KEYS") for text in settings.PERSONAL_KEYS]
    path = place()
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return []
    except UnicodeDecodeError as error:
        raise BadKeys(f"{path} is damaged.") from error
    return [_read(line, str(path)) for line in lines if line.strip() and not line.startswith("#")]


def place() -> Path:
    """Return where the data folder keeps its keys."""
    return Path(settings.DATA) / FILE


def newest() -> Key:
    """Return the key that seals; the data folder's first is made now. Raises BadKeys."""
    found = keyring()
    return found[0] if found else add()


def add() -> Key:
    """Put a new key in front of those of the data folder. Raises BadKeys when the keys come from the environment."""
    if settings.PERSONAL_KEYS:
        raise BadKeys("The keys come from COMITY_PERSONAL_KEYS: put a new one in front there.")
    made, known = Key(secrets.token_bytes(KEY)), keyring()
    path = place()
    half = path.with_suffix(f".{secrets.token_hex(4)}")
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.writelines([HEADING, *(f"{key.written()}\n" for key in (made, *known))])
        file.flush()
        os.fsync(file.fileno())
    if known:
        half.rename(path)
        return made
    try:
        path.hardlink_to(half)  # two that make the first key at once: one wins, and both use it
    except FileExistsError:
        return keyring()[0]
    finally:
        half.unlink()
    return made


def seal(text: str, *, about: str) -> tuple[str, bytes]:
    """Return the key's id and the sealed text, which opens only for the same `about`. Raises BadKeys."""
    key, nonce = newest(), secrets.token_bytes(NONCE)
    return key.id, FORMAT + nonce + AESGCM(key.secret).encrypt(nonce, text.encode(), about.encode())


def unseal(key_id: str, sealed: bytes, *, about: str) -> str:
    """Return the text. Raises NoKey, Broken, BadKeys."""
    key = next((one for one in keyring() if one.id == key_id), None)
    if key is None:
        raise NoKey(key_id)
    if sealed[:1] != FORMAT:
        raise Broken(about)
    try:
        return AESGCM(key.secret).decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], about.encode()).decode()
    except InvalidTag as error:
        raise Broken(about) from error


def seal_text(text: str, *, about: str) -> str:
    """Return the sealed text as one word that remembers its key. Raises BadKeys."""
    key_id, sealed = seal(text, about=about)
    return f"{SEALED}{key_id}:{base64.b64encode(sealed).decode()}"


def unseal_text(word: str, *, about: str) -> str:
    """Return the text of such a word; one that was stored before anything was sealed is itself. Raises NoKey, Broken, BadKeys."""
    if not word.startswith(SEALED):
        return word
    key_id, _colon, sealed = word.removeprefix(SEALED).partition(":")
    try:
        return unseal(key_id, base64.b64decode(sealed, validate=True), about=about)
    except binascii.Error as error:
        raise Broken(about) from error


def _read(text: str, where: str) -> Key:
    try:
        secret = base64.b64decode(text.strip(), validate=True)
    except binascii.Error as error:
        raise BadKeys(f"{where}: a key is not Base64.") from error
    if len(secret) != KEY:
        raise BadKeys(f"{where}: a key has {len(secret)} bytes; it must have {KEY}.")
    return Key(secret)
