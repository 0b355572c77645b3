"""An archive takes one back to any moment, and nothing else is taken for an archive."""

import shutil
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from comity.run.embedded import Embedded
from comity.run.progress import quiet
from tests.long import long
from tests.run.conftest import Launcher, wait_for

pytestmark = long


def put(folder: Path, name: str) -> datetime:
    """Store a row; return a moment after it and before anything later."""
    with psycopg.connect(Embedded(folder, say=quiet).owner_url()) as connection:
        connection.execute("INSERT INTO loaded (name) VALUES (%s)", [name])
    time.sleep(0.2)
    return datetime.now(UTC)


def kept(folder: Path) -> list[str]:
    """Return the rows of an office that is down."""
    with Embedded(folder, say=quiet) as database:
        database.create_roles_and_database()
        with psycopg.connect(database.owner_url()) as connection:
            return [str(name) for (name,) in connection.execute("SELECT name FROM loaded")]


@pytest.fixture
def archived(launcher: Launcher, room: Path) -> tuple[Path, datetime, datetime]:
    """An archive of an office in which a treaty was stored, then a letter; and the moments after each."""
    process = launcher.command("archive", str(room / "archive"))
    wait_for(lambda: "any moment from now on" in launcher.words() or process.poll() is not None, seconds=60)
    assert process.poll() is None, launcher.words()
    time.sleep(1.1)  # a copy is named by whole seconds
    after_treaty = put(launcher.folder, "treaty")
    (launcher.folder / "files" / "ab").mkdir()
    (launcher.folder / "files" / "ab" / "signed").write_bytes(b"signature")
    (launcher.folder / "files" / "new-half").write_bytes(b"still coming in")
    after_letter = put(launcher.folder, "letter")
    seen = room / "archive" / "seen"
    wait_for(lambda: seen.exists() and seen.stat().st_mtime > after_letter.timestamp() + 1, seconds=60)
    assert launcher.stop(process) == 0
    assert "Archiving stopped" in launcher.words()
    return room / "archive", after_treaty, after_letter


def restored(room: Path, launcher: Launcher, *arguments: str) -> tuple[int, str, Path]:
    """Restore into an empty folder; return exit code, words and folder."""
    shutil.rmtree(room / "then", ignore_errors=True)
    other = Launcher(room / "then", launcher.port, [])
    code, words = other.run("restore", str(room / "archive"), *arguments)
    return code, words, room / "then"


def test_one_can_go_back_to_any_moment(
    archived: tuple[Path, datetime, datetime], room: Path, launcher: Launcher
) -> None:
    archive, after_treaty, after_letter = archived

    code, words, then = restored(room, launcher, "--at", after_treaty.isoformat())
    assert code == 0, words
    assert kept(then)[-1] == "treaty"
    assert (then / "files" / "ab" / "signed").read_bytes() == b"signature"
    assert not (then / "files" / "new-half").exists()

    code, words, then = restored(room, launcher, "--at", (after_letter + timedelta(seconds=0.5)).isoformat())
    assert code == 0, words  # nothing was stored between this moment and the end
    assert kept(then)[-2:] == ["treaty", "letter"]

    code, words, then = restored(room, launcher)
    assert code == 0, words
    assert kept(then)[-2:] == ["treaty", "letter"]

    code, words, then = restored(room, launcher, "--at", "2999-01-01T00:00")
    assert code == 1
    assert "The archive ends at" in words
    code, words, then = restored(room, launcher, "--at", "1999-01-01T00:00")
    assert code == 1
    assert "The archive begins at" in words
    assert not (then / "postgres").exists()

    page = next(one for one in (archive / "base").rglob("base/*/*") if one.is_file() and one.stat().st_size > 8192)
    page.write_bytes(page.read_bytes()[:-1] + b"x")
    code, words, then = restored(room, launcher)
    assert code == 1
    assert "was changed or is not whole" in words


def test_the_archive_of_another_office_is_not_continued(launcher: Launcher, room: Path) -> None:
    (room / "archive").mkdir()
    (room / "archive" / "system").write_text("123 1")

    code, words = launcher.run("archive", str(room / "archive"))

    assert code == 1
    assert "archive of another database" in words


def test_what_is_no_moment_or_no_archive_is_told(launcher: Launcher, room: Path) -> None:
    (room / "empty").mkdir()

    assert "is not a moment" in launcher.run("restore", str(room), "--at", "yesterday")[1]
    assert "is not an archive" in Launcher(room / "other", 0, []).run("restore", str(room / "empty"))[1]
    (room / "file").write_bytes(b"")
    assert "one moment only" in launcher.run("restore", str(room / "file"), "--at", "2026-01-01")[1]
