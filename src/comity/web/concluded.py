"""From what a meeting concluded to what follows: each point becomes a task or a commitment, with its day and who is to do it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import override, pgettext

from comity.core.records import in_language
from comity.domain import conclusions
from comity.domain.noting import asides, day
from comity.domain.text import fold
from comity.gate.access import may
from comity.gate.form import form_class
from comity.registers import BY_KEY
from comity.registers.activities import Activity
from comity.registers.commitments import COMMITMENTS, Commitment
from comity.registers.people import Person
from comity.registers.tasks import TASKS, Task
from comity.web import present
from comity.web.pickers import offered

BECOMES = ("commitments", "tasks")
DUE, WHO = "due", "assignee"


@dataclass(frozen=True)
class Point:
    """One point in the languages it is told in; the day and the person that brackets at its end name."""

    english: str
    vietnamese: str
    due: str = ""
    who: int | None = None

    @property
    def text(self) -> str:
        """The point in the reader's language."""
        return in_language(self.english, self.vietnamese)

    @property
    def titles(self) -> dict[str, str]:
        """The point as a record's titles."""
        return {name: text for name, text in (("title_en", self.english), ("title_vi", self.vietnamese)) if text}


def read(activity: Activity) -> list[Point]:
    """Return the points of a meeting: `Send the list (due: 30/6; who: Ada Marlow)` says when and by whom."""
    labels = _labels()
    return [
        _point(*pair, labels, activity.starts)
        for pair in conclusions.points(activity.conclusions_en, activity.conclusions_vi)
    ]


def _point(english: str, vietnamese: str, labels: Mapping[str, str], near: str) -> Point:
    (first, said), (second, other) = (asides(text, labels) for text in (english, vietnamese))
    said = other | said
    who = _person(said[WHO]) if WHO in said else None
    if WHO in said and who is None:  # nobody whom we know: the words stay as they are
        return Point(english, vietnamese)
    return Point(first, second, day(said.get(DUE, ""), near), who)


def _person(name: str) -> int | None:
    found = list(Person.objects.filter(Q(title_en=name) | Q(title_vi=name)).values_list("pk", flat=True)[:2])
    return found[0] if len(found) == 1 else None


def _labels() -> dict[str, str]:
    """Return what the day and the person are called, folded, in each language."""
    found: dict[str, str] = {}
    for code, _language in settings.LANGUAGES:
        with override(code):
            found |= {fold(str(TASKS.label(name))): name for name in (DUE, WHO)}
            found |= {fold(pgettext("of a conclusion", "deadline")): DUE}
            found |= {fold(pgettext("of a conclusion", "responsible")): WHO}
    return found


def points(activity: Activity, typed: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """Return each point with what it became already, or the form that makes something of it; none where the reader may add neither.

    `typed` is what was refused: the number of the point, its day, its person, and why.
    """
    open_to = [key for key in BECOMES if may("add", BY_KEY[key])]
    found = read(activity)
    if not open_to or not found:
        return []
    shared = {"activity": activity.pk} | ({"unit": activity.unit_id} if activity.unit_id else {})
    partners = list(activity.partners.values_list("pk", flat=True)[:2])
    became, people = _became(activity), _people(found, typed)
    return [
        {
            "number": number,
            "text": one.text,
            "became": became.get(one.english) or became.get(one.vietnamese) or [],
            **_line(number, one, people, typed or {}),
            **{key: _form(key, shared, one, partners) for key in open_to},
        }
        for number, one in enumerate(found)
    ]


def _became(activity: Activity) -> dict[str, list[dict[str, str]]]:
    """Return the tasks and commitments of a meeting by what they are called."""
    found: dict[str, list[dict[str, str]]] = {}
    for of, model in ((TASKS, Task), (COMMITMENTS, Commitment)):
        for one in model._default_manager.filter(activity=activity.pk).order_by("pk")[:200]:
            told = {"label": str(of.one), "href": present.address(one)}
            for title in {one.title_en, one.title_vi} - {""}:
                found.setdefault(title, []).append(told)
    return found


def _people(found: list[Point], typed: Mapping[str, Any] | None) -> Any:
    """Return the menu of people, read once for all points."""
    chosen = [one.who for one in found if one.who]
    if typed and str(typed.get(WHO) or "").isdecimal():
        chosen.append(int(typed[WHO]))
    form = offered(form_class(TASKS)(), [WHO])
    field: Any = form.fields[WHO]
    field.widget.choices = field.menu(chosen)
    return field.widget


def _line(number: int, one: Point, people: Any, typed: Mapping[str, Any]) -> dict[str, Any]:
    mine = typed if typed.get("number") == number else {}
    form = form_class(TASKS)(initial={DUE: mine.get(DUE, one.due), WHO: mine.get(WHO) or one.who})
    form.fields[WHO].widget = people
    return {"due": form[DUE], "who": form[WHO], "problem": mine.get("problem", "")}


def _form(key: str, shared: dict[str, Any], one: Point, partners: list[int]) -> str:
    given = shared | one.titles
    given |= {DUE: one.due} if one.due else {}
    if key == "tasks" and one.who:
        given[WHO] = one.who
    if key == "commitments" and len(partners) == 1:
        given["partner"] = partners[0]
    return f"{reverse('new', args=[key])}?{urlencode(given)}"
