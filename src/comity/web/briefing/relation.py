"""The parts of a brief that say what is between us: why, wishes, promises, agreements, contacts, gifts, days."""

from dataclasses import replace
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from comity.core.pack import of_city
from comity.core.people import RESTRICTED
from comity.domain.brief import Line, Section, joined
from comity.domain.milestones import next_anniversary
from comity.domain.tie import ALIVE
from comity.gate import values
from comity.registers.activities import Activity
from comity.registers.agreements import STATES as AGREEMENT_STATES
from comity.registers.agreements import Agreement, ends, notice
from comity.registers.commitments import Commitment, progress
from comity.registers.delegations import days_there
from comity.registers.gifts import GiftMove
from comity.registers.points import Point
from comity.registers.ties import over
from comity.web.briefing.known import Known
from comity.web.briefing.lines import amount, further, line, told, when_and_where

CONTACTS, NEXT, DAYS = 6, 2, 6


def why(known: Known) -> Section:
    """Say what the meeting is for, as far as it is on record: the activity itself, or what comes next, and the tie."""
    lines: list[Line] = []
    activity = known.activity
    if activity:
        lines.append(line(activity, values.of(activity, "kind"), note=when_and_where(activity)))
        purpose = told(activity, "purpose") or told(activity, "theme")
        lines += [further(activity, purpose, lead=_("Purpose"))] if purpose else []
    elif coming := [one for one in known.activities if one.starts > str(known.today)]:
        lines += [line(one, lead=_("Next"), note=when_and_where(one)) for one in reversed(coming[-NEXT:])]
        known.more["coming"] = len(coming[:-NEXT]) + known.more["later"]
    gaps = [] if any(one.lead for one in lines) else [_("Why we meet is not on record.")]
    for tie in known.ties:
        partner = tie.partner.title if len(known.partners) > 1 else ""
        said = joined((partner, values.of(tie, "stage"), values.since_until(tie.since, tie.ended)))
        lines.append(line(tie, said, lead=_("The tie"), note=told(tie, "why"), names=(tie.partner,)))
    if not known.ties:
        gaps.append(_("No tie is on record."))
    return Section(key="why", title=_("Why we meet"), lines=tuple(lines), gaps=tuple(gaps), keep=3)


def wants(known: Known) -> Section:
    """Say what each side wants, as far as the activity, the agreements and what was left to follow up tell."""
    ours, theirs = _("We"), _("They")
    lines: list[Line] = []
    activity = known.activity
    if activity and (expected := told(activity, "expected")):
        lines.append(further(activity, expected, lead=ours))
    if activity and activity.invitation:
        lines.append(further(activity, activity.invitation, lead=theirs))
    lines += [_point(one, lead=theirs) for one in _points(known, "theirs")]
    lines += [_point(one, lead=ours) for one in _points(known, "ours")]
    gaps = [] if any(one.lead == theirs for one in lines) else [_("What they want is not on record.")]
    gaps += [] if any(one.lead == ours for one in lines) else [_("What we want is not on record.")]
    for outcome in known.outcomes:
        due = _("by %(date)s") % {"date": values.when(outcome.due)} if outcome.due else ""
        lines.append(line(outcome, outcome.follow_up, lead=_("To follow up"), note=joined((outcome.title, due))))
    for project in known.projects:
        said = joined((values.of(project, "state"), amount(project, "approved") or amount(project, "committed")))
        lines.append(line(project, lead=_("Project"), note=said))
    if activity and activity.fields:
        lines.append(further(activity, values.of(activity, "fields"), lead=_("Fields")))
    elif alive := [one for one, state in known.agreements if state in ALIVE and one.fields]:
        fields = dict.fromkeys(code for one in alive for code in one.fields)
        said = joined(of_city().term("field", code) for code in fields)
        lines.append(
            replace(line(alive[0], said, lead=_("Fields agreed"), names=tuple(alive)), sample=False, verify=False)
        )
    return Section(key="wants", title=_("What each side wants"), lines=tuple(lines), gaps=tuple(gaps), keep=3)


def promises(known: Known) -> list[Section]:
    """List the open promises by who owes; what both owe stands with ours."""
    ours = [_promise(one, known.today) for one in known.promises if one.side != "them"]
    theirs = [_promise(one, known.today) for one in known.promises if one.side == "them"]
    none = _("No open promise of ours is on record."), _("No open promise of theirs is on record.")
    return [
        Section(key="ours", title=_("We promised"), lines=tuple(ours), gaps=() if ours else (none[0],), keep=4),
        Section(key="theirs", title=_("They promised"), lines=tuple(theirs), gaps=() if theirs else (none[1],), keep=4),
    ]


def _promise(one: Commitment, today: date) -> Line:
    late = progress(one, today) == "late"
    due = _("due %(date)s") % {"date": values.when(one.due)} if one.due else _("no date")
    state = _("late") if late else ""
    side = values.of(one, "side") if one.side == "both" else ""
    keeps = one.unit.title if one.unit and one.side != "them" else ""  # on their promises, ours only follows up
    who = one.who or keeps
    return line(one, note=joined((side, who, due, state)), tone="late" if late else "", names=(one.unit,))


def agreements(known: Known) -> Section:
    """List the agreements that are alive, those that end soon first."""
    alive = [(one, state) for one, state in known.agreements if state in ALIVE]
    alive.sort(key=lambda pair: pair[1] != "expiring")
    gaps = () if alive else (_("No agreement in force is on record."),)
    lines = tuple(_agreement(one, state, known.today) for one, state in alive)
    return Section(key="agreements", title=_("Agreements alive"), lines=lines, gaps=gaps, keep=4)


def _agreement(one: Agreement, state: str, today: date) -> Line:
    signed = _("signed %(date)s") % {"date": values.when(one.signed)} if one.signed else ""
    if end := ends(one, today):
        until = _("ends %(date)s") % {"date": values.when(end)}
    else:
        until = values.of(one, "renewal") or _("its end is not on record")
    day = notice(one, today)
    by = _("notice by %(date)s") % {"date": values.when(day)} if day else ""
    said = str(AGREEMENT_STATES[state][0]) if state != "in_force" else ""
    tone = "soon" if state == "expiring" else ""
    return line(one, note=joined((values.of(one, "instrument"), signed, until, by, said)), tone=tone)


def care(known: Known) -> Section:
    """List the sensitive points, then what else is restricted among all that was read, with what its keepers noted."""
    kept = {one.pk: one for one in known.all() if one.sensitivity == RESTRICTED and one not in known.points}
    lines = tuple(_point(one) for one in _points(known, "care")) + tuple(
        line(one, note=one.note) for one in kept.values()
    )
    gaps = () if lines else (_("No sensitive point that you may see is on record."),)
    return Section(key="care", title=_("Handle with care"), lines=lines, gaps=gaps, keep=4)


def _points(known: Known, mark: str) -> list[Point]:
    kinds = of_city().with_trait("point_kind", mark)
    return [one for one in known.points if one.kind in kinds]


def _point(one: Point, lead: str = "") -> Line:
    whom = one.person.title if one.person else ""
    stated = _("stated %(date)s") % {"date": values.when(one.stated_on)} if one.stated_on else ""
    return line(one, lead=lead or whom, note=joined((whom if lead else "", stated, one.note)), names=(one.person,))


def contacts(known: Known) -> Section:
    """List the last contacts, the latest first, with what came of them."""
    past = [one for one in known.activities if one.starts and one.starts <= str(known.today)]
    undated = [one for one in known.activities if not one.starts]
    lines = tuple(_contact(one) for one in [*past, *undated][:CONTACTS])
    known.more["contacts"] = len([*past, *undated][CONTACTS:]) + known.more["activities"]
    gaps = () if lines else (_("No contact is on record."),)
    return Section(key="contacts", title=_("Last contacts"), lines=lines, gaps=gaps, keep=3)


def _contact(one: Activity) -> Line:
    came = told(one, "conclusions") or told(one, "result")
    return line(one, lead=values.when(one.starts) or _("no date"), note=came or values.of(one, "kind"))


def gifts(known: Known) -> Section:
    """List the gifts given and received, the latest first."""
    lines = tuple(_gift(one) for one in known.gifts)
    gaps = () if lines else (_("No gift is on record."),)
    return Section(key="gifts", title=_("Gifts"), lines=lines, gaps=gaps, keep=3)


def _gift(one: GiftMove) -> Line:
    number = f"{values.number(one.quantity)} × " if one.quantity != 1 else ""
    whom = one.person.title if one.person else ""
    at = one.activity.title if one.activity else ""
    said = joined((values.when(one.on), whom, at, amount(one, "value")))
    return line(one, number + one.title, lead=values.of(one, "direction"), note=said, names=(one.person, one.activity))


def days(known: Known) -> Section:
    """List the anniversaries and national days of the next year."""
    found = []
    for day in known.days:
        here = f"{reverse('list', args=['partners'])}?country={day.country}"
        what = joined((day.what, _("round year") if day.is_round else ""))
        found.append((str(day.on), Line(text=day.title, href=here, lead=values.when(str(day.on)), note=what)))
    for tie in known.ties:
        if not over(tie, known.today) and (coming := next_anniversary(tie.since, known.today)):
            said = ngettext("%(count)s year of the tie", "%(count)s years of the tie", coming.years)
            text = joined((said % {"count": coming.years}, tie.partner.title if len(known.partners) > 1 else ""))
            mark = _("round year") if coming.is_round else ""
            found.append(
                (str(coming.on), line(tie, text, lead=values.when(str(coming.on)), note=mark, names=(tie.partner,)))
            )
    lines = tuple(one for _on, one in sorted(found, key=lambda pair: pair[0])[:DAYS])
    gaps = () if lines else (_("No anniversary or national day within a year is on record."),)
    return Section(key="days", title=_("Days to mark"), lines=lines, gaps=gaps)


def legs(known: Known) -> Section | None:
    """List where a trip goes, with the days in each place; None for what goes nowhere."""
    if not known.legs:
        return None
    lines = [
        line(
            one,
            lead=values.span(one.arrives, one.leaves),
            note=joined((_days(days_there(one, known.today)), one.transport)),
        )
        for one in known.legs
    ]
    columns = (_("Days"), pgettext("programme", "Where"), _("How"))
    return Section(key="legs", title=_("The trip"), lines=tuple(lines), columns=columns, keep=6)


def _days(count: str) -> str:
    return ngettext("%(count)s day", "%(count)s days", int(count)) % {"count": count} if count else ""


def programme(known: Known) -> Section | None:
    """List the programme, each item with its time and place; None for what has no programme."""
    if not known.activity:
        return None
    lines = []
    for one in known.programme:
        day = values.when(one.on)
        time = f"{one.begins}–{one.until_time}" if one.begins and one.until_time else one.begins
        lines.append(line(one, lead=joined((day, time)), note=told(one, "place")))
    gaps = () if lines else (_("No programme is on record."),)
    columns = (pgettext("programme", "Time"), pgettext("programme", "What"), pgettext("programme", "Where"))
    return Section(key="programme", title=_("Programme"), lines=tuple(lines), gaps=gaps, columns=columns, keep=8)
