"""A column added to what is searched is searched in old records too; versions, dates of change and history stay."""

from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.db.utils import ProgrammingError

from comity.apps import ComityConfig
from comity.core import protect, reindex
from comity.core.protect import Guarded
from tests.long import long

PARTNERS = "comity_partner"


def partners() -> Guarded:
    return next(one for one in ComityConfig.guarded() if one.register == "partners")


def found(cursor: Any, word: str) -> int:
    cursor.execute("select count(*) from comity_entry where words @@ comity_question(%s)", [word])
    return int(cursor.fetchone()[0])


def told(cursor: Any) -> tuple[Any, ...]:
    """Return what must not change: versions, days of change, history."""
    cursor.execute(f"select array_agg((id, version, changed_at)::text order by id) from {PARTNERS}")
    versions = cursor.fetchone()
    cursor.execute("select count(*) from comity_change")
    return (*versions, *cursor.fetchone())


@pytest.fixture
def lay(office: Any) -> Any:
    """Lay triggers over the tables as a migration does, with partners declared otherwise."""

    def again(**changed: Any) -> list[Guarded]:
        guarded = [replace(one, **changed) if one.register == "partners" else one for one in ComityConfig.guarded()]
        made_for = reindex.noted("owner")
        protect.after_migration("owner", guarded, app_role=connections.settings["default"]["USER"])
        for one in guarded:
            reindex.note("owner", one, made_for[one.model._meta.db_table])
        return guarded

    return again


def test_a_fresh_office_has_nothing_to_renew(office: Any) -> None:
    assert reindex.stale("owner", ComityConfig.guarded()) == []


@long
def test_a_column_added_to_search_finds_old_records(office: Any, lay: Any) -> None:
    assert found(office, "lantern1") == 0
    before, steps = told(office), []

    guarded = lay(search=(*partners().search, "website"))
    stale = reindex.stale("owner", guarded)
    count = reindex.renew("owner", stale[0], progress=lambda *step: steps.append(step))

    assert ([one.register for one in stale], count, steps) == (["partners"], 3, [("partners", 3, 3)])
    assert found(office, "lantern1") == 1
    assert told(office) == before
    assert reindex.stale("owner", guarded) == []


@long
def test_what_was_broken_off_is_begun_again(office: Any, lay: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reindex, "BATCH", 1)
    guarded = lay(search=(*partners().search, "website"))

    def stop(_register: str, done: int, _total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reindex.renew("owner", reindex.stale("owner", guarded)[0], progress=stop)
    assert found(office, "lantern0 ardent") == 1
    assert found(office, "lantern2 ardent") == 0

    assert [one.register for one in reindex.stale("owner", guarded)] == ["partners"]
    assert reindex.renew("owner", reindex.stale("owner", guarded)[0], progress=lambda *_: None) == 3
    assert found(office, "lantern2 ardent") == 1


def test_renewing_makes_the_very_row_that_saving_made(office: Any) -> None:
    office.execute("select * from comity_entry order by id")
    saved = office.fetchall()

    reindex.renew("owner", partners(), progress=lambda *_: None)

    office.execute("select * from comity_entry order by id")
    assert office.fetchall() == saved


def test_the_program_s_role_may_not_renew(db: None) -> None:
    with pytest.raises(ProgrammingError, match="must be owner"):
        reindex.renew("default", partners(), progress=lambda *_: None)


def test_a_register_that_is_not_there_is_named() -> None:
    with pytest.raises(CommandError, match="There is no register harbours"):
        call_command("reindex", "harbours", stdout=StringIO())
