"""Every way in, as a browser meets it: a first password, an authenticator app, recovery codes, a passkey."""

import re
from uuid import uuid4

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import CDPSession, expect

from tests.journeys.person import Meet, Person

pytestmark = pytest.mark.journey

OWN = "seven lanterns by a quay"


def made(meet: Meet) -> tuple[str, str]:
    """Let the administrator make an officer; return user name and first password."""
    name = f"an.{uuid4().hex[:8]}"
    administrator = meet("administrator")
    administrator.go("/admin/officers/new/")
    page = administrator.page
    page.locator("[name=name]").fill("An Nguyễn")
    page.locator("[name=username]").fill(name)
    page.locator("[name=role]").select_option("officer")
    page.locator("form.cm-form button[type=submit]").first.click()
    return name, page.locator("code[data-copy]").inner_text()


def enter(person: Person, name: str, password: str) -> None:
    person.go("/accounts/login/")
    person.page.locator("[name=login]").fill(name)
    person.page.locator("[name=password]").fill(password)
    person.page.locator("main form button[type=submit]").first.click()


def settled(meet: Meet, *, by_name: bool = False) -> tuple[Person, str]:
    """Meet a new officer who has just chosen a password of their own; return them and the user name."""
    name, first = made(meet)
    officer = meet("", by_name=by_name)
    enter(officer, name, first)
    page = officer.page
    page.wait_for_url(re.compile("/accounts/password/change/"))
    page.locator("[name=oldpassword]").fill(first)
    page.locator("[name=password1]").fill(OWN)
    page.locator("[name=password2]").fill(OWN)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile("/account/$"))
    return officer, name


def confirm(person: Person) -> None:
    """Give the password again where a change of the sign-in asks for it."""
    page = person.page
    if page.locator("[name=password]").count():
        page.locator("[name=password]").fill(OWN)
        page.locator("main form button[type=submit]").first.click()


def code_of(secret: str) -> str:
    code: str = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    return code


def sign_out(person: Person) -> None:
    person.go("/")
    person.page.locator(".cm-user").click()
    person.page.locator(".cm-account-out button").click()
    expect(person.page.locator("[name=login]")).to_be_visible()


def test_an_authenticator_app_and_a_recovery_code_let_in_and_nothing_less(meet: Meet) -> None:
    officer, name = settled(meet)
    page = officer.page
    officer.go("/accounts/2fa/totp/activate/")
    confirm(officer)
    secret = page.locator("#authenticator_secret").input_value()
    page.locator("[name=code]").fill(code_of(secret))
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile("/accounts/2fa/(recovery-codes/)?$"))
    officer.go("/accounts/2fa/recovery-codes/")
    confirm(officer)
    shown = page.locator("main").inner_text() + " ".join(
        one.input_value() for one in page.locator("main textarea").all()
    )
    recovery = re.findall(r"\b[0-9a-f]{8}\b", shown)
    assert len(recovery) >= 8
    sign_out(officer)

    enter(officer, name, OWN)
    page.wait_for_url(re.compile("/accounts/2fa/authenticate/"))
    page.goto("/partners/")
    expect(page).to_have_url(re.compile("/accounts/2fa/authenticate/"))
    page.locator("[name=code]").fill("000000")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text(re.compile("incorrect", re.IGNORECASE))
    page.locator("[name=code]").fill(recovery[0])
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator(".cm-user").first).to_be_visible()
    sign_out(officer)

    enter(officer, name, OWN)
    page.locator("[name=code]").fill(recovery[0])
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text(re.compile("incorrect", re.IGNORECASE))


def with_key(person: Person) -> CDPSession:
    """Plug a security key into the person's browser."""
    session = person.context.new_cdp_session(person.page)
    session.send("WebAuthn.enable")
    key = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    return session


def test_a_passkey_is_added_opens_the_account_without_a_password_and_is_taken_away(meet: Meet) -> None:
    officer, name = settled(meet, by_name=True)
    page = officer.page
    with_key(officer)
    officer.go("/accounts/2fa/webauthn/add/")
    confirm(officer)
    page.locator("[name=name]").fill("The key on my ring")
    page.locator("[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(re.compile("/accounts/2fa/(recovery-codes/)?$"))
    sign_out(officer)

    officer.go("/accounts/login/")
    page.locator("#passkey_login").click()
    expect(page.locator(".cm-user").first).to_be_visible()
    officer.go("/account/")
    expect(page.locator("main")).to_contain_text(name)

    officer.go("/accounts/2fa/webauthn/")
    page.get_by_role("link", name="Remove").click()
    confirm(officer)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile("/accounts/2fa/webauthn/$"))
    expect(page.locator("main")).not_to_contain_text("The key on my ring")
    sign_out(officer)

    officer.go("/accounts/login/")
    with page.expect_response(re.compile("/accounts/2fa/webauthn/login/")) as refused:
        page.locator("#passkey_login").click()
        page.wait_for_timeout(2000)
    assert refused.value.status in (200, 302, 400)
    page.goto("/account/")
    expect(page).to_have_url(re.compile("/accounts/login/"))
