"""An invented city: rows of every register, put together at random from the words of its pack."""

import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from comity.core.pack import BadPack, Pack
from comity.core.people import INTERNAL, PUBLIC, RESTRICTED
from comity.management.filling import Filling
from comity.registers import BY_KEY

Row = dict[str, Any]
MOST = {"units": 180, "ties": 2000}  # no city has more, however much it records
# Parts of all records; what is left over are activities, about four in ten.
SHARES = {"sources": 0.002, "partners": 0.08, "series": 0.002, "ties": 0.02, "people": 0.02, "appointments": 0.018}
SHARES |= {"assets": 0.001, "agreements": 0.13, "agreement_actions": 0.008, "activities": 0.0, "commitments": 0.08}
SHARES |= {"figures": 0.005, "figure_checks": 0.001, "objectives": 0.002, "gifts": 0.001, "resources": 0.001}
SHARES |= {"projects": 0.006, "regulations": 0.002, "courses": 0.002, "tasks": 0.03, "points": 0.006}
SHARES |= {"gift_moves": 0.01, "applications": 0.02, "requests": 0.003, "materials": 0.008, "mandates": 0.001}
SHARES |= {"enrolments": 0.005, "commendations": 0.002, "competences": 0.002}
# Files on their way, made when all that they may be about is there.
SHARES |= {"cases": 0.04}
# Parts, after what they are parts of.
SHARES |= {"programme_items": 0.04, "delegation_members": 0.03, "costs": 0.015, "legs": 0.005, "sessions": 0.004}
SHARES |= {"delegates": 0.004, "exhibitors": 0.004, "feedback": 0.004, "outcomes": 0.006, "payments": 0.005}
SHARES |= {
    "milestones": 0.005,
    "memberships": 0.001,
    "regulation_problems": 0.001,
    "attendances": 0.006,
    "presences": 0.006,
}
MANY = ("participants", "assets", "partners", "co_units")
WHOLES = ("activities", "projects", "partners", "regulations", "courses")
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
        self.ours: list[int] = []  # people of the city
        self.theirs: list[int] = []
        self.associations: list[int] = []
        self.filling = Filling(self)

    def rows(self, key: str, ids: list[int]) -> Iterator[Row]:
        """Yield the register's rows for these ids."""
        self.ids[key] = ids
        make = getattr(self, f"_{key}", None)
        for number, pk in enumerate(ids):
            row = {"id": pk, "code": f"g-{key}-{number}", "is_sample": True} | self._guard()
            row |= make(number, pk) if make else self.filling.row(key, number, pk)
            yield self.filling.keep(key, row) if key in WHOLES else row

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

    def partner(self) -> tuple[int, str, str]:
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

    def day(self, unknown: float = 0.03) -> str:
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

    def link(self, register: str, field: str, pk: int, others: Iterable[int]) -> None:
        self.links.setdefault((register, field), []).extend((pk, other) for other in dict.fromkeys(others))

    def _units(self, number: int, pk: int) -> Row:
        """One committee, then departments, wards and associations, then two divisions under each of these."""
        ids = self.ids["units"]
        third = max(1, len(ids) // 3)
        kind, parent = (
            ("department", "ward", "department", "ward", "association")[number % 5],
            ids[0] if number else None,
        )
        if number == 0 or number >= third:
            kind, parent = ("division", ids[number % third]) if number else ("peoples_committee", None)
        self.associations += [pk] if kind == "association" else []
        row = self._titles(self.said["titles"][kind], n=number + 1)
        return row | {"kind": kind, "parent_id": parent, "unit_id": None, "sensitivity": PUBLIC, "shown_to": []}

    def _sources(self, number: int, pk: int) -> Row:
        row = self._titles(self.said["titles"]["source"], n=number + 1)
        return row | {"kind": self._code("source_kind"), "published": self.day(), "outlet": self._text("outlet")}

    def _series(self, number: int, pk: int) -> Row:
        (partner, name, country), kind = self.partner(), self.chance.choice(list(self.said["activities"]))
        self.link("series", "partners", pk, [partner])
        row = self._about(self.said["activities"][kind], name)
        return row | {"kind": kind, "rhythm": self._code("rhythm"), "countries": [country]}

    def _partners(self, number: int, pk: int) -> Row:
        chance, country = self.chance, self._often_first(self.countries)
        kind = chance.choices(
            ("locality", "embassy", "institution", "enterprise", "ngo", "network"), (59, 5, 15, 15, 5, 1)
        )[0]
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
        return row | {"stage": self._code("tie_stage"), "tie_class": self._code("tie_class", 0.3), "since": self.day()}

    def somebody(self, country: str) -> tuple[str, str]:
        """Return the name of somebody of a country, and the given name in it."""
        if country == self.pack.head.home_country:
            family, middle, given = (self.chance.choice(self.names[part]) for part in ("family", "middle", "given"))
            return f"{family} {middle} {given}", given
        family, given = (self.chance.choice(self._people_of(country)[part].split()) for part in ("family", "given"))
        return f"{given} {family}", given

    def _people(self, number: int, pk: int) -> Row:
        at_home = self.chance.random() < 0.4 or not number
        (self.ours if at_home else self.theirs).append(pk)
        country = self.pack.head.home_country if at_home else self.partner()[2]
        name, given = self.somebody(country)
        return {"country": country, "is_ours": at_home, "given_name": given, f"title_{'vi' if at_home else 'en'}": name}

    def _appointments(self, number: int, pk: int) -> Row:
        row = self._titles(self.said["titles"]["post"], n=number % 40)
        at_unit = {"at_unit_id": self.chance.choice(self.ids["units"])}
        place = at_unit if number % 2 else {"at_partner_id": self.partner()[0]}
        return row | place | {"person_id": self.chance.choice(self.ids["people"]), "starts": self.day()}

    def _agreements(self, number: int, pk: int) -> Row:
        (partner, name, _country), instrument, signed = self.partner(), self._code("instrument"), self.day()
        self.link("agreements", "partners", pk, [partner])
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
        return row | {"agreement_id": chosen, "kind": self._code("agreement_action"), "on": self.day()}

    def _activities(self, number: int, pk: int) -> Row:
        chance, kind, starts = self.chance, self.chance.choice(list(self.said["activities"])), self.day()
        met = [self.partner() for _ in range(chance.choices((1, 2), (85, 15))[0])]
        self.link("activities", "partners", pk, [one[0] for one in met])
        if chance.random() < 0.2:
            self.link("activities", "participants", pk, chance.choices(self.ids["people"], k=2))
        if chance.random() < 0.1:
            self.link("activities", "co_units", pk, [chance.choice(self.ids["units"])])
        lasts = timedelta(days=chance.randrange(5))
        return (
            self._about(self.said["activities"][kind], met[0][1])
            | {
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
            | self.filling.given("activities", self._peculiar(kind), starts, number)
        )

    def _peculiar(self, kind: str) -> list[str]:
        """Return the further fields that the form of an activity of this kind has."""
        traits = {one for group in BY_KEY["activities"].groups if (one := group.trait)}
        has = {one for one in traits if kind in self.pack.with_trait("activity_kind", one)}
        groups = [one for one in BY_KEY["activities"].groups if one.trait in has]
        return [name for group in groups for name in group.fields if name not in MANY]

    def _commitments(self, number: int, pk: int) -> Row:
        partner, name, _country = self.partner()
        state = self.chance.choices(("open", "kept", "dropped"), (40, 50, 10))[0]
        origin, register = ("agreement_id", "agreements") if number % 2 else ("activity_id", "activities")
        row = self._about(self.chance.choice(list(self.said["promises"].values())), name)
        row |= {"side": self._code("side"), "partner_id": partner, origin: self.chance.choice(self.ids[register])}
        return row | {"due": self.day(), "state": state, "done_on": self.day() if state == "kept" else ""}

    def _figures(self, number: int, pk: int) -> Row:
        indicator, year = self._code("indicator"), str(FIRST_DAY.year + number % YEARS)
        said = self.pack.vocabulary("indicator")[indicator]
        row: Row = {"title_en": f"{said.en}, {year}", "title_vi": f"{said.vi}, {year}", "starts": year, "ends": year}
        row |= {"indicator": indicator, "measure_unit": said.unit, "source_id": self.chance.choice(self.ids["sources"])}
        return row | {"value": self.chance.randrange(5000)}
