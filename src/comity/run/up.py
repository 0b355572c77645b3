"""The whole office by one command: database, tables, data, pages, worker; and its orderly end."""

import fcntl
import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
import webbrowser
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from comity.run import readiness
from comity.run.database import Database
from comity.run.environment import (
    django,
    must_django,
    owner_environment,
    python,
)
from comity.run.errors import LaunchError
from comity.run.places import Places
from comity.run.progress import Say, complain, step
from comity.run.supervisor import Child
from comity.run.translations import compile_all

HEALTHY_WITHIN = 60.0  # seconds
PATIENCE = 10.0  # seconds in which a first bad answer may become a good one
LOOPBACK = ("127.0.0.1", "localhost", "::1")
# Listening everywhere is the reader's choice; the launcher itself looks at the near end.
NEAR = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "::1": "[::1]"}  # noqa: S104


@dataclass(frozen=True)
class Address:
    """Where the pages are served."""

    host: str
    port: int

    @property
    def shown(self) -> str:
        """The address for people; passkeys need a name, so it is `localhost` on one's own."""
        host = "localhost" if self.host in (*LOOPBACK, *NEAR) else self.host
        return f"http://{host}:{self.port}/"

    @property
    def probed(self) -> str:
        """The address at which the launcher itself looks."""
        return f"http://{NEAR.get(self.host, self.host)}:{self.port}/healthz"


def must_be_free(address: Address) -> None:
    """Raise LaunchError when another program already listens at the address."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except PermissionError:
            raise LaunchError(
                f"You may not open port {address.port}; ports below 1024 are the system's.",
                "Choose another: ./comity up --port 8411",
            ) from None
        except OSError as error:
            raise LaunchError(
                f"Port {address.port} on {address.host} cannot be used "
                f"({(error.strerror or str(error)).lower()}): another program may listen there.",
                f"Choose another: ./comity up --port {_another(address.port)} (or set COMITY_PORT).",
            ) from None


def _another(port: int) -> int:
    return port + 1 if port < 65535 else 8410


def claim(places: Places) -> int | None:
    """Return a lock on the folder for `up`, or None if another `up` has it."""
    handle = os.open(places.run / "up.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    note(places, "")
    return handle


def note(places: Places, shown: str) -> None:
    """Write down for others at which address the office is up."""
    half = places.run / "up.json.half"
    half.write_text(json.dumps({"address": shown, "process": os.getpid()}), encoding="utf-8")
    half.replace(places.run / "up.json")


def running_at(places: Places) -> str:
    """Return a sentence about the `up` that is already running on the folder."""
    try:
        noted = json.loads((places.run / "up.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        noted = {}
    where = noted.get("address") or "its address follows when it is ready"
    return f"Comity is already up on {places.folder}: {where} (process {noted.get('process')})"


def make_ready(places: Places, *, database: Database, env: dict[str, str], say: Say) -> None:
    """Bring tables, data, translations and static files to what the code wants."""
    for written in compile_all():
        say(f"  Translations compiled: {written.parent.parent.name}")
    owner = {**env, **owner_environment(places, database=database)}
    ready_tables(database, env=env, owner=owner, say=say)
    ready_static(places, env=env, say=say)


def ready_tables(database: Database, *, env: dict[str, str], owner: dict[str, str], say: Say) -> None:
    """Migrate (as the owner) and fill (as the program) unless the database's mark says that this was done."""
    url, wanted = database.owner_url(), readiness.tables_wanted()
    tables, filled = readiness.database_mark(url)
    if tables != wanted:
        with step("Bringing the tables up to date", say=say):
            migrate(owner, checked=filled)
        readiness.mark_database(url, tables=wanted, filled=filled)
    use_packs(env)
    if not filled:
        with step("Loading the first data", say=say):
            must_django(["load", "--if-empty"], env=env, what="Loading the data")
        readiness.mark_database(url, tables=wanted, filled=True)


def use_packs(env: dict[str, str]) -> None:
    """Put the city's own packs in force; wrong ones are told and those in force before stay."""
    own = Path(env.get("COMITY_PACKS") or Path(env["COMITY_DATA"]) / "packs")
    if not any(own.glob("*/pack.toml")):
        return
    if django(["packs", "use"], env=env) != 0:
        complain("  The packs above were not put in force; those that were in force before still are.")


def migrate(env: dict[str, str], *, checked: bool) -> None:
    """Run the migrations as the owner of the tables. Raises LaunchError.

    The program is checked first, unless it is anyway before an empty office is filled.
    """
    command = ["migrate", "--no-input", "--verbosity=0", *(() if checked else ("--skip-checks",))]
    must_django(command, env=env, what="Bringing the tables up to date")


def ready_static(places: Places, *, env: dict[str, str], say: Say) -> None:
    """Collect the static files unless those of the folder are the code's."""
    wanted = readiness.static_wanted()
    if readiness.static_mark(places.static) == wanted:
        return
    with step("Collecting the static files", say=say):
        command = ["collectstatic", "--no-input", "--clear", "--verbosity=0"]
        must_django(command, env=env, what="Collecting the static files")
    places.static.mkdir(exist_ok=True)
    readiness.mark_static(places.static, wanted=wanted)


def web_child(address: Address, *, env: dict[str, str], log: Path | None) -> Child:
    """Return the web server, not yet started."""
    return Child("web server", ["web", address.host, str(address.port)], env, log)


def worker_child(*, env: dict[str, str], log: Path | None, arguments: tuple[str, ...] = ()) -> Child:
    """Return the worker for queued tasks, not yet started."""
    return Child("worker", ["worker", *arguments], env, log)


def wait_until_healthy(web: Child, *, address: Address, env: dict[str, str]) -> None:
    """Return when the web server answers well. Raises LaunchError when it dies, takes too long or answers ill."""
    deadline = time.monotonic() + HEALTHY_WITHIN
    status = 0
    while status != HTTPStatus.OK:
        if web.is_dead():
            raise LaunchError(f"The web server ended at once.\n{web.last_words()}", _see(web))
        if time.monotonic() > deadline:
            how = f"answers with {status}" if status else "does not answer"
            raise LaunchError(f"The web server {how}.\n{web.last_words()}", _see(web))
        time.sleep(0.1)
        answered, status = status, _status(address, env=env)
        if status and not answered:
            deadline = min(deadline, time.monotonic() + PATIENCE)


def _see(child: Child) -> str:
    return f"Its log is {child.log}. Nothing was lost." if child.log else "Nothing was lost."


class Straight(urllib.request.HTTPRedirectHandler):
    """Takes "go elsewhere" for an answer: the health page must be seen by everybody."""

    def redirect_request(self, *_arguments: object) -> None:
        """Follow nothing."""


def _status(address: Address, *, env: dict[str, str]) -> int:
    """Return the HTTP status of the health page, or 0 when nobody answers."""
    request = urllib.request.Request(address.probed)  # noqa: S310  our own address
    hosts = [host for host in env.get("COMITY_HOSTS", "").split(",") if host.strip(" .*")]
    if hosts:
        request.add_header("Host", hosts[0].strip().lstrip("."))
    # As the proxy in front would say; without it, a deployment under HTTPS answers "go there".
    request.add_header("X-Forwarded-Proto", "https")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), Straight)
    try:
        with opener.open(request, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def ask_sign_ins(env: dict[str, str]) -> subprocess.Popen[str]:
    """Begin to ask the program for its demonstration sign-ins, while other things start."""
    return subprocess.Popen(
        python("-m", "django", "signins"),
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def announce(address: Address, *, places: Places, asked: subprocess.Popen[str], seconds: float, say: Say) -> None:
    """Tell where the office is, how to sign in, and how to stop it."""
    words, complaint = asked.communicate()
    say(f"\nComity is up after {seconds:.1f} s: {address.shown}\n")
    if asked.returncode == 0:
        say(words.rstrip())
    else:
        last = (complaint.strip().splitlines() or ["no reason was given"])[-1]
        say(f"  The sign-ins could not be listed: {last}")
    say(f"\n  Data   {places.folder}\n  Logs   {places.log}\n  Stop   Ctrl-C")


def open_browser(address: Address, *, say: Say) -> None:
    """Open the address in the reader's browser, or say that there is none."""
    if not webbrowser.open(address.shown):
        say(f"  No browser could be opened here; go to {address.shown}")
