"""The parts of a brief that say who: those we meet, the delegation, those of ours who know them."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from comity.core.pack import of_city
from comity.domain.brief import Line, Section, joined
from comity.gate import values
from comity.registers.appointments import Appointment
from comity.registers.delegations import DelegationMember
from comity.registers.partners import Partner
from comity.registers.people import Person
from comity.web.briefing.known import Known
from comity.web.briefing.lines import further, line, told


def who(known: Known) -> Section:
    """Say whom we meet: every name on record, what they are, who holds which post."""
    lines: list[Line] = []
    gaps: list[str] = []
    if known.person:
        lines += _person(known.person)
        gaps += [] if known.person.native_name else [_("The name in the person's own script is not on record.")]
    for one in known.partners:
        lines += _partner(known, one)
    lines += [_post(known, one) for one in known.posts]
    met = {one.person_id for one in known.posts} | {one.person_id for one in known.members}
    lines += [line(one, lead=_("Takes part"), note=one.honorific) for one in known.guests if one.pk not in met]
    if not known.partners and not known.person:
        gaps.append(_("No partner is on record."))
    if not known.posts:
        gaps.append(_("No post is on record.") if known.person else _("Nobody's post is on record."))
    return Section(key="who", title=_("Whom we meet"), lines=tuple(lines), gaps=tuple(gaps), keep=5)


def _person(person: Person) -> list[Line]:
    said = joined((person.honorific, of_city().country(person.country) if person.country else ""))
    languages = values.of(person, "languages")
    speaks = _("speaks %(languages)s") % {"languages": languages} if languages else ""
    found = [line(person, lead=_("Name"), note=joined((said, speaks), "; "))]
    found += _other_title(person)
    found += [further(person, person.native_name, lead=_("Own script"))] if person.native_name else []
    return found + _spoken(person)


def _partner(known: Known, partner: Partner) -> list[Line]:
    country = of_city().country(partner.country) if partner.country else ""
    kind = values.of(partner, "locality_kind") or values.of(partner, "kind")
    whole = len(known.partners) == 1 and not known.person
    checked = _("verified %(date)s") % {"date": values.when(partner.verified_on)} if partner.verified_on else ""
    found = [line(partner, lead=_("Partner"), note=joined((kind, country, checked)))]
    if not whole:
        return found
    found += _other_title(partner)
    if partner.native_name:
        found.append(further(partner, partner.native_name, lead=_("Own script"), language=partner.native_language))
    found += _spoken(partner)
    if partner.aliases:
        found.append(further(partner, joined(partner.aliases), lead=_("Also called")))
    if partner.population:
        year = str(partner.population_year or "")
        found.append(further(partner, values.number(partner.population), lead=_("Population"), note=year))
    return found


def _spoken(record: Partner | Person) -> list[Line]:
    return [further(record, record.pronunciation, lead=_("Read aloud"))] if record.pronunciation else []


def _other_title(record: Partner | Person) -> list[Line]:
    """The title in the language that the reader did not choose, where it is another."""
    other, language = (record.title_en, "en") if record.title == record.title_vi else (record.title_vi, "vi")
    if not other or other == record.title:
        return []
    lead = _("In English") if language == "en" else _("In Vietnamese")
    return [further(record, other, lead=lead, language=language)]


def _post(known: Known, one: Appointment) -> Line:
    at = one.at_partner or one.at_unit
    since = _("since %(date)s") % {"date": values.when(one.starts)} if one.starts else ""
    stated = _("stated %(date)s") % {"date": values.when(one.stated_on)} if one.stated_on and not since else ""
    if known.person:
        return line(one, lead=_("Post"), note=joined((at.title if at else "", since or stated)), names=(at,))
    where = at.title if at and len(known.partners) > 1 else ""
    own = joined((one.person.native_name, _said(one.person)), " ")
    checked = _("verified %(date)s") % {"date": values.when(one.verified_on)} if one.verified_on else ""
    return line(
        one.person,
        lead=one.title,
        note=joined((one.person.honorific, own, where, since or stated, checked)),
        names=(one, at),
    )


def _said(person: Person | None) -> str:
    """How a name is said, as it stands behind the name."""
    return f"[{person.pronunciation}]" if person and person.pronunciation else ""


def members(known: Known) -> Section | None:
    """List the delegation in its order of precedence; None for what has no delegation."""
    if not known.activity or not (known.members or has_delegation(known)):
        return None
    gaps = () if known.members else (_("No member of the delegation is on record."),)
    lines = tuple(_member(number, one) for number, one in enumerate(known.members, 1))
    columns = (_("No."), _("Name"), _("Post and role"))
    return Section(
        key="members", title=_("The delegation, by precedence"), lines=lines, gaps=gaps, columns=columns, keep=10
    )


def has_delegation(known: Known) -> bool:
    """Say whether the pack calls activities of this kind a delegation."""
    return bool(known.activity) and known.record.kind in of_city().with_trait(known.of.kinds, "delegation")


def _member(number: int, one: DelegationMember) -> Line:
    role, rank = values.of(one, "role"), values.of(one, "rank")
    unit = one.from_unit.title if one.from_unit else ""
    honorific = one.person.honorific if one.person else ""
    said = joined((_said(one.person), honorific, told(one, "post"), one.organisation or unit, role, rank), "; ")
    return line(one.person or one, lead=str(number), note=said, names=(one, one.from_unit))


def knows(known: Known) -> Section:
    """Name those of ours who met them before, and the units that lead the tie."""
    lines = [
        line(person, note=joined((activity.title, values.when(activity.starts))), names=(activity,))
        for person, activity in known.ours
    ]
    leading = {tie.unit.pk: (tie.unit, tie) for tie in known.ties if tie.unit}
    for unit, tie in leading.values():
        lines.append(line(unit, lead=pgettext("unit", "Leads the tie"), note=unit.phone, names=(tie,)))
    gaps = () if known.ours else (_("Nobody of ours who met them is on record."),)
    return Section(key="knows", title=_("Who here knows them"), lines=tuple(lines), gaps=gaps)
