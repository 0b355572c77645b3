"""Print the sample accounts."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from comity.core import sample


class Command(BaseCommand):
    """Print the sample accounts of a demonstration, with their one password."""

    help = "Print the sample accounts. Example: comity signins"

    def handle(self, *args: Any, **options: Any) -> None:
        accounts = sample.signins() if settings.DEMO else []
        if not accounts:
            return
        self.stdout.write(f"Sample accounts, password for all: {sample.password()}")
        for label, name in accounts:
            self.stdout.write(f"  {name:<14} {label}")
