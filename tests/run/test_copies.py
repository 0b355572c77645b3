"""A backup restores everything or nothing."""

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from comity.run import backup, restore
from comity.run.embedded import Embedded
from comity.run.errors import LaunchError
from comity.run.places import places_of
from comity.run.progress import quiet
from tests.long import long
from tests.run.conftest import FAST
from tests.run.test_embedded import kept, put, started

pytestmark = long
Make = Callable[[], Embedded]


@pytest.fixture(scope="module")
def copied(fresh: Path) -> Iterator[Path]:
    """A folder with an office - one row, one attachment, row-level security - and its backup."""
    folder = Path(tempfile.mkdtemp(prefix="comity-test-", dir="/tmp"))
    folder.chmod(0o755)
    subprocess.run(["cp", "-a", fresh, folder / "data"], check=True)
    with Embedded(folder / "data", say=quiet, settings=FAST) as database:
        put(database, "treaty")
        with psycopg.connect(database.owner_url()) as connection:
            connection.execute("ALTER TABLE kept ENABLE ROW LEVEL SECURITY")
            connection.execute("ALTER TABLE kept FORCE ROW LEVEL SECURITY")
            connection.execute("GRANT SELECT ON kept TO comity_app")
        (database.places.files / "ab").mkdir()
        (database.places.files / "ab" / "signed.pdf").write_bytes(b"signature")
        file = folder / "copy.tar"
        backup.write(file, places=database.places, database=database, say=quiet)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def copy(copied: Path, room: Path) -> Path:
    """The backup, free to be harmed."""
    return Path(shutil.copy2(copied / "copy.tar", room / "copy.tar"))


def rows_of(folder: Path) -> list[str]:
    """Return the rows of the restored office."""
    with Embedded(folder, say=quiet) as database:
        database.create_roles_and_database()
        with psycopg.connect(database.owner_url()) as connection:
            connection.execute("ALTER TABLE kept NO FORCE ROW LEVEL SECURITY")
        return kept(database)


def test_a_backup_restores_rows_rights_and_attachments_elsewhere(copy: Path, room: Path) -> None:
    elsewhere = places_of(room / "elsewhere")

    restore.read(copy, places=elsewhere, replace=False, say=quiet)

    assert rows_of(elsewhere.folder) == ["treaty"]
    assert (elsewhere.files / "ab" / "signed.pdf").read_bytes() == b"signature"
    assert not list(elsewhere.folder.glob("restoring-*"))


def test_a_folder_with_data_is_only_replaced_when_asked_and_then_kept(copied: Path, copy: Path, room: Path) -> None:
    subprocess.run(["cp", "-a", copied / "data", room / "data"], check=True)
    places = places_of(room / "data")
    (places.files / "ab" / "signed.pdf").write_bytes(b"a later one")

    with pytest.raises(LaunchError, match="is not empty"):
        restore.read(copy, places=places, replace=False, say=quiet)
    restore.read(copy, places=places, replace=True, say=quiet)

    (aside,) = places.folder.glob("replaced-*")
    assert (aside / "files" / "ab" / "signed.pdf").read_bytes() == b"a later one"
    assert (places.files / "ab" / "signed.pdf").read_bytes() == b"signature"
    assert rows_of(places.folder) == ["treaty"]
    assert rows_of(aside) == ["treaty"]


def cut_in_half(whole: bytes) -> bytes:
    """Return the first half."""
    return whole[: len(whole) // 2]


def without_its_end(whole: bytes) -> bytes:
    """Return what is there before the manifest."""
    return whole[: whole.index(b"manifest.json")]


def with_one_letter_changed(whole: bytes) -> bytes:
    """Return it with a changed attachment."""
    return whole.replace(b"signature", b"signaturE")


def something_else(whole: bytes) -> bytes:
    """Return no archive at all."""
    return b"minutes of a meeting"


@pytest.mark.parametrize("harm", [cut_in_half, without_its_end, with_one_letter_changed, something_else])
def test_a_harmed_backup_is_refused_and_nothing_is_changed(
    copy: Path, room: Path, harm: Callable[[bytes], bytes]
) -> None:
    copy.write_bytes(harm(copy.read_bytes()))
    elsewhere = places_of(room / "elsewhere")

    with pytest.raises(LaunchError, match="cannot be restored") as error:
        restore.read(copy, places=elsewhere, replace=True, say=quiet)

    assert "Nothing was changed" in error.value.what_to_do
    assert not elsewhere.folder.exists()


def test_a_running_office_is_not_restored_over(copy: Path, embedded: Make) -> None:
    database = started(embedded)

    with pytest.raises(LaunchError, match="is running"):
        restore.read(copy, places=database.places, replace=True, say=quiet)


def test_an_existing_backup_is_not_overwritten(embedded: Make, copy: Path) -> None:
    before = copy.read_bytes()
    database = started(embedded)

    with pytest.raises(LaunchError, match="exists already"):
        backup.write(copy, places=database.places, database=database, say=quiet)

    assert copy.read_bytes() == before


def test_a_backup_is_for_its_owner_alone_and_leaves_no_traces(copied: Path) -> None:
    assert (copied / "copy.tar").stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in copied.iterdir()) == ["copy.tar", "data"]
