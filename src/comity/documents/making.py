"""Makes the files of a report: at once, or by the worker with word of how far it is."""

import json
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from comity.core import files, identity
from comity.core.jobs import went_away
from comity.core.people import Officer
from comity.documents import books, content, printed, reports, store
from comity.documents.content import Asked
from comity.documents.filling import NotFilled
from comity.domain import period as periods
from comity.exchange import export
from comity.exchange.jobs import place
from comity.reports import checks, figures
from comity.reports.figures import Report
from comity.reports.press import NotPrinted

KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": export.KINDS["xlsx"],
}
LONG = 5000  # records behind the figures of a report that is made at once
Told = Callable[[str], None]
log = logging.getLogger(__name__)


class NotMade(RuntimeError):
    """The file could not be made; `args[0]` says why and what to do, in the reader's language."""


@dataclass(frozen=True)
class Wanted:
    """Which file of which report, for whom."""

    kind: str
    period: str
    name: str
    asked: Asked


def is_long(report: Report) -> bool:
    """Say whether a report's files take too long for a page to wait for them."""
    return sum(line.recorded.certain.records for line in report.lines if line.recorded) > LONG


def made(wanted: Wanted, report: Report, told: Told = lambda _said: None) -> bytes:
    """Return the file. Raises NotMade."""
    told(_("looking for what is wrong"))
    doubts = checks.of(report)
    try:
        if wanted.kind == "xlsx":
            return books.made(report, doubts, wanted.asked, told)
        told(_("reading the lists"))
        said = content.of(report, doubts, wanted.asked)
        told(_("setting the pages"))
        if wanted.kind == "pdf":
            return printed.pdf(said, wanted.asked)
        language = get_language() or "en"
        return reports.filled(said, wanted.asked, store.data(store.live("report", language), "report", language))
    except (NotFilled, files.Lost) as error:
        log.warning("report as %s: %s", wanted.kind, error)
        raise NotMade(unfilled()) from error
    except NotPrinted as error:
        raise NotMade(unset()) from error


def unfilled() -> str:
    """Say that the office's template is at fault."""
    return _("The template in force could not be filled. Ask an administrator or head to put another one in force.")


def unset() -> str:
    """Say that the paper could not be set."""
    return _("The pages could not be set. Try again in a minute.")


def ask(officer: Officer, wanted: Wanted, language: str) -> str:
    """Leave a file to the worker and return the token under which it is fetched."""
    token = secrets.token_hex(16)
    make.enqueue(officer.pk, token, wanted.kind, wanted.period, wanted.name, wanted.asked.address, language)
    return token


@task()
def make(officer: int, token: str, kind: str, period: str, name: str, address: str, language: str) -> int:
    """Make the file that the officer asked for, as they may see it when the worker comes to it; return its size."""
    who = Officer.objects.select_related("city").get(pk=officer, is_active=True)
    half, whole = place(officer, token, "half"), place(officer, token, kind)
    if whole.exists():  # made before, by a worker that was killed before it could say so
        return whole.stat().st_size
    with translation.override(language), identity.acting(identity.of(who, door="job")):
        try:
            half.write_text(_("counting"), encoding="utf-8")
            wanted = Wanted(kind, period, name, Asked(who.city, who.name, address))
            report = figures.of(periods.parse(period), name)
            content = made(wanted, report, lambda said: _tell(half, said))
        except Exception as error:
            if not went_away():  # else the task is begun again
                said = error.args[0] if isinstance(error, NotMade) else _failed()
                place(officer, token, "error").write_text(json.dumps({"said": said}), encoding="utf-8")
                half.unlink(missing_ok=True)
            raise
    half.write_bytes(content)
    half.replace(whole)
    return whole.stat().st_size


def _tell(half: Any, said: str) -> None:
    half.write_text(said, encoding="utf-8")


def _failed() -> str:
    return _("The file could not be made. Ask for it again; if that fails too, tell the administrator.")


def state(officer: int, token: str, kind: str) -> dict[str, Any]:
    """Return how far the file is: `done`, `size`, `step` in words, `error`."""
    failed, whole, half = place(officer, token, "error"), place(officer, token, kind), place(officer, token, "half")
    found: dict[str, Any] = {"done": False, "size": 0, "step": "", "error": ""}
    if failed.exists():
        return found | {"error": json.loads(failed.read_text(encoding="utf-8"))["said"]}
    if whole.exists():
        return found | {"done": True, "size": whole.stat().st_size}
    if DBTaskResult.objects.failed().filter(args_kwargs__args__contains=[officer, token]).exists():
        return found | {"error": _failed()}
    try:
        return found | {"step": half.read_bytes()[:200].decode("utf-8", "ignore")}
    except FileNotFoundError:
        return found
