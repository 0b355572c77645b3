"""Fill an invented city with records, to see how lists, searches and reports behave when there are many."""

import time
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from comity.core import bulk, identity, sample
from comity.core.pack import BadPack, load
from comity.core.people import City
from comity.core.protect import Guarded
from comity.core.records import Entry
from comity.management.invented_files import Files
from comity.management.invention import Invention, Row, counts
from comity.registers import ALL, BY_KEY
from comity.registers.units import Unit

LEAST = 500
# Where the sample accounts sit: the kind of unit, and which of that kind.
PLACES = {"officer": ("department", 0), "head": ("department", 0), "colleague": ("department", 1)}
PLACES |= {"ward": ("ward", 0), "member": ("association", 0), "leader": ("peoples_committee", 0)}
PLACES |= {"auditor": ("department", 0), "administrator": ("department", 0)}


class Command(BaseCommand):
    """Make the city and its records, all or none, with the history and index rows that the triggers would make."""

    help = "Fill an invented city with sample records. Example: comity generate --records 100000"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--records", type=int, default=100_000, help="how many records to make (100000)")
        parser.add_argument("--city", default="generated", help="code of the city; it must not have records yet")
        parser.add_argument("--pack", default="vn", help="pack whose words are used (vn)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same records (1)")

    def handle(self, *args: Any, **options: Any) -> None:
        began, total = time.monotonic(), options["records"]
        _ready(total)
        try:
            pack = load(options["pack"])
            made = Invention(pack, seed=options["seed"])
        except (BadPack, FileNotFoundError) as error:
            raise CommandError(f"From the pack {options['pack']} no city can be made: {error}") from error
        where = {"country": pack.head.home_country, "latitude": 0.0, "longitude": 0.0, "time_zone": pack.head.time_zone}
        named = {"title_en": "Generated", "title_vi": "Generated", "pack": options["pack"]}
        city, _made = City.objects.get_or_create(code=options["city"], defaults=named | where)
        with identity.acting(identity.system(city, door="generate"), reason="invented records"):
            if Entry.objects.filter(city=city).exists():
                raise CommandError(f"The city {city.code} has records already. Choose another --city.")
            tables = {one.key: one.guarded for one in ALL}
            with bulk.laying(tables.values()):
                self._fill(city, made, tables, counts(total))
                self._say("indexes", began)
            if settings.DEMO:
                sample.make(city, _units(city))
            self._files(city, made, tables["cases"], counts(total)["cases"])
        _settle()
        self.stdout.write(f"{total} records in {time.monotonic() - began:.1f} s")

    def _fill(self, city: City, made: Invention, tables: dict[str, Guarded], wanted: dict[str, int]) -> None:
        began = time.monotonic()
        for key, count in wanted.items():
            if key != "cases":
                self._copy(city, key, made.rows(key, _numbers(count)), tables[key])
                self._say(f"{key}: {count}", began)
        for (key, name), pairs in made.links.items():
            link: Any = BY_KEY[key].model._meta.get_field(name)
            columns = [link.m2m_column_name(), link.m2m_reverse_name()]
            bulk.copy(link.m2m_db_table(), columns, (f"{one}\t{other}\n" for one, other in pairs))
        for key in wanted:
            bulk.keep_links(tables[key])
        self._say("links", began)

    def _files(self, city: City, made: Invention, table: Guarded, count: int) -> None:
        """Make files about what is there, by the sample officer if there is one."""
        began, files = time.monotonic(), Files(made, city)
        rows = list(
            files.rows(_numbers(count))
        )  # they ask the database, and while lines are copied it hears nothing else
        self._copy(city, "cases", iter(rows), table)
        files.lay()
        self._say(f"cases: {count}", began)

    def _copy(self, city: City, key: str, rows: Iterator[Row], table: Guarded) -> None:
        """Copy rows into the table of a register, with the history and index rows that its triggers would make."""
        fields = [one for one in BY_KEY[key].model._meta.concrete_fields if not getattr(one, "generated", False)]
        usual = {one.attname: one.get_default() if one.has_default() else None for one in fields}
        usual |= {"city_id": city.pk, "version": 1, "changed_at": "now"}
        bulk.copy(BY_KEY[key].model._meta.db_table, [one.attname for one in fields], _lines(rows, usual))
        bulk.keep_and_index(table)

    def _say(self, what: str, began: float) -> None:
        self.stdout.write(f"  {what}, {time.monotonic() - began:.1f} s")


def _ready(total: int) -> None:
    """Raise CommandError unless a city of so many records can be laid into the tables."""
    if total < LEAST:
        raise CommandError(f"Fewer than {LEAST} records do not make a city. Use --records {LEAST} or more.")
    if City._meta.db_table not in connection.introspection.table_names():
        raise CommandError("There are no tables yet. Make them first: comity migrate")
    if not settings.OWNER_URL:
        raise CommandError("The tables' owner fills the city. Start it as: comity generate")


def _units(city: City) -> dict[str, str]:
    """Return the unit of each sample account that has one, by reference: the first of its kind, or for a colleague the second."""
    found: dict[str, list[str]] = {}
    with identity.acting(identity.system(city, door="generate")):
        for code, kind in Unit.objects.order_by("pk").values_list("code", "kind"):
            found.setdefault(kind, []).append(code)
    return {role: found[kind][place] for role, (kind, place) in PLACES.items() if len(found.get(kind, [])) > place}


def _lines(rows: Iterator[Row], usual: Row) -> Iterator[str]:
    plain = {name: bulk.told(value) for name, value in usual.items()}
    for row in rows:
        said = plain | {name: bulk.told(value) for name, value in row.items()}
        yield "\t".join(said.values()) + "\n"


def _numbers(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("select nextval('comity_record_id') from generate_series(1, %s)", [count])
        return [number for (number,) in cursor.fetchall()]


def _settle() -> None:
    """Let PostgreSQL know what is in the tables now."""
    with connection.cursor() as cursor:
        cursor.execute("vacuum (analyze)")
