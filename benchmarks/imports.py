"""What an import costs beside a bare bulk load of the same rows through the ORM, with the same triggers and policies.

The rows are activities as offices keep them in spreadsheets: kinds, days, places, a lead unit and one or two partners by title,
and partners with their names. The bare load makes the same model objects and sends them by `bulk_create`, links included.

    python -m benchmarks.imports [--rows 10000] [--register activities] [--profile]
"""

import argparse
import cProfile
import io
import pstats
import random
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.office import office

PARTNERS, UNITS = 400, 40


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, default=10_000)
    options.add_argument("--register", choices=("activities", "partners"), default="activities")
    options.add_argument("--profile", action="store_true", help="show where the time of preview and commit goes")
    asked = options.parse_args()
    with office(records=0):
        import django

        django.setup()
        _measure(asked.register, asked.rows, profile=asked.profile)


def _measure(key: str, count: int, *, profile: bool) -> None:
    from comity.core import identity
    from comity.core.people import City, Officer
    from comity.exchange import importing, reading
    from comity.registers import BY_KEY

    city = City.objects.create(
        code="bench", title_en="Bench", title_vi="Bench", pack="vn", country="VN", latitude=0, longitude=0
    )
    officer = Officer.objects.create(username="bench", name="Bench", city=city, role="officer")
    with identity.acting(identity.system(city, door="benchmark")):
        named = _ground()
    who = identity.of(officer, door="benchmark")
    made = list(_rows(key, count, named))
    data = _csv(made)
    bare = [_taken(lambda: _bare(who, key, made, named))[0] for _ in range(3)]
    floor = sorted(bare)[1]
    register = BY_KEY[key]
    read, table = _taken(lambda: reading.read(register, io.BytesIO(data)))
    looked: dict[str, Any] = {}

    def look() -> None:
        with identity.acting(who):
            looked["preview"] = importing.preview(register, table)

    def store() -> None:
        with identity.acting(who):
            importing.commit(looked["preview"])

    with _profiled(profile):
        previewed, _none = _taken(look)
    assert looked["preview"].is_good, looked["preview"].wrong[:3]
    with _profiled(profile):
        stored, _none = _taken(store)
    again = _csv(_changed(who, register, made))
    _read, table = _taken(lambda: reading.read(register, io.BytesIO(again)))
    with _profiled(profile):
        previewed_again, _none = _taken(look)
    assert {row.state for row in looked["preview"].rows} == {"changed"}, looked["preview"].wrong[:3]
    stored_again, _none = _taken(store)
    print(f"{count} new rows of {key}, {len(data) / 2**20:.1f} MB of CSV; seconds, and times the bare bulk load")
    for name, seconds in (
        ("bare bulk_create, median of 3", floor),
        ("read the file", read),
        ("preview: every row checked, stored, taken back", previewed),
        ("commit: every row checked again and stored", stored),
        ("all of it", read + previewed + stored),
        ("preview of the same rows, each with another title", previewed_again),
        ("commit of those", stored_again),
    ):
        print(f"  {name:<50} {seconds:6.2f}  {seconds / floor:5.2f}")
    print(f"  memory of the process at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _taken(call: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    found = call()
    return time.perf_counter() - began, found


@contextmanager
def _profiled(wanted: bool) -> Iterator[None]:
    if not wanted:
        yield
        return
    profile = cProfile.Profile()
    with profile:
        yield
    pstats.Stats(profile).sort_stats("tottime").print_stats(30)
    pstats.Stats(profile).sort_stats("cumtime").print_stats(50)


def _ground() -> dict[str, dict[str, int]]:
    """Units and partners for the rows to name."""
    from comity.core import identity
    from comity.registers.partners import Partner
    from comity.registers.units import Unit

    city = identity.current().city
    units = [
        Unit(city_id=city, title_vi=f"Phòng Hợp tác số {n}", kind="division", code=f"u{n}", sensitivity=0)
        for n in range(UNITS)
    ]
    partners = [
        Partner(
            city_id=city, title_vi=f"Thành phố Hải Cảng {n}", title_en=f"Port City {n}", kind="locality", country="FR"
        )
        for n in range(PARTNERS)
    ]
    for model, rows in ((Unit, units), (Partner, partners)):
        model.objects.bulk_create(_numbered(rows))  # type: ignore[attr-defined]
    return {
        "unit": {one.code: one.pk for one in units},
        "partners": {one.title_en: one.pk for one in partners},
    }


def _numbered(rows: list[Any]) -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select nextval('comity_record_id') from generate_series(1, %s)", [len(rows)])
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = number
    return rows


def _rows(key: str, count: int, named: dict[str, dict[str, int]]) -> Iterator[dict[str, str]]:
    chance = random.Random(1)
    units, partners = list(named["unit"]), list(named["partners"])
    for number in range(count):
        unit = chance.choice(units)
        if key == "partners":
            yield {
                "title_vi": f"Tỉnh Đối tác số {number}",
                "title_en": f"Partner Province {number}",
                "kind": "locality",
                "country": chance.choice(("FR", "JP", "KR", "DE", "US")),
                "place": f"Place {number % 300}",
                "population": str(chance.randrange(10_000, 9_000_000)),
                "unit": unit,
                "note": "",
            }
        else:
            yield {
                "title_vi": f"Đón đoàn công tác số {number} thăm và làm việc",
                "title_en": "",
                "kind": "delegation_in",
                "starts": f"{chance.randrange(2014, 2025)}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 28):02d}",
                "place_vi": f"Hội trường {number % 300}",
                "persons": str(chance.randrange(3, 60)),
                "partners": "; ".join(chance.sample(partners, chance.choice((1, 1, 1, 2)))),
                "unit": unit,
                "result_vi": "Hai bên trao đổi về hợp tác." if number % 2 else "",
            }


def _changed(who: Any, register: Any, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the rows with their records' numbers and another title."""
    from comity.core import identity

    with identity.acting(who):
        ids = dict(register.model._default_manager.values_list("title_vi", "pk"))
    return [{"id": str(ids[row["title_vi"]]), **row, "title_vi": f"{row['title_vi']} (lần hai)"} for row in rows]


def _csv(rows: list[dict[str, str]]) -> bytes:
    import csv

    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def _bare(who: Any, key: str, rows: list[dict[str, str]], named: dict[str, dict[str, int]]) -> None:
    """Make the objects and store them with their links; then take it all back."""
    from django.db import connection, transaction

    from comity.core import identity
    from comity.registers import BY_KEY

    model: Any = BY_KEY[key].model
    with identity.acting(who), transaction.atomic():
        made = _numbered([model(city_id=who.city, **_values(row, named)) for row in rows])
        model.objects.bulk_create(made, batch_size=500)
        if key == "activities":
            through: Any = model.partners.through
            through.objects.bulk_create(
                [
                    through(activity_id=one.pk, partner_id=named["partners"][name])
                    for one, row in zip(made, rows, strict=True)
                    for name in row["partners"].split("; ")
                ],
                batch_size=500,
            )
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
        transaction.set_rollback(True)


def _values(row: dict[str, str], named: dict[str, dict[str, int]]) -> dict[str, Any]:
    numbers = ("population", "persons")
    plain = {
        name: int(text) if name in numbers else text for name, text in row.items() if name not in ("unit", "partners")
    }
    return plain | {"unit_id": named["unit"][row["unit"]]}


if __name__ == "__main__":
    main()
