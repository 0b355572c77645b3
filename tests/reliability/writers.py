"""Writers at both doors: each keeps records of its own, and all of them fight over one."""

import hashlib
import re
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from tests.reliability.doors import Agency, Answer, Away, Browser, Fields, Lost
from tests.reliability.ledger import DONE, REFUSED, UNKNOWN, Deed, Job, Ledger, Life, Race, Snapshot, changed

LISTED = "people"  # the register whose export is long enough to be left to the worker
PILLARS = ("party", "state", "people")


@dataclass
class Ground:
    """What is there before anybody writes."""

    partners: list[int]
    source: int
    shared: int
    pillars: list[str]


@dataclass
class Writer(ABC):
    """One thread that writes until told to stop."""

    name: str
    ledger: Ledger
    ground: Ground
    chance: Random
    pause: float = 0.05
    lives: list[Life] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    may: threading.Event = field(default_factory=threading.Event)
    busy: bool = False
    _number: int = 0

    def run(self) -> None:
        """Do one thing after another; wait while the office is being looked at."""
        while not self.stop.is_set():
            if not self.may.wait(0.5):
                continue
            self.busy = True
            try:
                self.step()
            except (Away, Lost):
                time.sleep(0.3)
            except Exception as error:
                self.ledger.complain(f"{self.name}: {error!r}")
                raise
            finally:
                self.busy = False
            time.sleep(self.pause * self.chance.random())

    @abstractmethod
    def step(self) -> None:
        """Do one thing."""

    def mark(self) -> str:
        """Return a title that nobody else uses."""
        self._number += 1
        return f"{self.name} {self._number:05d}"

    def fresh(self) -> tuple[Life, Snapshot]:
        """Begin a record."""
        mark = self.mark()
        life = Life(self.name, mark)
        self.ledger.begin(life)
        some = self.chance.sample(self.ground.partners, self.chance.randint(1, 3))
        return life, Snapshot(mark, self.chance.randint(1, 900), partners=frozenset(some))

    def mine(self) -> list[Life]:
        """Return the records that are known to be as they were left, newest last."""
        self.lives = [life for life in self.lives if not life.in_doubt and life.record][-40:]
        return self.lives

    def other(self, now: Snapshot) -> Snapshot:
        """Return the record with another title, number and partners."""
        some = frozenset(self.chance.sample(self.ground.partners, self.chance.randint(0, 3)))
        return changed(now, title=self.mark(), persons=self.chance.randint(1, 900), partners=some)

    def act(self, life: Life, kind: str, after: Snapshot | None, ask: Callable[[], Answer], good: int) -> Answer | None:
        """Ask for one thing and write down what came of it; None when that is not known or it was refused."""
        deed = Deed(kind, after)
        life.deeds.append(deed)
        try:
            answer = ask()
        except Away:
            life.deeds.pop()
            raise
        except Lost:
            self.ledger.note(f"{kind} {UNKNOWN}", deed)
            raise
        deed.status = answer.status
        if answer.status >= 500:
            self.ledger.note(f"(answered {answer.status})", deed)
            if answer.status == 500:  # what is away or full is told by 503 and 507
                self.ledger.complain(f"{self.name}: {kind} of {life.mark} was answered with 500")
        if answer.status == good:
            deed.outcome = DONE
        elif 400 <= answer.status < 500:
            deed.outcome = REFUSED
            self.ledger.complain(
                f"{self.name}: {kind} of {life.mark} was answered with {answer.status}: {answer.text[:300]}"
            )
        self.ledger.note(f"{kind} {deed.outcome}", deed)
        if answer.status >= 500:
            raise Lost(f"answered with {answer.status}")
        return answer if deed.outcome == DONE else None


@dataclass
class Person(Writer):
    """Writes through the pages."""

    browser: Browser = field(kw_only=True)
    blank: Fields = field(default_factory=dict)

    def step(self) -> None:
        held = [life for life in self.mine() if life.now is not None]
        acts = [self.add, self.add, self.edit, self.edit, self.attach, self.cite, self.remove, self.many, self.export]
        act = self.chance.choice(acts) if len(held) >= 4 else self.add
        act()

    def pick(self) -> Life:
        """Return one of the living records."""
        return self.chance.choice([life for life in self.mine() if life.now is not None])

    def add(self) -> None:
        """Fill in the form for a new activity."""
        self.blank = self.blank or self.browser.form("/activities/new/")
        life, after = self.fresh()
        fields = self.blank | _filled(after) | {"kind": ["meeting"], "starts": ["05/2026"], "confirmed": ["1"]}
        answer = self.act(life, "add", after, lambda: self.browser.post("/activities/new/", fields), 302)
        if answer:
            life.record = int(answer.location.strip("/").split("/")[1])
            self.lives.append(life)

    def edit(self) -> None:
        """Open the form of a record and save it with other values."""
        life = self.pick()
        path = f"/activities/{life.record}/edit/"
        fields = self.browser.form(path)
        assert life.now
        after = self.other(life.now)
        self.act(life, "edit", after, lambda: self.browser.post(path, fields | _filled(after)), 302)

    def attach(self) -> None:
        """Attach a file."""
        life = self.pick()
        assert life.now
        text = f"{self.mark()} {'x' * self.chance.randint(10, 60_000)}".encode()
        after = changed(life.now, files=life.now.files | {hashlib.sha256(text).hexdigest()})
        path = f"/activities/{life.record}/files/"
        self.act(life, "attach", after, lambda: self.browser.send(path, {}, name="note.txt", content=text), 302)

    def cite(self) -> None:
        """Rest a record on a source."""
        life = self.pick()
        assert life.now
        says = self.mark()
        after = changed(life.now, says=life.now.says | {says})
        fields = {"source": [str(self.ground.source)], "says_en": [says]}
        self.act(life, "cite", after, lambda: self.browser.post(f"/activities/{life.record}/cite/", fields), 302)

    def remove(self) -> None:
        """Delete a record; half of the time take that back."""
        life = self.pick()
        before = life.now
        self.browser.get(
            f"/activities/{life.record}/"
        )  # reads what was said before, so that the next words are the deletion's
        if not self.act(life, "remove", None, lambda: self.browser.post(f"/activities/{life.record}/remove/", {}), 302):
            return
        offered = re.findall(rf"/undo/\w+/{life.record}/", self.browser.get("/activities/").text)
        if offered and self.chance.random() < 0.5:  # the last message is that of the deletion
            self.act(life, "undo", before, lambda: self.browser.post(offered[-1], {}), 302)

    def many(self) -> None:
        """Change three records at once: all or none."""
        lives = self.chance.sample([life for life in self.mine() if life.now is not None], 3)
        pillar = self.chance.choice(
            [one for one in self.ground.pillars if all(one != life.now.pillar for life in lives)] or [""]
        )
        if not pillar:
            return
        deeds = []
        for life in lives:
            assert life.now
            deeds.append(Deed("many", changed(life.now, pillar=pillar), group=self.mark()))
            deeds[-1].group = deeds[0].group
            life.deeds.append(deeds[-1])
        fields = {"id": [str(life.record) for life in lives], "set_pillar": ["1"], "pillar": [pillar]}
        status = 0
        try:
            status = self.browser.post("/activities/bulk/", fields).status
        except Away:
            for life in lives:
                life.deeds.pop()
            deeds.clear()
            raise
        finally:
            outcome = DONE if status == 302 else REFUSED if 400 <= status < 500 else UNKNOWN
            for deed in deeds:
                deed.status, deed.outcome = status, outcome
                self.ledger.note(f"many {outcome}", deed)
            if outcome == REFUSED:
                self.ledger.complain(f"{self.name}: many was answered with {status}")

    def export(self) -> None:
        """Ask for a list that is so long that the worker makes the file."""
        if self.chance.random() < 0.7:
            return
        job = Job("export", "", officer=self.browser.user)
        answer = self.browser.get(f"/{LISTED}/export/csv/")
        if answer.status == 302 and "/exported/" in answer.location:
            job.token, job.outcome = answer.location.rstrip("/").rsplit("/", 1)[1], DONE
            self.ledger.add(job)
        self.ledger.note(f"export {job.outcome}", job)


@dataclass
class Program(Writer):
    """Writes through the API."""

    agency: Agency = field(kw_only=True)

    def step(self) -> None:
        held = [life for life in self.mine() if life.now is not None]
        act = (
            self.chance.choice([self.add, self.edit, self.edit, self.remove, self.race]) if len(held) >= 4 else self.add
        )
        act()

    def add(self) -> None:
        """Add a record."""
        life, after = self.fresh()
        values = _plain(after) | {"kind": "meeting", "starts": "2026-05"}
        answer = self.act(life, "add", after, lambda: self.agency.call("POST", "/activities/", values), 201)
        if answer:
            life.record = int(answer.headers["location"].rstrip("/").rsplit("/", 1)[1])
            self.lives.append(life)

    def _read(self, record: int) -> int:
        answer = self.agency.call("GET", f"/activities/{record}")
        if answer.status != 200:
            raise Lost(f"reading {record} answered {answer.status}")
        return int(answer.headers["etag"].strip('"'))

    def edit(self) -> None:
        """Lay other values over a record."""
        life = self.chance.choice([life for life in self.mine() if life.now is not None])
        assert life.now
        after, version = self.other(life.now), self._read(life.record)
        path = f"/activities/{life.record}"
        self.act(life, "edit", after, lambda: self.agency.call("PATCH", path, _plain(after), version=version), 200)

    def remove(self) -> None:
        """Delete a record; half of the time take that back."""
        life = self.chance.choice([life for life in self.mine() if life.now is not None])
        before, path = life.now, f"/activities/{life.record}"
        answer = self.act(life, "remove", None, lambda: self.agency.call("DELETE", path), 200)
        if answer and answer.body and self.chance.random() < 0.5:
            act = answer.json()["act"]
            self.act(
                life, "undo", before, lambda: self.agency.call("POST", "/undo", {"act": act, "id": life.record}), 204
            )

    def race(self) -> None:
        """Change the record that everybody changes, naming the version that was read."""
        version = self._read(self.ground.shared)
        race = Race(self.mark(), seen=version)
        self.ledger.add(race)
        try:
            path, values = f"/activities/{self.ground.shared}", {"title_en": race.mark}
            status = self.agency.call("PATCH", path, values, version=version).status
        except (Away, Lost):
            self.ledger.note(f"race {UNKNOWN}", race)
            raise
        race.outcome = DONE if status == 200 else REFUSED if status == 409 else UNKNOWN
        self.ledger.note(f"race {race.outcome}", race)


def _filled(after: Snapshot) -> Fields:
    return {
        "title_en": [after.title],
        "persons": [str(after.persons)],
        "partners": [str(pk) for pk in sorted(after.partners)],
    }


def _plain(after: Snapshot) -> dict[str, object]:
    return {"title_en": after.title, "persons": after.persons, "partners": sorted(after.partners)}
