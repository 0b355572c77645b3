"""A backup made while others write, restored on an empty machine, and compared with the moment it was made at."""

import hashlib
import time
from pathlib import Path
from random import Random
from typing import Any

import psycopg

from comity.run.embedded import Embedded
from comity.run.progress import quiet
from tests.reliability import audit, crash
from tests.reliability.house import House
from tests.reliability.ledger import DONE, Ledger

KINDS = ("attach", "cite", "edit", "remove", "many")  # what must have been done before the backup begins
PATIENCE = 240.0  # seconds


def run(house: House, *, seed: int, say: crash.Say) -> list[str]:
    """Write, back up meanwhile, restore elsewhere; return what is wrong."""
    chance, ledger = Random(seed), Ledger()
    house.up()
    writers = crash.writers_for(house, ledger, crash.prepare(house), chance)
    threads = crash.started(writers)
    deadline = time.monotonic() + PATIENCE
    while not all(ledger.counts[f"{kind} {DONE}"] for kind in KINDS) and time.monotonic() < deadline:
        time.sleep(0.2)
    before = acknowledged(ledger)
    file = house.folder.with_name("copy.tar")
    made = house.run("backup", str(file))
    written_meanwhile = acknowledged(ledger) - before
    crash.stopped(writers, threads)
    if made.returncode != 0:
        return [f"the backup failed: {made.stdout}{made.stderr}"]
    say(f"{len(before)} records as written before the backup, {len(written_meanwhile)} while it was made")
    problems = [] if before and written_meanwhile else ["nobody wrote while the backup was made"]
    elsewhere, said = restored(house, file, "elsewhere")
    problems += [*ledger.problems, *(said or compare(house, elsewhere, before))]
    quiet_file = house.folder.with_name("quiet.tar")
    house.run("backup", str(quiet_file))
    again, said = restored(house, quiet_file, "again")
    return problems + (said or same_rows(house.folder, again.folder))


def restored(house: House, file: Path, name: str) -> tuple[House, list[str]]:
    """Restore a backup into an empty folder; return the office and what went wrong."""
    there = House(house.folder.with_name(name))
    done = there.run("restore", str(file))
    return there, [f"restoring failed: {done.stdout}{done.stderr}"] if done.returncode else []


def same_rows(one: Path, other: Path) -> list[str]:
    """Return the tables whose rows differ, and the attachments that do."""
    with Embedded(one, say=quiet) as old, Embedded(other, say=quiet) as new:
        new.create_roles_and_database()
        with psycopg.connect(old.admin_url()) as here, psycopg.connect(new.admin_url()) as there:
            before, after = fingerprints(here), fingerprints(there)
    wrong = [
        f"{name}: {before.get(name)} became {after.get(name)}"
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    ]
    files = [
        {path.name: _hash(path) for path in (folder / "files").rglob("*") if path.is_file()} for folder in (one, other)
    ]
    return wrong + ([] if files[0] == files[1] and files[0] else ["the attachments differ, or there are none"])


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def acknowledged(ledger: Ledger) -> set[str]:
    """Return the titles that were acknowledged so far."""
    deeds = [deed for life in list(ledger.lives) for deed in list(life.deeds)]
    return {deed.after.title for deed in deeds if deed.outcome == DONE and deed.after}


def compare(house: House, elsewhere: House, before: set[str]) -> list[str]:
    """Return what the office of a moment among writes lacks or has too much."""
    problems = []
    with Embedded(elsewhere.folder, say=quiet) as database:
        database.create_roles_and_database()
        with house.connect() as old, elsewhere.connect() as new:
            problems += [f"restored: {one}" for one in audit.whole(new, elsewhere.folder)]
            rows = "select id, to_jsonb(c) from comity_change as c"
            had, kept = dict(old.execute(rows).fetchall()), dict(new.execute(rows).fetchall())
            # History is only ever added to: whatever the copy has is the very same in the office it was made of.
            problems += [f"history row {pk} is not the same" for pk in kept if kept[pk] != had.get(pk)][:5]
            titles = {row["became"]["title_en"] for row in kept.values() if "title_en" in (row["became"] or {})}
            problems += [f"{mark} was acknowledged before the backup and is not in it" for mark in before - titles][:5]
    return problems


def fingerprints(connection: "psycopg.Connection[Any]") -> dict[str, tuple[int, str]]:
    """Return number of rows and a hash over all rows of every table, whatever their order."""
    names = connection.execute(
        "select format('%I.%I', schemaname, tablename) from pg_tables"
        " where schemaname not in ('pg_catalog', 'information_schema') order by 1"
    ).fetchall()
    found = {}
    for (name,) in names:
        row = connection.execute(
            f"select count(*), coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), '') from {name} as t"
        ).fetchone()
        assert row
        found[name] = (row[0], row[1])
    return found
