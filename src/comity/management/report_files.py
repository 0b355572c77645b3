"""The files that `comity report` writes: those of a period as a named officer sees it, and those of an issued report."""

from pathlib import Path

from django.core.management.base import CommandError

from comity.core.people import City
from comity.documents import issued, making
from comity.documents.content import Asked
from comity.documents.making import KINDS, NotMade, Wanted
from comity.management import report_asked
from comity.management.report_asked import Options, acting, named, period
from comity.reports import figures


def wanted(options: Options) -> dict[str, Path]:
    """Return the files that were asked for, by kind."""
    return {kind: options[kind] for kind in KINDS if options[kind] is not None}


def made(city: City, options: Options) -> dict[Path, bytes]:
    """Return each file that was asked for with its content."""
    try:
        return _of_issued(city, options) if options["number"] is not None else _of_period(city, options)
    except NotMade as error:
        raise CommandError(str(error)) from error


def _of_period(city: City, options: Options) -> dict[Path, bytes]:
    asked = period(options)
    with acting(city, options, named=True) as who:
        name = named(options["report"])
        report = figures.of(asked, name)
        given = Asked(city, _name(city, options), options["address"])
        assert who.officer
        return {
            path: making.made(Wanted(kind, str(asked), name, given), report) for kind, path in wanted(options).items()
        }


def _of_issued(city: City, options: Options) -> dict[Path, bytes]:
    """Return the papers of a report as it was counted, whoever asks for them."""
    with acting(city, options):
        one = report_asked.issued(options)
        given = Asked(city, _name(city, options), options["address"])
        return {path: issued.made(one, kind, given) for kind, path in wanted(options).items()}


def _name(city: City, options: Options) -> str:
    return report_asked.officer(city, options["by"]).name if options["by"] else str(city)
