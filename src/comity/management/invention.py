"""An invented city: rows of every register, put together at random from the words of its pack."""

import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from comity.core.pack import BadPack, Pack
from comity.core.people import INTERNAL, PUBLIC, RESTRICTED

Row = dict[str, Any]
MOST = {"units": 180, "ties": 2000}  # no city has more, however much it records
# Parts of all records; what is left over are activities, about six in ten.
SHARES = {"sources": 0.002, "partners": 0.08, "series": 0.002, "ties": 0.02, "people": 0.02, "appointments": 0.018}
SHARES |= {"agreements": 0.15, "agreement_actions": 0.008, "activities": 0.0, "commitments": 0.1, "figures": 0.005}
FIRST_DAY, DAYS, YEARS = date(2017, 1, 1), 3833, 10  # ten years, and what is planned for the half year after


def counts(total: int) -> dict[str, int]:
    """Return how many records each register gets."""
    shares = {"units": total // 20} | {key: max(1, round(total * share)) for key, share in SHARES.items()}
    shares |= {key: min(most, shares[key]) for key, most in MOST.items()}
    return shares | {"activities": total - sum(shares.values()) + shares["activities"]}


class Invention:
    """Rows of every register, in the order in which they refer to each other; the same seed makes the same rows."""

    def __init__(self, pack: Pack, *, seed: int) -> None:
        self.pack = pack
        if pack.invented is None:
            raise BadPack(f"packs/{pack.head.id}: there is no invented.toml, from which invented records are made")
        self.said = dict(pack.invented.data)
        self.names = {name: text.split() for name, text in self.said["names"].items()}
        self.peoples = {code: one for one in self.said["peoples"] for code in one["countries"].split() or [""]}
        self.chance = random.Random(seed)  # noqa: S311  invented records, not secrets
        self.codes = {name: list(codes) for name, codes in pack.terms.items()}
        others = [code for code in pack.countries if code != pack.head.home_country]
        self.countries = list(dict.fromkeys([*self.names["often"], *others]))
        self.ids: dict[str, list[int]] = {}
        self.met: list[tuple[int, str, str]] = []  # partner, name, country
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
            "note_vi": self._text("note") if chance.random() < 0.05 else "",
        }

    def _often_first(self, among: Sequence[Any], power: int = 2) -> Any:
        return among[int(len(among) * self.chance.random() ** power)]

    def _partner(self) -> tuple[int, str, str]:
        met: tuple[int, str, str] = self._often_first(self.met, 3)  # few partners are met often
        return met

    def _people_of(self, country: str) -> dict[str, str]:
        found: dict[str, str] = self.peoples.get(country) or self.peoples[""]
        return found

    def _place(self, country: str) -> str:
        """Return a name that a place of the country could have; every third is told apart by what lies near."""
        parts = self._people_of(country)
        begin, middle, end = (self.chance.choice(parts[part].split(" ")) for part in ("begin", "middle", "end"))
        name = begin + middle.replace("-", "").replace("'", " ") + end
        return name if self.chance.random() < 0.66 else f"{name}-{self.chance.choice(parts['begin'].split())}"

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
        (partner, name, country), kind = self._partner(), self.chance.choice(list(self.said["activities"]))
        self._link("series", "partners", pk, [partner])
        row = self._about(self.said["activities"][kind], name)
        return row | {"kind": kind, "rhythm": self._code("rhythm"), "countries": [country]}

    def _partners(self, number: int, pk: int) -> Row:
        chance, country = self.chance, self._often_first(self.countries)
        kind = chance.choices(("locality", "embassy", "institution", "enterprise", "ngo"), (60, 5, 15, 15, 5))[0]
        place, where = self._place(country), self.pack.countries[country]
        pattern = self.said["partners"][kind]
        name = pattern["en"].format(p=place, c=where.name.en)
        self.met.append((pk, name, country))
        return {
            "title_en": name,
            "title_vi": pattern["vi"].format(p=place, c=where.name.vi) if chance.random() < 0.5 else "",
            "kind": kind,
            "country": country,
            "aliases": [f"{place} City"] if chance.random() < 0.3 else [],
            "latitude": round(where.latitude + chance.uniform(-2, 2), 4),
            "longitude": round(where.longitude + chance.uniform(-2, 2), 4),
            "population": chance.randrange(20_000, 9_000_000) if chance.random() < 0.7 else None,
        }

    def _ties(self, number: int, pk: int) -> Row:
        row = {"title_en": self.met[number][1], "partner_id": self.met[number][0], "why_vi": self._text("why")}
        return row | {"stage": self._code("tie_stage"), "tie_class": self._code("tie_class", 0.3), "since": self._day()}

    def _people(self, number: int, pk: int) -> Row:
        if self.chance.random() < 0.4:
            family, middle, given = (self.chance.choice(self.names[part]) for part in ("family", "middle", "given"))
            home = self.pack.head.home_country
            return {"country": home, "is_ours": True, "title_vi": f"{family} {middle} {given}", "given_name": given}
        country = self._partner()[2]
        family, given = (self.chance.choice(self._people_of(country)[part].split()) for part in ("family", "given"))
        return {"country": country, "title_en": f"{given} {family}", "given_name": given}

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
        chance, kind, starts = self.chance, self.chance.choice(list(self.said["activities"])), self._day()
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
