"""The shipped office under load, each figure beside the plain SQL and beside a bare view of the same run.

python -m benchmarks.harness --records 1000000 [--folder KEPT] [--seconds 3] [--only pages]
"""

import argparse
import json
import os
import platform
import secrets
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import django
import psycopg

from benchmarks import load, shipped
from benchmarks.lists import visible
from benchmarks.measure import Session, sessions

ROUNDS, CLIENTS, TURNS = 3, (1, 8), 15
SLOW, FAR, LONG, TOLD = 2.0, 1.3, 200.0, 3000  # ms; times the plain one; ms; characters of a statement
PARTS = ("memory", "pages", "create", "sql", "exports")


@dataclass
class Office:
    """What the parts need to know of the office that is measured."""

    folder: Path
    port: int
    launcher: int
    seconds: float
    telling: bool = False
    identity: Any = None
    cookie: str = ""
    owner: str = ""
    app: str = ""
    addresses: dict[str, str] = field(default_factory=dict)
    sent: dict[str, list[str]] = field(default_factory=dict)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument(
        "--folder", type=Path, help="an office's data folder; it is kept, and filled only if it is not there"
    )
    parser.add_argument("--seconds", type=float, default=3.0, help="how long one round of load lasts")
    parser.add_argument("--only", choices=PARTS, action="append")
    parser.add_argument("--tell", action="store_true", help="print the statements that are far from the plain ones")
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[:2]))
    place = options.folder or Path(tempfile.mkdtemp(prefix="comity-harness-"))
    try:
        if not (place / "postgres").is_dir():
            shipped.comity("migrate", folder=place)
            shipped.comity("generate", "--records", str(options.records), folder=place)
        _measure(place, options.seconds, options.only or PARTS, telling=options.tell)
    finally:
        if options.folder is None:
            shutil.rmtree(place, ignore_errors=True)


def _measure(place: Path, seconds: float, parts: Any, *, telling: bool) -> None:
    port = shipped.free_port()
    if not (place / "static").is_dir():
        with shipped.up(place, port):  # brings tables and static files up to date
            pass
    with shipped.up(place, port) as (launcher, until):
        print(
            f"\n{platform.machine()}, 2 of {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} before the start\n"
        )
        print(f"start to first page: {until:.1f} s")
        office = _known(Office(place, port, launcher, seconds, telling))
        for part in parts:
            globals()[f"_{part}"](office)


def _known(office: Office) -> Office:
    """Look around in the office: an officer signs in, and each page tells its statements."""
    from comity.run.database import database_of
    from comity.run.keys import keys_of
    from comity.run.places import places_of

    database = database_of(places_of(office.folder), say=lambda _said: None)
    database.start()
    office.owner, office.app = database.owner_url(), database.app_url()
    os.environ |= {
        "DATABASE_URL": office.app,
        "COMITY_DATA": str(office.folder),
        "COMITY_SECRET_KEY": keys_of(office.folder).secret_key,
        "COMITY_CITY": "generated",
        "DJANGO_SETTINGS_MODULE": "comity.config.settings",
    }
    django.setup()
    from benchmarks import known

    office.identity, client = known.signed_in()
    office.cookie = "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())
    office.addresses = known.pages(office.identity)
    office.sent = {name: known.statements(client, address) for name, address in office.addresses.items()}
    return office


def _memory(office: Office) -> None:
    for address in office.addresses.values():
        load.rounds(office.port, load.get(address, office.cookie), clients=2, seconds=0.5)
    idle = shipped.memory(office.launcher)
    heavy = load.get(office.addresses["list-by-country"], office.cookie)
    load.rounds(office.port, heavy, clients=8, seconds=office.seconds * 3)
    loaded = shipped.memory(office.launcher)
    for kind, megabytes in idle.items():
        print(f"memory of the {kind}: {megabytes:.0f} MB idle, {loaded[kind]:.0f} MB after load")


def _pages(office: Office) -> None:
    """Print each page beside the bare view that runs its statements and draws its rows, for nobody and for who is signed in."""
    from benchmarks import known

    print("\n| page | clients | a second | floor | median ms | floor | ratio |\n|---|--:|--:|--:|--:|--:|--:|")
    asked_of_django = ("django_session", "comity_officer")  # the signed-in floor asks itself who is there
    for signed in (False, True):
        floor, told = shipped.free_port(), office.folder / "floor.json"
        left_out = asked_of_django if signed else ()
        sent = {
            name: [one for one in statements if not any(table in one for table in left_out)]
            for name, statements in office.sent.items()
        }
        told.write_text(json.dumps(sent), encoding="utf-8")
        cookie = known.signed_in_at_floor() if signed else ""
        with shipped.floor(floor, url=office.app, statements=told, folder=office.folder, signed=signed):
            for name, address in office.addresses.items():
                ours, its = load.get(address, office.cookie), load.get(f"/page/{name}/", cookie)
                for clients in CLIENTS:
                    label = f"{name}, beside a signed-in view" if signed else name
                    _pair(label, clients, (office.port, ours), (floor, its), office.seconds)


def _pair(name: str, clients: int, ours: tuple[int, Any], floor: tuple[int, Any], seconds: float) -> None:
    """Measure both in turns, so that what else the machine does falls on both, and print the best of each."""
    best: list[list[load.Rate]] = [[], []]
    for port, ask in (ours, floor):
        load.rounds(port, ask, clients=clients, seconds=min(1.0, seconds))
    for _ in range(ROUNDS):
        for kept, (port, ask) in zip(best, (ours, floor), strict=True):
            kept.append(load.rounds(port, ask, clients=clients, seconds=seconds))
    rates = [max(one.second for one in kept) for kept in best]
    medians = [min(one.median for one in kept) for kept in best]
    figures = f"{rates[0]:.0f} | {rates[1]:.0f} | {medians[0]:.0f} | {medians[1]:.0f} | {rates[1] / rates[0]:.1f}"
    print(f"| {name} | {clients} | {figures} |", flush=True)


def _create(office: Office) -> None:
    """Print how fast activities are added through the form, beside a bare view that stores one row."""
    print("\n| create | clients | a second | floor | median ms | floor | ratio |\n|---|--:|--:|--:|--:|--:|--:|")
    from benchmarks import bare, known

    with psycopg.connect(office.owner, autocommit=True) as owner:
        owner.execute(bare.MAKE.encode())
    floor, told, token = shipped.free_port(), office.folder / "floor.json", secrets.token_hex(16)
    told.write_text(json.dumps(office.sent), encoding="utf-8")

    def headers(cookie: str) -> dict[str, str]:
        return {"Cookie": f"{cookie}; csrftoken={token}"}

    def fields(number: int) -> dict[str, str]:
        title = f"{secrets.token_hex(8)} {number}"
        return {
            "csrfmiddlewaretoken": token,
            "title_en": title,
            "kind": "meeting",
            "starts": "2026",
            "sensitivity": "1",
        }

    ours = load.post("/activities/new/", fields, headers(office.cookie))
    with shipped.floor(floor, url=office.app, statements=told, folder=office.folder):
        for clients in CLIENTS:
            pair = (office.port, ours), (floor, load.post("/create/", fields, {}))
            _pair("an activity, beside a bare insert", clients, *pair, office.seconds)
    added = load.post("/add/", fields, headers(known.signed_in_at_floor()))
    with shipped.floor(floor, url=office.app, statements=told, folder=office.folder, signed=True):
        for clients in CLIENTS:
            name = "an activity, beside Django's own form for a signed-in person"
            _pair(name, clients, (office.port, ours), (floor, added), office.seconds)
    with psycopg.connect(office.owner, autocommit=True) as owner:
        owner.execute(f"drop table {bare.TABLE}".encode())


def _sql(office: Office) -> None:
    """Print the statements of each page under row-level security beside the same without, the visible set by hand.

    Those whose plan the program's connections keep are kept by both sessions.
    """
    from benchmarks.known import KEPT
    from benchmarks.lists import plain_functions

    print("\n| database work of | statements | guarded ms | plain ms | ratio |\n|---|--:|--:|--:|--:|")
    seen = visible(office.identity)
    plain_functions(office.owner, seen)
    with sessions(office.app, office.owner, office.identity.settings()) as (guarded, plain):
        _visible_alone(plain, seen)
        for name, sent in office.sent.items():
            reading = [one for one in sent if one.lstrip().lower().startswith("select") and "set_config" not in one]
            pairs = []
            for one in reading:
                kept, same = KEPT.get(one), (_plain(one), None)
                asked = partial(guarded.fetch_kept, kept) if kept else partial(guarded.fetch, (one, None))
                pairs.append((_quickest(asked), _quickest(partial(plain.fetch_kept if kept else plain.fetch, same))))
            ours, its = (sum(both) for both in zip(*pairs, strict=True))
            print(f"| {name} | {len(reading)} | {ours:.1f} | {its:.1f} | {ours / its:.2f} |", flush=True)
            for one, (guard, bare) in zip(reading, pairs, strict=True):
                if office.telling and guard > SLOW and (guard > FAR * bare or guard > 10 * SLOW):
                    print(f"    {guard:.1f} ms, plain {bare:.1f}: {one[:TOLD]}\n", flush=True)


def _plain(statement: str) -> str:
    for name in ("find", "having"):
        statement = statement.replace(f"comity_{name}(", f"benchmark_{name}(")
    return statement


def _visible_alone(session: Session, seen: str) -> None:
    """Let the session read what the officer may see, by a condition with constants in every table of records.

    Views of the session stand before the tables of the same names, so that it can be asked the page's own statements:
    plain SQL that answers the same question has that condition wherever records are read, not in its first table alone.
    """
    from comity.core.protect import record_tables
    from comity.core.records import Record

    guarded = {one._meta.db_table for one in Record.__subclasses__()} | {"comity_entry"}
    for table in sorted(guarded & record_tables()):
        view = f'create temporary view "{table}" as select * from public."{table}" where {seen}'
        session.connection.execute(view.encode())


def _quickest(ask: Callable[[], object]) -> float:
    """Return the quickest of some runs, of fewer where one takes long."""
    first = _timed(ask)
    return min([first, *(_timed(ask) for _ in range(TURNS if first < LONG else 3))])


def _timed(ask: Callable[[], object]) -> float:
    from time import perf_counter

    began = perf_counter()
    ask()
    return (perf_counter() - began) * 1000


def _exports(office: Office) -> None:
    from benchmarks import exports

    print(
        "\n| export of commitments | rows | s | bare loop with names s | ratio | of stored values s | ratio | MB grown | bare |\n|---|"
        + "--:|" * 8
    )
    measure: Callable[[str], None] = exports.both
    for kind in ("csv", "xlsx"):
        measure(kind)


if __name__ == "__main__":
    main()
