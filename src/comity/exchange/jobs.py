"""Long work done by the worker, each under the identity of the officer who asked for it."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from comity.core import identity
from comity.core.imports import Import, State
from comity.core.jobs import went_away
from comity.core.locks import crossed
from comity.core.people import Officer
from comity.exchange import export, incoming
from comity.gate import query
from comity.registers import register


def folder() -> Path:
    """Return where files made for officers lie until they are fetched."""
    path = Path(settings.DATA) / "exports"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def place(officer: int, token: str, ending: str) -> Path:
    """Return the path of a file made for one officer."""
    return folder() / f"{officer}-{token}.{ending}"


@task()
def export_list(officer: int, key: str, asked: str, kind: str, language: str, token: str) -> int:
    """Write the list that the officer asked for, as they may see it when the worker comes to it; return its size."""
    who = Officer.objects.select_related("city").get(pk=officer, is_active=True)
    half, whole = place(officer, token, "half"), place(officer, token, kind)
    if whole.exists():  # made before, by a worker that was killed before it could say so
        return whole.stat().st_size
    with translation.override(language), identity.acting(identity.of(who, door="job")):
        try:
            with half.open("wb") as file:
                export.write(register(key), query.all_of(register(key), QueryDict(asked)), kind, file)
        except Exception as error:
            if not went_away():  # else the task is begun again
                place(officer, token, "error").write_text(json.dumps({"said": str(error)}), encoding="utf-8")
                half.unlink(missing_ok=True)
            raise
    half.replace(whole)
    return whole.stat().st_size


def state(officer: int, token: str, kind: str) -> dict[str, Any]:
    """Return how far the file is: `done`, `size` in bytes so far, `error`."""
    failed = place(officer, token, "error")
    if failed.exists():
        return {"done": False, "size": 0, "error": json.loads(failed.read_text(encoding="utf-8"))["said"]}
    whole, half = place(officer, token, kind), place(officer, token, "half")
    if whole.exists():
        return {"done": True, "size": whole.stat().st_size, "error": ""}
    ended = DBTaskResult.objects.failed().filter(args_kwargs__args__contains=[officer, token]).exists()
    error = (
        _("The file could not be made. Ask for it again; if that fails too, tell the administrator.") if ended else ""
    )
    return {"done": False, "size": half.stat().st_size if half.exists() else 0, "error": error}


@task()
def run_import(officer: int, batch: int, language: str) -> str:
    """Do the next stage of an import for the officer who asked; return the state it is in then."""
    who = Officer.objects.select_related("city").get(pk=officer, is_active=True)
    given = identity.of(who, door="job")
    try:
        with translation.override(language), identity.acting(given):
            found = Import.objects.select_related("officer").get(pk=batch)
            incoming.work(found, Progress(found))
            return str(found.state)
    except incoming.Moved:
        return "moved"
    except Exception as error:
        if not went_away():  # else the task is begun again
            with translation.override(language), identity.acting(given):
                _broke(batch, error)
        raise


def _broke(batch: int, error: Exception) -> None:
    found = Import.objects.get(pk=batch)
    said = _("This could not be done because of a fault in the program. Nothing was stored. Tell the administrator.")
    if crossed(error):
        said = _("Somebody else was saving the same records at that moment, so nothing was stored. Send it again.")
    back = {State.READING: State.FAILED, State.STORING: State.LOOKED, State.UNDOING: State.STORED}
    if State(found.state) in back:
        incoming.move(found, back[State(found.state)], message=said)


class Progress:
    """Tells how far an import is, and stops it when its officer cancelled it. Raises Moved."""

    def __init__(self, batch: Import) -> None:
        self.batch = batch

    def __call__(self, done: int, total: int) -> None:
        told = {"state": self.batch.state, "done": done, "total": total}
        half, whole = incoming.place(self.batch, "progress.half"), incoming.place(self.batch, "progress")
        half.write_text(json.dumps(told), encoding="utf-8")
        half.replace(whole)
        if not Import.objects.filter(pk=self.batch.pk, state=self.batch.state).exists():
            raise incoming.Moved


def ask_import(batch: Import, language: str) -> None:
    """Queue the next stage of an import."""
    incoming.place(batch, "progress").unlink(missing_ok=True)
    task = run_import.enqueue(batch.officer_id, batch.pk, language)
    Import.objects.filter(pk=batch.pk).update(task=str(task.id))


def progress(batch: Import) -> dict[str, Any]:
    """Return how far the worker is: rows `done` of `total`, whether it `waits`, was begun `again` or has `ended` without an end."""
    path = incoming.place(batch, "progress")
    told = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    told = told if told.get("state") == batch.state else {}
    queued = DBTaskResult.objects.filter(pk=batch.task).first() if batch.task else None
    status = queued.status if queued else "LOST"
    begun = len(queued.worker_ids) if queued else 0
    return {
        "done": told.get("done", 0),
        "total": told.get("total", 0),
        "waits": status == "READY" and begun == 0,
        "again": begun > 1 or (status == "READY" and begun > 0),
        "ended": status not in ("READY", "RUNNING"),
    }
