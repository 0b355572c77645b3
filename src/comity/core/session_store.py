"""Sessions in the database, read without making Django's statement for it at every request."""

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

READ = "select session_data from django_session where session_key = %s and expire_date > %s"


class SessionStore(db.SessionStore):
    """The framework's own sessions, in its own table."""

    def load(self) -> dict[str, Any]:
        """Return what the session holds; nothing, and no key, where there is none or its time is over."""
        found = self._read(self.session_key or "")
        if found is None:
            self._session_key = None
        return self.decode(found) if found is not None else {}

    @staticmethod
    def _read(key: str) -> str | None:
        if not key.isalnum():  # a cookie may hold anything, also what PostgreSQL has no text for
            return None
        with connection.cursor() as cursor:
            cursor.execute(READ, [key, timezone.now()])
            row = cursor.fetchone()
        return row[0] if row else None
