"""The one table of the tiny office."""

from django.db import connection


def rows() -> list[str]:
    """Return what was loaded, in order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM loaded ORDER BY name")
        return [str(row[0]) for row in cursor.fetchall()]
