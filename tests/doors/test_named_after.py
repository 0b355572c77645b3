"""A record that is called after a restricted one is restricted as that is, or its name would tell of it."""

from collections.abc import Callable

import pytest
from django.test import Client

from comity.core import identity
from comity.core.people import Officer
from comity.core.records import Record
from comity.registers.partners import Partner
from comity.registers.ties import Tie
from tests.conftest import Made

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Officer], Client]


@pytest.fixture
def secret(made: Made, units: dict[str, Record]) -> Record:
    place: Record = made(
        "partners",
        title_en="Quietport",
        kind="locality",
        country="JP",
        sensitivity=2,
        shown_to=[units["department"].pk],
    )
    return place


def ties(officer: Officer) -> list[str]:
    with identity.acting(identity.of(officer, door="test")):
        return [one.title_en for one in Tie.objects.all()]


def tie_to(place: Record, **guard: object) -> dict[str, object]:
    return {"partner": place.pk, "stage": "friendship", "since": "2020", "sensitivity": 1, **guard}


def test_an_open_tie_with_a_restricted_partner_is_refused_at_the_partner(
    officer: Officer, secret: Record, client_of: ClientOf
) -> None:
    answer = client_of(officer).post("/ties/new/", tie_to(secret))

    assert answer.status_code == 422
    assert "Fewer people may see Quietport than this record, which would bear its name" in answer.content.decode()
    assert not ties(officer)


def test_a_tie_shown_to_others_too_is_refused(
    officer: Officer, secret: Record, units: dict[str, Record], client_of: ClientOf
) -> None:
    wider = [units["department"].pk, units["ward"].pk]
    answer = client_of(officer).post("/ties/new/", tie_to(secret, sensitivity=2, shown_to=wider))

    assert answer.status_code == 422
    assert not ties(officer)


def test_a_tie_shown_to_the_same_units_is_kept(
    officer: Officer, secret: Record, units: dict[str, Record], client_of: ClientOf
) -> None:
    answer = client_of(officer).post("/ties/new/", tie_to(secret, sensitivity=2, shown_to=[units["department"].pk]))

    assert answer.status_code == 302
    assert ["Quietport" in one for one in ties(officer)] == [True]


def test_a_partner_after_whom_an_open_tie_is_called_is_not_restricted_before_the_tie(
    officer: Officer, made: Made, units: dict[str, Record], client_of: ClientOf
) -> None:
    place = made("partners", title_en="Openport", kind="locality", country="JP", sensitivity=1)
    tie = made("ties", partner=place.pk, stage="friendship", since="2020", sensitivity=1)
    client, own = client_of(officer), [units["department"].pk]

    def restrict(record: Record, register: str, **fields: object) -> int:
        with identity.acting(identity.of(officer, door="test")):
            record.refresh_from_db()
        asked = {"version": record.version, "sensitivity": 2, "shown_to": own, **fields}
        answer = client.post(f"/{register}/{record.pk}/edit/", asked)
        if answer.status_code == 422:
            assert f"Restrict them first: {tie.title}." in answer.content.decode()
        return answer.status_code

    as_it_is = {"title_en": "Openport", "kind": "locality", "country": "JP"}
    assert restrict(place, "partners", **as_it_is) == 422
    with identity.acting(identity.of(officer, door="test")):
        assert Partner.objects.get().sensitivity == 1
    assert restrict(tie, "ties", partner=place.pk, stage="friendship", since="2020") == 302
    assert restrict(place, "partners", **as_it_is) == 302
