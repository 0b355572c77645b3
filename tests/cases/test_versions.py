"""An edited version of a procedure changes no running file: it stands by the text of then until somebody moves it."""

import shutil
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import Client

from comity.core import identity, pack_files, procedure_copies
from comity.core.case_acts import CaseAct
from comity.core.people import City, Officer
from comity.core.procedure_copies import ProcedureCopy
from comity.core.procedure_parts import Procedures
from comity.core.records import Record
from comity.domain.legal_clock import Calendar
from comity.gate import cases
from comity.reports import packs as own
from tests.cases.doing import TOLD, begun, file_of, kept, refused, text

ClientOf = Callable[[Officer], Client]
Made = Callable[..., Any]
TODAY = date(2026, 5, 11)  # a Monday
HEAD = 'id = "vesper"\nextends = "hanoi"\n[title]\nen = "Vesper"\nvi = "Vesper"\n'
RULE = pack_files.BUILT_IN / "hanoi" / "procedures" / "outbound.1.toml"
NOTHING = Procedures({}, {}, {}, Calendar())
WORKED = (
    '[[cases]]\ntitle = { en = "Nothing yet", vi = "Chưa có gì" }\ntoday = 2026-05-11\nexpect = { state = "draft" }\n'
)


@pytest.fixture
def pack(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pack of the city's own on that of Hanoi, which says one procedure itself."""
    settings.DATA, settings.PACKS, settings.DATASETS = tmp_path, tmp_path / "packs", tmp_path / "datasets"
    seconds = iter(range(10**9, 10**9 + 100_000))
    monkeypatch.setattr(pack_files, "monotonic", lambda: next(seconds))
    folder = tmp_path / "packs" / "vesper"
    (folder / "procedures").mkdir(parents=True)
    (folder / "pack.toml").write_text(HEAD)
    shutil.copyfile(RULE, folder / "procedures" / "outbound.1.toml")
    (folder / "procedures" / "outbound.1.cases.toml").write_text(WORKED)
    own.use(["vesper"])
    return folder


@pytest.fixture
def city(db: None, pack: Path) -> City:
    return City.objects.create(
        code="vesper", title_en="Vesper", title_vi="Vesper", pack="vesper", country="VN", latitude=10.0, longitude=106.0
    )


def edit(pack: Path, old: str, new: str) -> None:
    path = pack / "procedures" / "outbound.1.toml"
    said = path.read_text()
    assert old in said
    path.write_text(said.replace(old, new, 1))
    own.use(["vesper"])


def filed(desk: Client, trip: Record) -> int:
    case = begun(desk, trip, "outbound", **TOLD)
    for paper in file_of(desk, case)["papers"]:
        kept(desk, case, "paper", paper["id"])
    kept(desk, case, "filed")
    return case


def limits(client: Client, case: int) -> list[str]:
    return [one["title"] for one in file_of(client, case)["limits"]]


def test_an_edited_pack_leaves_a_running_file_as_it_was_until_it_is_moved_with_a_reason(
    trip: Record, officer: Officer, cast: Any, client_of: ClientOf, pack: Path
) -> None:
    desk, keeper = client_of(officer), client_of(cast("administrator", "department"))
    case = filed(desk, trip)
    assert limits(desk, case) == ["At most 10 people", "At most 10 days"]
    assert file_of(desk, case)["versions"] == []

    edit(pack, "# ", "# A remark changes nothing. ")
    assert file_of(desk, case)["edited"] == ""
    edit(pack, "at_most = 10", "at_most = 20")

    page = desk.get(f"/cases/{case}/")
    assert limits(desk, case) == ["At most 10 people", "At most 10 days"]
    assert "Version 1 was edited after this file came under it." in text(page)
    (other,) = page.context["file"]["versions"]
    assert other[0] == 1
    assert other[1].endswith(", as it was edited since")
    assert desk.get("/cases/queue/?tab=pending").context["rows"][0]["waits"][0]["what"]
    told = "Delegation abroad: version 1 was edited after 1 file came under it."
    assert told in text(keeper.get("/procedures/"))
    assert told in text(keeper.get("/"))
    assert told not in text(desk.get("/procedures/"))
    for words in (["use"], ["check", "--office", str(pack)]):
        out = StringIO()
        call_command("packs", *words, stdout=out)
        assert "vesper: Delegation abroad: version 1 was edited after 1 file came under it." in out.getvalue()

    assert refused(desk, case, "moved", rules_version="1") == "Give a reason."
    kept(desk, case, "moved", rules_version="1", reason="The rule of twenty is kinder.")

    found = file_of(desk, case)
    assert len(found["limits"]) == 1
    assert (found["edited"], found["versions"]) == ("", [])
    assert told not in text(keeper.get("/procedures/"))


def test_kept_versions_are_never_altered_and_other_cities_do_not_see_them(
    trip: Record, officer: Officer, client_of: ClientOf, other_city: City
) -> None:
    filed(client_of(officer), trip)

    with identity.acting(identity.system(trip.city, door="test")):
        row = ProcedureCopy.objects.get()
        again = procedure_copies.of(trip.city_id, row.procedure, row.number, row.digest, NOTHING)
        assert again is not None
        assert (again.digest, [one.id for one in again.said.limits][:2]) == (row.digest, ["people", "days"])
        assert procedure_copies.of(trip.city_id, row.procedure, row.number, "0" * 16, NOTHING) is None
        for change in (row.delete, lambda: ProcedureCopy.objects.update(digest="0")):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()
    with identity.acting(identity.system(other_city, door="test")):
        assert not ProcedureCopy.objects.exists()


def test_stored_facts_are_what_they_are_whatever_the_pack_calls_them_by_now() -> None:
    facts = {"gone": "2026-06-08", "people": 5, "head": "city", "topics": ["trade"], "study": False}

    assert cases.done(CaseAct(pk=1, what="filed", on=TODAY, facts=facts)).facts == {
        "gone": date(2026, 6, 8), "people": 5, "head": "city", "topics": ("trade",), "study": False,
    }  # fmt: skip
