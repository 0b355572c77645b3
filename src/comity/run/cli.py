"""The commands of the launcher: `comity up`, `comity backup` and the others."""

import argparse
import errno
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from comity.run.errors import LaunchError
from comity.run.progress import complain
from comity.run.stopping import Stopped

DEFAULT_PORT = 8410
Command = Callable[[argparse.Namespace], int]
if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  it has no public name

DELEGATED = {
    "migrate": ("bring the tables up to date", "comity migrate"),
    "load": ("load a data set, once or again", "comity load hanoi"),
    "check": ("say what is wrong with the settings", "comity check --deploy"),
    "reindex": ("make the search index anew where a register's declaration changed", "comity reindex"),
    "explain": ("say what was derived for a register, and from where", "comity explain partners"),
    "report": (
        "figures, checks, issued reports and returns",
        "comity report --period 2024 --format xlsx --output 2024.xlsx",
    ),
    "packs": ("check a city's own packs, or put them in force", "comity packs check /srv/packs"),
    "account": (
        "make a sign-in, such as the first administrator's",
        "comity account create an.nguyen --role administrator --city hanoi",
    ),
    "personal": ("look after the keys of personal data, and erase what is kept too long", "comity personal rotate"),
    "generate": ("fill an invented city, to try many records", "comity generate --records 100000"),
    "manage": ("run any other management command", "comity manage shell"),
}


def main(arguments: Sequence[str]) -> int:
    """Run one command; return 0, 1 when something stopped it, or 2 when it was not understood."""
    try:
        if (
            arguments[:1]
            and arguments[0] in DELEGATED
            and not (arguments[0] == "manage" and _wants_help(arguments[1:2]))
        ):
            return _delegated(arguments[0], list(arguments[1:]))
        if arguments[:1] == ["test"] and not _wants_help(arguments[1:]):
            from comity.run.commands import test  # noqa: PLC0415  see _lazily

            return test(list(arguments[1:]))
        options = parser().parse_args(arguments)
        command: Command = options.command
        return command(options)
    except LaunchError as error:
        complain(f"\ncomity: {error.sentence}")
        if error.what_to_do:
            complain(f"{error.what_to_do}")
        return 1
    except OSError as error:
        complain(f"\ncomity: {error.strerror or error}{f': {error.filename}' if error.filename else ''}.")
        if error.errno == errno.ENOSPC:
            complain("The disk is full. Make room and start again; what was stored is safe.")
        return 1
    except (KeyboardInterrupt, Stopped):
        complain("\ncomity: interrupted.")
        return 130


def _delegated(name: str, rest: list[str]) -> int:
    """Run a management command; its options are its own and pass through unread."""
    from comity.run import commands  # noqa: PLC0415  see _lazily

    if name != "manage" and _wants_help(rest):
        return commands.explain_delegated(name, rest, example=DELEGATED[name][1])
    return commands.delegate(name, rest)


def _wants_help(rest: Sequence[str]) -> bool:
    return any(word in ("-h", "--help") for word in rest)


def parser() -> argparse.ArgumentParser:
    """Return the parser of every command, each with its example."""
    top = argparse.ArgumentParser(prog="comity", description="Comity: a city's external affairs on record.")
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    _add_up(commands)
    _add_serve(commands)
    _add_worker(commands)
    _add_copies(commands)
    for name, (purpose, example) in DELEGATED.items():
        _add(commands, name, purpose, example)
    _add(commands, "test", "do all set-up and run the tests", "comity test tests/domain -x")
    return top


def _add(commands: "Commands", name: str, purpose: str, example: str) -> argparse.ArgumentParser:
    return commands.add_parser(
        name,
        help=purpose,
        description=f"{purpose[0].upper()}{purpose[1:]}.",
        epilog=f"Example: {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _lazily(name: str) -> Command:
    """Return a command that is imported only when it is run, so that `--help` is instant."""

    def run(options: argparse.Namespace) -> int:
        from comity.run import commands  # noqa: PLC0415  loads the database driver

        command: Command = getattr(commands, name)
        return command(options)

    return run


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; use a number from 1 to 65535")
    return int(text)


def _count(text: str) -> int:
    if not text.isdigit() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number; use 1 or more")
    return int(text)


def _add_address(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--port", type=_port, default=os.environ.get("COMITY_PORT") or str(DEFAULT_PORT),
        help=f"port of the pages (default: COMITY_PORT, else {DEFAULT_PORT})",
    )  # fmt: skip
    command.add_argument(
        "--host", default=os.environ.get("COMITY_HOST") or "127.0.0.1",
        help="address to listen on (default: COMITY_HOST, else 127.0.0.1: this machine only)",
    )  # fmt: skip


def _add_up(commands: "Commands") -> None:
    up = _add(commands, "up", "start the whole office and keep it running", "comity up --port 8500 --open")
    _add_address(up)
    up.add_argument("--open", action="store_true", help="open the first page in the browser")
    up.set_defaults(command=_lazily("up"))


def _add_serve(commands: "Commands") -> None:
    serve = _add(commands, "serve", "run the web server alone", "comity serve --port 8500")
    _add_address(serve)
    serve.set_defaults(command=_lazily("serve"))


def _add_worker(commands: "Commands") -> None:
    worker = _add(commands, "worker", "run the worker for queued tasks alone", "comity worker")
    worker.add_argument("--interval", default="1", metavar="SECONDS", help="pause when nothing is queued (1)")
    worker.set_defaults(command=_lazily("worker"))


def _add_copies(commands: "Commands") -> None:
    backup = _add(
        commands, "backup", "write database and attachments into one file",
        "comity backup comity-$(date +%F).tar",
    )  # fmt: skip
    backup.add_argument("file", metavar="FILE", help="the file to write; must not exist yet")
    backup.set_defaults(command=_lazily("backup"))
    archive = _add(
        commands, "archive", "keep every change in a folder, so that one can go back to any moment",
        "comity archive /backups/comity-archive",
    )  # fmt: skip
    archive.add_argument("folder", metavar="FOLDER", help="where to keep it; best on another disk")
    archive.add_argument("--every", type=float, default=7, metavar="DAYS", help="days between whole copies (7)")
    archive.add_argument("--keep", type=_count, default=4, metavar="COPIES", help="how many whole copies to keep (4)")
    archive.set_defaults(command=_lazily("archive"))
    restore = _add(
        commands, "restore", "read a backup, or an archive as of a moment, into an empty data folder",
        "COMITY_DATA=/srv/comity comity restore comity-2026-11-22.tar\n"
        "         COMITY_DATA=/srv/comity comity restore /backups/comity-archive --at 2026-11-22T14:30",
    )  # fmt: skip
    restore.add_argument("file", metavar="FILE", help="a file of `comity backup`, or the folder of `comity archive`")
    restore.add_argument(
        "--at", metavar="MOMENT", help="of an archive: the moment to go back to, such as 2026-11-22T14:30"
    )
    restore.add_argument(
        "--replace", action="store_true",
        help="restore over existing data, which is kept aside under a name with a date",
    )  # fmt: skip
    restore.set_defaults(command=_lazily("restore"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
