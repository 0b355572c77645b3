"""What was asked of `comity report`: who acts, which period, which report. What is wrong names its argument."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from comity.core import identity, pack
from comity.core.identity import Identity
from comity.core.issued import Issued
from comity.core.pack import BadPack
from comity.core.people import City, Officer
from comity.core.write import Refused
from comity.domain import period as periods
from comity.domain.period import NotAPeriod, Period
from comity.gate import texts
from comity.gate.access import NotAllowed
from comity.reports import chooser, indicators, snapshot

Options = dict[str, Any]


def wrong(argument: str, said: str) -> CommandError:
    """Return the refusal of one argument, which it names."""
    return CommandError(f"{argument}: {said}")


def officer(city: City, username: str) -> Officer:
    """Return the officer in whose name something is done."""
    found = Officer.objects.select_related("city").filter(city=city, username__iexact=username, is_active=True).first()
    if found is None:
        said = _("There is no officer %(name)s of %(city)s who may sign in.")
        raise wrong("--by", said % {"name": username, "city": city.code})
    return found


def who(city: City, options: Options, *, named: bool = False) -> Identity:
    """Return who acts: the officer of --by, or the program itself where nobody has to be named."""
    if options["by"]:
        return identity.of(officer(city, options["by"]), door="command")
    if named:
        raise wrong("--by", _("Say in whose name. Add --by head: it is done as that officer may."))
    return identity.system(city, door="command")


@contextmanager
def acting(city: City, options: Options, *, named: bool = False) -> Iterator[Identity]:
    """Act as the one who was named; what is not allowed or not to be counted becomes a refusal of the command."""
    someone = who(city, options, named=named)
    try:
        with identity.acting(someone):
            yield someone
    except NotAllowed as error:
        raise CommandError(str(error)) from error
    except Refused as error:
        raise CommandError(_("The database refuses this step.")) from error
    except BadPack as error:
        raise CommandError(str(error)) from error
    except snapshot.Unsettled as error:
        raise CommandError(_("Records are being changed right now. Try again in a moment.")) from error


def term(city: City, asked: str) -> str:
    """Return the days of a term of office that the city's pack names, or what was asked for if it is none."""
    found = indicators.of_pack(pack.load(city.pack)).terms.get(asked)
    return f"{found.first}..{found.last}" if found else asked


def period(options: Options) -> Period:
    """Return the period that was asked for."""
    if not options["period"]:
        raise wrong("--period", _("Say for which period. Add --period 2024."))
    try:
        return periods.parse(options["period"])
    except NotAPeriod as error:
        raise wrong("--period", chooser.why_not(error)) from error


def named(asked: str) -> str:
    """Return a report of the pack by its name."""
    declared = indicators.of_city()
    try:
        return chooser.named(declared, asked)
    except KeyError as error:
        there = ", ".join([*declared.reports, chooser.EVERYTHING])
        said = _("There is no report %(name)s here. Reports: %(there)s.") % {"name": asked, "there": there}
        raise wrong("--report", said) from error


def issued(options: Options) -> Issued:
    """Return the issued report that was asked for by its number."""
    number = options["number"]
    if number is None:
        said = _("Say which report. Example: comity report %(act)s 1234")
        raise wrong("number", said % {"act": options["act"]})
    rows = Issued.objects.select_related("content", "drafted_by", "signed_by", "unit", "replaces")
    found = rows.filter(pk=number).first()
    if found is None:
        raise wrong("number", _("There is no issued report %(number)s here.") % {"number": number})
    return found


def day(options: Options) -> date:
    """Return the day of --due."""
    try:
        return date.fromisoformat(options["due"])
    except ValueError as error:
        said = _("“%(typed)s” is not a day. Write 2025-01-15.") % {"typed": options["due"]}
        raise wrong("--due", said) from error


def line(options: Options, name: str) -> str:
    """Return a text of one line, such as a reason, cleaned as a form does."""
    try:
        return texts.reason(options[name])
    except ValidationError as error:
        raise wrong(f"--{name}", " ".join(error.messages)) from error
