"""What each command of the launcher does, in the order it does it."""

import argparse
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from comity.run import readiness
from comity.run.account import account_for
from comity.run.database import Database, database_of, must_be_bound
from comity.run.embedded import Embedded
from comity.run.environment import SETTINGS, django, owner_environment, plain_environment, python
from comity.run.errors import LaunchError
from comity.run.places import REPOSITORY, Places, places_of, prepare
from comity.run.progress import Say, complain, say, step
from comity.run.stopping import Stopped, ignore_signals, obey_signals
from comity.run.supervisor import Child, stop_all, watch
from comity.run.translations import compile_all
from comity.run.up import (
    LOOPBACK,
    Address,
    announce,
    ask_sign_ins,
    claim,
    make_ready,
    must_be_free,
    note,
    open_browser,
    ready_static,
    running_at,
    wait_until_healthy,
    web_child,
    worker_child,
)

# Only what changes tables, or fills them at once, works as their owner; everything else as the role of the program.
OWNERS = ("migrate", "reindex", "flush", "createcachetable", "personal", "generate")


def up(options: argparse.Namespace) -> int:
    """Start everything, keep it running, stop it in order. Returns 0 after Ctrl-C or SIGTERM."""
    began = time.monotonic()
    address = Address(options.host, options.port)
    places = places_of()
    prepare(places, account=account_for(places.cluster))
    claimed = claim(places)
    if claimed is None:
        say(running_at(places))
        return 0
    obey_signals()
    children: list[Child] = []
    database = database_of(places)
    try:
        must_be_free(address)
        _bring_up(address, places, database=database, children=children, began=began, browser=options.open)
        watch(children, database=database, say=say)
    except Stopped:
        say("\nStopping ...")
        _close(children, database)
        say("Comity is down; everything is stored.")
        return 0
    finally:
        _close(children, database)
        note(places, "")
        os.close(claimed)


def _bring_up(
    address: Address,
    places: Places,
    *,
    database: Database,
    children: list[Child],
    began: float,
    browser: bool,
) -> None:
    """Start the database, bring it up to date, and open the doors."""
    say(f"Starting Comity on {places.folder}")
    with step("Starting the database"):
        database.start()
        database.create_roles_and_database()
    must_be_bound(database)
    env = plain_environment(places, database=database)
    if _is_trial(address):
        env.setdefault("COMITY_DEMO", "1")
    make_ready(places, database=database, env=env, say=say)
    _open(address, places, env=env, children=children, began=began)
    if browser:
        open_browser(address, say=say)


def _is_trial(address: Address) -> bool:
    """Say whether this is somebody's first look: their own machine, nothing configured."""
    # Elsewhere, demonstration sign-ins would be an open door; there COMITY_DEMO must be said.
    configured = any(name in os.environ for name in ("COMITY_CITY", "DATABASE_URL", "DATABASE_URL_FILE"))
    return address.host in LOOPBACK and not configured


def _open(
    address: Address,
    places: Places,
    *,
    env: dict[str, str],
    children: list[Child],
    began: float,
) -> None:
    """Start the web server and the worker and tell where they are."""
    web = web_child(address, env=env, log=places.log / "web.log")
    work = worker_child(env=env, log=places.log / "worker.log")
    children += [web, work]
    web.start()
    asked = ask_sign_ins(env)
    with step("Starting the web server"):
        wait_until_healthy(web, address=address, env=env)
    work.start()
    note(places, address.shown)
    announce(address, places=places, asked=asked, seconds=time.monotonic() - began, say=say)
    if env.get("COMITY_DEMO") == "1" and address.host not in LOOPBACK:
        say(
            "\n  Beware: the demonstration sign-ins are open to everybody who can reach this "
            "address. Set COMITY_DEMO=0 for real work."
        )


def _close(children: list[Child], database: Database) -> None:
    ignore_signals()
    stop_all(children)
    database.stop()


@contextmanager
def _standing(places: Places, *, say: Say) -> Iterator[Database]:
    """Give a running database, and let go of it afterwards."""
    database = database_of(places, say=say)
    obey_signals()
    try:
        prepare(places, account=account_for(places.cluster))
        database.start()
        database.create_roles_and_database()
        yield database
    finally:
        ignore_signals()
        database.stop()


def serve(options: argparse.Namespace) -> int:
    """Run the web server alone, on a database that was migrated before."""
    address = Address(options.host, options.port)
    must_be_free(address)
    places = places_of()
    with _standing(places, say=say) as database:
        must_be_bound(database)
        env = plain_environment(places, database=database)
        _remind_of_migrations(database)
        ready_static(places, env=env, say=say)
        say(f"Serving {address.shown} (stop with Ctrl-C)")
        return _keep(web_child(address, env=env, log=None), database=database)


def worker(options: argparse.Namespace) -> int:
    """Run the worker alone."""
    places = places_of()
    with _standing(places, say=say) as database:
        must_be_bound(database)
        env = plain_environment(places, database=database)
        _remind_of_migrations(database)
        arguments = ("--interval", options.interval)
        say("Working on queued tasks (stop with Ctrl-C)")
        return _keep(worker_child(env=env, log=None, arguments=arguments), database=database)


def _keep(child: Child, *, database: Database) -> int:
    try:
        child.start()
        watch([child], database=database, say=say)
    except Stopped:
        return 0
    finally:
        ignore_signals()
        child.stop()


def _remind_of_migrations(database: Database) -> None:
    if readiness.database_mark(database.owner_url())[0] != readiness.tables_wanted():
        complain("comity: the tables may not be up to date; if so, run: ./comity migrate")


def delegate(name: str, arguments: list[str]) -> int:
    """Run the management command of that name on a running database; return its exit code."""
    if [name, *arguments[:1]] == ["packs", "check"]:
        return check_packs(arguments[1:])
    places = places_of()
    # The output of a command may be read by a program, so the launcher speaks elsewhere.
    with _standing(places, say=complain) as database:
        words = arguments or ["help"] if name == "manage" else [name, *arguments]
        chosen = owner_environment if words[0] in OWNERS else plain_environment
        env = chosen(places, database=database)
        for written in compile_all():
            complain(f"  Translations compiled: {written.parent.parent.name}")
        code = django(words, env=env)
        _mark(database, words, succeeded=code == 0)
        return code


def check_packs(arguments: list[str]) -> int:
    """Say what is wrong with packs; return the exit code. It reads files; an office that is up is asked for its files, too."""
    places = places_of()
    database = database_of(places, say=complain)
    if "--office" in arguments or not database.is_running():
        env = {"DJANGO_SETTINGS_MODULE": SETTINGS, **os.environ, "COMITY_DATA": str(places.folder)}
        return django(["packs", "check", *arguments], env=env)
    return django(["packs", "check", "--office", *arguments], env=plain_environment(places, database=database))


def explain_delegated(name: str, arguments: list[str], *, example: str) -> int:
    """Print the management command's own help, with an example; needs no database."""
    script = "import sys; from django.core.management import execute_from_command_line as run; run(sys.argv[1:])"
    env = {"DJANGO_SETTINGS_MODULE": SETTINGS, "COMITY_SECRET_KEY": "only-to-print-help", **os.environ}
    command = [*python("-c", script), "comity", name, *arguments]
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=False)
    say(done.stdout.rstrip())
    if "Example: " not in done.stdout:
        say(f"\nExample: {example}")
    return done.returncode


def _mark(database: Database, words: list[str], *, succeeded: bool) -> None:
    """Keep the database's mark true after a command that may have changed the tables."""
    if words[0] not in ("migrate", "flush"):
        return
    url = database.owner_url()
    filled = readiness.database_mark(url)[1] and words[0] != "flush"
    complete = succeeded and words == ["migrate"]
    tables = readiness.tables_wanted() if complete else "unknown"
    readiness.mark_database(url, tables=tables, filled=filled)


def test(arguments: list[str]) -> int:
    """Do the set-up that the tests need and run them; return pytest's exit code."""
    for written in compile_all():
        say(f"  Translations compiled: {written.parent.parent.name}")
    # Tests are imported from the repository's folder, so here the current folder may be seen.
    command = [sys.executable, "-m", "pytest", *(arguments or ["-n", "auto", "--dist", "loadgroup"])]
    say(f"  Running in {REPOSITORY}: {shlex.join(command)}")
    return subprocess.run(command, cwd=REPOSITORY, check=False).returncode


def backup(options: argparse.Namespace) -> int:
    """Write the whole office into one file."""
    from comity.run.backup import write  # noqa: PLC0415  not needed for anything else

    places = places_of()
    with _standing(places, say=say) as database:
        write(Path(options.file), places=places, database=database, say=say)
    return 0


def archive(options: argparse.Namespace) -> int:
    """Keep every change of the office in a folder until told to stop."""
    from comity.run import archiving  # noqa: PLC0415  not needed for anything else

    places = places_of()
    folder = archiving.Folder(Path(options.folder).expanduser().absolute())
    try:
        with _standing(places, say=say) as database:
            if not isinstance(database, Embedded):
                raise LaunchError(
                    "Only the embedded database is archived by comity.",
                    "Your own PostgreSQL has its own means, such as pgBackRest or Barman; attachments lie in COMITY_DATA/files.",
                )
            archiving.run(folder, database=database, every_days=options.every, keep=options.keep, say=say)
    except Stopped:
        say("Archiving stopped; what was stored up to now is in the archive.")
    return 0


def restore(options: argparse.Namespace) -> int:
    """Read the whole office from one file, or from an archive as of a moment."""
    from comity.run import moment  # noqa: PLC0415  not needed for anything else
    from comity.run import restore as reading  # noqa: PLC0415

    obey_signals()
    path = Path(options.file)
    if path.is_dir():
        at = moment.moment_of(options.at) if options.at else None
        reading.read_archive(path, at=at, places=places_of(), replace=options.replace, say=say)
        return 0
    if options.at:
        raise LaunchError("--at needs the folder of an archive.", "A backup holds one moment only; leave out --at.")
    reading.read(path, places=places_of(), replace=options.replace, say=say)
    return 0
