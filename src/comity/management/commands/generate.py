"""Fill an invented city with records, to see how lists, searches and reports behave when there are many."""

import itertools
import json
import random
import time
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from psycopg import sql

from comity.core import identity
from comity.core.pack import Pack, load
from comity.core.people import INTERNAL, PUBLIC, RESTRICTED, City
from comity.core.records import Entry
from comity.registers import BY_KEY

Row = dict[str, Any]
BATCH = 2000
UNITS = 180
# Parts of all records; what is left over are activities, about six in ten.
SHARES = {
    "sources": 0.002, "series": 0.002, "partners": 0.08, "ties": 0.02, "people": 0.02, "appointments": 0.018,
    "agreements": 0.15, "agreement_actions": 0.008, "activities": 0.0, "commitments": 0.1, "figures": 0.005,
}
FIRST_DAY, DAYS = date(2006, 1, 1), 8035  # to the end of 2027
# No such places and no such persons: syllables put together at random.
BEGIN = "Al Bra Cor Dal El Fen Gor Hal Is Jun Kel Lor Mar Nor Or Pel Quen Ros Sel Tal Ul Ver Wen Yor Zan Kita Mina Naka Å Ös Él Çe".split()
MIDDLE = "a an ba den e en fi gar i ka la le mi mo na ne o po ra ri sa so ta to u va vi zo é ö ü".split()
END = "berg burg dorf field ford gawa grad ham haven holm mouth polis port shima stad ton vale ville wick yama".split()
FAMILY = "Ẩn Băng Cẩn Diễm Đặc Êm Giáng Hằng Ỷ Khởi Lạc Mẫu Ngẫu Ổn Phỏng Quả Rạng Sẵn Thử Ước Vẹn Xứng".split()
GIVEN = "Ánh Bình Cát Dương Đẩu Én Giao Hòa Khê Lam Mây Nguyệt Ổi Phượng Quế Sương Thảo Uyển Vịnh Xuân Yến".split()
TITLES = {
    "delegation_in": ("Delegation of {p} visits the city to discuss {f}", "Đoàn đại biểu {p} thăm và làm việc tại Thành phố về {f}"),
    "delegation_out": ("Delegation of the city to {p}: {f}", "Đoàn công tác của Thành phố thăm {p}, trao đổi về {f}"),
    "reception": ("Reception of a delegation of {p}", "Lãnh đạo Thành phố tiếp xã giao đoàn {p}"),
    "meeting": ("Working meeting with {p} on {f}", "Buổi làm việc với {p} về {f}"),
    "conference": ("{y} conference on {f} with {p}", "Hội nghị {y} về {f} phối hợp với {p}"),
    "seminar": ("Seminar on {f}: lessons of {p}", "Hội thảo kinh nghiệm {p} về {f}"),
    "festival": ("Days of {p} in the city, {y}", "Những ngày {p} tại Thành phố năm {y}"),
    "fair": ("{y} fair with enterprises of {p}", "Hội chợ {y} với doanh nghiệp {p}"),
    "ceremony": ("Ceremony of friendship with {p}", "Lễ kỷ niệm quan hệ hữu nghị với {p}"),
    "exchange": ("People's exchange with {p}: {f}", "Giao lưu nhân dân với {p}: {f}"),
    "greeting": ("Greetings to {p} on its day", "Thư chúc mừng gửi {p}"),
    "training": ("Training on {f} given by {p}", "Tập huấn về {f} do {p} hỗ trợ"),
    "publicity": ("The city presents itself in {p}", "Quảng bá hình ảnh Thành phố tại {p}"),
}
PROMISES = (
    ("Send the {f} plan to {p}", "Gửi kế hoạch {f} cho {p}"),
    ("Name a contact for {f} at {p}", "Cử đầu mối phụ trách {f} với {p}"),
    ("Invite {p} to the {y} forum on {f}", "Mời {p} dự diễn đàn {y} về {f}"),
    ("Report what came of the exchange on {f} with {p}", "Báo cáo kết quả trao đổi về {f} với {p}"),
)


class Invention:
    """Rows of every register, made in the order in which they refer to each other; the same seed makes the same rows."""

    def __init__(self, pack: Pack, *, seed: int) -> None:
        self.pack = pack
        self.chance = random.Random(seed)  # noqa: S311  invented records, not secrets
        self.codes = {name: list(codes) for name, codes in pack.terms.items()}
        self.countries = [code for code in pack.countries if code != pack.head.home_country]
        self.ids: dict[str, list[int]] = {}
        self.names: list[tuple[int, str, str]] = []  # partner, name, country
        self.tops: list[int] = []
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
            "note": "Ngày chính xác cần kiểm tra lại." if chance.random() < 0.05 else "",
        }

    def _often_first(self, among: Sequence[int]) -> int:
        return among[int(len(among) * self.chance.random() ** 2)]

    def _code(self, vocabulary: str, unknown: float = 0.0) -> str:
        return "" if self.chance.random() < unknown else self.chance.choice(self.codes[vocabulary])

    def _day(self, unknown: float = 0.03) -> str:
        """Return a date as far as it is known: mostly the day, sometimes a month or a year, at times nothing."""
        known = self.chance.random()
        if known < unknown:
            return ""
        day = FIRST_DAY + timedelta(days=int(DAYS * (1 - self.chance.random() ** 1.5)))
        return str(day)[: 4 if known < unknown + 0.04 else 7 if known < unknown + 0.12 else 10]

    def _partner(self) -> tuple[int, str, str]:
        return self.names[int(len(self.names) * self.chance.random() ** 3)]  # few partners are met often

    def _titles(self, patterns: tuple[str, str], name: str) -> Row:
        said = self.pack.vocabulary("field")[self._code("field")]
        words = {"p": name, "y": str(FIRST_DAY.year + self.chance.randrange(22))}
        row = {"title_vi": patterns[1].format(f=said.vi.lower(), **words)}
        return row | ({"title_en": patterns[0].format(f=said.en.lower(), **words)} if self.chance.random() < 0.6 else {})

    def _link(self, register: str, field: str, pk: int, others: Iterable[int]) -> None:
        self.links.setdefault((register, field), []).extend((pk, other) for other in dict.fromkeys(others))

    def _units(self, number: int, pk: int) -> Row:
        """One committee, then departments and wards, then two divisions under each of these."""
        third = max(1, len(self.ids["units"]) // 3)
        open_ = {"unit_id": None, "sensitivity": PUBLIC, "shown_to": []}
        if number == 0:
            kind, parent, title = "peoples_committee", None, ("People's Committee", "Ủy ban nhân dân")
        elif number < third:
            kind, parent = ("department", "ward")[number % 2], self.ids["units"][0]
            title = (("Department", "Sở"), ("Ward", "Phường"))[number % 2]
        else:
            kind, parent, title = "division", self.ids["units"][number % third], ("Division", "Phòng")
        en, vi = title
        return open_ | {"kind": kind, "parent_id": parent, "title_en": f"{en} {number + 1}", "title_vi": f"{vi} số {number + 1}"}

    def _sources(self, number: int, pk: int) -> Row:
        kind = self._code("source_kind")
        return {"title_vi": f"Văn bản số {number + 1}", "kind": kind, "published": self._day(), "outlet": "Bản tin Thử nghiệm"}

    def _series(self, number: int, pk: int) -> Row:
        partner, name, country = self._partner()
        self._link("series", "partners", pk, [partner])
        kind = self._code("activity_kind")
        return self._titles(TITLES[kind], name) | {"kind": kind, "rhythm": self._code("rhythm"), "countries": [country]}

    def _partners(self, number: int, pk: int) -> Row:
        chance = self.chance
        name = chance.choice(BEGIN) + "".join(chance.choices(MIDDLE, k=chance.choice((1, 2, 2)))) + chance.choice(END)
        country = self.countries[int(len(self.countries) * chance.random() ** 2)]
        self.names.append((pk, name, country))
        where = self.pack.countries[country]
        return {
            "title_en": name, "title_vi": f"Thành phố {name}" if chance.random() < 0.5 else "",
            "kind": chance.choices(("locality", "embassy", "institution", "enterprise", "ngo"), (60, 5, 15, 15, 5))[0],
            "country": country, "aliases": [f"{name} City"] if chance.random() < 0.3 else [],
            "latitude": where.latitude, "longitude": where.longitude,
            "population": chance.randrange(20_000, 9_000_000) if chance.random() < 0.7 else None,
        }

    def _ties(self, number: int, pk: int) -> Row:
        partner, name, _country = self.names[number]
        why = "Hai bên có nhu cầu trao đổi kinh nghiệm."
        named = {"title_en": name, "title_vi": "", "partner_id": partner}
        return named | {"stage": self._code("tie_stage"), "tie_class": self._code("tie_class", 0.3), "since": self._day(), "why_vi": why}

    def _people(self, number: int, pk: int) -> Row:
        given = self.chance.choice(GIVEN)
        name = f"{self.chance.choice(FAMILY)} {self.chance.choice(FAMILY)} {given}"
        return {"title_vi": name, "given_name": given, "country": self._partner()[2], "is_ours": self.chance.random() < 0.4}

    def _appointments(self, number: int, pk: int) -> Row:
        post = {"title_en": f"Head of section {number % 40}", "title_vi": f"Trưởng phòng {number % 40}"}
        place = {"at_unit_id": self.chance.choice(self.ids["units"])} if number % 2 else {"at_partner_id": self._partner()[0]}
        return post | place | {"person_id": self.chance.choice(self.ids["people"]), "starts": self._day()}

    def _agreements(self, number: int, pk: int) -> Row:
        partner, name, _country = self._partner()
        self._link("agreements", "partners", pk, [partner])
        instrument, signed = self._code("instrument"), self._day()
        said = self.pack.vocabulary("instrument")[instrument]
        row = self._titles((f"{said.en} with {{p}} on {{f}}", f"{said.vi} với {{p}} về {{f}}"), name)
        ends = f"{int(signed[:4]) + 5}{signed[4:]}".replace("-02-29", "-02-28") if signed and self.chance.random() < 0.6 else ""
        return row | {
            "instrument": instrument, "signed": signed, "effective": signed, "expires": ends, "pillar": self._code("pillar", 0.1),
            "capacity": self._code("capacity"), "renewal": self._code("renewal", 0.2), "fields": [self._code("field")],
            "summary_vi": f"Hai bên tăng cường hợp tác, trao đổi đoàn và kinh nghiệm với {name}.", "languages": ["vi", "en"],
        }

    def _agreement_actions(self, number: int, pk: int) -> Row:
        named = {"title_en": f"Action {number + 1}", "title_vi": f"Việc số {number + 1}"}
        chosen = self.chance.choice(self.ids["agreements"])
        return named | {"agreement_id": chosen, "kind": self._code("agreement_action"), "on": self._day()}

    def _activities(self, number: int, pk: int) -> Row:
        chance, kind, starts = self.chance, self._code("activity_kind"), self._day()
        met = [self._partner() for _ in range(chance.choices((1, 2), (85, 15))[0])]
        self._link("activities", "partners", pk, [one[0] for one in met])
        if chance.random() < 0.2:
            self._link("activities", "participants", pk, chance.choices(self.ids["people"], k=2))
        if chance.random() < 0.1:
            self._link("activities", "co_units", pk, [chance.choice(self.ids["units"])])
        lasts = str(date.fromisoformat(starts) + timedelta(days=chance.randrange(5))) if len(starts) == 10 else ""
        done = chance.random() < 0.5
        return self._titles(TITLES[kind], met[0][1]) | {
            "kind": kind, "delegation_kind": self._code("delegation_kind") if "delegation" in kind else "", "starts": starts,
            "ends": lasts, "pillar": self._code("pillar", 0.1), "fields": [self._code("field")], "level": self._code("level", 0.3),
            "countries": list(dict.fromkeys(one[2] for one in met)), "place_vi": f"Hội trường {number % 300}",
            "series_id": chance.choice(self.ids["series"]) if chance.random() < 0.03 else None,
            "persons": chance.randrange(3, 60) if chance.random() < 0.6 else None,
            "result_vi": "Hai bên thống nhất tiếp tục trao đổi ở cấp chuyên môn." if done else "",
        }

    def _commitments(self, number: int, pk: int) -> Row:
        partner, name, _country = self._partner()
        state = self.chance.choices(("open", "kept", "dropped"), (40, 50, 10))[0]
        origin = ("agreement_id", "agreements") if number % 2 else ("activity_id", "activities")
        return self._titles(self.chance.choice(PROMISES), name) | {
            "side": self._code("side"), "partner_id": partner, origin[0]: self.chance.choice(self.ids[origin[1]]), "due": self._day(),
            "state": state, "done_on": self._day() if state == "kept" else "",
        }

    def _figures(self, number: int, pk: int) -> Row:
        indicator, year = self._code("indicator"), str(FIRST_DAY.year + number % 22)
        said = self.pack.vocabulary("indicator")[indicator]
        titles = {"title_en": f"{said.en}, {year}", "title_vi": f"{said.vi}, {year}", "starts": year, "ends": year}
        value = {"value": self.chance.randrange(5000), "measure_unit": said.unit, "source_id": self.chance.choice(self.ids["sources"])}
        return titles | value | {"indicator": indicator}


class Command(BaseCommand):
    """Make the invented city and its records, all or none, through the same triggers and policies as any other writing."""

    help = "Fill an invented city with sample records. Example: comity manage generate --records 100000"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--records", type=int, default=100_000, help="how many records to make (100000)")
        parser.add_argument("--city", default="generated", help="code of the city to make; it must not have records yet")
        parser.add_argument("--pack", default="vn", help="pack whose vocabularies are used (vn)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same records (1)")

    def handle(self, *args: Any, **options: Any) -> None:
        began, total = time.monotonic(), options["records"]
        if total < 500:
            raise CommandError("Fewer than 500 records do not make a city. Use --records 500 or more.")
        where = {"latitude": 0.0, "longitude": 0.0, "time_zone": "UTC"}
        names = {"title_en": "Generated", "title_vi": "Generated", "pack": options["pack"], "country": "VN"}
        city, _made = City.objects.get_or_create(code=options["city"], defaults=names | where)
        with identity.acting(identity.system(city, door="generate"), reason="invented records"):
            if Entry.objects.exists():
                raise CommandError(f"The city {city.code} has records already. Choose another --city.")
            self._fill(city, Invention(load(city.pack), seed=options["seed"]), _counts(total))
        seconds = time.monotonic() - began
        self.stdout.write(f"{total} records in {seconds:.1f} s. Let PostgreSQL look at them once: vacuum analyze")

    def _fill(self, city: City, made: Invention, counts: dict[str, int]) -> None:
        for key, count in counts.items():
            model = BY_KEY[key].model
            plain = [field for field in model._meta.concrete_fields if not getattr(field, "generated", False)]
            usual = {field.attname: field.get_default() for field in plain if field.has_default()}
            usual |= {"city_id": city.pk, "version": 1, "changed_at": "now"}
            rows = (usual | row for row in made.rows(key, _numbers(count)))
            self._store(key, model._meta.db_table, [field.attname for field in plain], rows, count)
        for (key, name), pairs in made.links.items():
            link = BY_KEY[key].model._meta.get_field(name)
            columns = [link.m2m_column_name(), link.m2m_reverse_name()]
            rows = (dict(zip(columns, pair, strict=True)) for pair in pairs)
            self._store(f"{key}.{name}", link.m2m_db_table(), columns, rows, len(pairs))

    def _store(self, called: str, table: str, columns: list[str], rows: Iterator[Row], total: int) -> None:
        into, names = sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
        query = sql.SQL("insert into {t} ({n}) select {n} from jsonb_populate_recordset(null::{t}, %s::jsonb)").format(t=into, n=names)
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
    order = ["units", "sources", "partners", *(key for key in counts if key not in ("units", "sources", "partners"))]
    return {key: counts[key] for key in order} | {"activities": total - sum(counts.values()) + counts["activities"]}


def _numbers(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("select nextval('comity_record_id') from generate_series(1, %s)", [count])
        return [number for (number,) in cursor.fetchall()]
