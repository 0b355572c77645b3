"""Make accounts where nobody can sign in yet."""

import logging
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from comity.core import identity
from comity.core.people import ROLES, City, Officer
from comity.gate.passwords import FIRST_LASTS, first_password
from comity.registers.units import Unit

log = logging.getLogger("comity.accounts")
log.setLevel(logging.INFO)  # who may sign in is always on record, however quiet the rest of the log is


class Command(BaseCommand):
    """Make an officer's account, such as a city's first administrator."""

    help = "Make an officer's account. Example: comity account create an.nguyen --role administrator --city hanoi"

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        create = acts.add_parser("create", help="make an account; prints a password unless one is given")
        create.add_argument("username", metavar="NAME", help="the name to sign in with")
        create.add_argument("--role", required=True, choices=list(ROLES))
        create.add_argument("--city", default=settings.CITY, help=f"the city's code (default: {settings.CITY})")
        create.add_argument("--unit", default="", help="the reference of the officer's unit")
        create.add_argument("--name", default="", help="the officer's full name (default: the user name)")
        create.add_argument(
            "--password-stdin", action="store_true", help="read the password from the first line of input"
        )

        acts.add_parser("provider", help="print the address to register at the OpenID Connect provider")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["act"] == "provider":
            self.stdout.write(_callback())
        else:
            self._create(options)

    def _create(self, options: dict[str, Any]) -> None:
        city = City.objects.filter(code=options["city"]).first()
        if city is None:
            known = (
                ", ".join(City.objects.order_by("code").values_list("code", flat=True)) or "none; load a data set first"
            )
            raise CommandError(f"There is no city {options['city']!r}. Cities: {known}.")
        if Officer.objects.filter(username__iexact=options["username"]).exists():
            raise CommandError(f"The user name {options['username']!r} is taken.")
        name, role = options["username"], options["role"]
        officer = Officer(username=name, name=options["name"] or name, city=city, role=role)
        if options["unit"]:
            officer.unit_id = _unit(city, options["unit"])
        try:
            password = _chosen(officer) if options["password_stdin"] else first_password()
            officer.set_password(password)
            officer.first_password_until = timezone.now() + FIRST_LASTS
            UnicodeUsernameValidator()(name)
            officer.full_clean(exclude=["unit"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        officer.save()
        log.info(
            "the command line created officer %s %r, role %s, city %s",
            officer.pk,
            officer.username,
            officer.role,
            city.code,
        )
        self.stdout.write(f"Made {officer.username}, {officer.standing.label}, {city}.")
        self.stdout.write("The password opens for a week, and is changed at the first sign-in.")
        if not options["password_stdin"]:
            self.stdout.write(f"Password, shown only now: {password}")


def _callback() -> str:
    if not settings.OIDC_ID:
        raise CommandError("Set COMITY_OIDC_ISSUER first.")
    origin = (settings.CSRF_TRUSTED_ORIGINS or [f"http://{settings.ALLOWED_HOSTS[0]}"])[0]
    return f"{origin}/accounts/oidc/{settings.OIDC_ID}/login/callback/"


def _unit(city: City, code: str) -> int:
    with identity.acting(identity.system(city, door="command")):
        unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise CommandError(f"There is no unit with the reference {code!r} in {city}.")
    return unit.pk


def _chosen(officer: Officer) -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    validate_password(password, officer)
    return password
