"""A report of a year with something in every part of it."""

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def year(made: Callable[..., Any], units: dict[str, Any]) -> None:
    """Delegations of two years, an agreement, a plan, a reported figure, a doubt; one record that few may see."""
    harbour = made(
        "partners", title_en="Harbour of Ilm", title_vi="Cảng Ilm", kind="locality", country="JP", sensitivity=0
    )
    for date, kind, pillar in (
        ("2024-03-05", "delegation_in", "party"),
        ("2024-04", "delegation_in", "people"),
        ("2024-09-01", "delegation_in", "state"),
        ("2024-05-05", "conference", "people"),
        ("2023-05-05", "delegation_in", "state"),
    ):
        made(
            "activities", title_en=f"Visit {date} {{{{ title }}}} <w:p/>", kind=kind, starts=date, pillar=pillar,
            persons=7, countries=["JP"], partners=[harbour.pk], sensitivity=0, unit=units["trade"].pk,
        )  # fmt: skip
    made("activities", title_en="Hush", kind="delegation_in", starts="2024-06-01", sensitivity=2, unit=units["desk"].pk,
         shown_to=[units["desk"].pk])  # fmt: skip
    made(
        "agreements",
        title_en="=Memorandum",
        instrument="mou",
        partners=[harbour.pk],
        signed="2024-03-01",
        sensitivity=0,
    )
    source = made("sources", title_en="The year", outlet="The Vesper Times", kind="article", sensitivity=0)
    said = {"indicator": "delegations_in", "starts": "2024", "ends": "2024", "sensitivity": 0}
    made("figures", value="65", source=source.pk, **said)
    made("figures", value="6", planned=True, **said)
