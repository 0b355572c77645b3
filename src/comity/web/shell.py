"""What the shell around every page shows."""

from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.core import pack, pack_files, sample
from comity.core.people import ROLES, Officer, Writes
from comity.registers import BY_KEY
from comity.registers.declare import Face
from comity.web.jinja import url

# heading, what stands under it, what is folded away below that
AREAS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("", ("home", "calendar", "tasks"), ()),
    (
        "relations",
        ("partners", "atlas", "ties", "agreements", "commitments"),
        ("points", "networks", "agreement_actions", "memberships"),
    ),
    (
        "visits",
        ("delegations-in", "delegations-out", "meetings", "events", "series", "proposals"),
        ("activities", "programme_items", "outcomes", "costs", "resources", "gifts", "gift_moves"),
    ),
    ("cooperation", ("projects", "applications"), ("payments", "milestones")),
    ("associations", ("mandates", "enrolments", "diaspora", "commendations"), ()),
    (
        "work",
        ("case_queue", "procedures", "objectives", "requests", "report", "figures"),
        ("cases", "figure_checks", "imports"),
    ),
    ("people", ("people", "units"), ("appointments", "competences", "courses")),
    ("knowledge", ("assets", "materials", "regulations", "sources"), ()),
    ("running", ("officers", "tokens", "templates", "office_days", "personal_acts"), ()),
)
LANGUAGES = (("en", "EN"), ("vi", "VI"))
CSRF_INPUT = '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
PHONE = ("home", "calendar", "tasks", "partners")
PHONE_OF_LEADERS = ("home", "calendar", "partners", "report")


def context(request: HttpRequest) -> dict[str, Any]:
    """Return the shell's context: who is signed in, where they can go, which languages there are."""
    token = SimpleLazyObject(partial(get_token, request))  # masked once a page, not once a form
    found: dict[str, Any] = {
        "csrf_token": token,
        "csrf_input": SimpleLazyObject(partial(format_html, CSRF_INPUT, token)),
        "lang": get_language() or settings.LANGUAGE_CODE,
        "languages": LANGUAGES,
    }
    officer = request.user if hasattr(request, "user") and isinstance(request.user, Officer) else None
    if officer is None:
        if settings.DEMO and request.path.startswith("/accounts/login"):
            found["demo_signins"] = [
                {"label": label, "username": name, "password": sample.password()} for label, name in sample.signins()
            ]
        return found
    places = _places(officer, request)
    groups = list(_groups(places))
    spoken = pack.load(officer.city.pack).head.languages  # also while signing in, when nobody acts yet
    return found | {
        "languages": [one for one in LANGUAGES if one[0] in spoken],
        "officer": {"name": officer.name, "role": str(officer.standing.label), "initials": _initials(officer.name)},
        "city_title": officer.city.office or str(officer.city),
        "nav": groups,
        "nav_key": tuple((one["href"], one["label"]) for one in _entries(groups)),
        "nav_marks": tuple(
            (one["href"], one["active"], one.get("count"))
            for one in _entries(groups)
            if one["active"] or one.get("count")
        ),
        "phone_nav": [places[key] for key in (PHONE_OF_LEADERS if officer.role == "leader" else PHONE)],
        "account_menu": [
            {"label": _("Account"), "href": url("profile"), "icon": "user"},
            {"label": _("News of files, returns and proposals"), "href": url("notices"), "icon": "bell"},
            {"label": _("Stand-ins"), "href": url("stand_ins"), "icon": "users"},
            {"label": _("Sign-in security"), "href": url("mfa_index"), "icon": "shield-lock"},
            {"label": _("Where I am signed in"), "href": url("usersessions_list"), "icon": "device-desktop"},
        ],
    }


def _entries(groups: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for group in groups:
        yield from group["items"]
        yield from group["more"]


def _groups(places: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    listed = {key for _name, shown, folded in AREAS for key in shown + folded}
    # a new register is in the menu without being named here; parts are reached from what they belong to
    rest = tuple(key for key, one in BY_KEY.items() if key not in listed and not one.within)
    headings = _headings()
    for name, shown, folded in AREAS:
        more = [places[key] for key in (folded + rest if name == "knowledge" else folded) if key in places]
        items = [places[key] for key in shown if key in places]
        if items:
            yield {
                "title": headings[name],
                "items": items,
                "more": more,
                "open": any(one["active"] for one in more),
            }


def _headings() -> dict[str, str]:
    return {
        "": "",
        "relations": _("Relations"),
        "visits": _("Visits and events"),
        "cooperation": _("Cooperation"),
        "associations": _("People to people"),
        "work": _("Work"),
        "people": _("People and units"),
        "knowledge": _("Knowledge"),
        "running": _("Administration"),
    }


def _places(officer: Officer, request: HttpRequest) -> dict[str, dict[str, Any]]:
    path, face = request.path, request.GET.get("face", "")
    places = {key: _place(*one, path) for key, one in _map(officer, get_language() or "").items()}
    for of, shown in _faces(officer.city.pack, pack_files.version()):
        places[shown.key]["active"] = path == places[of]["href"] and face == shown.key
        places[of]["active"] &= not places[shown.key]["active"]
    places["cases"]["active"] &= not places["case_queue"]["active"]
    return places


def _map(officer: Officer, language: str) -> dict[str, tuple[str, str, str, str]]:
    standing = officer.standing
    audits = standing.manages or standing.audits or officer.audits
    return _drawn(language, officer.role, audits, officer.city.pack, pack_files.version())


@lru_cache(maxsize=256)
def _drawn(
    language: str, role: str, audits: bool, pack_name: str, version: str
) -> dict[str, tuple[str, str, str, str]]:
    """Return where somebody of that standing can go, in the language that is active: key, label, address, icon."""
    standing = ROLES[role]
    places = {key: (str(one.title), url("list", key), one.icon) for key, one in BY_KEY.items()}
    places |= {
        face.key: (str(face.title), f"{url('list', of)}?face={face.key}", face.icon)
        for of, face in _faces(pack_name, version)
    }
    places |= {
        "home": (_("Today"), url("home"), "home"),
        "calendar": (_("Calendar"), url("calendar"), "calendar-event"),
        "atlas": (_("Map"), url("atlas"), "map-pin"),
        "procedures": (_("Procedures"), url("procedures"), "clipboard-check"),
        "case_queue": (_("Queues of files"), url("case_queue"), "files"),
        "report": (_("Reports"), url("report"), "report-analytics"),
    }
    if standing.writes != Writes.NONE:
        places["imports"] = (_("Imports"), url("imports"), "upload")
    if standing.manages:
        places["officers"] = (_("Officers"), url("officers"), "settings")
        places["tokens"] = (_("API tokens"), url("tokens"), "key")
    if role in ("head", "administrator"):
        places["templates"] = (_("Templates"), url("templates"), "file-type-docx")
        places["office_days"] = (_("Days of the office"), url("office_days"), "calendar-due")
    if audits:
        places["personal_acts"] = (_("Who saw personal data"), url("personal_acts"), "eye")
    return {key: (key, *one) for key, one in places.items()}


@lru_cache(maxsize=16)
def _faces(pack_name: str, _version: str) -> tuple[tuple[str, Face], ...]:
    """Return the lists that some kinds have of their own, where the pack knows such kinds, each with its register."""
    words = pack.load(pack_name)
    return tuple(
        (key, face)
        for key, register in BY_KEY.items()
        for face in register.faces
        if words.with_trait(register.kinds, face.trait)
    )


def _place(key: str, label: str, href: str, icon: str, path: str) -> dict[str, Any]:
    active = path == "/" if href == "/" else path.startswith(href)
    return {"key": key, "label": label, "href": href, "icon": icon, "active": active, "count": 0}


def _initials(name: str) -> str:
    parts = name.replace(",", " ").split()
    return "".join(part[0] for part in (parts[0], parts[-1]))[:2].upper() if len(parts) > 1 else name[:2].upper()
