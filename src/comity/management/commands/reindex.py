"""Make the index rows of records anew where a register's declaration changed, or of all."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS

from comity.apps import ComityConfig
from comity.core import reindex
from comity.registers import BY_KEY


class Command(BaseCommand):
    """Renew the search index; migrations do it by themselves for registers whose declaration changed."""

    help = "Make the search index anew. Example: comity reindex    comity reindex partners people"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("registers", nargs="*", help="registers; without one, those whose declaration changed")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = options["registers"]
        if unknown := [key for key in wanted if key not in BY_KEY]:
            raise CommandError(f"There is no register {unknown[0]}. Registers: {', '.join(BY_KEY)}.")
        guarded = ComityConfig.guarded()
        found = [one for one in guarded if one.register in wanted] or reindex.stale(DEFAULT_DB_ALIAS, guarded)
        if not found:
            self.stdout.write("The search index is as the registers declare it.")
        for one in found:
            count = reindex.renew(DEFAULT_DB_ALIAS, one, progress=self._tell)
            self.stdout.write(f"{one.register}: {count} records")

    def _tell(self, register: str, done: int, total: int) -> None:
        if done < total:
            self.stdout.write(f"  {register}: {done:,} of {total:,}")
