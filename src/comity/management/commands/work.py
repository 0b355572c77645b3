"""Do queued tasks."""

import secrets
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, DEFAULT_TASK_QUEUE_NAME

from comity.core.jobs import Steady
from comity.management import mornings


class Command(BaseCommand):
    """Do queued tasks until told to stop, beginning with what a killed worker left."""

    help = "Do queued tasks. Example: comity manage work --batch"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--interval", type=float, default=1.0, help="seconds to wait when nothing is queued")
        parser.add_argument("--batch", action="store_true", help="end when nothing is queued")

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Steady(
            queue_names=[DEFAULT_TASK_QUEUE_NAME],
            interval=options["interval"],
            batch=options["batch"],
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=secrets.token_hex(16),
            excluded_queue_names=[],
        )
        worker.configure_signals()
        over = threading.Event()
        threading.Thread(target=mornings.watch, args=(over,), daemon=True).start()
        try:
            worker.run()
        finally:
            over.set()
