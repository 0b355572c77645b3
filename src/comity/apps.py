"""The one app: its tables, and what is laid over them after each migration."""

import os
import sys
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.conf import settings
from django.core.management import call_command
from django.db.models.signals import post_migrate, pre_migrate

if TYPE_CHECKING:
    from comity.core.protect import Guarded


class ComityConfig(AppConfig):
    """Comity as Django sees it."""

    name = "comity"
    verbose_name = "Comity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from comity.core import checks  # noqa: F401, PLC0415  registers them

        if os.environ.get("COMITY_CONFINED") == "1":  # the worker; the web server's door is config/wsgi.py
            from comity.core import outgoing  # noqa: PLC0415  needs the settings

            outgoing.confine(outgoing.hosts() | outgoing.mail_hosts())
        pre_migrate.connect(_before, sender=self)
        post_migrate.connect(_after, sender=self)

    @staticmethod
    def guarded() -> "list[Guarded]":
        """Return every register's table with what its index rows are made from."""
        from comity.registers import ALL  # noqa: PLC0415  needs the loaded tables

        return [one.guarded for one in ALL]


def _before(*, using: str, **_: Any) -> None:
    from comity.core import protect  # noqa: PLC0415  needs the loaded tables

    protect.before_migration(using)


def _after(*, using: str, **_: Any) -> None:
    from comity.core import protect, reindex  # noqa: PLC0415  need the loaded tables

    call_command("createcachetable", database=using, verbosity=0)  # rate limits count across processes
    guarded = ComityConfig.guarded()
    made_for = reindex.noted(using)
    protect.after_migration(using, guarded, app_role=settings.APP_ROLE)
    for one in guarded:
        if before := made_for.get(one.model._meta.db_table):  # the trigger is new and has no note yet
            reindex.note(using, one, before)
    for one in reindex.stale(using, guarded):
        reindex.renew(using, one, progress=_tell)


def _tell(register: str, done: int, total: int) -> None:
    if done < total:
        sys.stdout.write(f"  Search index of {register}: {done:,} of {total:,}\n")
        sys.stdout.flush()
