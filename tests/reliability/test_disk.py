"""A full disk: a clear message, nothing lost, and it works again when there is room."""

import re
import time
from collections.abc import Iterator
from random import Random

import pytest

from tests.reliability import audit, crash
from tests.reliability.disk import Ballast, NotPermitted, free, small
from tests.reliability.doors import Agency, Away, Browser, Lost
from tests.reliability.house import House
from tests.reliability.ledger import DONE, Ledger
from tests.reliability.writers import Writer

pytestmark = pytest.mark.reliability


@pytest.fixture
def house() -> Iterator[House]:
    """An office whose data folder is a small disk."""
    with crash.room() as room:
        try:
            with small(room / "disk", megabytes=640) as disk:
                one = House(disk / "data")
                try:
                    one.up()
                    yield one
                finally:
                    one.down()
        except NotPermitted as reason:
            pytest.skip(f"a small disk cannot be mounted here: {reason}")


def add(agency: Agency, title: str) -> int:
    """Add an activity; return the status, 0 when no answer came."""
    try:
        return agency.call("POST", "/activities/", {"title_en": title, "kind": "meeting", "starts": "2026"}).status
    except (Lost, Away):
        return 0


def test_a_full_disk_loses_nothing_and_is_told(house: House) -> None:
    ballast = Ballast(house.folder.parent)
    agency = Agency(house.port, crash.key(house, "officer"))
    browser = Browser(house.port, "officer", house.password)
    browser.sign_in()
    assert add(agency, "Before") == 201
    blank = browser.form("/activities/new/") | {"kind": ["meeting"], "confirmed": ["1"]}
    with house.connect() as connection:
        row = connection.execute("select id from comity_activity where title_en = 'Before'").fetchone()
    assert row

    ballast.fill()
    assert free(house.folder) == 0
    refused = browser.send(f"/activities/{row[0]}/files/", {}, name="note.txt", content=b"x" * 200_000)
    assert refused.status == 507
    assert "disk" in refused.text
    outcomes = [add(agency, f"While full {number}") for number in range(400)]
    assert set(outcomes) <= {201, 503, 507, 0}, set(outcomes)
    assert {503, 507} & set(outcomes), "the database never noticed that its disk was full"
    pages = [browser.post("/activities/new/", blank | {"title_en": [f"Typed {number}"]}) for number in range(5)]
    assert {page.status for page in pages} & {503, 507}
    assert all(re.search("disk|not ready", page.text) for page in pages if page.status in (503, 507))
    full = house.run("backup", str(house.folder.parent / "copy.tar"))
    assert full.returncode == 1
    assert "full" in full.stdout + full.stderr

    ballast.go()
    house.wait()
    deadline = time.monotonic() + 120
    while add(agency, "After") != 201:
        assert time.monotonic() < deadline, house.words()[-2000:]
        time.sleep(1)
    with house.connect() as connection:
        titles = {title for (title,) in connection.execute("select title_en from comity_activity")}
        assert {f"While full {number}" for number, status in enumerate(outcomes) if status == 201} <= titles
        assert not {f"While full {number}" for number, status in enumerate(outcomes) if status in (503, 507)} & titles
        assert {"Before", "After"} <= titles
        assert list(audit.whole(connection, house.folder)) == []
    assert not list((house.folder / "files").glob("new-*")), "half an upload was left"


def test_a_disk_that_fills_while_people_write(house: House) -> None:
    ballast, ledger, chance = Ballast(house.folder.parent), Ledger(), Random(1)
    writers: list[Writer] = crash.writers_for(house, ledger, crash.prepare(house), chance)
    threads = crash.started(writers)
    time.sleep(3)
    ballast.fill()
    time.sleep(6)
    ballast.go()
    time.sleep(8)
    crash.stopped(writers, threads)
    house.wait()
    with house.connect() as connection:
        assert audit.office(connection, house.folder, ledger) == []
    assert any(what.endswith(DONE) for what in ledger.counts)
