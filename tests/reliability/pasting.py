"""Somebody who also pastes whole programmes: many records in one act, all of them or none, each with its history."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg

from tests.reliability.doors import Away, Lost
from tests.reliability.ledger import DONE, REFUSED, UNKNOWN, Ledger, Paste
from tests.reliability.writers import Person

OFTEN = 0.15  # of all that the person does


@dataclass
class Planner(Person):
    """Writes through the pages as others do, and pastes programmes into the record that everybody changes."""

    def step(self) -> None:
        if self.chance.random() < OFTEN:
            self.paste()
        else:
            super().step()

    def paste(self) -> None:
        """Paste some lines of a programme at once."""
        paste = Paste(self.mark(), self.chance.randint(2, 9))
        self.ledger.add(paste)
        lines = [f"12/05/2026\t{8 + n:02d}:00\t\t{paste.mark} line {n}" for n in range(paste.lines)]
        path = f"/activities/{self.ground.shared}/parts/programme_items/"
        try:
            status = self.browser.post(path, {"paste": ["\n".join(lines)]}).status
        except Away:
            paste.outcome = REFUSED  # nothing was asked
            raise
        except Lost:
            self.ledger.note(f"paste {UNKNOWN}", paste)
            raise
        if status == 500 or 400 <= status < 500:
            self.ledger.complain(f"{self.name}: {paste.mark} was pasted and answered with {status}")
        paste.outcome = DONE if status < 400 else REFUSED if status < 500 else UNKNOWN
        self.ledger.note(f"paste {paste.outcome}", paste)


def pasted(connection: "psycopg.Connection[Any]", ledger: Ledger) -> Iterator[str]:
    """Yield what was pasted and is there in part, not at all although it was acknowledged, or without its history."""
    for paste in ledger.pastes:
        like = f"{paste.mark} line %"
        held = connection.execute("select count(*) from comity_programmeitem where title_en like %s", [like]).fetchone()
        told = connection.execute(
            "select count(*) from comity_change where relation = 'comity_programmeitem' and operation = 'i'"
            " and became ->> 'title_en' like %s",
            [like],
        ).fetchone()
        allowed = {DONE: {paste.lines}, REFUSED: {0}, UNKNOWN: {0, paste.lines}}[paste.outcome]
        if held != told or held is None or held[0] not in allowed:
            yield f"{paste.mark}: {paste.lines} lines, {paste.outcome}: {held} are there and {told} in the history"
