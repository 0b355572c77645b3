"""Who decides or consents in the program, as a pack of the city's own says it: officers, and a leader whose consent is needed."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from comity.core import pack_files
from comity.core.case_acts import CaseQueue
from comity.core.people import City, Officer
from comity.core.records import Record
from comity.reports import packs as own
from tests.cases.doing import PAPER, TOLD, act, begun, file_of, kept, refused, text, up_to_decision

ClientOf = Callable[[Officer], Client]
TODAY = date(2026, 5, 11)
HEAD = 'id = "vesper"\nextends = "hanoi"\n[title]\nen = "Vesper"\nvi = "Vesper"\n'


@pytest.fixture
def city(db: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> City:
    """A city whose leader gives the consent that elsewhere comes on paper, and whose officers decide on trips themselves."""
    settings.DATA, settings.PACKS, settings.DATASETS = tmp_path, tmp_path / "packs", tmp_path / "datasets"
    seconds = iter(range(10**9, 10**9 + 100_000))
    monkeypatch.setattr(pack_files, "monotonic", lambda: next(seconds))
    folder = tmp_path / "packs" / "vesper"
    (folder / "procedures").mkdir(parents=True)
    (folder / "pack.toml").write_text(HEAD)
    (folder / "procedures" / "parties.toml").write_text(
        '[prime_minister]\nroles = ["leader"]\n[chairman]\nroles = ["officer"]\n'
    )
    own.use(["vesper"])
    return City.objects.create(
        code="vesper", title_en="Vesper", title_vi="Vesper", pack="vesper", country="VN", latitude=10.0, longitude=106.0
    )


@pytest.fixture
def case(made: Callable[..., Any], units: dict[str, Record], officer: Officer, client_of: ClientOf) -> int:
    """An agreement with which a ministry disagrees, so that it waits for consent."""
    partner = made("partners", title_en="Port Ardent", kind="locality", country="JP")
    said = {"instrument": "mou", "capacity": "peoples_committee", "partners": [partner.pk]}
    agreement = made("agreements", title_en="Lanterns and ferries", unit=units["department"].pk, **said)
    desk = client_of(officer)
    number = begun(desk, agreement, "agreement-city", **{"agreement-city-opinion_fields": "-"})
    for paper in file_of(desk, number)["papers"]:
        kept(desk, number, "paper", paper["id"])
    kept(desk, number, "filed")
    kept(desk, number, "opinion", "opinions.mofa", answer="disagrees", reason="Too early.", **PAPER)
    kept(desk, number, "opinion", "opinions.agencies", answer="agrees", **PAPER)
    kept(desk, number, "done", "absorb")
    return number


def places(desk: Client, case: int) -> dict[str, str]:
    """Return what a document of the e-office can be in the file."""
    choices = desk.get(f"/cases/{case}/edxml/").context["taking"].fields["of"].choices
    return {str(key): str(said) for key, said in choices if "prime_minister" in str(key)}


def test_whose_consent_is_asked_refuses_it_here_with_a_reason_and_that_ends_the_file(
    case: int, officer: Officer, leader: Officer, client_of: ClientOf, acting_as: Any
) -> None:
    desk, chair = client_of(officer), client_of(leader)

    assert places(desk, case) == {
        "done:prime_minister": "Consent given: Consent of the Prime Minister",
        "refused:prime_minister": "Consent refused: Consent of the Prime Minister",
    }
    assert [(one["kind"], one["of"], one["broken"]) for one in file_of(chair, case)["turn"]] == [
        ("consent", "prime_minister", [])
    ]
    page = text(chair.get(f"/cases/{case}/"))
    assert "Refuse consent" in page
    assert "◇ consents; without that nothing is decided" in page
    assert refused(chair, case, "refused", "prime_minister") == "Give a reason."
    kept(chair, case, "refused", "prime_minister", reason="Not before the harbour talks.")

    assert file_of(desk, case)["state"] == "refused"
    assert "Consent was refused by Prime Minister." in text(desk.get(f"/cases/{case}/"))
    assert refused(desk, case, "done", "decide", **PAPER) == "The file is closed."
    with acting_as(officer):
        queue = CaseQueue.objects.get(case_id=case)
    assert (queue.state, queue.waits, queue.roles) == ("refused", [], [])


def test_with_consent_the_file_goes_to_whoever_decides(
    case: int, officer: Officer, leader: Officer, colleague: Officer, client_of: ClientOf
) -> None:
    desk, chair = client_of(officer), client_of(leader)

    assert act(client_of(colleague), case, "done", "prime_minister").status_code in (403, 404)
    kept(chair, case, "done", "prime_minister")

    found = file_of(desk, case)
    assert (found["state"], [one["what"] for one in found["waits"]]) == (
        "running",
        ["Decide, sign or authorise to sign"],
    )
    assert "Consent given: Consent of the Prime Minister" in text(desk.get(f"/cases/{case}/"))
    assert refused(desk, case, "refused", "prime_minister", reason="No.", **PAPER) == "This step is done already."


def test_who_decides_and_keeps_the_file_is_bound_by_its_limits_with_a_number_too(
    trip: Record, officer: Officer, client_of: ClientOf
) -> None:
    desk = client_of(officer)
    case = up_to_decision(desk, trip, **TOLD)

    for number in ({}, PAPER):
        said = refused(desk, case, "done", "decide", **number)
        assert said == "Not met, and no exception recorded: At most 10 people, At most 10 days."
    kept(desk, case, "waived", "people", reason="The choir cannot be divided.")
    kept(desk, case, "waived", "days", reason="The ship sails on the eleventh day.")
    kept(desk, case, "done", "decide", **PAPER)
