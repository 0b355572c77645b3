"""The embedded database keeps what it was given, whatever happens to it."""

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from comity.run.embedded import Embedded
from comity.run.errors import LaunchError
from comity.run.places import check_space, places_of
from tests.long import long

Make = Callable[[], Embedded]


def put(database: Embedded, name: str) -> None:
    """Store a row as the owner of the tables."""
    with psycopg.connect(database.owner_url()) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (name text)")
        connection.execute("INSERT INTO kept VALUES (%s)", [name])


def kept(database: Embedded) -> list[str]:
    """Return the stored rows."""
    with psycopg.connect(database.owner_url()) as connection:
        return [str(row[0]) for row in connection.execute("SELECT name FROM kept").fetchall()]


def started(make: Make) -> Embedded:
    """Return a running database with its roles."""
    database = make()
    database.start()
    database.create_roles_and_database()
    return database


def postmaster(database: Embedded) -> int:
    """Return the process of the server."""
    file = database.places.cluster / "postmaster.pid"
    return int(file.read_text().splitlines()[0])


def test_what_was_stored_is_there_after_a_stop_and_a_start(embedded: Make) -> None:
    database = started(embedded)
    put(database, "treaty")
    database.stop()
    assert not database.is_running()

    database.start()

    assert kept(database) == ["treaty"]


def test_a_second_command_joins_and_only_the_last_one_stops_the_server(embedded: Make) -> None:
    first, second = started(embedded), embedded()
    second.start()

    first.stop()
    assert second.is_running()
    second.stop()

    assert not second.is_running()


def test_the_program_owns_nothing_and_may_make_nothing(embedded: Make) -> None:
    database = started(embedded)
    put(database, "restricted")

    with psycopg.connect(database.app_url(), autocommit=True) as connection:
        for statement in ("SELECT * FROM kept", "CREATE TABLE own ()", "CREATE TEMP TABLE own ()"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)
        rights = connection.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    assert rights == (False, False, False, False)


def test_the_database_cannot_be_entered_without_its_password(embedded: Make) -> None:
    database = started(embedded)
    guessed = database.app_url().replace(database.keys.app, "guessed")

    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(guessed)


def test_letters_of_every_language_are_lowered(embedded: Make) -> None:
    database = started(embedded)

    with psycopg.connect(database.app_url()) as connection:
        row = connection.execute("SELECT lower('ĐÀ NẴNG ÅRHUS')").fetchone()

    assert row == ("đà nẵng århus",)


def test_after_kill_9_it_starts_again_and_has_lost_nothing(embedded: Make) -> None:
    database = started(embedded)
    put(database, "treaty")
    os.kill(postmaster(database), signal.SIGKILL)

    again = embedded()
    again.start()

    assert kept(again) == ["treaty"]


@long
def test_a_stale_lock_whose_number_belongs_to_another_program_does_no_harm(embedded: Make) -> None:
    database = started(embedded)
    put(database, "treaty")
    lock = database.places.cluster / "postmaster.pid"
    lines = lock.read_text().splitlines()
    database.stop()
    lock.write_text("\n".join([str(os.getppid()), *lines[1:], ""]))

    database.start()

    assert kept(database) == ["treaty"]


@long
def test_a_half_made_database_is_kept_aside_and_made_anew(embedded: Make, room: Path, said: list[str]) -> None:
    half = room / "data" / "postgres"
    shutil.rmtree(half)
    (half / "base" / "1").mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")

    database = started(embedded)

    assert database.is_running()
    (aside,) = (room / "data").glob("postgres.unfinished-*")
    assert (aside / "PG_VERSION").exists()
    assert any(f"kept as {aside.name}" in sentence for sentence in said)


def test_a_damaged_database_with_data_in_it_is_not_touched(embedded: Make) -> None:
    database = started(embedded)
    database.stop()
    (database.places.cluster / "PG_VERSION").unlink()

    with pytest.raises(LaunchError, match="damaged") as error:
        database.start()

    assert "restore" in error.value.what_to_do
    assert database.places.cluster.exists()


@pytest.mark.parametrize(("written", "advice"), [("19", "newer comity"), ("17", "pg_upgrade")])
def test_a_folder_of_another_version_is_refused_with_both_versions_named(
    embedded: Make, written: str, advice: str
) -> None:
    database = started(embedded)
    database.stop()
    version = database.places.cluster / "PG_VERSION"
    version.write_text(f"{written}\n")

    with pytest.raises(LaunchError, match=f"PostgreSQL {written}.*PostgreSQL 18") as error:
        database.start()

    assert advice in error.value.what_to_do
    assert version.read_text() == f"{written}\n"


@long
def test_lost_passwords_are_made_anew_and_the_data_stays(embedded: Make) -> None:
    database = started(embedded)
    put(database, "treaty")
    database.stop()
    (database.places.folder / "secrets.toml").unlink()

    again = started(embedded)

    assert kept(again) == ["treaty"]
    assert again.keys != database.keys


def test_nobody_else_may_read_the_passwords(embedded: Make) -> None:
    database = started(embedded)

    mode = (database.places.folder / "secrets.toml").stat().st_mode

    assert mode & 0o077 == 0


def test_a_long_folder_name_gets_a_short_socket(room: Path) -> None:
    folder = room / ("long" * 20) / ("name" * 10)

    socket = places_of(folder).socket_folder()

    assert len(str(socket)) < 60


def test_a_folder_that_cannot_be_used_is_told_in_a_sentence(room: Path) -> None:
    (room / "file").write_text("")

    with pytest.raises(LaunchError, match="cannot be used") as error:
        Embedded(room / "file" / "data").start()

    assert "COMITY_DATA" in error.value.what_to_do


def test_a_full_disk_is_told_in_a_sentence(room: Path) -> None:
    with pytest.raises(LaunchError, match=r"is full: .* MB are free, .* MB are needed"):
        check_space(room, needed=2**60)
