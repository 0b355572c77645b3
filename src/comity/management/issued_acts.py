"""What `comity report make`, `show`, `export` and `verify` do; they act as the program, or as an officer who is named."""

from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from comity.core import identity
from comity.core.issued import Basis, Issued
from comity.core.people import City
from comity.domain import period as periods
from comity.gate.access import NotAllowed
from comity.management import report_files
from comity.reports import issued_book, issuing, snapshot, verifying


def make(city: City, options: dict[str, Any], name: str) -> str:
    """Count a report and keep it as a draft."""
    if not options["period"]:
        raise CommandError("Say for which period. Add --period 2024.")
    who = identity.system(city, door="command")
    if options["by"]:
        who = identity.of(report_files.officer(city, options["by"]), door="command")
    try:
        with identity.acting(who):
            made = issuing.draft(
                periods.parse(options["period"]), name, basis=Basis.OFFICE, sensitivity=1, at=timezone.now()
            )
    except NotAllowed as error:
        raise CommandError(str(error)) from error
    except snapshot.Unsettled as error:
        raise CommandError("Records are being changed right now. Try again in a moment.") from error
    return f"Report {made.pk} was drafted, SHA-256 {made.sha256}. It is written, submitted and signed on its page.\n"


def show(city: City, pk: int) -> str:
    """Return a report as text."""
    with identity.acting(identity.system(city, door="command")):
        return "\n".join(verifying.lines(_found(pk))) + "\n"


def exported(city: City, pk: int, kind: str) -> bytes:
    """Return a report as it is kept, byte for byte, or as a workbook."""
    with identity.acting(identity.system(city, door="command")):
        found = _found(pk)
        if kind == "xlsx":
            return issued_book.made(found, issuing.content_of(found))
        return bytes(found.content.content)


def verify(city: City, pk: int | None) -> str:
    """Return what was verified. Raises CommandError for a report that is not what was kept."""
    with identity.acting(identity.system(city, door="command")):
        rows = Issued.objects.select_related("content").order_by("id")
        found = [_found(pk)] if pk else list(rows)
        wrong = [f"Report {one.pk}: {problem}." for one in found for problem in verifying.problems(one)]
        if wrong:
            raise CommandError("\n".join(wrong))
        said = [f"Report {one.pk} ({one}, {one.state}): as it was kept, SHA-256 {one.sha256}" for one in found]
        since = list(verifying.lines(found[0])) if pk else []
    return "\n".join([*said, *since]) + "\n" if said else "No report was issued yet.\n"


def _found(pk: int) -> Issued:
    found = Issued.objects.select_related("content").filter(pk=pk).first()
    if found is None:
        raise CommandError(f"There is no issued report {pk} here.")
    return found
