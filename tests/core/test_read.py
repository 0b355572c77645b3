"""A record is what was read: all of its values, or those asked for and the others when they are asked for."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comity.core import identity, write
from comity.core.people import Officer
from comity.registers.partners import Partner
from tests.conftest import Made

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(made: Made) -> Partner:
    found: Partner = made("partners", title_en="Northport", kind="locality", country="GB", aliases=["Old Northport"])
    return found


def test_every_value_is_as_django_itself_sets_it(partner: Partner, officer: Officer) -> None:
    with identity.acting(identity.of(officer, door="test")):
        found = Partner.objects.get(pk=partner.pk)
        fields = [one.attname for one in Partner._meta.concrete_fields]
        by_field = Partner(*[getattr(found, name) for name in fields])

    assert found == partner
    assert not found._state.adding
    assert {name: found.__dict__[name] for name in fields} == {name: by_field.__dict__[name] for name in fields}
    assert found.aliases == ["Old Northport"]


def test_what_was_left_out_is_read_when_it_is_asked_for(partner: Partner, officer: Officer) -> None:
    with identity.acting(identity.of(officer, door="test")):
        found = Partner.objects.only("title_en").get(pk=partner.pk)
        assert "country" in found.get_deferred_fields()
        with CaptureQueriesContext(connection) as asked:
            assert (found.title_en, found.country, found.country) == ("Northport", "GB", "GB")

    assert len(asked) == 1


def test_it_is_written_as_any_other(partner: Partner, officer: Officer) -> None:
    with identity.acting(identity.of(officer, door="test")):
        found = Partner.objects.get(pk=partner.pk)
        found.title_en = "Northport upon Sea"
        write.save(found)

        assert Partner.objects.get(title_en="Northport upon Sea").version == partner.version + 1
