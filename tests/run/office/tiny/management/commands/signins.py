"""Say how to sign in."""

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Stands in for the list of demonstration officers."""

    def handle(self, *args: object, **options: object) -> None:
        """Say it."""
        self.stdout.write("  head / a password")
