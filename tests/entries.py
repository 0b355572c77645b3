"""One valid filling for each register, made through the gate; `number` keeps the entries apart."""

from collections.abc import Callable
from typing import Any

Fill = Callable[[Callable[..., Any], int], dict[str, Any]]


def _partner(made: Callable[..., Any], number: int) -> int:
    return int(made("partners", title_en=f"Harbour of Ardent {number}", kind="locality", sensitivity=0).pk)


def _activity(made: Callable[..., Any], number: int, kind: str) -> int:
    return int(made("activities", title_en=f"Days of the harbour {number}", kind=kind, sensitivity=0).pk)


def _project(made: Callable[..., Any], number: int) -> int:
    return int(made("projects", title_en=f"Lamps for the pier {number}", kind="cooperation").pk)


ENTRIES: dict[str, Fill] = {
    "partners": lambda made, number: {"title_en": f"Port Ardent {number}", "kind": "locality", "country": "JP"},
    "ties": lambda made, number: {"partner": _partner(made, number), "stage": "friendship", "since": "2019-05"},
    "agreements": lambda made, number: {
        "title_en": f"Harbour memorandum {number}",
        "instrument": "mou",
        "partners": [_partner(made, number)],
        "signed": "2024",
        "fields": ["trade"],
        "approval_level": "council",
        "amount": "250000.50",
        "currency": "EUR",
    },
    "agreement_actions": lambda made, number: {
        "agreement": made(
            "agreements", title_en=f"Lighthouse pact {number}", instrument="mou", partners=[_partner(made, number)]
        ).pk,
        "kind": "extend",
        "on": "2025-02",
    },
    "commitments": lambda made, number: {
        "title_vi": f"Gửi danh sách nghệ nhân {number}",
        "side": "us",
        "due": "2025-09-01",
    },
    "activities": lambda made, number: {
        "title_vi": f"Lễ hội ánh sáng {number}",
        "kind": "festival",
        "starts": "2024-05-12",
        "ends": "2024-05-14",
        "persons": 120,
        "our_part": "host",
        "policy_basis": "Programme of the harbour for 2024",
    },
    "proposals": lambda made, number: {
        "title_vi": f"Đêm thơ bên cảng {number}",
        "kind": "festival",
        "partners": [_partner(made, number)],
        "with_whom": "Poets of Port Ardent",
        "starts": "2025-06",
        "place_vi": "Nhà văn hóa",
        "purpose_en": "The port asked for it.",
        "cost": "12000000",
        "cost_currency": "VND",
    },
    "series": lambda made, number: {"title_en": f"Lantern weeks {number}", "kind": "festival"},
    "people": lambda made, number: {"title_en": f"Ada Marlow {number}", "country": "FR"},
    "appointments": lambda made, number: {
        "title_en": f"Harbour master {number}",
        "person": made("people", title_en=f"Bo Ferris {number}").pk,
        "starts": "2020",
    },
    "units": lambda made, number: {"title_en": f"Lighthouse office {number}", "kind": "office"},
    "objectives": lambda made, number: {"title_en": f"More harbour ties {number}", "kind": "priority", "year": "2025"},
    "figures": lambda made, number: {
        "indicator": "delegations_in",
        "value": 60 + number,
        "starts": "2024",
        "ends": "2024",
    },
    "figure_checks": lambda made, number: {
        "finding": f"part:delegations_in:{number}",
        "indicator": "delegations_in",
        "starts": "2024",
        "verdict": "right",
        "why": f"The harbour office counted again {number}",
    },
    "sources": lambda made, number: {
        "title_en": f"Gazette of Vesper {number}",
        "kind": "article",
        "published": "2024-03",
    },
    "delegation_members": lambda made, number: {
        "activity": _activity(made, number, "delegation_out"),
        "title_en": f"Corin Vale {number}",
        "role": "member",
        "post_en": "Keeper of the harbour",
    },
    "legs": lambda made, number: {
        "activity": _activity(made, number, "delegation_out"),
        "country": "JP",
        "place": f"Ardent Bay {number}",
        "arrives": "2025-04-02",
        "leaves": "2025-04-04",
    },
    "programme_items": lambda made, number: {
        "activity": _activity(made, number, "delegation_in"),
        "title_vi": f"Hội đàm tại bến cảng {number}",
        "on": "2025-04-02",
        "begins": "08:30",
        "until_time": "10:00",
    },
    "costs": lambda made, number: {
        "activity": _activity(made, number, "delegation_in"),
        "heading": "banquet",
        "title_vi": f"Tiệc chiêu đãi {number}",
        "estimate": 12_500_000,
        "currency": "USD",
    },
    "sessions": lambda made, number: {
        "activity": _activity(made, number, "conference"),
        "title_en": f"Harbours and storms {number}",
        "on": "2025-04-02",
        "papers": 4,
    },
    "delegates": lambda made, number: {
        "activity": _activity(made, number, "conference"),
        "residence": "abroad",
        "country": "FR",
        "persons": 10 + number,
    },
    "exhibitors": lambda made, number: {
        "activity": _activity(made, number, "fair"),
        "title_en": f"Lantern makers {number}",
        "country": "KR",
        "stalls": 3,
    },
    "feedback": lambda made, number: {
        "activity": _activity(made, number, "festival"),
        "title_en": f"A visitor from Morrow {number}",
        "rating": 5,
        "consent": "yes",
    },
    "outcomes": lambda made, number: {
        "activity": _activity(made, number, "fair"),
        "title_en": f"Lacquer for Morrow {number}",
        "kind": "contract",
        "amount": 40_000,
        "currency": "USD",
    },
    "projects": lambda made, number: {
        "title_en": f"Clean canals {number}",
        "kind": "aid_received",
        "approved": 200_000,
        "currency": "USD",
        "approved_on": "2025-02-01",
    },
    "payments": lambda made, number: {
        "project": _project(made, number),
        "title_en": f"First part {number}",
        "on": "2025-03",
        "amount": 5_000,
        "currency": "USD",
    },
    "milestones": lambda made, number: {
        "project": _project(made, number),
        "title_en": f"Pumps delivered {number}",
        "due": "2025-09-01",
    },
    "points": lambda made, number: {
        "title_en": f"Lost a ship to Morrow {number}",
        "kind": "sensitive",
        "partner": made("partners", title_en=f"Port of Ardent {number}", kind="locality").pk,
    },
    "tasks": lambda made, number: {"title_vi": f"Chuẩn bị hồ sơ {number}", "due": "2025-09-01"},
    "applications": lambda made, number: {
        "title_en": f"Juno Hale {number}",
        "kind": "press",
        "received": "2025-05-06",
    },
    "requests": lambda made, number: {
        "title_en": f"Which rule holds for wards {number}",
        "kind": "question",
        "sent_on": "2025-05",
    },
    "mandates": lambda made, number: {"title_en": f"Fourth term {number}", "starts": "2022", "members": 300},
    "enrolments": lambda made, number: {
        "person": made("people", title_en=f"Ilse Ward {number}").pk,
        "starts": "2021",
        "consent": "yes",
    },
    "commendations": lambda made, number: {
        "title_en": f"For ten years of friendship {number}",
        "kind": "city",
        "on": "2024-11-20",
    },
    "memberships": lambda made, number: {
        "network": made("partners", title_en=f"Harbours of peace {number}", kind="network").pk,
        "title_en": f"Vesper in the network {number}",
        "starts": "1999",
    },
    "resources": lambda made, number: {"title_en": f"Lotus room {number}", "kind": "room", "capacity": 40},
    "gifts": lambda made, number: {"title_en": f"Lacquer box {number}", "value": 900_000, "currency": "USD"},
    "gift_moves": lambda made, number: {
        "title_en": f"Bronze drum {number}",
        "direction": "given",
        "on": "2025-04-02",
    },
    "assets": lambda made, number: {"title_en": f"Citadel of Vesper {number}", "kind": "site", "awarded_on": "2010"},
    "materials": lambda made, number: {
        "title_en": f"Ten questions to the mayor {number}",
        "kind": "article",
        "on": "2025-01",
    },
    "regulations": lambda made, number: {
        "title_en": f"On guests of the harbour {number}",
        "kind": "decree",
        "effective": "2020-07-01",
    },
    "regulation_problems": lambda made, number: {
        "regulation": made("regulations", title_en=f"On ships {number}", kind="law").pk,
        "title_en": f"Names districts that ended {number}",
    },
    "courses": lambda made, number: {"title_en": f"Protocol for wards {number}", "kind": "protocol", "hours": 16},
    "attendances": lambda made, number: {
        "course": made("courses", title_en=f"Speaking in public {number}", kind="training").pk,
        "title_en": f"Petra Lund {number}",
    },
    "presences": lambda made, number: {
        "session": made("activities", title_en=f"Morning {number}", kind="training").pk,
        "title_en": f"Petra Lund {number}",
    },
    "competences": lambda made, number: {
        "person": made("people", title_en=f"Noor Falk {number}").pk,
        "kind": "interpreting",
        "language": "en",
        "grade": "professional",
    },
    "cases": lambda made, number: {
        "procedure": "outbound",
        "activity": _activity(made, number, "delegation_out"),
        "title_en": f"Leave to travel to the harbour {number}",
        "received": "2025-03-04",
    },
}
