"""What the next page says of what was done: it goes with the browser, sealed, so that saying it costs no write to the database."""

import base64
import binascii
import secrets
import zlib
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.core import signing
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

NONCE = 12  # bytes, as AES-GCM takes them


class SealedCookie(CookieStorage):
    """A cookie that no one but the server reads: a notice names the record, whose title may be restricted."""

    def __init__(self, request: HttpRequest, *given: Any, **named: Any) -> None:
        super().__init__(request, *given, **named)
        self.signer = _Sealer(request)


class Messages(FallbackStorage):
    """In a sealed cookie; what is too long for one goes into the session."""

    storage_classes = (SealedCookie, SessionStorage)


class _Sealer:
    """Seals where the framework signs. What is sealed opens for the same person only."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def sign_object(self, said: Any, serializer: Any, compress: bool = True) -> str:
        """Return what was said, sealed, in letters that a cookie takes."""
        plain, nonce = zlib.compress(serializer().dumps(said)), secrets.token_bytes(NONCE)
        sealed = AESGCM(_key(settings.SECRET_KEY)).encrypt(nonce, plain, self._reader())
        return base64.urlsafe_b64encode(nonce + sealed).decode()

    def unsign_object(self, text: str, serializer: Any) -> Any:
        """Return what was said. Raises signing.BadSignature for what this server did not seal for this person."""
        try:
            held = base64.urlsafe_b64decode(text)
        except (binascii.Error, ValueError) as error:
            raise signing.BadSignature from error
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            try:
                plain = AESGCM(_key(secret)).decrypt(held[:NONCE], held[NONCE:], self._reader())
            except (InvalidTag, ValueError):
                continue
            return serializer().loads(zlib.decompress(plain))
        raise signing.BadSignature

    def _reader(self) -> bytes:
        return str(self.request.session.get(SESSION_KEY, "")).encode()


def _key(secret: str) -> bytes:
    return salted_hmac("comity.web.sealed_messages", b"", secret=secret, algorithm="sha256").digest()
