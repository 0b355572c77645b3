"""What is done one at a time, held until the transaction ends."""

from collections.abc import Iterable

from django.db import connection


def one_at_a_time(what: str, numbers: Iterable[int]) -> None:
    """Wait until nobody else does this with any of these; what is read from then on is what they left."""
    with connection.cursor() as cursor:
        for number in sorted(numbers):  # in one order for all, so that no two wait for each other
            cursor.execute("select pg_advisory_xact_lock(hashtext(%s), %s)", [what, number % 2**31])
