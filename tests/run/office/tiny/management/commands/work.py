"""Wait for tasks that never come."""

import time

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Stands in for the worker."""

    def handle(self, *args: object, **options: object) -> None:
        """Wait."""
        while True:
            time.sleep(1)
