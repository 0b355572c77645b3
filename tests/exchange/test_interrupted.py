"""A worker that dies over an import - at any statement, in any stage - leaves nothing half done, and the next one does it once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from comity.core.attached import Citation
from comity.core.history import Change
from comity.core.imports import Import, Imported, State
from comity.core.people import Officer
from comity.core.records import Entry
from comity.exchange import incoming, jobs
from comity.registers import register
from comity.registers.partners import Partner

pytestmark = pytest.mark.django_db

HEAD = "code,title_en,kind,country,sources\n"
ROWS = "".join(f"p-{n},Harbour {n},locality,KR,gazette\n" for n in range(5)) + "old,Lyon by the sea,locality,FR,\n"
STAGES = {
    "reading": (State.READING, State.LOOKED),
    "storing": (State.STORING, State.STORED),
    "undoing": (State.UNDOING, State.UNDONE),
}


class Killed(BaseException):
    """The worker is no more: nothing in the program may catch this and go on."""


@contextmanager
def dies_after(statements: int) -> Iterator[None]:
    """End whoever works inside at the statement after so many."""
    done = 0

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal done
        if str(sql).startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            return execute(sql, params, many, context)
        done += 1
        if done > statements:
            raise Killed
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield


def everything() -> dict[str, Any]:
    """Return all that an import touches."""
    return {
        "partners": sorted(Partner.objects.values_list("title_en", "version")),
        "entries": Entry.objects.count(),
        "history": Change.objects.count(),
        "sources": Citation.objects.count(),
        "imports": list(Import.objects.values_list("state", "counts", "act")),
        "rows": Imported.objects.count(),
    }


@pytest.mark.parametrize("stage", STAGES)
def test_cut_off_at_any_statement_it_is_done_once_or_not_at_all(
    stage: str, officer: Officer, made: Any, acting_as: Callable[[Officer], Any]
) -> None:
    made("sources", title_en="Gazette", kind="article", code="gazette", sensitivity=0)
    made("partners", title_en="Lyon", kind="locality", country="FR", code="old", sensitivity=0)
    at, done = STAGES[stage]
    with acting_as(officer):
        batch = incoming.begin(register("partners"), officer, "list.csv", [(HEAD + ROWS).encode()])
        _brought_to(batch, at)
        before = everything()

    deaths = 0
    while deaths < 2000:
        with acting_as(officer):
            try:
                with dies_after(deaths):  # the transaction is the program's own
                    jobs.run_import.call(officer.pk, batch.pk, "en")
                break
            except Killed:
                deaths += 1
            assert everything() == before, f"cut off after {deaths - 1} statements"

    assert deaths > 5
    with acting_as(officer):
        after = everything()
        assert after["imports"][0][0] == done
        if stage == "storing":
            assert [title for title, _version in after["partners"]] == [
                *(f"Harbour {n}" for n in range(5)),
                "Lyon by the sea",
            ]
            assert (after["sources"] - before["sources"], after["rows"]) == (5, 6)
            assert after["entries"] - before["entries"] == 5
        elif stage == "undoing":
            assert [title for title, _version in after["partners"]] == ["Lyon"]


def _brought_to(batch: Import, state: State) -> None:
    if state == State.READING:
        return
    incoming.work(batch)
    assert batch.state == State.LOOKED, incoming.result(batch)
    incoming.move(batch, State.STORING)
    if state == State.UNDOING:
        incoming.work(batch)
        assert batch.state == State.STORED, batch.message
        incoming.move(batch, State.UNDOING)


def test_an_identity_is_needed_to_go_on(officer: Officer, acting_as: Callable[[Officer], Any]) -> None:
    with acting_as(officer):
        batch = incoming.begin(register("partners"), officer, "list.csv", [HEAD.encode()])
    assert not Import.objects.filter(pk=batch.pk).exists()
