"""Fill an invented city with records, to see how lists, searches and reports behave when there are many."""

import itertools
import json
import random
import time
import tomllib
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from psycopg import sql

from comity.core import identity
from comity.core.pack import BadPack, Pack, load
from comity.core.people import INTERNAL, PUBLIC, RESTRICTED, City
from comity.core.records import Entry
from comity.registers import BY_KEY

Row = dict[str, Any]
BATCH, LEAST, UNITS = 2000, 500, 180
# Parts of all records; what is left over are activities, about six in ten.
SHARES = {"sources": 0.002, "partners": 0.08, "series": 0.002, "ties": 0.02, "people": 0.02, "appointments": 0.018}
SHARES |= {"agreements": 0.15, "agreement_actions": 0.008, "activities": 0.0, "commitments": 0.1, "figures": 0.005}
FIRST_DAY, DAYS, YEARS = date(2006, 1, 1), 8035, 22


class Invention:
    """Rows of every register, in the order in which they refer to each other; the same seed makes the same rows."""

    def __init__(self, pack: Pack, *, seed: int) -> None:
        self.pack = pack
        path = files("comity").joinpath("packs", pack.head.id, "invented.toml")
        self.said: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        self.syllables = {name: text.split() for name, text in self.said["names"].items()}
        self.chance = random.Random(seed)  # noqa: S311  invented records, not secrets
        self.codes = {name: list(codes) for name, codes in pack.terms.items()}
        self.countries = [code for code in pack.countries if code != pack.head.home_country]
        self.ids: dict[str, list[int]] = {}
        self.names: list[tuple[int, str, str]] = []  # partner, name, country
        self.links: dict[tuple[str, str], list[tuple[int, int]]] = {}

    def rows(self, key: str, ids: list[int]) -> Iterator[Row]:
        """Yield the register's rows for these ids."""
        self.ids[key] = ids
        make = getattr(self, f"_{key}")
        for number, pk in enumerate(ids):
            yield {"id": pk, "code": f"g-{key}-{number}", "is_sample": True} | self._guard() | make(number, pk)

    def _guard(self) -> Row:
        chance, units = self.chance, self.ids["units"]
        sensitivity = chance.choices((PUBLIC, INTERNAL, RESTRICTED), (45, 50, 5))[0]
        return {
            "sensitivity": sensitivity,
            "shown_to": chance.sample(units, min(2, len(units))) if sensitivity == RESTRICTED else [],
            "unit_id": self._often_first(units) if chance.random() < 0.95 else None,
            "to_verify": chance.random() < 0.05,
            "note": self._text("note") if chance.random() < 0.05 else "",
        }

    def _often_first(self, among: Sequence[Any], power: int = 2) -> Any:
        return among[int(len(among) * self.chance.random() ** power)]

    def _partner(self) -> tuple[int, str, str]:
        met: tuple[int, str, str] = self._often_first(self.names, 3)  # few partners are met often
        return met

    def _code(self, vocabulary: str, unknown: float = 0.0) -> str:
        return "" if self.chance.random() < unknown else self.chance.choice(self.codes[vocabulary])

    def _day(self, unknown: float = 0.03) -> str:
        """Return a date as far as it is known: mostly the day, sometimes a month or a year, at times nothing."""
        known = self.chance.random()
        if known < unknown:
            return ""
        day = FIRST_DAY + timedelta(days=int(DAYS * (1 - self.chance.random() ** 1.5)))
        return str(day)[: 4 if known < unknown + 0.04 else 7 if known < unknown + 0.12 else 10]

    def _text(self, name: str, **words: object) -> str:
        return str(self.said["texts"][name]).format(**words)

    def _titles(self, pattern: dict[str, str], **words: object) -> Row:
        return {f"title_{language}": text.format(**words) for language, text in pattern.items()}

    def _about(self, pattern: dict[str, str], name: str, term: Any = None) -> Row:
        """Return titles that name a partner, a field and a year; the English one is often missing."""
        field = self.pack.vocabulary("field")[self._code("field")]
        words = {"p": name, "y": FIRST_DAY.year + self.chance.randrange(YEARS)}
        wanted = ("vi", "en") if self.chance.random() < 0.6 else ("vi",)
        found = {one: words | {"f": getattr(field, one).lower(), "t": getattr(term, one, "")} for one in wanted}
        return {f"title_{one}": pattern[one].format(**found[one]) for one in wanted}

    def _link(self, register: str, field: str, pk: int, others: Iterable[int]) -> None:
        self.links.setdefault((register, field), []).extend((pk, other) for other in dict.fromkeys(others))

    def _units(self, number: int, pk: int) -> Row:
        """One committee, then departments and wards, then two divisions under each of these."""
        ids = self.ids["units"]
        third = max(1, len(ids) // 3)
        kind, parent = ("department", "ward")[number % 2], ids[0] if number else None
        if number == 0 or number >= third:
            kind, parent = ("division", ids[number % third]) if number else ("peoples_committee", None)
        row = self._titles(self.said["titles"][kind], n=number + 1)
        return row | {"kind": kind, "parent_id": parent, "unit_id": None, "sensitivity": PUBLIC, "shown_to": []}

    def _sources(self, number: int, pk: int) -> Row:
        row = self._titles(self.said["titles"]["source"], n=number + 1)
        return row | {"kind": self._code("source_kind"), "published": self._day(), "outlet": self._text("outlet")}

    def _series(self, number: int, pk: int) -> Row:
        (partner, name, country), kind = self._partner(), self._code("activity_kind")
        self._link("series", "partners", pk, [partner])
        row = self._about(self.said["activities"][kind], name)
        return row | {"kind": kind, "rhythm": self._code("rhythm"), "countries": [country]}

    def _partners(self, number: int, pk: int) -> Row:
        chance, parts = self.chance, self.syllables
        middle = "".join(chance.choices(parts["middle"], k=chance.choice((1, 2, 2))))
        name = chance.choice(parts["begin"]) + middle + chance.choice(parts["end"])
        country = self._often_first(self.countries)
        self.names.append((pk, name, country))
        where = self.pack.countries[country]
        return {
            "title_en": name,
            "title_vi": self._text("city", p=name) if chance.random() < 0.5 else "",
            "kind": chance.choices(("locality", "embassy", "institution", "enterprise", "ngo"), (60, 5, 15, 15, 5))[0],
            "country": country,
            "aliases": [f"{name} City"] if chance.random() < 0.3 else [],
            "latitude": where.latitude,
            "longitude": where.longitude,
            "population": chance.randrange(20_000, 9_000_000) if chance.random() < 0.7 else None,
        }

    def _ties(self, number: int, pk: int) -> Row:
        row = {"title_en": self.names[number][1], "partner_id": self.names[number][0], "why_vi": self._text("why")}
        return row | {"stage": self._code("tie_stage"), "tie_class": self._code("tie_class", 0.3), "since": self._day()}

    def _people(self, number: int, pk: int) -> Row:
        given = self.chance.choice(self.syllables["given"])
        name = " ".join([*self.chance.choices(self.syllables["family"], k=2), given])
        where = {"country": self._partner()[2], "is_ours": self.chance.random() < 0.4}
        return where | {"title_vi": name, "given_name": given}

    def _appointments(self, number: int, pk: int) -> Row:
        row = self._titles(self.said["titles"]["post"], n=number % 40)
        at_unit = {"at_unit_id": self.chance.choice(self.ids["units"])}
        place = at_unit if number % 2 else {"at_partner_id": self._partner()[0]}
        return row | place | {"person_id": self.chance.choice(self.ids["people"]), "starts": self._day()}

    def _agreements(self, number: int, pk: int) -> Row:
        (partner, name, _country), instrument, signed = self._partner(), self._code("instrument"), self._day()
        self._link("agreements", "partners", pk, [partner])
        row = self._about(self.said["titles"]["agreement"], name, self.pack.vocabulary("instrument")[instrument])
        lasts = signed and self.chance.random() < 0.6
        return row | {
            "instrument": instrument,
            "signed": signed,
            "effective": signed,
            "expires": f"{int(signed[:4]) + 5}{signed[4:]}".replace("-02-29", "-02-28") if lasts else "",
            "pillar": self._code("pillar", 0.1),
            "capacity": self._code("capacity"),
            "renewal": self._code("renewal", 0.2),
            "fields": [self._code("field")],
            "languages": ["vi", "en"],
            "summary_vi": self._text("summary", p=name),
        }

    def _agreement_actions(self, number: int, pk: int) -> Row:
        row = self._titles(self.said["titles"]["action"], n=number + 1)
        chosen = self.chance.choice(self.ids["agreements"])
        return row | {"agreement_id": chosen, "kind": self._code("agreement_action"), "on": self._day()}

    def _activities(self, number: int, pk: int) -> Row:
        chance, kind, starts = self.chance, self._code("activity_kind"), self._day()
        met = [self._partner() for _ in range(chance.choices((1, 2), (85, 15))[0])]
        self._link("activities", "partners", pk, [one[0] for one in met])
        if chance.random() < 0.2:
            self._link("activities", "participants", pk, chance.choices(self.ids["people"], k=2))
        if chance.random() < 0.1:
            self._link("activities", "co_units", pk, [chance.choice(self.ids["units"])])
        lasts = timedelta(days=chance.randrange(5))
        return self._about(self.said["activities"][kind], met[0][1]) | {
            "kind": kind,
            "delegation_kind": self._code("delegation_kind") if "delegation" in kind else "",
            "starts": starts,
            "ends": str(date.fromisoformat(starts) + lasts) if len(starts) == len("2006-01-01") else "",
            "pillar": self._code("pillar", 0.1),
            "fields": [self._code("field")],
            "level": self._code("level", 0.3),
            "countries": list(dict.fromkeys(one[2] for one in met)),
            "place_vi": self._text("place", n=number % 300),
            "series_id": chance.choice(self.ids["series"]) if chance.random() < 0.03 else None,
            "persons": chance.randrange(3, 60) if chance.random() < 0.6 else None,
            "result_vi": self._text("result") if chance.random() < 0.5 else "",
        }

    def _commitments(self, number: int, pk: int) -> Row:
        partner, name, _country = self._partner()
        state = self.chance.choices(("open", "kept", "dropped"), (40, 50, 10))[0]
        origin, register = ("agreement_id", "agreements") if number % 2 else ("activity_id", "activities")
        row = self._about(self.chance.choice(list(self.said["promises"].values())), name)
        row |= {"side": self._code("side"), "partner_id": partner, origin: self.chance.choice(self.ids[register])}
        return row | {"due": self._day(), "state": state, "done_on": self._day() if state == "kept" else ""}

    def _figures(self, number: int, pk: int) -> Row:
        indicator, year = self._code("indicator"), str(FIRST_DAY.year + number % YEARS)
        said = self.pack.vocabulary("indicator")[indicator]
        row: Row = {"title_en": f"{said.en}, {year}", "title_vi": f"{said.vi}, {year}", "starts": year, "ends": year}
        row |= {"indicator": indicator, "measure_unit": said.unit, "source_id": self.chance.choice(self.ids["sources"])}
        return row | {"value": self.chance.randrange(5000)}


class Command(BaseCommand):
    """Make the city and its records, all or none, through the same triggers and policies as any other writing."""

    help = "Fill an invented city with sample records. Example: comity manage generate --records 100000"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--records", type=int, default=100_000, help="how many records to make (100000)")
        parser.add_argument("--city", default="generated", help="code of the city; it must not have records yet")
        parser.add_argument("--pack", default="vn", help="pack whose words are used (vn)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same records (1)")

    def handle(self, *args: Any, **options: Any) -> None:
        began, total = time.monotonic(), options["records"]
        if total < LEAST:
            raise CommandError(f"Fewer than {LEAST} records do not make a city. Use --records {LEAST} or more.")
        try:
            pack = load(options["pack"])
            made = Invention(pack, seed=options["seed"])
        except (BadPack, FileNotFoundError) as error:
            raise CommandError(f"From the pack {options['pack']} no city can be made: {error}") from error
        where = {"country": pack.head.home_country, "latitude": 0.0, "longitude": 0.0, "time_zone": pack.head.time_zone}
        named = {"title_en": "Generated", "title_vi": "Generated", "pack": options["pack"]}
        city, _made = City.objects.get_or_create(code=options["city"], defaults=named | where)
        with identity.acting(identity.system(city, door="generate"), reason="invented records"):
            if Entry.objects.exists():
                raise CommandError(f"The city {city.code} has records already. Choose another --city.")
            self._fill(city, made, _counts(total))
        self.stdout.write(f"{total} records in {time.monotonic() - began:.1f} s")

    def _fill(self, city: City, made: Invention, counts: dict[str, int]) -> None:
        for key, count in counts.items():
            model = BY_KEY[key].model
            plain = [field for field in model._meta.concrete_fields if not getattr(field, "generated", False)]
            usual = {field.attname: field.get_default() for field in plain if field.has_default()}
            usual |= {"city_id": city.pk, "version": 1, "changed_at": "now"}
            rows = (usual | row for row in made.rows(key, _numbers(count)))
            self._store(key, model._meta.db_table, [field.attname for field in plain], rows, total=count)
        for (key, name), pairs in made.links.items():
            link: Any = BY_KEY[key].model._meta.get_field(name)
            columns = [link.m2m_column_name(), link.m2m_reverse_name()]
            rows = (dict(zip(columns, pair, strict=True)) for pair in pairs)
            self._store(f"{key}.{name}", link.m2m_db_table(), columns, rows, total=len(pairs))

    def _store(self, called: str, table: str, columns: list[str], rows: Iterator[Row], *, total: int) -> None:
        # not COPY: PostgreSQL does not offer it on tables with row-level security
        insert = sql.SQL("insert into {t} ({n}) select {n} from jsonb_populate_recordset(null::{t}, %s::jsonb)")
        query = insert.format(t=sql.Identifier(table), n=sql.SQL(", ").join(map(sql.Identifier, columns)))
        began, stored = time.monotonic(), 0
        with connection.cursor() as cursor:
            while batch := list(itertools.islice(rows, BATCH)):
                cursor.execute(query, [json.dumps(batch, ensure_ascii=False, default=str)])
                cursor.execute("set constraints all immediate; set constraints all deferred")
                stored += len(batch)
                if stored == total or stored % 50_000 == 0:
                    self.stdout.write(f"  {called}: {stored} of {total}, {time.monotonic() - began:.1f} s")


def _counts(total: int) -> dict[str, int]:
    counts = {"units": min(UNITS, total // 20)} | {key: max(1, round(total * share)) for key, share in SHARES.items()}
    return counts | {"activities": total - sum(counts.values()) + counts["activities"]}


def _numbers(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("select nextval('comity_record_id') from generate_series(1, %s)", [count])
        return [number for (number,) in cursor.fetchall()]
