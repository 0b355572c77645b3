"""An officer by their key is the officer that Django's own statement finds, and nobody else's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comity.core.people import City, Officer

pytestmark = pytest.mark.django_db


def test_it_is_the_same_officer_with_the_same_city(officer: Officer) -> None:
    with CaptureQueriesContext(connection) as asked:
        found = Officer.objects.get(pk=officer.pk)
        city = found.city
    known = Officer.objects.filter(pk=officer.pk).get()

    assert len(asked) == 1
    assert {one.attname: getattr(found, one.attname) for one in Officer._meta.concrete_fields} == {
        one.attname: getattr(known, one.attname) for one in Officer._meta.concrete_fields
    }
    assert {one.attname: getattr(city, one.attname) for one in City._meta.concrete_fields} == {
        one.attname: getattr(known.city, one.attname) for one in City._meta.concrete_fields
    }


def test_it_is_saved_as_any_other(officer: Officer) -> None:
    found = Officer.objects.get(pk=str(officer.pk))
    found.name = "Another name"
    found.save(update_fields=["name"])

    assert Officer.objects.filter(name="Another name").get() == officer


def test_nobody_has_a_key_that_is_not_there() -> None:
    with pytest.raises(Officer.DoesNotExist):
        Officer.objects.get(pk=0)


def test_a_citys_officers_are_still_those_of_the_city(officer: Officer) -> None:
    elsewhere = City.objects.create(
        code="elsewhere", title_en="Elsewhere", title_vi="Nơi khác", pack="vn", country="VN", latitude=0, longitude=0
    )

    assert officer.city.officers.get(pk=officer.pk) == officer
    with pytest.raises(Officer.DoesNotExist):
        elsewhere.officers.get(pk=officer.pk)
