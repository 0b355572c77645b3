"""What the numbers of delegates say against each other, in words: over their list and beside editions."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from comity.core.pack import of_city
from comity.domain import delegates as rule
from comity.gate import values
from comity.registers.activities import Activity
from comity.registers.events import Delegates

NAMED = 5


def stated(activity: Activity) -> dict[str, int | None]:
    """Return the delegates that the activity states, by where they come from."""
    return {code: getattr(activity, f"delegates_{code}", None) for code in of_city().vocabulary("residence")}


def warnings(activity: Activity) -> list[str]:
    """Return in words which numbers of an activity contradict each other, as far as the reader may see them."""
    rows = Delegates.objects.filter(activity=activity.pk).order_by().values_list("residence").annotate(Sum("persons"))
    counted = dict(rows)
    told = [beyond(activity, code, counted) for code in stated(activity)]
    return [said for said in (*told, in_all(activity, counted)) if said]


def beyond(activity: Activity, code: str, counted: Mapping[str, int]) -> str:
    """Say that more delegates are counted by country than the activity states; `` if not."""
    numbers = stated(activity)
    if code not in rule.beyond(numbers, counted):
        return ""
    said = _("By country there are %(counted)s under “%(whence)s”, more than the %(stated)s stated.")
    told = {"counted": values.number(counted[code]), "stated": values.number(numbers[code])}
    return said % (told | {"whence": of_city().term("residence", code)})


def in_all(activity: Activity, counted: Mapping[str, int]) -> str:
    """Say that there are more delegates than persons; `` if not."""
    least = rule.at_least(stated(activity), counted)
    if not rule.too_few(activity.persons, [least]):
        return ""
    said = _("There are at least %(least)s delegates, more than the %(persons)s persons stated.")
    return said % {"least": values.number(least), "persons": values.number(activity.persons)}


def by_country(counted: Mapping[str, int]) -> str:
    """Return the countries from which most delegates came, with how many, and how many countries more."""
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    named: list[Any] = [f"{_called(code)} {values.number(persons)}" for code, persons in ordered[:NAMED]]
    more = len(ordered) - NAMED
    return ", ".join(named) + (f" +{more}" if more > 0 else "")


def _called(code: str) -> str:
    found = of_city().countries.get(code)
    return str(found.name) if found else code
