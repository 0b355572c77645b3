"""Check a city's own packs, and put them in force."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from comity.core import pack_files
from comity.core.pack_files import BUILT_IN, BadPack, names
from comity.core.people import City
from comity.reports import packs


class Command(BaseCommand):
    """Say what is wrong with packs, all of it at once; or put the city's own packs in force."""

    help = "Check a city's own packs, or put them in force. Example: comity packs check /srv/packs    comity packs use"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="check|use")
        check = acts.add_parser("check", help="print every problem; nothing is changed")
        check.add_argument("folder", nargs="?", type=Path, help="a pack, or a folder of packs; without it all packs")
        told = "tell also which files came under versions that read otherwise now"
        check.add_argument("--office", action="store_true", help=told)
        acts.add_parser("use", help="check the city's own packs and put them in force, all or none, without a restart")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["act"] == "check":
                self._check(options["folder"], office=options["office"])
            else:
                self._use()
        except BadPack as error:
            raise CommandError(str(error)) from error

    def _check(self, folder: Path | None, *, office: bool) -> None:
        found: dict[str, list[str]] = {}
        if folder is None:
            found = {name: packs.check(name, (BUILT_IN,)) for name in names((BUILT_IN,))}
            folder = settings.PACKS if names((settings.PACKS,)) else None
        found |= packs.check_folder(folder) if folder else {}
        for name, problems in found.items():
            for line in problems:
                self.stdout.write(line)
            self.stdout.write(f"{name}: {_count(len(problems))}")
        if office:
            self._edited({name: packs.shelves_of(folder, name) for name in found})
        if any(found.values()):
            raise CommandError("Correct the lines above; docs/write-a-pack.md says what each file holds.")

    def _use(self) -> None:
        cities = list(City.objects.order_by("code").values_list("pack", flat=True))
        version = packs.use(cities)
        if not version:
            self.stdout.write(f"There are no packs of your own in {settings.PACKS}; those of the program are in force.")
            return
        self.stdout.write(
            f"In force: {', '.join(names((settings.PACKS,)))} as version {version}. No restart is needed."
        )
        shelves = pack_files.in_force(version)
        self._edited(dict.fromkeys(sorted(set(cities)), shelves))

    def _edited(self, found: dict[str, tuple[Path, ...]]) -> None:
        for name, shelves in found.items():
            try:
                lines = packs.edited(name, shelves)
            except DatabaseError as error:
                raise CommandError(
                    f"The office's database was not reached, so its files were not asked: {error}"
                ) from error
            for line in lines:
                self.stdout.write(line)


def _count(problems: int) -> str:
    return {0: "in order", 1: "1 problem"}.get(problems, f"{problems} problems")
