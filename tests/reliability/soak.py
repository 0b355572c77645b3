"""An hour of mixed traffic: no error, no growth in memory beyond noise, and every acknowledged write there at the end."""

import statistics
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.reliability import audit, crash
from tests.reliability.doors import Agency, Away, Browser, Lost
from tests.reliability.house import House
from tests.reliability.ledger import Ledger

PAGES = (
    *("/", "/partners/", "/partners/?q=ha", "/partners/?country=JP&order=title", "/activities/?order=-starts"),
    *("/activities/?starts=2024", "/agreements/", "/search/?q=nhat", "/search/?q=hop+tac", "/map/", "/reports/"),
    *("/people/?q=crowd", "/sources/", "/commitments/", "/account/"),
)
CALLS = ("/partners/", "/activities/?limit=20", "/registers", "/agreements/?q=mou")
EVERY = 5.0  # seconds between two looks at the memory
NOISE = 1.10  # what the last quarter may take of the second one
SMALL = 12.0  # MB; less than this is noise in any process
PAUSE = 0.8  # seconds between two acts of one user, at most
MB = 1024


@dataclass
class Result:
    """What a soak came to."""

    minutes: float
    seed: int
    pause: float = PAUSE
    counts: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    memory: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    times: list[float] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def report(self) -> str:
        """Return the result as a page of text."""
        counts = ", ".join(f"{name} {count}" for name, count in sorted((self.counts + self.answers).items()))
        table = "\n".join(
            f"  {name:<16}" + "".join(f"{value:>9.1f}" for value in self.parts(name)) for name in sorted(self.memory)
        )
        ordered = sorted(self.times) or [0.0]
        return (
            f"{self.minutes:.1f} minutes of mixed traffic, seed {self.seed}, {self.pause} s between two acts at most\n"
            f"asked and answered: {counts}\n"
            f"reading took: median {ordered[len(ordered) // 2] * 1000:.0f} ms, "
            f"95 of 100 within {ordered[int(len(ordered) * 0.95)] * 1000:.0f} ms\n"
            f"memory in MB (PSS), median of each tenth of the time:\n{table}\n"
            f"problems: {len(self.problems)}\n" + "\n".join(f"  {one}" for one in self.problems)
        )

    def parts(self, name: str, pieces: int = 10) -> list[float]:
        """Return the median of the memory in each piece of the time."""
        seen = self.memory[name]
        last = max(at for at, _ in seen) + 1e-9
        sorted_in = [[mb for at, mb in seen if n <= at / last * pieces < n + 1] for n in range(pieces)]
        return [statistics.median(part) if part else float("nan") for part in sorted_in]


def run(house: House, *, minutes: float, seed: int, say: crash.Say, pause: float = PAUSE) -> Result:
    """Bring the office up, use it for so many minutes, and look at it."""
    chance, result = Random(seed), Result(minutes, seed, pause)
    say(f"seed {seed}: bringing the office up")
    house.up()
    ledger = Ledger()
    writers = crash.writers_for(house, ledger, crash.prepare(house), chance)
    over = threading.Event()
    readers = [(_read_pages, Browser(house.port, role, house.password)) for role in ("leader", "colleague")]
    threads = [
        threading.Thread(target=read, args=(browser, Random(chance.random()), result, over), daemon=True)
        for read, browser in readers
    ]
    agency = Agency(house.port, crash.key(house, "head"))
    threads.append(threading.Thread(target=_read_api, args=(agency, chance, result, over), daemon=True))
    for writer in writers:
        writer.pause = pause
        writer.may.set()
        threads.append(threading.Thread(target=writer.run, daemon=True))
    for thread in threads:
        thread.start()
    _measure(house, minutes * 60, result, say)
    over.set()
    for writer in writers:
        writer.stop.set()
    for thread in threads:
        thread.join(90)
    result.counts = ledger.counts
    result.problems += [f"{name}: {count}" for name, count in ledger.counts.items() if "unknown" in name]
    result.problems += [*grown(result), *_finish(house, ledger)]
    return result


def _finish(house: House, ledger: Ledger) -> list[str]:
    with house.connect() as connection:
        deadline = time.monotonic() + crash.EMPTY_WITHIN
        while time.monotonic() < deadline and connection.execute(crash.WAITING).fetchone() != (0,):
            time.sleep(1)
        found = [*audit.office(connection, house.folder, ledger), *audit.jobs(connection, house.folder, ledger)]
    house.down()
    return found


def grown(result: Result) -> list[str]:
    """Return the processes that take more at the end than in the second quarter, beyond noise."""
    found = []
    for name in result.memory:
        parts = result.parts(name, 4)
        if parts[3] > parts[1] * NOISE and parts[3] - parts[1] > SMALL:
            found.append(f"{name} grew from {parts[1]:.1f} to {parts[3]:.1f} MB")
    return found


def _measure(house: House, seconds: float, result: Result, say: crash.Say) -> None:
    began, told = time.monotonic(), 0.0
    first = {name: set(house.pids(name)) for name in ("launcher", "web", "worker", "database")}
    while (at := time.monotonic() - began) < seconds:
        for name, mb in memory(house).items():
            result.memory[name].append((at, mb))
        if at - told > 300:
            told = at
            say(
                f"{at / 60:.0f} minutes: "
                + ", ".join(f"{name} {seen[-1][1]:.0f} MB" for name, seen in result.memory.items())
            )
        time.sleep(EVERY)
    for name, pids in first.items():
        if set(house.pids(name)) != pids:
            result.problems.append(f"the {name} ended and was started anew")


def memory(house: House) -> dict[str, float]:
    """Return what each part of the office takes, in MB; shared pages are shared out among their users."""
    web = house.pids("web")
    workers = sorted(child for pid in web for child in house.children(pid))
    parts = {"launcher": house.pids("launcher"), "web main": web, "worker": house.pids("worker")}
    parts |= {f"web process {number}": [pid] for number, pid in enumerate(workers, start=1)}
    parts["database, all"] = house.pids("all database")
    return {name: sum(map(_pss, pids)) for name, pids in parts.items()}


def _pss(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / MB for line in lines if line.startswith("Pss:")), 0.0)


def _note(result: Result, what: str, status: int, began: float) -> None:
    result.times.append(time.monotonic() - began)
    result.answers[f"{what} {status}"] += 1
    if status >= 500:
        result.problems.append(f"{what} answered {status}")


def _read_pages(browser: Browser, chance: Random, result: Result, over: threading.Event) -> None:
    links: list[str] = []
    while not over.wait(result.pause * chance.random()):
        path = chance.choice(links) if links and chance.random() < 0.5 else chance.choice(PAGES)
        began = time.monotonic()
        try:
            answer = browser.get(path)
        except (Away, Lost) as error:
            result.problems.append(f"{path}: {error!r}")
            continue
        _note(result, "page", answer.status, began)
        links = [one.split('"')[0] for one in answer.text.split('href="/')[1:] if one[:2].islower()]
        links = [f"/{one}" for one in links if one.split("/")[0] in ("partners", "activities", "agreements")][:60]


def _read_api(agency: Agency, chance: Random, result: Result, over: threading.Event) -> None:
    while not over.wait(result.pause * chance.random()):
        began = time.monotonic()
        try:
            _note(result, "call", agency.call("GET", chance.choice(CALLS)).status, began)
        except (Away, Lost) as error:
            result.problems.append(f"API: {error!r}")
