"""Queued tasks outlive their worker: what a killed one left unfinished goes back into the queue.

A task may therefore begin more than once. Each must leave the same result however often it begins.
"""

import logging
import threading
from typing import Any

import psycopg
from django.db import InterfaceError, OperationalError, close_old_connections, connection, transaction
from django_tasks import TaskContext, TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

LOST = (OperationalError, InterfaceError, psycopg.Error)
log = logging.getLogger(__name__)

LIVES = 8411  # the space of the advisory locks by which workers prove that they live
BEGINNINGS = 5
LOOK_EVERY = 10.0  # seconds


class Abandoned(RuntimeError):
    """Every worker that began the task was killed over it."""


class Steady(Worker):
    """A worker that proves that it lives, and takes up what dead ones left."""

    def run(self) -> None:
        """Work until told to stop; end when the database goes away, since another worker is then started."""
        life = Life(self.worker_id)
        life.prove()
        reclaim()
        over = threading.Event()
        threading.Thread(target=_look_after, args=(life, over), daemon=True).start()
        try:
            super().run()
        finally:
            over.set()

    def run_task(self, db_task_result: DBTaskResult[Any, Any]) -> None:
        """Do the task and note how it ended. Raises OperationalError when the database went away meanwhile."""
        self.running_task = True
        try:
            db_task_result.set_successful(_done(db_task_result))
        except (OperationalError, InterfaceError) as error:
            if went_away():
                raise  # the task is not at fault: it stays RUNNING, and whoever comes next begins it again
            db_task_result.set_failed(error)
        except Exception as error:
            log.exception("Task %s failed", db_task_result.id)
            db_task_result.set_failed(error)
        finally:
            self.running_task = False
            self._run_tasks += 1


def went_away() -> bool:
    """Say whether the connection to the database was lost, after an error."""
    held: Any = connection.connection
    return held is None or bool(held.closed)


def _done(found: DBTaskResult[Any, Any]) -> Any:
    task, given = found.task, found.args_kwargs
    context = [TaskContext(task_result=found.task_result)] if task.takes_context else []  # type: ignore[arg-type]
    return task.call(*context, *given["args"], **given["kwargs"])


class Life:
    """A worker's proof of life: a lock that PostgreSQL lets go of as soon as the worker's connection ends."""

    def __init__(self, worker: str) -> None:
        self._worker = worker
        self._held: Any = None

    def prove(self) -> None:
        """Hold the lock, also after the database was started anew. Raises OperationalError."""
        if self._held is not None:
            try:
                self._held.execute("select 1")
            except LOST:
                self._held = None
            else:
                return
        # A connection of its own: the program's may be closed between tasks.
        self._held = connection.get_new_connection(connection.get_connection_params())
        self._held.autocommit = True
        self._held.execute("select pg_advisory_lock_shared(%s, hashtext(%s))", [LIVES, self._worker])


def _look_after(life: Life, over: threading.Event) -> None:
    while not over.wait(LOOK_EVERY):
        try:
            close_old_connections()
            life.prove()
            reclaim()
        except LOST as error:
            log.warning("The queue could not be looked after: %s", error)
            connection.close()


def reclaim() -> int:
    """Put the tasks of dead workers back into the queue, or fail those begun too often; return how many there were."""
    found = 0
    with transaction.atomic():
        for task in DBTaskResult.objects.running().select_for_update(skip_locked=True):
            if not _is_dead(task.worker_ids[-1]):
                continue
            found += 1
            log.warning("Task %s was left by a worker that ended; begun %s times", task.id, len(task.worker_ids))
            if len(task.worker_ids) >= BEGINNINGS:
                task.set_failed(Abandoned(f"{len(task.worker_ids)} workers ended over it"))
            else:
                task.status = TaskResultStatus.READY
                task.save(update_fields=["status"])
    return found


def _is_dead(worker: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s, hashtext(%s))", [LIVES, worker])
        (free,) = cursor.fetchone() or (False,)
    return bool(free)
