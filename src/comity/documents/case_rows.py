"""The tables in the papers of a file: what it is judged by, who travels, what agencies said, exceptions and duties."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from comity.core.records import Record
from comity.gate import case_words, law_words, readings, taking_up, values
from comity.gate.case_doubts import doubts
from comity.gate.case_limits import limits_broken
from comity.gate.cases import File
from comity.registers import BY_MODEL
from comity.registers.activities import Activity

MEMBERS = 200
# Facts that other records tell, too: a later trip is no slip of this record.
BEYOND = ("head_trips", "member_trips", "leader_trips")
UNSAID = ("title_en", "title_vi", "latitude", "longitude")
Rows = list[dict[str, str]]


def rows(file: File) -> dict[str, Any]:
    """Return every table."""
    return {
        "facts": facts(file),
        "details": numbered(_details(file)),
        "people": numbered(_people(file)),
        "papers": numbered(_papers(file)),
        "opinions": opinions(file),
        "counted": counted(file),
        "exceptions": exceptions(file),
        "broken": broken(file),
        "notable": notable(file),
        "duties": duties(file),
    }


def numbered(found: Iterable[dict[str, str]]) -> Rows:
    """Return rows with the number that each has in its table."""
    return [{"number": f"{at}", **one} for at, one in enumerate(found, 1)]


def applicant(file: File) -> str:
    """Return who applies: the unit, or what the procedure calls it."""
    return values.of(file.case, "applicant") or file.procedures.party(file.version.said.submits)


def address(record: Record) -> str:
    """Return the page of a record."""
    return reverse("detail", args=[BY_MODEL[type(record)].key, record.pk])


def differing(file: File) -> Iterator[str]:
    """Yield each fact of which the record says something else than what the file is judged by, as far as the reader sees."""
    if not file.filed or file.record is None:
        return
    key = BY_MODEL[type(file.record)].key
    now = readings.told(file.version, file.record)
    for name, fact in file.version.said.facts.items():
        if fact.reads.get(key) in BEYOND or name not in now or name not in file.facts or now[name] == file.facts[name]:
            continue
        told = {
            "fact": str(fact),
            "file": law_words.fact(fact, file.facts[name]),
            "record": law_words.fact(fact, now[name]),
        }
        yield _("%(fact)s (file: %(file)s, record: %(record)s)") % told


def facts(file: File) -> Rows:
    """Return what the file is judged by, as far as it is known."""
    said = file.version.said.facts
    known = ((fact, file.facts[name]) for name, fact in said.items() if name in file.facts)
    return numbered({"name": str(fact), "value": law_words.fact(fact, value)} for fact, value in known)


def _details(file: File) -> Iterator[dict[str, str]]:
    """Yield what the record says beside the facts."""
    if file.record is None:
        return
    of, mine = BY_MODEL[type(file.record)], f"_{get_language() or 'en'}"
    told = {fact.reads.get(of.key) for fact in file.version.said.facts.values()} | set(UNSAID)
    told |= {"persons"} if "people" in told else set()  # who travels is counted, so that one number stands there
    for group in of.groups[:-1]:  # the last one says how it is kept
        for name in group.fields:
            if name in told or (name.endswith(("_en", "_vi")) and not name.endswith(mine)):
                continue
            if getattr(file.record, name) is not False and (value := values.of(file.record, name)):
                label = str(capfirst(of.model._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
                yield {"name": label.removesuffix(" (English)").partition(" (")[0], "value": value}


def _people(file: File) -> Iterator[dict[str, str]]:
    if not isinstance(file.record, Activity):
        return
    mine = f"post_{get_language() or 'en'}"
    for one in file.record.members.select_related("from_unit").order_by("precedence", "id")[:MEMBERS]:
        post = getattr(one, mine, "") or one.post_en or one.post_vi or values.of(one, "role")
        yield {"name": one.title, "post": post, "origin": values.of(one, "from_unit") or one.organisation}


def _papers(file: File) -> Iterator[dict[str, str]]:
    there = {one.act.of: one.act.on for one in file.told.acts if one.act.what == "paper"}
    for paper in file.version.said.papers:
        if paper.id in there:
            yield {"name": str(paper), "day": law_words.day(there[paper.id])}
        elif paper.id in file.standing.missing:
            yield {"name": str(paper), "day": _("missing")}


def opinions(file: File) -> Rows:
    """Return who was asked, what each said and why, and how that was taken up."""
    given = taking_up.given(file)
    found = []
    for step in file.standing.steps:
        for ask in step.asks:
            said = given.get(ask.id)
            answer = case_words.answer(ask.answer) or _("no answer yet")
            found.append(
                {
                    "agency": file.procedures.party(ask.whom),
                    "opinion": _("silent, which counts as consent")
                    if ask.status == "silent" and ask.answer
                    else answer,
                    "day": law_words.day(ask.on or ask.due),
                    "text": " ".join(one for one in (said.row.number, said.why) if one) if said else "",
                    "taken_up": _taken_up(said) if said else "",
                }
            )
    return numbered(found)


def _taken_up(said: taking_up.Opinion) -> str:
    if said.owing:
        return _("not said yet")
    return ": ".join(one for one in (said.how, said.explanation) if one)


def counted(file: File) -> str:
    """Return how many were asked and what they answered; the numbers are those of the table."""
    asks = [ask for step in file.standing.steps for ask in step.asks]
    if not asks:
        return ""
    total = ngettext("%(num)s agency was asked", "%(num)s agencies were asked", len(asks)) % {"num": len(asks)}
    by = {name: sum(one.answer == name for one in asks) for name in ("agrees", "changes", "disagrees", "")}
    parts = [f"{case_words.answer(name) or _('no answer yet')}: {count}" for name, count in by.items() if count]
    return f"{total}; {', '.join(parts)}."


def _limits(file: File, names: Iterable[str]) -> Iterator[dict[str, str]]:
    wanted = set(names)
    for limit in file.version.said.limits:
        if limit.id in wanted:
            yield {"id": limit.id, "name": str(limit), "law": law_words.law(limit, file.procedures)["cited"]}


def exceptions(file: File) -> Rows:
    """Return the limits from which an exception is on record, with its reason."""
    why = {row.of: row.reason for row in file.rows if row.what == "waived"}
    found = _limits(file, file.standing.waived)
    return numbered({"name": one["name"], "law": one["law"], "reason": why.get(one["id"], "")} for one in found)


def broken(file: File) -> Rows:
    """Return the limits that are not met and from which there is no exception."""
    return numbered({"name": one["name"], "law": one["law"]} for one in _limits(file, limits_broken(file)))


def notable(file: File) -> Rows:
    """Return what else speaks against the file: what came late, what nobody answered or can judge."""
    return numbered({"name": one.text, "law": one.law["cited"]} for one in doubts(file) if one.law)


def duties(file: File) -> Rows:
    """Return what is owed afterwards."""
    stood = {one.id: one.status for one in file.standing.duties}
    found = [
        {
            "name": str(duty),
            "by": file.procedures.party(duty.by),
            "term": _("%(days)s after: %(what)s")
            % {"days": law_words.days(duty.within.days), "what": _after(file, duty)},
        }
        for duty in file.version.said.duties
        if stood.get(duty.id) != "not_needed"
    ]
    return numbered(found)


def _after(file: File, duty: Any) -> str:
    said = file.version.said
    return str(said.facts[duty.fact]) if duty.fact else str(next(one for one in said.steps if one.id == duty.after))
