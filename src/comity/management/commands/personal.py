"""Keys of personal data, and what is kept too long. Runs as the tables' owner: the program's role may not read it unlogged."""

import logging
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from comity.core import personal, sealing, second_step

log = logging.getLogger("comity.accounts")
log.setLevel(logging.INFO)  # acts on personal data are always on record, however quiet the rest of the log is

DAYS = 30


class Command(BaseCommand):
    """Say under which keys personal data is sealed, change the key, or erase what is no longer needed."""

    help = "Look after the keys of personal data. Example: comity personal rotate"

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("keys", help="list the keys, and how much each has sealed")
        acts.add_parser("rotate", help="make a new key in the data folder and seal everything with it")
        acts.add_parser("reencrypt", help="seal everything with the newest key of COMITY_PERSONAL_KEYS")
        purge = acts.add_parser("purge", help="erase what is kept of people whose record was deleted")
        purge.add_argument("--days", type=int, default=DAYS, help=f"deleted longer ago than this (default: {DAYS})")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['act']}")(options)
        except sealing.NoKey as error:
            raise CommandError(f"The key {error.args[0]} is missing: put it back, then start again.") from error
        except (sealing.BadKeys, sealing.Broken) as error:
            raise CommandError(str(error)) from error

    def _keys(self, options: dict[str, Any]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("select key_id, count(*) from comity_personal group by key_id")
            sealed = Counter(dict(cursor.fetchall()))
        known = [key.id for key in sealing.keyring()]
        where = "COMITY_PERSONAL_KEYS" if settings.PERSONAL_KEYS else sealing.place()
        self.stdout.write(f"Keys of {where}, the newest first:")
        for key in known:
            self.stdout.write(f"  {key}  seals {sealed.pop(key, 0)} people")
        for key, count in sealed.items():
            self.stdout.write(f"  {key}  seals {count} people, and is MISSING")

    def _rotate(self, options: dict[str, Any]) -> None:
        sealing.add()
        self._reencrypt(options)

    def _reencrypt(self, options: dict[str, Any]) -> None:
        with transaction.atomic():
            connection.ensure_connection()
            done = personal.reencrypt(connection.connection)
            steps = second_step.reencrypt(connection.connection)
        log.info("the command line sealed the personal data of %s people with the key %s", done, sealing.newest().id)
        log.info("the command line sealed %s second steps with the key %s", steps, sealing.newest().id)
        self.stdout.write(f"Sealed {done} people and {steps} second steps anew with the key {sealing.newest().id}.")
        self.stdout.write("Keep the former keys as long as backups that need them.")

    def _purge(self, options: dict[str, Any]) -> None:
        with transaction.atomic():
            connection.ensure_connection()
            gone = personal.purge(connection.connection, days=options["days"])
        self.stdout.write(f"Erased the personal data of {gone} deleted people.")
