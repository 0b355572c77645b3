"""What a pack is made of: words in each language, terms, holidays, countries, and the whole of them."""

import re
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, get_args

from django.utils.translation import get_language
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool

from comity.core.pack_files import Files, Layer, Merged
from comity.domain.marking import Marks
from comity.domain.next_act import Rule
from comity.domain.tie import Judging
from comity.domain.working_days import is_working_day, working_days

if TYPE_CHECKING:
    from comity.core.pack_layout import Layout

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[str, ...] = get_args(Weekday)
Language = Literal["en", "vi"]


class Strict(BaseModel):
    """Something of a pack's file in which nothing is overlooked."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Label(Strict):
    """A word in the pack's languages; a language that it does not use falls back on another."""

    en: str = ""
    vi: str = ""
    also: tuple[str, ...] = ()  # what else people write for it: read from files and what is typed, never shown

    def said(self, language: str) -> str:
        """Return the word in a language, or else in another."""
        return (self.vi or self.en) if language == "vi" else (self.en or self.vi)

    def __str__(self) -> str:
        return self.said(get_language() or "en")

    def filled(self) -> Self:
        """Return the word with a language that the pack does not use filled from the other."""
        return self.model_copy(update={"en": self.said("en"), "vi": self.said("vi")})


class Term(Label):
    """One code of a vocabulary."""

    mark: str = ""
    rank: int = 0
    unit: str = ""
    traits: tuple[str, ...] = ()
    months: int = 0
    counts: Label | None = None
    signs: tuple[str, ...] = ()  # of a currency: what prints write for it beside its code


class Holiday(Label):
    """A day on which offices are closed."""

    date: date
    verified: StrictBool


Longitude = Annotated[float, Field(ge=-180, le=180)]
Latitude = Annotated[float, Field(ge=-90, le=90)]


class MapLabel(Strict):
    """A name on the map: where it stands, what it names, and whether it gives way to others where there is little room."""

    name: Label
    short: Label | None = None
    kind: Literal["islands", "sea", "place"]
    lon: Longitude
    lat: Latitude
    always: StrictBool = False
    islets: list[tuple[Longitude, Latitude]] = []


@dataclass(frozen=True)
class Overlay:
    """Everything that maps name besides partners, whose requirement that is, and whether somebody confirmed it."""

    labels: tuple[MapLabel, ...] = ()
    source: str = ""
    verified: bool = False


def _zone(name: str) -> str:
    if name not in zoneinfo.available_timezones():
        raise ValueError(f'found "{name}"; expected a time zone such as Europe/Paris')
    return name


def _web_address(text: str) -> str:
    """Return an address that pages may link to; what a browser would run instead of opening is refused."""
    if text and not re.match(r"https?://[^/\s]", text):
        raise ValueError(f'found "{text}"; expected an address that begins with https:// or http://')
    return text


WebAddress = Annotated[str, AfterValidator(_web_address)]


class LunarCalendar(Strict):
    """The lunar calendar that people of the pack's cities keep: reckoned for which hours ahead of UTC, how its years are named."""

    utc_offset: float
    stems: list[str] = []
    branches: list[str] = []

    def year(self, number: int) -> str:
        """Return the name of a year, `` where the pack names none."""
        if not self.stems or not self.branches:
            return ""
        return f"{self.stems[(number - 4) % len(self.stems)]} {self.branches[(number - 4) % len(self.branches)]}"


class Weights(Strict):
    """What each signal of a tie's health weighs; one that weighs nothing is shown and does not count."""

    contact: int = Field(1, ge=0)
    commitments: int = Field(1, ge=0)
    ways: int = Field(1, ge=0)
    level: int = Field(1, ge=0)
    papers: int = Field(1, ge=0)
    verified: int = Field(1, ge=0)


class Health(Strict):
    """How a tie is judged: the weights, and the limits, in days unless they say otherwise."""

    quiet_after: int = Field(365, gt=0)
    dormant_after: int = Field(730, gt=0)
    new_for: int = Field(365, ge=0)
    look_back: int = Field(1095, gt=0)
    verify_after: int = Field(730, gt=0)
    high_level: str = ""
    cooling_below: int = Field(60, ge=0, le=100)
    weights: Weights = Weights()


class Training(Strict):
    """What a course asks of those who get its certificate: percent of it attended, 0 for nothing."""

    certificate_share: int = Field(0, ge=0, le=100)


class NextAct(Label):
    """What to do next for a tie when something is so, and what is begun by it. The order of the pack is that of weight."""

    when: Literal[
        "unanswered", "we_owe", "they_owe", "ending", "over", "anniversary",
        "they_visited", "we_visited", "quiet", "unknown", "unverified",
    ]  # fmt: skip
    within: int = Field(0, ge=0)
    every: int = Field(1, gt=0)
    begin: Literal["activity", "task", "record"]
    kind: str = ""


class Head(Strict):
    """What pack.toml says, holidays apart."""

    id: str
    title: Label
    home_country: str
    languages: list[Language]
    currency: str
    time_zone: Annotated[str, AfterValidator(_zone)]
    week_starts: Weekday
    weekend: list[Weekday] = ["saturday", "sunday"]
    lunar: LunarCalendar | None = None
    holidays: list[Holiday] = []
    health: Health = Health()
    training: Training = Training()
    next_acts: list[NextAct] = []


@dataclass(frozen=True)
class Country:
    """A country by its two-letter code."""

    iso2: str
    name: Label
    region: str
    latitude: float
    longitude: float


@dataclass(frozen=True, eq=False)
class Pack:
    """Everything of a pack. Two packs are the same only if they were read in one go, so caches may hold on to one."""

    head: Head
    terms: Mapping[str, Mapping[str, Term]]
    countries: Mapping[str, Country]
    relations: Mapping[str, str]
    national_days: Mapping[str, tuple[int, int]]
    swapped: Mapping[date, Label]
    marks: Marks
    overlay: Overlay
    indicators: Merged
    layout: "Layout"
    invented: Layer | None
    files: Files

    def vocabulary(self, name: str) -> Mapping[str, Term]:
        """Return a vocabulary in menu order; an unknown one is empty."""
        return self.terms.get(name, {})

    def term(self, vocabulary: str, code: str) -> str:
        """Return a code's words in the reader's language, the code itself where the pack does not know it."""
        found = self.vocabulary(vocabulary).get(code)
        return str(found) if found else code

    def with_trait(self, vocabulary: str, trait: str) -> list[str]:
        """Return the codes of a vocabulary that have a trait; the mark of a code is one of its traits."""
        terms = self.vocabulary(vocabulary).items()
        return [code for code, term in terms if trait == term.mark or trait in term.traits]

    def country(self, iso2: str) -> str:
        """Return a country's name in the reader's language."""
        found = self.countries.get(iso2)
        return str(found.name) if found else iso2

    def holiday(self, day: date) -> Holiday | None:
        """Return the holiday on a day."""
        return self._holidays.get(day)

    def off(self, day: date) -> bool:
        """Say whether offices are closed on a day."""
        return not is_working_day(day, **self._calendar)

    def deadline(self, start: date, count: int) -> date:
        """Return the day on which a number of working days after the start is complete. Raises NoSuchDay."""
        return working_days(start, count, **self._calendar)

    @property
    def week_start(self) -> int:
        """The first day of the week as date.weekday() numbers it."""
        return WEEKDAYS.index(self.head.week_starts)

    @cached_property
    def judging(self) -> Judging:
        """How ties are judged."""
        said = self.head.health
        level = self.vocabulary("level").get(said.high_level)
        return Judging(
            **said.model_dump(exclude={"high_level", "weights"}),
            weights=said.weights.model_dump(),
            high_rank=level.rank if level else 0,
        )

    @cached_property
    def rules(self) -> list[Rule]:
        """What is to be done next for a tie when, most weighty first."""
        return [Rule(one.when, one.within, one.every) for one in self.head.next_acts]

    @cached_property
    def _holidays(self) -> Mapping[date, Holiday]:
        return {one.date: one for one in self.head.holidays}

    @cached_property
    def _calendar(self) -> dict[str, Any]:
        weekend = [WEEKDAYS.index(day) for day in self.head.weekend]
        return {"holidays": self._holidays.keys(), "swapped": self.swapped.keys(), "weekend": weekend}
