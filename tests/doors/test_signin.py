"""Pages of the sign-in library: those in use open, the others stay shut."""

from collections.abc import Callable

import pytest
from django.test import Client

from comity.core.people import Officer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", ["signup/", "email/", "3rdparty/", "password/reset/", "password/set/"])
def test_nobody_signs_up_or_resets_a_password_by_mail(
    page: str, officer: Officer, client_of: Callable[[Officer], Client]
) -> None:
    assert [one.get(f"/accounts/{page}").status_code for one in (Client(), client_of(officer))] == [404, 404]


@pytest.mark.parametrize("page", ["2fa/", "2fa/webauthn/", "sessions/", "password/change/"])
def test_an_officer_minds_the_own_sign_in(page: str, officer: Officer, client_of: Callable[[Officer], Client]) -> None:
    assert client_of(officer).get(f"/accounts/{page}").status_code == 200


def test_the_sign_in_page_offers_no_way_to_reset_a_password() -> None:
    assert "password/reset" not in Client().get("/accounts/login/").content.decode()
