"""Nobody makes the server call an address: not by what they type, not by what they upload."""

import ast
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.long import long

SRC = Path(__file__).resolve().parents[2] / "src"
NETWORK = {
    "socket",
    "ssl",
    "urllib.request",
    "http.client",
    "requests",
    "httpx",
    "ftplib",
    "smtplib",
    "telnetlib",
    "aiohttp",
}
# The launcher looks whether its own port is free and answers; sign-in catches the errors of allauth's calls.
MAY = {"run/up.py": {"socket", "urllib.request"}, "web/directory.py": {"requests"}}


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    text = path.read_text()
    if not any(one in text for one in NETWORK):
        return names  # most files: nothing to take apart
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names & NETWORK


def test_no_module_of_the_program_speaks_to_the_network_but_those_named() -> None:
    found = {
        str(path.relative_to(SRC / "comity")): names
        for path in (SRC / "comity").rglob("*.py")
        if (names := imported(path))
    }

    assert found == MAY


@pytest.fixture
def answer() -> Callable[..., str]:
    """Run a line in the web server's process and return what it printed."""

    def run(line: str, **environment: str) -> str:
        code = f"import comity.config.wsgi, socket, urllib.request\ntry:\n    {line}\nexcept Exception as error:\n    print(repr(error))"
        env = {name: said for name, said in os.environ.items() if not name.startswith("COMITY_OIDC")}
        env |= {"PYTHONPATH": str(SRC), "DJANGO_SETTINGS_MODULE": "comity.config.settings"} | environment
        done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    return run


@long
@pytest.mark.parametrize(
    "line",
    [
        "urllib.request.urlopen('http://169.254.169.254/latest/meta-data/', timeout=2)",
        "urllib.request.urlopen('http://localhost:8410/admin/', timeout=2)",
        "socket.create_connection(('example.org', 443), timeout=2)",
        "socket.socket().connect(('127.0.0.1', 5432))",
    ],
)
def test_the_web_server_connects_nowhere(answer: Callable[..., str], line: str) -> None:
    assert "The program does not connect to" in answer(line)


@long
def test_the_web_server_reaches_its_identity_provider_and_nobody_else(answer: Callable[..., str]) -> None:
    issuer = {"COMITY_OIDC_ISSUER": "http://127.0.0.1:9"}

    theirs = answer("socket.create_connection(('127.0.0.1', 9), timeout=2)", **issuer)
    others = answer("socket.create_connection(('127.0.0.2', 9), timeout=2)", **issuer)

    assert "ConnectionRefusedError" in theirs
    assert "does not connect to '127.0.0.2'" in others


@long
def test_the_database_still_answers(answer: Callable[..., str]) -> None:
    line = "from django.db import connection; connection.ensure_connection(); print(connection.vendor)"

    assert answer(line) == "postgresql"


@long
def test_the_mail_server_is_the_workers_alone(answer: Callable[..., str]) -> None:
    mail = {
        "COMITY_EMAIL_HOST": "mail.example",
        "COMITY_EMAIL_FROM": "o@office.example",
        "COMITY_URL": "https://x.example",
    }

    assert "does not connect to 'mail.example'" in answer("socket.getaddrinfo('mail.example', 25)", **mail)
