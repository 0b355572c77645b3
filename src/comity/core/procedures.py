"""The procedures of a city's pack: read when first asked for, once for each version of the packs that is put in force."""

from functools import lru_cache

from comity.core import pack as packs
from comity.core import procedure_cases, procedure_reader
from comity.core.pack_files import Problems
from comity.core.pack_parts import WEEKDAYS, Pack
from comity.core.procedure_parts import Procedures
from comity.domain.legal_clock import Calendar


def of_city() -> Procedures:
    """Return the procedures of the city for which somebody is acting. Raises BadPack."""
    return of_pack(packs.of_city())


@lru_cache(maxsize=16)
def of_pack(pack: Pack) -> Procedures:
    """Return the procedures of a pack. Raises BadPack."""
    problems = Problems()
    found = read(pack, problems)
    problems.refuse()
    return found


def read(pack: Pack, problems: Problems) -> Procedures:
    """Return the procedures of a pack, which are only good if no problem was noted."""
    return procedure_reader.read(pack.files, pack.head.languages, calendar_of(pack), problems, pack.terms)


def check(pack: Pack, problems: Problems) -> None:
    """Note every problem of a pack's procedures, and every worked case that comes out otherwise, of each version that is in order."""
    procedure_cases.check(pack.files, read(pack, problems), problems)


def calendar_of(pack: Pack) -> Calendar:
    """Return on which days the offices of a pack work."""
    return Calendar(
        holidays=frozenset(one.date for one in pack.head.holidays),
        swapped=frozenset(pack.swapped),
        weekend=frozenset(WEEKDAYS.index(day) for day in pack.head.weekend),
    )
