"""Load a data set."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from comity.core import sample
from comity.core.pack import BadPack
from comity.core.pack_files import names
from comity.core.people import City
from comity.exchange import dataset
from comity.reports import packs


class Command(BaseCommand):
    """Store a data set's city and records; what is there already stays as it is."""

    help = "Load a data set. Example: comity load hanoi"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", default=settings.CITY, help="the data set, such as hanoi")
        parser.add_argument("--if-empty", action="store_true", help="do nothing if there is a city already")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_empty"] and City.objects.exists():
            return
        began = time.monotonic()
        try:
            if names((settings.PACKS,)):
                version = packs.use(list(City.objects.values_list("pack", flat=True)))
                self.stdout.write(f"  packs of your own: version {version}")
            loaded = dataset.load(options["name"], progress=lambda key, count: self.stdout.write(f"  {key}: {count}"))
            city = dataset.city_of(options["name"])
            if settings.DEMO:
                sample.make(city, dataset.sample_units(options["name"]))
        except (dataset.BadDataSet, BadPack) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{loaded.total} records in {time.monotonic() - began:.1f} s")
