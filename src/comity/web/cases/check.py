"""Check a record against the rules while it is being drafted: every rule that would not be met, at once; and begin a file."""

from typing import Any

from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comity.core import procedures as packs
from comity.core import write
from comity.core.http import Request
from comity.core.people import RESTRICTED
from comity.core.procedure_parts import Procedures, Version
from comity.core.records import Record
from comity.domain.condition import Condition, Facts, asked
from comity.domain.filing import Failing, failing, last_days
from comity.domain.prescribed import lacking, level
from comity.domain.procedure import DISAGREED
from comity.domain.working_days import NoSuchDay
from comity.gate import case_acts, case_limits, readings, values
from comity.gate import law_words as words
from comity.gate.access import NotAllowed, may, require
from comity.gate.form import Wrong, check
from comity.registers import BY_KEY, Register
from comity.registers.cases import ABOUT, Case
from comity.web import errors, present
from comity.web.law import reckoning
from comity.web.records import of_number


@require_http_methods(["GET", "POST"])
def rules(request: Request, of: Register, pk: int) -> HttpResponse:
    """Show what the rules say of a record with what is told beside it; posting begins a file about it."""
    if of.key not in ABOUT.values():
        raise Http404
    record = of_number(of, pk)
    if request.method == "POST":
        return _checking(request, of, record) if request.POST.get("then") == "check" else _begin(request, of, record)
    return render(request, "cases/check.html", _context(of, record, request.GET))


def _context(of: Register, record: Record, given: QueryDict) -> dict[str, Any]:
    procedures, today = packs.of_city(), values.today()
    return {
        "page_title": _("Check against the rules"),
        "crumbs": [
            (of.title, reverse("list", args=[of.key])),
            (record.title, present.address(record)),
            (_("Check against the rules"), None),
        ],
        "record": record,
        "register": of,
        "checked": [_checked(one, record, procedures, given) for one in readings.suiting(record, procedures, today)],
        "running": _running(of, record),
        "may_begin": bool(may("add", BY_KEY["cases"])),
        "here": reverse("rules", args=[of.key, record.pk]),
    }


def _running(of: Register, record: Record) -> list[dict[str, Any]]:
    link = next(name for name, key in ABOUT.items() if key == of.key)
    found = Case.objects.filter(**{link: record.pk}).order_by("-pk").prefetch_related("queue")[:20]
    today = values.today()
    return [
        {"title": one.title, "href": present.address(one), "state": present.cell(BY_KEY["cases"], one, "state", today)}
        for one in found
    ]


def _form(version: Version, told: Facts, given: QueryDict) -> Form:
    """Return the form of what the record does not tell."""
    names = [name for name in version.said.facts if name not in told]
    posted = given if given.get("of") == version.said.id else None
    return reckoning.made_of(reckoning.fields_of(version, names), posted, prefix=version.said.id)


def _checked(version: Version, record: Record, procedures: Procedures, given: QueryDict) -> dict[str, Any]:
    """Return what one procedure says of the record."""
    told = readings.told(version, record)
    form = _form(version, told, given)
    more = reckoning.told(version, form) or {}
    facts: Facts = {**more, **told}
    said = version.said
    found = {
        "id": said.id,
        "title": str(said.title),
        "summary": str(said.summary),
        "href": reverse("procedure", args=[said.id]),
        "law": words.law(said, procedures),
        "caution": str(said.caution) if words.unread(version) else "",
        "told": [
            {"label": str(said.facts[one]), "value": words.fact(said.facts[one], value)} for one, value in told.items()
        ],
        "form": form,
        "asked": form.is_bound,
    }
    try:
        return found | _judged(version, procedures, facts)
    except NoSuchDay:
        return found | {"problem": _("These days lie outside the calendar.")}


def _judged(version: Version, procedures: Procedures, facts: Facts) -> dict[str, Any]:
    rules_, calendar, today = version.rules, procedures.calendar, values.today()
    papers = [one.id for one in rules_.papers]
    wrong = failing(rules_, facts, papers=papers, waived=(), filed=today, calendar=calendar)
    last = last_days(rules_, facts, calendar)
    return {
        "broken": [_rule(one, version, procedures, facts) for one in wrong if one.kind in ("limit", "filing", "steps")],
        "unknown": [str(version.said.facts[one.id]) for one in wrong if one.kind == "fact"],
        "papers": [case_limits.title(version, "papers", one) for one in lacking(rules_, facts, ())],
        "last": words.day(last.last),
        "too_late": bool(last.last and last.last < today),
        "decides": procedures.party(level(rules_, {DISAGREED: False, **facts})) if rules_.levels else "",
    }


def _rule(one: Failing, version: Version, procedures: Procedures, facts: Facts) -> dict[str, Any]:
    """Return a rule that is not met, with its text, its law, and whether there can be an exception."""
    if one.kind == "steps":
        said = _("The steps take until after the day itself; it would have to be filed by %(day)s")
        return {"title": said % {"day": words.day(one.day)}, "law": None, "note": "", "waivable": None}
    kind = "limits" if one.kind == "limit" else "filings"
    rule = next(each for each in getattr(version.said, kind) if each.id == one.id)
    must = next((each.must for each in version.rules.limits if one.kind == "limit" and each.id == one.id), None)
    late = _("Filed by %(day)s it would have been in time.") % {"day": words.day(one.day)} if one.day else ""
    return {
        "title": str(rule),
        "note": " ".join(part for part in (late, _here(must, version, facts), str(rule.note)) if part),
        "law": words.law(rule, procedures),
        "waivable": rule.waivable if one.kind == "limit" else None,
    }


def _here(must: Condition | None, version: Version, facts: Facts) -> str:
    """Return how it is with what a limit asks."""
    names = sorted(asked(must) & facts.keys()) if must else []
    said = [f"{version.said.facts[one]}: {words.fact(version.said.facts[one], facts[one])}" for one in names]
    return _("Here: %(facts)s.") % {"facts": "; ".join(said)} if said else ""


def _checking(request: Request, of: Register, record: Record) -> HttpResponse:
    """Lead to the page that judges the record with what was told, and keeps it in the form."""
    told = request.POST.copy()
    for name in ("csrfmiddlewaretoken", "then"):
        told.pop(name, None)
    return redirect(f"{reverse('rules', args=[of.key, record.pk])}?{told.urlencode()}#p-{told.get('of', '')}")


def _begin(request: Request, of: Register, record: Record) -> HttpResponse:
    """Begin a file about the record under one of the procedures that are for it."""
    procedures, today = packs.of_city(), values.today()
    suiting = {one.said.id: one for one in readings.suiting(record, procedures, today)}
    version = suiting.get(request.POST.get("of", ""))
    if version is None:
        raise Http404
    form = _form(version, readings.told(version, record), request.POST)
    facts = reckoning.told(version, form)
    if facts is None:  # the page names what is wrong and holds what was typed; no file begins without it
        return render(request, "cases/check.html", _context(of, record, request.POST), status=422)
    try:
        require("add", BY_KEY["cases"])
        with transaction.atomic():
            case = _stored(record, version)
            if facts:
                case_acts.add(case, case_acts.New("facts", today, facts=facts), today)
            case_acts.add(case, case_acts.New("taken", today), today)
    except (NotAllowed, write.Refused) as error:
        return errors.page(request, 403, reason=str(error))
    except Wrong as error:
        reason = "; ".join(said for each in error.args[0].values() for said in each)
        return errors.page(request, 403, reason=reason)
    return redirect(present.address(case))


def _stored(record: Record, version: Version) -> Case:
    # The unit that applies sees its file; a record that its own unit may not see is not told to it so.
    hidden = record.sensitivity == RESTRICTED and record.unit_id not in record.shown_to
    applicant = None if hidden else record.unit_id
    said = case_acts.begin({"procedure": version.said.id, "applicant": applicant}, record)
    form = check(BY_KEY["cases"], said)
    stored = write.save(form.instance, links=form.linked())
    assert isinstance(stored, Case)
    return stored
