"""What every trial of wrong input has: a browser that shows failures as pages, and the count of what was tried."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from comity.core.people import Officer
from tests.hostile.inputs import DONE

Browser = Callable[[Officer], Client]


@pytest.fixture(scope="module", autouse=True)
def _counted() -> Iterator[None]:
    """Say how many inputs were tried at which door."""
    yield
    print("\nwrong inputs tried:", dict(DONE), "in all", sum(DONE.values()))  # noqa: T201


@pytest.fixture
def browser(officer: Officer, client_of: Browser) -> Client:
    """The officer's browser; an exception is a page with 500, as it would be in an office."""
    client = client_of(officer)
    client.raise_request_exception = False
    return client
