"""The one app: its tables, and what is laid over them after each migration."""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.management import call_command
from django.db.models.signals import post_migrate, pre_migrate


class ComityConfig(AppConfig):
    """Comity as Django sees it."""

    name = "comity"
    verbose_name = "Comity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from comity.core import checks  # noqa: F401, PLC0415  registers them

        pre_migrate.connect(_before, sender=self)
        post_migrate.connect(_after, sender=self)


def _before(*, using: str, **_: Any) -> None:
    from comity.core import protect  # noqa: PLC0415  needs the loaded tables

    protect.before_migration(using)


def _after(*, using: str, **_: Any) -> None:
    from comity.core import protect  # noqa: PLC0415  needs the loaded tables
    from comity.registers import ALL  # noqa: PLC0415

    call_command("createcachetable", database=using, verbosity=0)  # rate limits count across processes
    protect.after_migration(using, [one.guarded for one in ALL], app_role=settings.APP_ROLE)
