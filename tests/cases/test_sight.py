"""Who sees a file: the unit that applies always does, a unit that is asked where the question says so, nobody else."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client

from comity.core import identity
from comity.core.attached import Attachment
from comity.core.case_acts import CaseAct
from comity.core.history import Change
from comity.core.people import Officer
from comity.core.records import Record
from comity.registers.cases import Case
from tests.cases.doing import PAPER, act, begun, file_of, kept, refused, text

ClientOf = Callable[[Officer], Client]
Cast = Callable[[str, str], Officer]
Made = Callable[..., Any]
TODAY = date(2026, 5, 11)  # a Monday
ARDENT = "To the lanterns of Ardent"


def trip_of(made: Made, units: dict[str, Record], **guard: Any) -> Record:
    found: Record = made(
        "activities", title_en=ARDENT, kind="delegation_out", starts="2026-07-08", ends="2026-07-11", persons=5,
        countries=["JP"], in_plan="yes", level="department", unit=units["desk"].pk, **guard,
    )  # fmt: skip
    return found


def filed_for_the_ward(made: Made, desk: Client, units: dict[str, Record], **guard: Any) -> int:
    """Return a file that the department keeps and filed for the ward, a paper still missing."""
    trip = trip_of(made, units, **guard)
    case = made(
        "cases", procedure="outbound", activity=trip.pk, applicant=units["ward"].pk, unit=units["desk"].pk, **guard
    ).pk
    kept(desk, case, "facts", **{"f-company": "no"})
    for paper in file_of(desk, case)["papers"][1:]:
        kept(desk, case, "paper", paper["id"], on="2026-05-08")
    kept(desk, case, "filed", on="2026-05-08")
    return int(case)


def up_for_opinions(made: Made, desk: Client, units: dict[str, Record], partner: Record) -> tuple[Record, int]:
    """Return a text and its file, which waits for opinions."""
    text_ = made(
        "agreements", title_en=ARDENT, instrument="mou", capacity="peoples_committee", partners=[partner.pk],
        unit=units["department"].pk,
    )  # fmt: skip
    case = begun(desk, text_, "agreement-city")
    for paper in file_of(desk, case)["papers"]:
        kept(desk, case, "paper", paper["id"])
    kept(desk, case, "filed")
    return text_, case


def seen(client: Client, case: int) -> list[Any]:
    """Return what doors say of a file: its page, its history, the queue, the list, the search."""
    return [
        client.get(f"/cases/{case}/").status_code,
        len(client.get("/cases/queue/?tab=pending").context["rows"]),
        ARDENT in text(client.get("/cases/")),
        ARDENT in text(client.get("/search/?q=lanterns")),
    ]


@pytest.mark.parametrize("sensitivity", [1, 2])
def test_the_unit_that_applies_sees_its_file_completes_it_and_hands_it_in_again(
    made: Made, units: dict[str, Record], officer: Officer, ward: Officer, cast: Cast, client_of: ClientOf,
    sensitivity: int,
) -> None:  # fmt: skip
    desk, clerk, other = client_of(officer), client_of(ward), client_of(cast("member", "association"))
    case = filed_for_the_ward(
        made, desk, units, sensitivity=sensitivity, shown_to=[units["desk"].pk] if sensitivity == 2 else []
    )

    named = sensitivity == 1  # a file on a restricted trip does not name it
    assert seen(clerk, case) == [200, 1, named, named]
    assert seen(other, case) == [404, 0, False, False]

    page = file_of(clerk, case)
    assert (page["applies"], page["keeps"], page["state"]) == (True, False, "incomplete")
    assert [one["title"] for one in page["made"]] == ["Receipt of the dossier and day of the result"]
    assert "E-office" not in text(clerk.get(f"/cases/{case}/"))
    assert clerk.get(f"/cases/{case}/edxml/").status_code == 404
    (missing,) = [one for one in page["papers"] if not one["on"]]
    given = SimpleUploadedFile("letter.txt", b"Five of us travel.")
    kept(clerk, case, "paper", missing["id"], file=given)  # type: ignore[arg-type]
    kept(desk, case, "returned", reason="The letter names nobody.")
    assert "Returned to you on Mon 11 May 2026: The letter names nobody." in text(clerk.get(f"/cases/{case}/"))
    assert [one["what"] for one in clerk.get("/cases/queue/").context["rows"][0]["waits"]] == ["Hand it in again"]
    assert refused(clerk, case, "back", on="2026-05-09") == "What you hand in yourself counts from today."
    kept(clerk, case, "back")
    kept(desk, case, "done", "intake")
    address = next(one for one in file_of(desk, case)["made"] if one["step"])["files"][0]["href"]
    assert (desk.get(address).status_code, clerk.get(address).status_code) == (200, 404)
    assert "Done: " in text(clerk.get(f"/cases/{case}/"))
    kept(clerk, case, "withdrawn", reason="Nobody travels.")
    assert file_of(desk, case)["state"] == "withdrawn"


def test_the_unit_that_applies_does_nothing_else_of_the_desks(
    made: Made, units: dict[str, Record], officer: Officer, ward: Officer, client_of: ClientOf
) -> None:
    desk, clerk = client_of(officer), client_of(ward)
    case = filed_for_the_ward(made, desk, units)

    for what, of in [
        ("filed", ""), ("returned", ""), ("back", ""), ("done", "intake"), ("done", "decide"), ("refused", "decide"),
        ("waived", "people"), ("facts", ""), ("taken", ""), ("moved", ""), ("asked", "x"), ("reported", "report"),
    ]:  # fmt: skip
        answer = act(clerk, case, what, of, reason="Because.", rules_version="1", **{"f-company": "yes", **PAPER})
        assert answer.status_code in (403, 422), what
        assert CaseAct.objects.filter(case_id=case).count() == 0  # nobody acts here: nothing is visible
    assert clerk.get(f"/cases/{case}/edit/").status_code == 403
    with identity.acting(identity.of(ward, door="test")):
        before = CaseAct.objects.filter(case_id=case).count()
        for what in ("filed", "returned", "back", "done", "facts", "asked"):
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                CaseAct.objects.create(case_id=case, what=what, on=TODAY, officer_id=ward.pk)
        assert CaseAct.objects.filter(case_id=case).count() == before
        assert Case.objects.filter(pk=case).update(title_en="Ours") == 0


def test_a_closed_file_takes_no_more_files_from_the_unit_that_applies(
    made: Made, units: dict[str, Record], officer: Officer, ward: Officer, client_of: ClientOf
) -> None:
    desk = client_of(officer)
    case = filed_for_the_ward(made, desk, units)
    kept(desk, case, "withdrawn", reason="Nobody travels.")

    with identity.acting(identity.of(ward, door="test")):
        assert Case.objects.filter(pk=case).exists()
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Attachment.objects.create(entry_id=case, name="a.txt", kind="text/plain", size=1, sha256="0" * 64)


def test_asking_a_unit_that_does_not_see_the_file_shows_it_or_is_refused(
    made: Made, units: dict[str, Record], officer: Officer, ward: Officer, member: Officer, client_of: ClientOf
) -> None:
    desk, clerk, other = client_of(officer), client_of(ward), client_of(member)
    partner = made("partners", title_en="Port Ardent", kind="locality", country="JP", sensitivity=1)
    text_, case = up_for_opinions(made, desk, units, partner)
    asked = {"unit": str(units["ward"].pk)}

    said = refused(desk, case, "asked", "opinions.agencies", **asked)

    assert said.startswith("Nobody of that unit sees this file.")
    assert seen(clerk, case) == [404, 0, False, False]

    kept(desk, case, "asked", "opinions.agencies", shows="on", **asked)

    assert seen(clerk, case)[:2] == [200, 1]
    assert seen(other, case) == [404, 0, False, False]
    assert clerk.get(f"/agreements/{text_.pk}/").status_code == 404
    assert clerk.get(f"/partners/{partner.pk}/").status_code == 404
    assert "Asked, and the file shown to the unit: Agencies directly concerned" in text(desk.get(f"/cases/{case}/"))
    with identity.acting(identity.system(officer.city, door="test")):
        last = Change.objects.filter(record_id=case, relation="comity_case").order_by("-pk")[0]
        assert (last.officer_id, last.became and last.became["shown_to"]) == (
            officer.pk, [units["department"].pk, units["ward"].pk],
        )  # fmt: skip
        question = CaseAct.objects.get(case_id=case, what="asked").pk

    kept(desk, case, "taken_back", str(question), reason="Another unit knows more.")

    assert seen(clerk, case) == [404, 0, False, False]


def test_a_question_put_to_another_unit_is_shown_to_the_first_one_no_more_and_edits_change_nothing(
    made: Made, units: dict[str, Record], officer: Officer, ward: Officer, member: Officer, client_of: ClientOf
) -> None:
    desk, clerk, other = client_of(officer), client_of(ward), client_of(member)
    partner = made("partners", title_en="Port Ardent", kind="locality", country="JP")
    _text, case = up_for_opinions(made, desk, units, partner)
    kept(desk, case, "asked", "opinions.agencies", shows="on", unit=str(units["ward"].pk))
    kept(desk, case, "asked", "opinions.agencies", shows="on", unit=str(units["association"].pk))
    assert [client.get(f"/cases/{case}/").status_code for client in (clerk, other)] == [404, 200]

    with identity.acting(identity.system(officer.city, door="test")):
        Case.objects.filter(pk=case).update(shown_to=[])

    assert [client.get(f"/cases/{case}/").status_code for client in (clerk, other)] == [404, 200]
    kept(other, case, "opinion", "opinions.agencies", answer="agrees")


def test_what_the_committee_applies_for_is_not_shown_to_the_units_under_it(
    made: Made, units: dict[str, Record], officer: Officer, ward: Officer, cast: Cast, client_of: ClientOf
) -> None:
    desk, clerk, member = client_of(officer), client_of(ward), client_of(cast("member", "association"))
    trip = trip_of(made, units, sensitivity=1)
    case = made(
        "cases", procedure="outbound", activity=trip.pk, applicant=units["committee"].pk, unit=units["desk"].pk
    ).pk
    kept(desk, case, "facts", **{"f-company": "no"})

    above = client_of(cast("ward", "committee"))
    assert (
        above.get(f"/cases/{case}/").status_code == 200
    )  # the unit that applies, however little its clerk sees otherwise
    for other in (clerk, member):
        assert other.get(f"/cases/{case}/").status_code == 404
        assert ARDENT not in text(other.get("/cases/")) + text(other.get("/search/?q=lanterns"))
