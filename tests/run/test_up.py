"""One command brings the office up, keeps it up, and takes it down in order."""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator

import pytest

from comity.run.embedded import Embedded
from comity.run.progress import quiet
from tests.long import long
from tests.run.conftest import FirstTime, Launcher, free_port, wait_for

pytestmark = pytest.mark.xdist_group("up")  # one office, made once


def children_of(process: int) -> list[int]:
    """Return the processes that the process started."""
    listed = subprocess.run(["pgrep", "-P", str(process)], capture_output=True, text=True, check=False)
    return [int(number) for number in listed.stdout.split()]


def is_gone(process: int) -> bool:
    """Say whether the process has ended."""
    listed = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False)
    return listed.stdout.strip() in ("", "Z", "Zs")


def test_the_first_time_makes_and_loads_everything(first_time: FirstTime) -> None:
    assert first_time.given["rows"] == ["first"]
    assert "Loading the first data" in first_time.words
    assert "head / a password" in first_time.words


def test_the_web_server_is_not_given_the_key_to_the_tables(first_time: FirstTime) -> None:
    names = ["COMITY_DATA", "COMITY_DEMO", "COMITY_PORT", "COMITY_SECRET_KEY", "COMITY_WEB_WORKERS"]
    assert first_time.given["names"] == [*names, "DATABASE_URL"]


def test_ctrl_c_stops_everything(first_time: FirstTime) -> None:
    assert first_time.code == 0
    assert not Embedded(first_time.clean, say=quiet).is_running()


@pytest.fixture(scope="module")
def office(first_time: FirstTime) -> Iterator[Launcher]:
    """The office of the first time, up again; for tests that do it no harm."""
    launcher = Launcher(first_time.folder, free_port(), [])
    process = launcher.up()
    yield launcher
    launcher.stop(process)


def test_the_second_time_it_has_kept_everything_and_does_nothing_twice(office: Launcher) -> None:
    # Loading again would fail on the row that is there.
    assert office.given()["rows"][:1] == ["first"]
    assert "tables up to date" not in office.words(of=0)
    assert "Loading" not in office.words(of=0)


def test_a_second_up_says_where_the_first_one_is(office: Launcher) -> None:
    code, words = office.run("up")

    assert code == 0
    assert f"already up on {office.folder}: http://localhost:{office.port}/" in words


def test_a_command_beside_it_uses_the_same_database(office: Launcher) -> None:
    code, words = office.run("load", "second")

    assert (code, words) == (0, "")
    assert office.given()["rows"] == ["first", "second"]


def test_a_command_that_fails_says_so_by_its_exit_code(office: Launcher) -> None:
    code, words = office.run("load", "--no-such-option")

    assert code == 2
    assert "--no-such-option" in words


def test_a_busy_port_is_named_and_another_proposed(launcher: Launcher) -> None:
    with socket.create_server(("127.0.0.1", launcher.port)):
        code, words = launcher.run("up")

    assert code == 1
    assert f"Port {launcher.port} on 127.0.0.1 cannot be used" in words
    assert "./comity up --port" in words


@long
def test_dead_children_are_replaced(launcher: Launcher) -> None:
    up = launcher.up()
    wait_for(lambda: len(children_of(up.pid)) == 2)
    before = children_of(up.pid)

    for process in before:
        os.kill(process, signal.SIGKILL)
    wait_for(lambda: launcher.words().count("starting it again") == 2)
    wait_for(lambda: len(set(children_of(up.pid)) - set(before)) == 2)

    wait_for(lambda: answers(launcher))


def answers(launcher: Launcher) -> bool:
    """Say whether the web server answers."""
    try:
        return bool(launcher.given()["rows"] == ["first"])
    except OSError:
        return False


@long
def test_after_kill_9_nothing_stays_behind_and_it_comes_up_again(launcher: Launcher) -> None:
    up = launcher.up()
    children = children_of(up.pid)

    up.kill()
    up.wait()
    wait_for(lambda: all(is_gone(process) for process in children))

    launcher.up()
    assert launcher.given()["rows"] == ["first"]
