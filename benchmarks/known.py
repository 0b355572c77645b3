"""Who measures and what is there: an officer of the generated city, the pages, and what each sends to the database."""

import logging
from typing import Any

import psycopg
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client

from benchmarks.measure import Statement
from comity.core import identity
from comity.core.people import City, Officer
from comity.gate import planned
from comity.registers.partners import Partner
from comity.registers.units import Unit

RELATED = 100
KEPT: dict[str, Statement] = {}  # with their parameters written into them: the statements and parameters themselves


def signed_in() -> tuple[identity.Identity, Client]:
    """Return an officer's identity and a browser in which they are signed in."""
    logging.disable(logging.WARNING)
    city = City.objects.get(code="generated")
    with identity.acting(identity.system(city, door="benchmark")):
        unit = Unit.objects.filter(kind="division").order_by("id")[4]
    officer, _made = Officer.objects.get_or_create(
        username="benchmark-officer",
        defaults={"name": "Officer", "city": city, "unit": unit, "role": "officer", "language": "vi"},
    )
    client = Client(SERVER_NAME="localhost")
    client.force_login(officer)
    return identity.of(officer, door="web"), client


def signed_in_at_floor() -> str:
    """Return the cookie of a sign-in as Django's own backend keeps it."""
    officer = Officer.objects.get(username="benchmark-officer")
    session = SessionStore()
    session[SESSION_KEY] = str(officer.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = officer.get_session_auth_hash()
    session.save()
    return f"sessionid={session.session_key}"


def pages(who: identity.Identity) -> dict[str, str]:
    """Return the pages that are measured."""
    with identity.acting(who):
        partner = _partner()
        country = Partner.objects.filter(sensitivity=0).order_by("id")[3].country
    return {
        "list-by-country": f"/partners/?country={country}&order=title",
        "activities-of-a-country": f"/activities/?countries={country}&order=title",
        "newest-activities": "/activities/?order=-starts",
        "search": "/search/?q=hoi%20ngh",
        "detail": f"/partners/{partner}/",
        "calendar-month": "/calendar/?view=month&on=2025-06",
        "today": "/?view=all",
        "year": "/reports/?period=2025",
        "dashboards": "/reports/dashboards/?period=2025",
    }


def _partner() -> int:
    """Return a partner with some hundred activities."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select partner_id from comity_activity_partners group by 1
                order by abs(count(*) - %s), 1 limit 1""",
            [RELATED],
        )
        return int((cursor.fetchone() or [0])[0])


def statements(client: Client, address: str) -> list[str]:
    """Return what a page sends, with its parameters written into it; `KEPT` has those whose plan the connection keeps."""
    sent: list[str] = []

    def keep(execute: Any, query: Any, params: Any, many: Any, context: Any) -> Any:
        with psycopg.ClientCursor(connection.connection) as cursor:
            sent.append(cursor.mogrify(query, params))
        if isinstance(context["cursor"].cursor, planned.Kept):
            KEPT[sent[-1]] = str(query), params
        return execute(query, params, many, context)

    client.get(address)
    with connection.execute_wrapper(keep):
        assert client.get(address).status_code == 200, address
    return sent
