"""A real OpenID Connect provider on loopback, as a process of its own, for the tests of sign-in through one."""

import contextlib
import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

STARTS_WITHIN = 60.0  # seconds; the machine may be busy


@dataclass(frozen=True)
class Provider:
    """Where the provider is; people there are known by a subject and claims that may change."""

    issuer: str

    def knows(self, subject: str, **claims: str | int) -> None:
        """Make or change somebody's account at the provider."""
        self._ask("PUT", f"/users/{subject}", json.dumps(claims), "application/json")

    def authorize(self, address: str, subject: str) -> str:
        """Sign in at the provider's page as somebody and return the address it sends the browser to."""
        parts = urlsplit(address)
        form = urlencode({"sub": subject})
        answer = self._ask("POST", f"{parts.path}?{parts.query}", form, "application/x-www-form-urlencoded")
        return answer.getheader("Location") or ""

    def _ask(self, method: str, path: str, body: str, kind: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection(urlsplit(self.issuer).netloc, timeout=30)
        connection.request(method, path, body, {"Content-Type": kind})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        assert answer.status < 400, answer.status
        return answer


@contextlib.contextmanager
def provider() -> Iterator[Provider]:
    """Run a provider that insists on a nonce until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "oidc_provider_mock",
        "--port",
        str(port),
        "--require-nonce",
        "true",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + STARTS_WITHIN
        while not _answers(port):
            assert process.poll() is None, "the provider ended at once"
            assert time.monotonic() < deadline, "the provider does not answer"
            time.sleep(0.1)
        yield Provider(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(30)


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False
