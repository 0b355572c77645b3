"""What `comity report show --docx FILE` makes: the files that the page of a report gives, as a named officer sees it."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from comity.core import identity
from comity.core.people import City, Officer
from comity.documents import making
from comity.documents.content import Asked
from comity.documents.making import KINDS, NotMade, Wanted
from comity.domain import period as periods
from comity.reports import chooser, figures, indicators


def wanted(options: dict[str, Any]) -> dict[str, Path]:
    """Return the files that were asked for, by kind."""
    return {kind: options[kind] for kind in KINDS if options[kind] is not None}


def officer(city: City, username: str) -> Officer:
    """Return the officer as whom a report is counted."""
    found = Officer.objects.select_related("city").filter(city=city, username__iexact=username, is_active=True).first()
    if found is None:
        raise CommandError(f"There is no officer {username} of {city.code} who may sign in.")
    return found


def made(city: City, options: dict[str, Any]) -> dict[Path, bytes]:
    """Return each file that was asked for with its content."""
    if not options["period"]:
        raise CommandError("Say for which period. Add --period 2024.")
    if not options["by"]:
        raise CommandError(
            "Say as whom the report is counted. Add --by head: the file holds what that officer may see."
        )
    who = officer(city, options["by"])
    with identity.acting(identity.of(who, door="command")):
        period, name = periods.parse(options["period"]), named(options["report"])
        report = figures.of(period, name)
        asked = Asked(city, who.name, options["address"])
        try:
            return {
                path: making.made(Wanted(kind, str(period), name, asked), report)
                for kind, path in wanted(options).items()
            }
        except NotMade as error:
            raise CommandError(str(error)) from error


def named(asked: str) -> str:
    """Return a report of the pack by its name."""
    declared = indicators.of_city()
    try:
        return chooser.named(declared, asked)
    except KeyError as error:
        there = ", ".join([*declared.reports, chooser.EVERYTHING])
        raise CommandError(f"There is no report {asked} here. Reports: {there}.") from error
