"""One valid filling for each register, made through the gate; `number` keeps the entries apart."""

from collections.abc import Callable
from typing import Any

Fill = Callable[[Callable[..., Any], int], dict[str, Any]]


def _partner(made: Callable[..., Any], number: int) -> int:
    return int(made("partners", title_en=f"Harbour of Ardent {number}", kind="locality", sensitivity=0).pk)


ENTRIES: dict[str, Fill] = {
    "partners": lambda made, number: {"title_en": f"Port Ardent {number}", "kind": "locality", "country": "JP"},
    "ties": lambda made, number: {"partner": _partner(made, number), "stage": "friendship", "since": "2019-05"},
    "agreements": lambda made, number: {
        "title_en": f"Harbour memorandum {number}",
        "instrument": "mou",
        "partners": [_partner(made, number)],
        "signed": "2024",
        "fields": ["trade"],
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
    "sources": lambda made, number: {
        "title_en": f"Gazette of Vesper {number}",
        "kind": "article",
        "published": "2024-03",
    },
}
