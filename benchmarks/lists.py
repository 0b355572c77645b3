"""How fast lists, counts, searches and saves are, beside the same SQL without row-level security.

python -m benchmarks.lists --records 100000 [--folder KEPT] [--plans]
"""

import argparse
import logging
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import django
import psycopg

from benchmarks.cases import cases, pages, searches
from benchmarks.measure import Compared, Session, Statement, compare, median, sessions, statements, timed
from benchmarks.office import Addresses, office

SLOW, WIDE = 50.0, 1.3
PAGES, PATIENCE = 20, 5.0  # seconds
HEAD = "\n| {} | rows | guarded, ms | plain, ms | quickest guarded | quickest plain | ratio | whole call, ms |\n|---|--:|--:|--:|--:|--:|--:|--:|"


def twin(statement: Statement, table: str, seen: str) -> Statement:
    """Return the statement with the condition of what is visible written into it by hand."""
    query, params = statement
    named = re.search(rf' FROM "{table}"(?: (?!WHERE|ORDER|LIMIT|INNER|LEFT|GROUP)([A-Z]\w*))?', query)
    assert named is not None, query
    alias = named[1] or f'"{table}"'
    condition = re.sub(r"\b(city_id|sensitivity|shown_to|unit_id)\b", rf'{alias}."\1"', seen).replace("%", "%%")
    if table == "comity_change":
        condition += ' and exists (select from comity_entry as e where e.id = "comity_change"."record_id" and ' + (
            re.sub(r"\b(city_id|sensitivity|shown_to|unit_id)\b", r"e.\1", seen) + ")"
        )
    at = re.search(r" (WHERE) | (ORDER BY) | (LIMIT) ", query[query.index(f'FROM "{table}"') :])
    assert at is not None, query
    place = query.index(f'FROM "{table}"') + at.start()
    if at[1]:
        return f"{query[:place]} WHERE {condition} and {query[place + 7 :]}", params
    return f"{query[:place]} WHERE {condition}{query[place:]}", params


def visible(identity: Any) -> str:
    """Return by hand, with constants, what the policy says about an identity."""
    above, below = (",".join(map(str, units)) or "0" for units in (identity.above, identity.below))
    open_ = f"sensitivity <= {identity.clearance} or unit_id in ({below})"
    return f"city_id = {identity.city} and (sensitivity < 2 and ({open_}) or sensitivity = 2 and shown_to && array[{above}]::bigint[])"


def chosen(seen: list[Statement], part: str, table: str) -> Statement:
    """Return the last of the statements that has the part and reads the table."""
    return [one for one in seen if part in one[0] and f'FROM "{table}"' in one[0]][-1]


def plain_functions(owner: str, seen: str) -> None:
    """Make the functions that search with the owner's rights once more, the policy's condition written with constants."""
    script = files("comity.core").joinpath("sql", "records.sql").read_text(encoding="utf-8")
    with psycopg.connect(owner, autocommit=True) as connection:
        for name in ("find", "having"):
            found = re.search(rf"create or replace function comity_{name}\(.*?\$\$;", script, re.DOTALL)
            assert found is not None
            body = found[0].replace(f"comity_{name}", f"benchmark_{name}").replace("{sees}", seen)
            connection.execute(body.encode())


class Measuring:
    """The cast, and the tables that are printed."""

    def __init__(self, addresses: Addresses, *, plans: bool) -> None:
        from comity.core import identity
        from comity.core.people import City

        self.addresses, self.plans = addresses, plans
        self.city = City.objects.get(code="generated")
        with identity.acting(identity.system(self.city, door="benchmark")):
            self.found = self._find()
            self.cast = {role: self._officer(role) for role in ("officer", "ward")}

    def _find(self) -> dict[str, Any]:
        from comity.registers.activities import Activity
        from comity.registers.partners import Partner

        ordered = Activity.objects.order_by("-starts", "-id")
        partner = Partner.objects.filter(sensitivity=0).order_by("id")[3]
        rare = Partner.objects.filter(sensitivity=0, title_vi="").order_by("-id")[5]
        return {
            "deep": ordered[199 * 50],
            "unit": ordered.filter(sensitivity=0, unit__isnull=False)[7].unit_id,
            "partner": partner.pk,
            "country": partner.country,
            "far": Partner.objects.order_by("-country").values_list("country", flat=True)[0],
            "name": partner.title_en,
            "rare": rare.title_en,
            "record": ordered.filter(sensitivity=0)[70].pk,
        }

    def _officer(self, role: str) -> Any:
        from comity.core import identity
        from comity.core.people import Officer
        from comity.registers.units import Unit

        unit = Unit.objects.filter(kind="ward" if role == "ward" else "division").order_by("id")[4]
        made, _ = Officer.objects.get_or_create(
            username=f"benchmark-{role}", defaults={"name": role, "city": self.city, "unit": unit, "role": role}
        )
        return identity.of(made, door="benchmark")

    @contextmanager
    def acting(self, who: str, language: str = "en") -> Iterator[tuple[Session, Session]]:
        """Act as one of the cast, with a guarded and a plain session beside."""
        from django.utils import translation

        from comity.core import identity

        one = self.cast[who]
        opened = sessions(self.addresses.app, self.addresses.owner, one.settings())
        with translation.override(language), identity.acting(one), opened as both:
            yield both

    def lists(self) -> None:
        """Print the statements of lists with and without row-level security, and the whole call in Python."""
        print(HEAD.format("what"))
        with self.acting("officer"):
            wanted = list(cases(self.found))
        for case in wanted:
            with self.acting(case.who, case.language) as (guarded, plain):
                statement = chosen(statements(case.call), case.statement, case.table)
                other = twin(statement, case.table, visible(self.cast[case.who]))
                result = compare(case.name, statement, other, guarded=guarded, plain=plain)
                self._line(result, f"{median(case.call):.1f}")
                self._plan(result, (guarded, statement), (plain, other))

    def searches(self) -> None:
        """Print searches in all registers and in one, beside the same function without the policy's condition."""
        from comity.gate import alike, query

        print(HEAD.format("search"))
        for who, place in (("officer", None), ("officer", "activities"), ("ward", None)):
            within = [place] if place else None
            plain_functions(self.addresses.owner, visible(self.cast[who]))
            for name, words in searches(self.found).items():
                with self.acting(who) as (guarded, plain):
                    params = [words, within, 20]
                    statement = ("select id from comity_find(%s, %s, %s)", params)
                    other = ("select id from benchmark_find(%s, %s, %s)", params)
                    result = compare(
                        f"{who}, {place or 'everywhere'}: {name}", statement, other, guarded=guarded, plain=plain
                    )
                    self._line(result, f"{median(partial(query.entries, words, within, 20)):.1f}")
        with self.acting("officer"):
            wrong = self.found["rare"][:2] + self.found["rare"][3:]
            for words in (wrong, "hội nhgị", "xyzzyplugh"):
                took = median(partial(alike.suggest, words), times=20)
                print(f"| did you mean, for {words}: {alike.suggest(words) or 'nothing'} | | | | | {took:.0f} |")

    def saves(self) -> None:
        """Print what one save takes, committed."""
        from comity.core import identity, write
        from comity.registers.activities import Activity

        with identity.acting(self.cast["officer"]):
            some = list(Activity.objects.filter(sensitivity__lt=2).order_by("id")[1000:1100])
        turn = iter(some)

        def save() -> None:
            with identity.acting(self.cast["officer"]):
                one = next(turn)
                one.note_en = f"{one.note_en}."
                write.save(one, seen=one.version)

        def add() -> None:
            with identity.acting(self.cast["officer"]):
                kept = next(turn)
                kept.pk, kept.code, kept._state.adding = None, "", True
                write.save(
                    Activity(title_en="Measured", kind="meeting", starts="2026", is_sample=True),
                    links={"partners": [self.found["partner"]]},
                )

        print("\n| save, with its triggers and commit | ms |\n|---|--:|")
        print(f"| one record changed | {median(save):.1f} |")
        print(f"| one record added with a link | {median(add):.1f} |")

    def pages(self) -> None:
        """Print what whole pages take, drawn, by the test client."""
        from django.test import Client
        from django.test.utils import setup_test_environment

        from comity.core.people import Officer

        setup_test_environment()
        logging.disable(logging.WARNING)
        print("\n| page | ms | of it at work in Python | statements | ms in them |\n|---|--:|--:|--:|--:|")
        for role in self.cast:
            client = Client()
            client.force_login(Officer.objects.get(username=f"benchmark-{role}"))
            for address in pages(self.found):
                self._page(role, client, address)

    def _page(self, role: str, client: Any, address: str) -> None:
        began = time.perf_counter()
        said = client.get(address)
        first = time.perf_counter() - began
        if first > PATIENCE:
            print(f"| {role}: {unquote(address)}, once | {first * 1000:.0f} | | | |", flush=True)
            return
        took = median(lambda: client.get(address), times=PAGES)
        own = median(lambda: client.get(address), times=PAGES // 2, clock=time.process_time)
        sent = timed(lambda: client.get(address))
        inside = sum(ms for ms, _query in sent)
        called = f"{role}: {unquote(address)}" + (f" ({said.status_code})" if said.status_code != HTTPStatus.OK else "")
        print(f"| {called} | {took:.0f} | {own:.0f} | {len(sent)} | {inside:.0f} |", flush=True)
        for ms, query in sent[:3] if self.plans else ():
            if ms > SLOW:
                print(
                    f"\n```\n{ms:.0f} ms: {query[:200]} ... {query[query.rfind(' FROM ') :][:600]}\n```\n", flush=True
                )

    def _line(self, one: Compared, whole: str) -> None:
        quickest = f"{one.quickest[0]:.2f} | {one.quickest[1]:.2f} | {one.ratio:.2f}"
        print(f"| {one.name} | {one.rows} | {one.guarded:.2f} | {one.plain:.2f} | {quickest} | {whole} |", flush=True)

    def _plan(self, one: Compared, guarded: tuple[Session, Statement], plain: tuple[Session, Statement]) -> None:
        if self.plans and (one.guarded > SLOW or one.ratio > WIDE):
            print(
                f"\n```\n{guarded[0].explained(guarded[1])}\n-- plain\n{plain[0].explained(plain[1])}\n```\n",
                flush=True,
            )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, help="keep the database there and use it again")
    parser.add_argument("--plans", action="store_true", help="show the plan of what is slow")
    parser.add_argument("--only", choices=["lists", "searches", "saves", "pages"])
    options = parser.parse_args()
    with office(records=options.records, folder=options.folder) as addresses:
        django.setup()
        measuring = Measuring(addresses, plans=options.plans)
        for part in (options.only,) if options.only else ("lists", "searches", "saves", "pages"):
            getattr(measuring, part)()


if __name__ == "__main__":
    main()
