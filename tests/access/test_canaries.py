"""Records out of sight, planted in every register, change nothing that anybody else is told.

Not an id, a title, a count, an order, a suggestion, a warning, a length: what each role is told before the planting is
compared with what it is told after.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from comity.registers import ALL
from tests.access import looking, planting
from tests.access.office import WALKED, WHOLE, Office, feed_of, number_from
from tests.access.planting import FIRST

# Minutes of looking through every door: .ci/run does it, with every register and role.
pytestmark = [
    pytest.mark.xdist_group("access-canaries"),
    pytest.mark.skipif(not WHOLE, reason="takes long: COMITY_WALK=all"),
]

# Not within longer numbers: acts have names of random hexadecimal digits, and one in ten runs met these four in one.
MARK = re.compile(r"(?<![0-9a-f])7771\d{3}(?![0-9a-f])|\b88\d{5}\b|zz-canary|canary-\w+")
OUTSIDE = ("ward", "member") if WHOLE else ("ward",)  # internal records are out of their sight, too
EVERYBODY = (
    (*OUTSIDE, "officer", "head", "leader", "colleague", "auditor", "administrator") if WHOLE else (*OUTSIDE, "officer")
)


@pytest.fixture(scope="module")
def sight(office: Office) -> dict[str, Any]:
    """Records in sight of everybody, by register."""
    return planting.in_sight(office)


def look(office: Office, sight: dict[str, Any], role: str, words: dict[str, Any]) -> dict[str, str]:
    """Look through every door: all registers for a reader of each kind, some for the others."""
    whole = role in ("ward", "officer", "insider")
    found = looking.looked(office, role, looking.everywhere())
    found |= looking.looked(office, role, iter([("GET", f"/feeds/feed-of-{role}.ics", None, {})]))
    for of in WALKED:
        if whole or of.key in ("partners", "activities"):
            pk, said = sight[of.key].pk, sight[of.key].title
            found |= looking.looked(office, role, looking.register(of, said, pk))
            found |= looking.read(office, role, looking.api(of, said, pk))
        if whole and of.key == "programme_items":
            found |= looking.looked(office, role, looking.sheets(sight[of.key].activity_id))
        if role == "officer":
            found |= looking.looked(office, role, looking.writing(of, words[of.key], f"zz-canary-{of.key}"))
    return found


@pytest.fixture(scope="module")
def sightings(office: Office, sight: dict[str, Any]) -> dict[str, dict[str, str]]:
    """What each role is told before and after; `ward` and `member` also after internal canaries."""
    words = {of.key: looking.filling(office, of, sight[of.key]) for of in ALL}
    words = {key: _as_canary(one) for key, one in words.items()}
    for role in (*EVERYBODY, "insider"):
        feed_of(office.people[role], f"feed-of-{role}")
        office.client(role).get("/")  # from now on the office knows when each was here last
    found = {f"{role} before": look(office, sight, role, words) for role in (*EVERYBODY, "insider")}
    number_from(8800001)
    planting.restricted(office, sight)
    found |= {f"{role} after": look(office, sight, role, words) for role in EVERYBODY if role not in OUTSIDE}
    planting.internal(office)
    found |= {f"{role} after": look(office, sight, role, words) for role in (*OUTSIDE, "insider")}
    return found


def _as_canary(data: dict[str, Any]) -> dict[str, Any]:
    return data | {name: re.sub(r"\d+$", str(FIRST), data[name]) for name in ("title_en", "title_vi") if name in data}


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


# Where the insider is told nothing more, and why that is no blind spot.
BLIND = {
    r"GET /(search|healthz|components|account|procedures|calendar/feeds/new)/?": "no record is named there",
    r"GET /(admin/(officers/new|tokens/new|templates|days))/": "nor here",
    r"GET /reports/(docx|pdf|xlsx|issue|returns/ask)/": "without a period there is nothing to count",
    r"GET /(news|stand-ins)/|GET /cases/times/": "what officers did, and the insider did nothing with files",
    r"GET /programme_items/taken/": "nothing is asked for",
    r"GET /cases/queue/\?tab=\w+": "files come into one queue alone",
    r"GET /\w+/\?q=.*|GET /\w+/\?\w+=none": "words and gaps that canaries do not have",
    r"GET /(contacts/\d+|people/\d+/personal)/": "what is kept of that record, which a look does not change",
    r"GET /\w+/\d+/(parts/.*|programme/.*|drawing.svg)": "parts are guarded as their whole is, a drawing is of one file",
    r"/api/v1/\w+/\d+/attachments|GET /\w+/\d+/(cite|edit|rules)/.*|GET /\w+/new/": "what is of that record alone, and menus asked for by words",
}


def test_who_may_see_them_finds_them_through_every_door(sightings: dict[str, dict[str, str]]) -> None:
    """The proof that the comparison can fail, at each door."""
    before, after = sightings["insider before"], sightings["insider after"]
    blind = [asked for asked in before if before[asked] == after[asked]]
    assert [asked for asked in blind if not any(re.fullmatch(one, asked) for one in BLIND)] == []
    for of in WALKED:
        for part in (
            f"GET /{of.key}/",
            f"GET /{of.key}/export/csv/",
            f"/api/v1/{of.key}/",
            f"GET /{of.key}/?order=-changed_at",
        ):
            assert part not in blind, f"{part} tells the insider nothing of canaries"
