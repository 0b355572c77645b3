"""Where a partner is as seen from the city: on the globe, and by the clock."""

from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from comity.core import zones
from comity.core.people import City
from comity.domain.globe import distance
from comity.gate import values
from comity.registers.partners import Partner


def globe(partner: Partner, home: City) -> dict[str, str] | None:
    """Return the points and words of the globe; None where the partner's place is not known."""
    if partner.latitude is None or partner.longitude is None:
        return None
    km = distance(home.latitude, home.longitude, partner.latitude, partner.longitude)
    said = _("Globe with an arc from %(home)s to %(place)s, %(km)s km") % {
        "home": home,
        "place": partner.title,
        "km": values.number(km),
    }
    return {
        "points": f"{home.longitude},{home.latitude} {partner.longitude},{partner.latitude}",
        "to": partner.title,
        "label": said,
    }


def clock(partner: Partner, home: City) -> str:
    """Say how far the clocks there are from the city's now; a country with several times says between which."""
    place = (partner.latitude, partner.longitude)
    at = None if None in place else (partner.latitude or 0.0, partner.longitude or 0.0)
    found = zones.apart(partner.country, ZoneInfo(home.time_zone), timezone.now(), at=at)
    if not found:
        return ""
    said = [_hours(one, home) for one in dict.fromkeys((found[0], found[-1]))]
    if len(said) == 1:
        return said[0]
    return _("several times in the country: %(first)s to %(last)s") % {"first": said[0], "last": said[1]}


def _hours(ahead: timedelta, home: City) -> str:
    if not ahead:
        return _("same time as %(home)s") % {"home": home}
    hours = Decimal(int(abs(ahead).total_seconds() // 60)) / 60
    said = {"hours": values.number(round(hours, 2)), "home": home}
    if ahead > timedelta():
        return _("%(hours)s h ahead of %(home)s") % said
    return _("%(hours)s h behind %(home)s") % said
