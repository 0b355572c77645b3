"""What the shell around every page shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.core import sample
from comity.core.people import Officer
from comity.registers import BY_KEY

AREAS = (
    ("", ("home", "calendar")),
    ("relations", ("partners", "atlas", "ties", "agreements", "commitments")),
    ("work", ("activities", "series", "objectives", "report", "figures")),
    ("people", ("people", "appointments", "units")),
    ("knowledge", ("sources", "agreement_actions")),
    ("running", ("officers", "tokens", "personal_acts")),
)
PHONE = ("home", "calendar", "partners", "activities")
PHONE_OF_LEADERS = ("home", "calendar", "partners", "report")


def context(request: HttpRequest) -> dict[str, Any]:
    """Return the shell's context: who is signed in, where they can go, which languages there are."""
    found: dict[str, Any] = {
        "lang": get_language() or settings.LANGUAGE_CODE,
        "languages": [("en", "EN"), ("vi", "VI")],
    }
    officer = request.user if hasattr(request, "user") and isinstance(request.user, Officer) else None
    if officer is None:
        if settings.DEMO and request.path.startswith("/accounts/login"):
            found["demo_signins"] = [
                {"label": label, "username": name, "password": sample.password()} for label, name in sample.signins()
            ]
        return found
    places = _places(officer, request.path)
    listed = {key for _name, keys in AREAS for key in keys}
    rest = tuple(key for key in BY_KEY if key not in listed)  # a new register is in the menu without being named here
    return found | {
        "officer": {"name": officer.name, "role": str(officer.standing.label), "initials": _initials(officer.name)},
        "city_title": officer.city.office or str(officer.city),
        "nav": [
            {"title": title, "items": [places[key] for key in keys if key in places]}
            for title, keys in (
                (_headings()[name], keys + rest if name == "knowledge" else keys) for name, keys in AREAS
            )
            if any(key in places for key in keys)
        ],
        "phone_nav": [places[key] for key in (PHONE_OF_LEADERS if officer.role == "leader" else PHONE)],
        "account_menu": [
            {"label": _("Account"), "href": reverse("profile"), "icon": "user"},
            {"label": _("Sign-in security"), "href": reverse("mfa_index"), "icon": "shield-lock"},
            {"label": _("Where I am signed in"), "href": reverse("usersessions_list"), "icon": "device-desktop"},
        ],
    }


def _headings() -> dict[str, str]:
    return {
        "": "",
        "relations": _("Relations"),
        "work": _("Work"),
        "people": _("People and units"),
        "knowledge": _("Knowledge"),
        "running": _("Administration"),
    }


def _places(officer: Officer, path: str) -> dict[str, dict[str, Any]]:
    places = {
        key: _place(key, register.title, reverse("list", args=[key]), register.icon, path)
        for key, register in BY_KEY.items()
    }
    places["home"] = _place("home", _("Today"), reverse("home"), "home", path)
    places["calendar"] = _place("calendar", _("Calendar"), reverse("calendar"), "calendar-event", path)
    places["atlas"] = _place("atlas", _("Map"), reverse("atlas"), "map-pin", path)
    places["report"] = _place("reports", _("Reports"), reverse("report"), "report-analytics", path)
    if officer.standing.manages:
        places["officers"] = _place("officers", _("Officers"), reverse("officers"), "settings", path)
        places["tokens"] = _place("tokens", _("API tokens"), reverse("tokens"), "key", path)
    if officer.standing.manages or officer.audits:
        label = _("Who saw personal data")
        places["personal_acts"] = _place("personal_acts", label, reverse("personal_acts"), "eye", path)
    return places


def _place(key: str, label: str, href: str, icon: str, path: str) -> dict[str, Any]:
    active = path == "/" if href == "/" else path.startswith(href)
    return {"key": key, "label": label, "href": href, "icon": icon, "active": active, "count": 0}


def _initials(name: str) -> str:
    parts = name.replace(",", " ").split()
    return "".join(part[0] for part in (parts[0], parts[-1]))[:2].upper() if len(parts) > 1 else name[:2].upper()
