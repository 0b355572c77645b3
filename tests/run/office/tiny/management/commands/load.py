"""Put a row into the one table, as the program."""

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection


class Command(BaseCommand):
    """Stands in for the loader of data sets."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what the launcher says."""
        parser.add_argument("name", nargs="?", default="first")
        parser.add_argument("--if-empty", action="store_true")

    def handle(self, *args: object, **options: object) -> None:
        """Put the row."""
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO loaded VALUES (%s)", [str(options["name"])])
