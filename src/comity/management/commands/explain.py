"""Say what is derived from a register's declaration, and from where."""

import inspect
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import translation

from comity.core import identity, policies
from comity.core.people import City
from comity.exchange import export
from comity.gate import query
from comity.gate.filters import filter_set
from comity.gate.form import form_class
from comity.registers import ALL, NoSuchRegister, Register, register


class Command(BaseCommand):
    """Print a register's list, form, filters, rights, addresses, triggers and policies with the line each comes from."""

    help = "Print what a register's declaration gives. Example: comity explain agreements"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("register", nargs="?", help="one of: " + ", ".join(one.key for one in ALL))

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["register"]:
            for one in ALL:
                self.stdout.write(f"{one.key:<18} {one.title}")
            return
        try:
            of = register(options["register"])
        except NoSuchRegister as error:
            names = ", ".join(one.key for one in ALL)
            raise CommandError(f"There is no register {error.args[0]!r}. There are: {names}.") from error
        city = City.objects.filter(code=settings.CITY).first() or City.objects.first()
        if city is None:
            raise CommandError("There is no city yet: run `comity load hanoi` first.")
        with translation.override("en"), identity.acting(identity.system(city, door="explain")):
            for heading, lines in _said(of):
                self.stdout.write(self.style.MIGRATE_HEADING(heading))
                for line in lines:
                    self.stdout.write(f"  {line}")


def _said(of: Register) -> list[tuple[str, list[str]]]:
    model = of.model
    inputs = form_class(of).base_fields
    computed = [f"{one.name}: {', '.join(one.states)} ({_where(one.value)})" for one in of.computed]
    return [
        (
            f"{of.title} ({of.key})",
            [f"model {model.__name__}, table {model._meta.db_table} ({_where(model)})", f"declared in {_declared(of)}"],
        ),
        (
            "Form, in order (comity/gate/form.py)",
            [
                f"{name:<20} {type(field).__name__}{'' if field.required else ', optional'}"
                for name, field in inputs.items()
            ],
        ),
        ("Worked out when read", computed or ["nothing"]),
        (
            "List (comity/gate/query.py)",
            [f"columns: {', '.join(of.columns)}", f"order: {of.order}", f"sorts by: {', '.join(query.sortable(of))}"],
        ),
        (
            "Filters (comity/gate/filters.py)",
            [f"{name:<20} {type(one).__name__}" for name, one in filter_set(of).base_filters.items()],
        ),
        ("Search (comity/core/sql/records.sql)", [f"titles, reference, {', '.join(of.search) or 'nothing else'}"]),
        ("Written by", [", ".join(of.writers)]),
        ("Leaves as", [", ".join(export.kinds(of))]),
        ("Addresses", [reverse("list", args=[of.key]), reverse("new", args=[of.key]), f"/api/v1/{of.key}/"]),
        (
            "In the database (comity/core/protect.py)",
            [
                "triggers comity_0_touch, comity_1_keep, comity_2_index",
                f"seen: {' '.join(policies.SEES.split())}",
                f"written: {' '.join(policies.WRITES.split())}",
            ],
        ),
    ]


def _where(thing: Any) -> str:
    path = Path(inspect.getsourcefile(thing) or "")
    return f"comity/{path.relative_to(settings.PACKAGE)}:{inspect.getsourcelines(thing)[1]}"


def _declared(of: Register) -> str:
    path = Path(inspect.getsourcefile(of.model) or "")
    lines = path.read_text(encoding="utf-8").splitlines()
    number = next((at for at, line in enumerate(lines, 1) if line.endswith("= Register(")), 1)
    return f"comity/{path.relative_to(settings.PACKAGE)}:{number}"
