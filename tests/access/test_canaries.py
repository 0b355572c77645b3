"""Records out of sight, planted in every register, change nothing that anybody else is told.

Not an id, a title, a count, an order, a suggestion, a warning, a length: what each role is told before the planting is
compared with what it is told after.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from comity.core import identity, write
from comity.core.people import INTERNAL
from comity.registers import ALL, BY_MODEL, Register
from tests.access import looking
from tests.access.office import WALKED, WHOLE, Office, filled, make, number_from, view_of

# A minute of looking through every door: .ci/run does it, with every register and role.
pytestmark = [
    pytest.mark.xdist_group("access-canaries"),
    pytest.mark.skipif(not WHOLE, reason="takes long: COMITY_WALK=all"),
]

FIRST = 7771001  # canaries carry such a number in their title, and from the planting on in their id
# Not within longer numbers: acts have names of random hexadecimal digits, and one in ten runs met these four in one.
MARK = re.compile(r"(?<![0-9a-f])7771\d{3}(?![0-9a-f])|\b88\d{5}\b|zz-canary|canary-\w+")
OUTSIDE = ("ward", "member") if WHOLE else ("ward",)  # internal records are out of their sight, too
EVERYBODY = (*OUTSIDE, "officer", "head", "leader", "colleague", "administrator") if WHOLE else (*OUTSIDE, "officer")


@pytest.fixture(scope="module")
def sight(office: Office) -> dict[str, Any]:
    """Records in sight of everybody, by register."""
    guard = {"sensitivity": 0, "unit": office.units["desk"].pk}
    found = {of.key: filled(office.city, of, number, **guard) for number, of in enumerate(ALL, 1)}
    for record in found.values():
        office.hang(record, found["sources"], "in-sight")
    return found


def look(office: Office, sight: dict[str, Any], role: str, words: dict[str, Any]) -> dict[str, str]:
    """Look through every door: all registers for a reader of each kind, some for the others."""
    whole = role in ("ward", "officer")
    found = looking.looked(office, role, looking.everywhere())
    for of in WALKED:
        if role == "insider":
            found |= looking.looked(office, role, looking.lists(of)) | looking.read(
                office, role, [f"/api/v1/{of.key}/"]
            )
        elif whole or of.key in ("partners", "activities"):
            pk, said = sight[of.key].pk, sight[of.key].title
            found |= looking.looked(office, role, looking.register(of, said, pk))
            found |= looking.read(office, role, looking.api(of, said, pk))
        if role == "officer":
            found |= looking.looked(office, role, looking.writing(of, words[of.key], f"zz-canary-{of.key}"))
    return found


@pytest.fixture(scope="module")
def sightings(office: Office, sight: dict[str, Any]) -> dict[str, dict[str, str]]:
    """What each role is told before and after; `ward` and `member` also after internal canaries."""
    words = {of.key: looking.filling(office, of, sight[of.key]) for of in ALL}
    words = {key: _as_canary(one) for key, one in words.items()}
    for role in (*EVERYBODY, "insider"):
        office.client(role).get("/")  # from now on the office knows when each was here last
    found = {f"{role} before": look(office, sight, role, words) for role in (*EVERYBODY, "insider")}
    number_from(8800001)
    _plant(office, sight)
    inside = {"sensitivity": INTERNAL, "unit": office.units["annex"].pk}
    found |= {f"{role} after": look(office, sight, role, words) for role in EVERYBODY if role not in OUTSIDE}
    for number, of in enumerate(ALL, FIRST + 500):
        filled(office.city, of, number, **inside)
    found |= {f"{role} after": look(office, sight, role, words) for role in (*OUTSIDE, "insider")}
    return found


def _as_canary(data: dict[str, Any]) -> dict[str, Any]:
    return data | {name: re.sub(r"\d+$", str(FIRST), data[name]) for name in ("title_en", "title_vi") if name in data}


def _plant(office: Office, sight: dict[str, Any]) -> None:
    """Plant restricted ones with files and sources, linked from and to what is in sight, one deleted; and another city's."""
    secret = office.secret()
    canaries = {
        of.key: filled(office.city, of, FIRST + number, **(secret | {"code": f"zz-canary-{of.key}"}))
        for number, of in enumerate(ALL)
    }
    for of in ALL:
        office.hang(canaries[of.key], canaries["sources"], "canary-hung")
        office.cite(sight[of.key], canaries["sources"], "canary-source")
        _link(office, of, sight[of.key], canaries)
        gone = filled(office.city, of, FIRST + 300, **secret)
        with identity.acting(identity.system(office.city, door="test")):
            write.remove(gone)
        filled(office.other, of, FIRST + 400, sensitivity=0)
    with identity.acting(identity.system(office.city, door="test")):
        for key in ("agreements", "activities", "series"):
            canaries[key].partners.add(sight["partners"].pk)
    make(office.city, "ties", partner=sight["partners"].pk, stage="contact", **secret)
    view_of(office.people["insider"], "canary-view")


def _link(office: Office, of: Register, record: Any, canaries: dict[str, Any]) -> None:
    """Link a record in sight to canaries wherever it can have several links."""
    with identity.acting(identity.system(office.city, door="test")):
        for name in of.links:
            target = BY_MODEL[record._meta.get_field(name).related_model].key
            getattr(record, name).add(canaries[target].pk)


def _unlike(before: dict[str, str], after: dict[str, str]) -> Iterator[str]:
    assert set(before) == set(after)
    for asked, said in before.items():
        if said != after[asked]:
            lines = zip(said.splitlines(), after[asked].splitlines(), strict=False)
            first = next((pair for pair in lines if pair[0] != pair[1]), ("shorter", "longer"))
            yield f"{asked}: {first[0].strip()[:200]!r} became {first[1].strip()[:200]!r}"


@pytest.mark.parametrize("role", EVERYBODY)
def test_nothing_that_is_told_changes(role: str, sightings: dict[str, dict[str, str]]) -> None:
    unlike = list(_unlike(sightings[f"{role} before"], sightings[f"{role} after"]))
    assert not unlike, "\n".join(unlike)


@pytest.mark.parametrize("role", EVERYBODY)
def test_no_canary_is_named(role: str, sightings: dict[str, dict[str, str]]) -> None:
    own = ("q=", "new/", "import/")  # pages that repeat what was typed
    for asked, said in sightings[f"{role} after"].items():
        if not any(part in asked for part in own):
            assert (asked, MARK.findall(said)) == (asked, [])


def test_who_may_see_them_finds_them_through_every_door(sightings: dict[str, dict[str, str]]) -> None:
    """The proof that the comparison can fail."""
    before, after = sightings["insider before"], sightings["insider after"]
    blind = [asked for asked in before if before[asked] == after[asked]]
    for of in WALKED:
        doors = [asked for asked in before if re.search(rf"/{of.key}(/|$)", asked)]
        changed = [asked for asked in doors if asked not in blind]
        for part in (
            f"GET /{of.key}/",
            f"GET /{of.key}/export/csv/",
            f"/api/v1/{of.key}/",
            f"GET /{of.key}/?order=-changed_at",
        ):
            assert part in changed, f"{part} tells the insider nothing of canaries"
    for asked in (
        "GET /",
        "GET /search/?q=port",
        "GET /map/",
        "GET /?view=all&changes=all",
        "GET /reports/?period=2024",
    ):
        assert asked not in blind, f"{asked} tells the insider nothing of canaries"
