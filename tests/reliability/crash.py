"""Kill parts of the office while people and programs write, again and again; then count what is left."""

import shutil
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.reliability import audit
from tests.reliability.doors import Agency, Browser, token
from tests.reliability.house import TARGETS, House
from tests.reliability.ledger import DONE, Ledger
from tests.reliability.pasting import Planner
from tests.reliability.writers import Ground, Program, Writer

PEOPLE = 5200  # more than a page exports at once, so that the worker makes the file
PILLARS = ["party", "state", "people"]
EMPTY_WITHIN = 240.0  # seconds
DEEDS, WRITE_WITHIN = (1, 20), 30.0  # acknowledged between two kills; seconds they are given for it
WAITING = "select count(*) from django_tasks_database_dbtaskresult where status in ('READY', 'RUNNING')"
Say = Callable[[str], None]


@dataclass
class Result:
    """What a run of crashes came to."""

    seed: int
    rounds: int = 0
    seconds: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    kills: Counter[str] = field(default_factory=Counter)
    back: list[float] = field(default_factory=list)
    begun_again: int = 0
    rows: int = 0
    problems: list[str] = field(default_factory=list)

    def report(self) -> str:
        """Return the result as a page of text."""
        counts = "\n".join(f"  {name:<20} {count}" for name, count in sorted(self.counts.items()))
        kills = ", ".join(f"{name} {count}" for name, count in self.kills.most_common())
        back = sorted(self.back) or [0.0]
        return (
            f"{self.rounds} rounds in {self.seconds / 60:.1f} minutes, seed {self.seed}\n"
            f"killed: {kills}\n"
            f"back after: median {back[len(back) // 2]:.1f} s, longest {back[-1]:.1f} s\n"
            f"what was asked and what came of it:\n{counts}\n"
            f"history rows at the end: {self.rows}; tasks begun more than once: {self.begun_again}\n"
            f"problems: {len(self.problems)}\n" + "\n".join(f"  {one}" for one in self.problems)
        )


@contextmanager
def room(prefix: str = "comity-crash-") -> Iterator[Path]:
    """Give a folder that the database's own user may enter, and take it away afterwards."""
    made = Path(tempfile.mkdtemp(prefix=prefix, dir="/tmp"))
    made.chmod(0o755)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def run(house: House, *, rounds: int, seed: int, say: Say, look_every: int = 10) -> Result:
    """Bring the office up, kill it `rounds` times, and look at it now and then and at the end."""
    chance, result, began = Random(seed), Result(seed), time.monotonic()
    say(f"seed {seed}: bringing the office up")
    house.up()
    ledger = Ledger(house.folder.with_name(f"{house.folder.name}.ledger"))
    writers = writers_for(house, ledger, prepare(house), chance)
    threads = started(writers)
    try:
        for number in range(1, rounds + 1):
            result.rounds = number
            once(house, writers, ledger, chance, result)
            if number % look_every == 0 or number == rounds:
                say(f"round {number}: {sum(ledger.counts.values())} asked, {time.monotonic() - began:.0f} s")
                result.problems = look(house, writers, ledger)
                if result.problems:
                    break
    finally:
        stopped(writers, threads)
    result.problems = result.problems or finish(house, ledger, result)
    result.counts, result.seconds = ledger.counts, time.monotonic() - began
    return result


def started(writers: list[Writer]) -> list[threading.Thread]:
    """Let the writers begin."""
    threads = [threading.Thread(target=one.run, daemon=True) for one in writers]
    for one, thread in zip(writers, threads, strict=True):
        one.may.set()
        thread.start()
    return threads


def stopped(writers: list[Writer], threads: list[threading.Thread]) -> None:
    """Let each writer finish what it is at, and no more."""
    for one in writers:
        one.stop.set()
    for thread in threads:
        thread.join(90)


def once(house: House, writers: list[Writer], ledger: Ledger, chance: Random, result: Result) -> None:
    """Let them write until some deeds were acknowledged, kill something while they go on, and wait until the office is back."""
    for one in writers:
        one.may.set()
    wanted, deadline = _done(ledger) + chance.randint(*DEEDS), time.monotonic() + WRITE_WITHIN
    while _done(ledger) < wanted and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(chance.uniform(0.0, 0.5))
    target = chance.choice(TARGETS)
    if house.kill(target, chance):
        result.kills[target] += 1
    began = time.monotonic()
    time.sleep(0.05)
    house.wait()
    result.back.append(time.monotonic() - began)


def _done(ledger: Ledger) -> int:
    return sum(count for what, count in list(ledger.counts.items()) if what.endswith(DONE))


def look(house: House, writers: list[Writer], ledger: Ledger) -> list[str]:
    """Hold the writers and compare the office with what they were told."""
    for one in writers:
        one.may.clear()
    time.sleep(1.0)
    deadline = time.monotonic() + 60
    while any(one.busy for one in writers) and time.monotonic() < deadline:
        time.sleep(0.1)
    house.wait()
    with house.connect() as connection:
        return audit.office(connection, house.folder, ledger)


def finish(house: House, ledger: Ledger, result: Result) -> list[str]:
    """Wait until the worker has emptied the queue; then look at everything, and once more after a start from cold."""
    deadline = time.monotonic() + EMPTY_WITHIN
    with house.connect() as connection:
        while connection.execute(WAITING).fetchone() != (0,) and time.monotonic() < deadline:
            time.sleep(1)
        problems = list(audit.jobs(connection, house.folder, ledger))
        counted = connection.execute(
            "select (select count(*) from django_tasks_database_dbtaskresult where jsonb_array_length(worker_ids) > 1),"
            " (select count(*) from comity_change)"
        ).fetchone()
        result.begun_again, result.rows = counted or (0, 0)
    house.down()
    house.up()
    with house.connect() as connection:
        problems += audit.office(connection, house.folder, ledger)
    house.down()
    return problems


def prepare(house: House) -> Ground:
    """Lay what the writers stand on, and enough people for a long export."""
    with house.connect() as connection:
        row = connection.execute(
            "select (select array_agg(id) from (select id from comity_partner order by id limit 12) as few),"
            " (select min(id) from comity_source), (select min(id) from comity_person)"
        ).fetchone()
        assert row
        partners, source, person = row
        names = [
            name
            for (name,) in connection.execute(
                "select column_name from information_schema.columns where table_name = 'comity_person'"
                " and is_generated = 'NEVER' and column_name not in ('id', 'code', 'title_en')"
            )
        ]
        listed = ", ".join(names)
        connection.execute(
            f"insert into comity_person (code, title_en, {listed})"
            f" select '', 'Crowd ' || n, {listed} from comity_person, generate_series(1, {PEOPLE}) as n where id = {person}"
        )
    agency = Agency(house.port, key(house, "officer"))
    answer = agency.call("POST", "/activities/", {"title_en": "Shared by all", "kind": "meeting", "starts": "2026"})
    assert answer.status == 201, answer.text
    return Ground(partners, source, answer.json()["id"], PILLARS)


def key(house: House, role: str) -> str:
    """Return a new token that acts as the sample officer of the role."""
    with house.connect() as connection:
        row = connection.execute("select name from comity_officer where username = %s", [role]).fetchone()
    assert row
    administrator = Browser(house.port, "administrator", house.password)
    administrator.sign_in()
    return token(administrator, row[0], f"key of {role}")


def writers_for(house: House, ledger: Ledger, ground: Ground, chance: Random) -> list[Writer]:
    """Return two people at the pages and two programs at the API."""
    made: list[Writer] = []
    for role in ("officer", "head"):
        browser = Browser(house.port, role, house.password)
        browser.sign_in()
        made.append(Planner(f"P-{role}", ledger, ground, Random(chance.random()), browser=browser))
        agency = Agency(house.port, key(house, role))
        made.append(Program(f"A-{role}", ledger, ground, Random(chance.random()), agency=agency))
    return made
