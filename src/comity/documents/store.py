"""The office's templates: taken in when nothing is wrong with them, put in force, gone back to."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import ProgrammingError
from django.utils.translation import gettext as _
from django.utils.translation import override
from psycopg import errors

from comity.core import files, identity, write
from comity.core.contents import OOXML
from comity.core.files import NotTaken, Stored
from comity.core.pack import of_city
from comity.core.people import City, Writes
from comity.core.templates import Template, TemplateUse
from comity.documents import builtin, by_hand, case_names, checker, filling, names, own_papers, reports, sample
from comity.documents.checker import Problem
from comity.documents.content import Asked
from comity.documents.names import Kind
from comity.reports import indicators

KEEPERS = ("head", "administrator")
GREATEST = 5 * 1024**2
DOCX = OOXML + "wordprocessingml.document"
log = logging.getLogger(__name__)


class Faulty(ValueError):
    """The template was not stored; `problems` says what is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(len(problems))
        self.problems = problems


@dataclass(frozen=True)
class Version:
    """One template of a kind, the program's own if `template` is None."""

    template: Template | None
    live: bool
    since: datetime | None
    by: str


def why_not() -> str:
    """Return why the one who acts does not keep templates, empty if they do, as the program itself does."""
    who = identity.current()
    kept = who.role in KEEPERS or (who.officer is None and who.writes == Writes.ALL)
    return "" if kept else _("Templates are kept by heads of the department and administrators.")


def kinds() -> dict[str, Kind]:
    """Return the kinds of documents that templates are for."""
    report = names.report(indicators.of_city().indicators)
    return {report.key: report, **case_names.KINDS}


def languages() -> list[str]:
    """Return the languages in which the city's documents are written."""
    return list(of_city().head.languages)


def versions(kind: str, language: str) -> list[Version]:
    """Return the templates of a kind, newest first and the program's own last: two statements."""
    uses = list(TemplateUse.objects.filter(kind=kind, language=language).select_related("officer").order_by("-id"))
    now = uses[0].template_id if uses else None
    last = {use.template_id: use for use in reversed(uses)}
    found: list[Template | None] = list(Template.objects.filter(kind=kind, language=language).order_by("-id"))
    return [
        Version(
            one,
            (one.pk if one else None) == now,
            last[key].at if (key := one.pk if one else None) in last else None,
            last[key].officer.name if key in last else "",
        )
        for one in [*found, None]
    ]


def live(kind: str, language: str) -> Template | None:
    """Return the template in force, None for the program's own: one statement."""
    use = TemplateUse.objects.filter(kind=kind, language=language).select_related("template").order_by("-id").first()
    return use.template if use else None


def data(template: Template | None, kind: str, language: str) -> bytes:
    """Return the bytes of a template, the program's own where none is given. Raises comity.core.files.Lost."""
    if template is None:
        layout = of_city().layout
        return own_papers.made(kind, layout, language) if kind in case_names.KINDS else builtin.report(layout, language)
    with files.opened(template) as file:
        return file.read()


def add(kind: Kind, language: str, name: str, chunks: Iterable[bytes], city: City) -> Template:
    """Store a template if nothing is wrong with it. Raises NotTaken, Faulty, comity.core.write.Refused."""
    who = identity.current()

    def fits(path: Path, found: str) -> None:
        if found != DOCX:
            raise NotTaken(_("A template is a Word file that ends in .docx."))
        if path.stat().st_size > GREATEST:
            raise NotTaken(_("A template is no larger than 5 MB. Make the pictures in it smaller."))
        if problems := wrong(path.read_bytes(), kind, language, city):
            raise Faulty(problems)

    def note(file: Stored) -> Template:
        said = {"name": file.name, "size": file.size, "sha256": file.sha256}
        return Template.objects.create(
            city_id=who.city, officer_id=who.officer or 0, kind=kind.key, language=language, **said
        )

    return files.take(name, chunks, note, about=f"template {kind.key}", fits=fits)


def wrong(docx: bytes, kind: Kind, language: str, city: City) -> list[Problem]:
    """Return what is wrong with a template: what the checker finds, or else that it cannot be filled."""
    if problems := checker.check(docx, kind):
        return problems
    try:
        preview(docx, kind.key, language, city)
    except filling.NotFilled as error:
        log.warning("A template passed the check and could not be filled: %s", error)
        said = _(
            "It could not be filled with sample data. Copy its text into the program's own template and try again."
        )
        return [Problem(said, "", "", "")]
    return []


def written_by_hand(template: Template | None, kind: Kind, language: str, city: City) -> list[Problem]:
    """Return what a template of the office holds by hand where whoever signs is filled in; nothing of the program's own."""
    if template is None:
        return []
    try:
        return by_hand.of(data(template, kind.key, language), kind, language, city)
    except files.Lost:  # whoever fills it is told
        return []


def preview(docx: bytes, kind: str, language: str, city: City) -> bytes:
    """Return a template filled with sample data. Raises NotFilled, NotPrinted."""
    with override(language):
        asked = Asked(city, _("Preview"), "https://example.org")
        if kind in case_names.KINDS:
            said = sample.paper(kind, asked)
            return filling.fill(docx, said, title=said["title"], author=asked.name)
        return reports.filled(sample.report(asked), asked, docx)


def put_in_force(kind: Kind, language: str, template: Template | None, city: City) -> None:
    """Put a template in force from now on; it is checked again, since names may have changed. Raises Faulty, Refused."""
    if template is not None and (problems := wrong(data(template, kind.key, language), kind, language, city)):
        raise Faulty(problems)
    who = identity.current()
    try:
        TemplateUse.objects.create(
            city_id=who.city, officer_id=who.officer or 0, kind=kind.key, language=language, template=template
        )
    except ProgrammingError as error:
        raise (write.Refused() if isinstance(error.__cause__, errors.InsufficientPrivilege) else error) from error
