"""The secrets of second steps are sealed in the database, follow the newest key, and open nothing where the key is gone."""

import json
import logging
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.db import connection

from comity.core import sealing, second_step
from comity.core.log_lines import JsonLines
from comity.core.people import Officer

pytestmark = pytest.mark.django_db


def code(secret: str) -> str:
    """Return what an authenticator app shows now."""
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def kept(officer: Officer) -> str:
    """Return everything the database holds about the officer's second steps."""
    return json.dumps([one.data for one in Authenticator.objects.filter(user=officer).order_by("pk")])


def test_neither_the_seed_nor_a_recovery_code_can_be_read_from_the_database(officer: Officer) -> None:
    secret = generate_totp_secret()
    step = TOTP.activate(officer, secret)
    codes = RecoveryCodes.activate(officer)

    assert secret not in kept(officer)
    assert kept(officer).count(sealing.SEALED) == 2
    assert step.validate_code(code(secret))
    assert codes.validate_code(codes.get_unused_codes()[0])


def test_a_new_key_seals_second_steps_anew_also_those_kept_before_any_was_sealed(
    officer: Officer, settings: Any
) -> None:
    secret = generate_totp_secret()
    step = TOTP.activate(officer, secret)
    Authenticator.objects.filter(pk=step.instance.pk).update(data={"secret": secret})
    codes = RecoveryCodes.activate(officer).get_unused_codes()
    newer = sealing.add()
    done, again = second_step.reencrypt(connection.connection), second_step.reencrypt(connection.connection)

    settings.PERSONAL_KEYS = [newer.written()]
    assert (done, again) == (2, 0)
    assert secret not in kept(officer)
    assert TOTP(Authenticator.objects.get(pk=step.instance.pk)).validate_code(code(secret))
    assert RecoveryCodes(Authenticator.objects.get(user=officer, type="recovery_codes")).get_unused_codes() == codes


def test_without_its_key_no_code_is_right_and_the_log_says_why(
    officer: Officer, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    secret = generate_totp_secret()
    step = TOTP.activate(officer, secret)
    settings.PERSONAL_KEYS = [sealing.Key(b"another key of thirty-two bytes!").written()]

    with caplog.at_level(logging.ERROR, "comity.accounts"):
        assert not step.validate_code(code(secret))
        assert not step.validate_code(code(""))
    assert "cannot be opened: NoKey" in caplog.text


def test_a_line_of_the_json_log_stays_one_line() -> None:
    entry = logging.LogRecord("comity", logging.WARNING, __file__, 1, "a name\nof two lines: %s", ("Đỗ",), None)

    written = JsonLines().format(entry)

    assert "\n" not in written
    assert json.loads(written)["message"] == "a name\nof two lines: Đỗ"
