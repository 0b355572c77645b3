"""Clients on the loopback: so many at a time, for so many seconds, each with one connection that stays open."""

import http.client
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

Ask = Callable[[http.client.HTTPConnection, int], int]


@dataclass(frozen=True)
class Rate:
    """What one round brought: answers a second, and milliseconds of the median and of the quickest answer."""

    second: float
    median: float
    quickest: float


def get(address: str, cookie: str = "") -> Ask:
    """Return a client's step: one page. Raises AssertionError unless it is there."""
    headers = {"Cookie": cookie} if cookie else {}

    def ask(connection: http.client.HTTPConnection, _number: int) -> int:
        connection.request("GET", address, headers=headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, (address, answer.status)
        return answer.status

    return ask


def post(address: str, fields: Callable[[int], dict[str, str]], headers: dict[str, str]) -> Ask:
    """Return a client's step: one form sent and accepted."""
    told = {"Content-Type": "application/x-www-form-urlencoded", **headers}

    def ask(connection: http.client.HTTPConnection, number: int) -> int:
        connection.request("POST", address, body=urlencode(fields(number)), headers=told)
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 302, (address, answer.status, body[:2000])
        return answer.status

    return ask


def rounds(port: int, ask: Ask, *, clients: int, seconds: float) -> Rate:
    """Let so many clients ask for so long."""
    taken: list[float] = []
    failed: list[Exception] = []
    end = time.perf_counter() + seconds

    def one(first: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        number = first * 1_000_000
        try:
            while time.perf_counter() < end:
                began = time.perf_counter()
                ask(connection, number)
                taken.append((time.perf_counter() - began) * 1000)
                number += 1
        except Exception as error:  # noqa: BLE001  told to the one who waits
            failed.append(error)
        finally:
            connection.close()

    began = time.perf_counter()
    threads = [threading.Thread(target=one, args=(number + 1,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return Rate(len(taken) / (time.perf_counter() - began), statistics.median(taken), min(taken))
