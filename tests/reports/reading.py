"""What a person has read when they take a step with an issued report."""

import re

from django.test import Client


def read(client: Client, page: str) -> dict[str, str]:
    """Return what the forms of a report's page say was read."""
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', client.get(page).content.decode())
    assert found, "no step may be taken on this page"
    return {"seen": found[1]}
