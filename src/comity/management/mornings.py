"""What the worker does when a day begins in a city: it looks anew at files that the day alone may have changed, and tells of terms and returns.

Of proposals it tells within the minute, whatever door they came through.
"""

import logging
import threading
from datetime import date

from django.db import close_old_connections, connection

from comity.core import identity
from comity.core.jobs import LOST
from comity.core.people import City
from comity.gate import case_news, cases, mails, opinion_links, proposal_news, values
from comity.reports import return_news

LOOK_EVERY = 60.0  # seconds
log = logging.getLogger(__name__)


def watch(over: threading.Event) -> None:
    """Look at each city once a minute, until told to stop."""
    seen: dict[int, date] = {}
    while not over.wait(LOOK_EVERY):
        try:
            close_old_connections()
            for city in City.objects.order_by("pk"):
                look_anew(city, seen)
                proposal_news.catch_up(city)
                if mails.able():
                    case_news.send(city)
                    return_news.send(city)
                    proposal_news.send(city)
                    opinion_links.send(city)
        except LOST as error:
            log.warning("The files could not be looked at: %s", error)
            connection.close()
        except Exception:  # a pack that cannot be read must not end the mornings of other cities for good
            log.exception("The files could not be looked at")
            connection.close()


def look_anew(city: City, seen: dict[int, date]) -> None:
    """Work out anew where the files of a city stand, once a day; each in a transaction of its own."""
    program = identity.system(city, door="worker")
    with identity.acting(program):
        today = values.today()
        stale = cases.stale(today) if seen.get(city.pk) != today else []
    for pk in stale:
        with identity.acting(program):
            if cases.renew(pk, today) == "lapsed":  # it waits for nothing any more: the terms below do not find it
                case_news.tell_of(city, pk)
    if seen.get(city.pk) != today:
        case_news.morning(city)
        return_news.morning(city)
    seen[city.pk] = today
