"""What `comity report` does with agencies' returns: ask, list who is late, show, answer, accept, send back."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.core.people import City
from comity.core.returns import Answer, Return
from comity.domain import returning as rule
from comity.domain.numbers import is_record_id
from comity.gate import values
from comity.management.report_asked import Options, acting, day, line, named, period, wrong
from comity.registers.units import Unit
from comity.reports import return_lines, returning
from comity.reports.return_lines import Typed

LISTED = 500


def ask(city: City, options: Options) -> str:
    """Ask units for their returns."""
    asked, due = period(options), day(options)
    if not options["unit"]:
        raise wrong("--unit", _("Say which units, by reference or number: --unit STP --unit 1234."))
    with acting(city, options, named=True), transaction.atomic():
        if said := returning.too_late(due):
            raise wrong("--due", said)
        units = [_unit(typed) for typed in dict.fromkeys(options["unit"])]
        form = named(options["report"] or "agency")
        try:
            made = returning.ask(asked, form, units=[one.pk for one in units], due=due, note=line(options, "note"))
        except returning.AskedAlready as already:
            numbers = ", ".join(str(one.pk) for one in already.returns)
            see = _("See: comity report return %(numbers)s") % {"numbers": numbers}
            raise wrong("--unit", f"{already} {see}") from already
        told = [_("Asked: %(what)s, until %(day)s.") % {"what": returning.label(made), "day": values.when(str(due))}]
        told += [_row(one) for one in made.returns.select_related("request").prefetch_related("unit").order_by("id")]
    return "\n".join(told) + "\n"


def _unit(typed: str) -> Unit:
    """Return a unit that still exists, by its reference, number or name."""
    there = Unit.objects.filter(valid_to="")
    found = list(there.filter(code__iexact=typed)[:2]) or list(there.filter(title_en__iexact=typed)[:2])
    found = found or list(there.filter(title_vi__iexact=typed)[:2])
    if not found and is_record_id(typed):
        found = list(there.filter(pk=int(typed)))
    if len(found) == 1:
        return found[0]
    said = _("“%(typed)s” names more than one unit; give its number.") if found else _("There is no unit “%(typed)s”.")
    raise wrong("--unit", said % {"typed": typed})


def listed(city: City, options: Options) -> str:
    """Return the returns, those of the newest request first; with --overdue those that are late alone, the latest first."""
    today = values.today()
    with acting(city, options):
        rows = list(Return.objects.select_related("request").prefetch_related("unit").order_by("-request_id", "id")[:LISTED])  # fmt: skip
        if options["overdue"]:
            rows = [one for one in rows if rule.days_late(one.request.due, one.state, today)]
            rows.sort(key=lambda one: (one.request.due, one.pk))
        told = [_row(one) for one in rows]
    nothing = _("No return is overdue.") if options["overdue"] else _("No return was asked for")
    return "\n".join(told or [nothing]) + "\n"


def _row(one: Return) -> str:
    parts = [str(one.pk), returning.unit_of(one), returning.label(one.request)]
    parts += [values.when(one.request.due.isoformat()), str(Answer(one.state).label)]
    if late := rule.days_late(one.request.due, one.state, values.today()):
        parts.append(ngettext("%(count)s day late", "%(count)s days late", late) % {"count": values.number(late)})
    return "  ".join(parts)


def show(city: City, options: Options) -> str:
    """Return one return: each figure beside the unit's own records."""
    with acting(city, options):
        one = _found(options)
        sent = {said.key: said for said in returning.stated_of(one)}
        told = [_row(one), *([one.note] if one.note else [])]
        for each in return_lines.lines(one):
            if each.choices:
                continue
            said = sent.get(each.key)
            stated = each.stated if said is None or said.stated is None else returning.shown(said.stated, said.currency)
            what = {"name": each.title, "key": each.key, "stated": stated or "–", "recorded": each.shown}
            told.append(_("%(name)s (%(key)s): %(stated)s; on record %(recorded)s") % what)
            if said and said.reason:
                told.append(f"    {said.reason}")
            if said and (doubt := return_lines.words_of_doubt(said, each)):
                told.append(f"    {doubt}")
    return "\n".join(told) + "\n"


def answer(city: City, options: Options) -> str:
    """Store what a unit states, and send it: figures stay as they are on record but for those that are given."""
    with acting(city, options, named=True):
        one = _found(options)
        returning.require("send" if options["send"] else "save", one)
        lines = return_lines.lines(one)
        found = return_lines.typed(lines, _typed(options, lines))
        reading = return_lines.read(found, complete=options["send"])
        if reading.problems:
            problems = [f"{key}: {said}" for key, said in reading.problems.items()]
            raise wrong("--figure", "\n".join(problems))
        returning.keep(one, reading.stated, note=line(options, "note"), send=options["send"], seen=one.version)
        said = _("Sent. Thank you.") if options["send"] else _("Saved. It is not sent yet.")
    return f"{said}\n"


def _typed(options: Options, lines: list[return_lines.Line]) -> dict[str, Typed]:
    """Return what --figure, --because and --sure say of figures, over what stands there. A key names a figure or CODE.CURRENCY."""
    known = {each.key: each for each in lines}
    further = {each.code: each for each in lines if each.choices}
    found: dict[str, Any] = {}
    for option, name in (("figure", "stated"), ("because", "reason")):
        for given in options[option]:
            key, equals, text = given.partition("=")
            if not equals:
                raise wrong(f"--{option}", _("Write CODE=VALUE, not “%(typed)s”.") % {"typed": given[:60]})
            _put(found, option, key.strip(), {name: text.strip()}, known, further)
    for key in options["sure"]:
        _put(found, "sure", key, {"sure": True}, known, further)
    return {key: Typed(**said) for key, said in found.items()}


def _put(
    found: dict[str, Any], option: str, key: str, said: dict[str, Any], known: dict[str, Any], further: dict[str, Any]
) -> None:
    code, _dot, currency = key.partition(".")
    at = key
    if key not in known and code in further and currency in further[code].choices:
        at = further[code].key
        said = said | {"currency": currency}
    if at not in known:
        there = ", ".join(key for key, each in known.items() if not each.choices)
        raise wrong(f"--{option}", _("There is no figure %(key)s. Figures: %(there)s.") % {"key": key, "there": there})
    each = known[at]
    found[at] = found.get(at, {"stated": each.stated, "reason": each.reason, "sure": each.sure}) | said


def decide(city: City, options: Options) -> str:
    """Accept a return, or send it back with a reason."""
    accept, reason = options["act"] == "accept", line(options, "reason")
    if not accept and not reason:
        raise wrong("--reason", _("Say why it is sent back."))
    with acting(city, options, named=True), transaction.atomic():
        returning.decide(_found(options), accept=accept, reason=reason)
    return (_("Accepted.") if accept else _("Sent back to the unit.")) + "\n"


def _found(options: Options) -> Return:
    number = options["number"]
    if number is None:
        raise wrong("number", _("Say which return. See: comity report returns"))
    found = Return.objects.select_related("request__asked_by").filter(pk=number).first()
    if found is None:
        raise wrong("number", _("There is no return %(number)s here.") % {"number": number})
    return found
