"""What an activity is called that nobody gave a title."""

from collections.abc import Mapping
from typing import Any

from comity.core.pack import of_city
from comity.core.people import INTERNAL, PUBLIC

LONGEST = 300  # letters of a title


def called(values: Mapping[str, Any]) -> tuple[str, str]:
    """An activity that nobody has given a title is called after its kind and its partners, if it has any.

    Partners that are kept more closely than the activity itself are not named in it.
    """
    kind = of_city().vocabulary("activity_kind").get(values.get("kind", ""))
    most = min(values.get("sensitivity") or PUBLIC, INTERNAL)
    partners = [one for one in values.get("partners") or () if one.sensitivity <= most]
    if kind is None or not partners:
        return "", ""
    english = ", ".join(one.title_en or one.title_vi for one in partners)
    vietnamese = ", ".join(one.title_vi or one.title_en for one in partners)
    return f"{kind.en}: {english}"[:LONGEST], f"{kind.vi}: {vietnamese}"[:LONGEST]
