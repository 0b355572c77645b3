"""What `comity report` does with reports that are issued: list, make, write, the steps to the signature, show, export, verify.

Each of them acts as the officer of --by; what only reads acts as the program itself where nobody is named.
"""

import tomllib
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.core.issued import Basis, Issued, State
from comity.core.people import INTERNAL, City
from comity.documents import issued
from comity.domain import period as periods
from comity.gate import values
from comity.management import report_asked
from comity.management.report_asked import Options, acting, line, named, period, wrong
from comity.reports import (
    chooser,
    indicators,
    issued_book,
    issued_rights,
    issued_steps,
    issuing,
    narration,
    returned,
    returning,
    since,
    snapshot,
    typed_numbers,
    verifying,
)

LISTED = 200


def listed(city: City, options: Options) -> str:
    """Return the reports that may be made, and those that were issued, newest first."""
    with acting(city, options):
        declared = indicators.of_city().reports
        made = [(key, str(form.title)) for key, form in declared.items()]
        made.append((chooser.EVERYTHING, _("Every figure")))
        rows = list(Issued.objects.select_related("signed_by", "drafted_by").order_by("-id")[:LISTED])
        if options["period"]:
            days = period(options)
            rows = [one for one in rows if periods.parse(one.period) == days]
        told = [_("Reports of the pack:"), *(f"  {key}  {title}" for key, title in made), "", _("Issued reports:")]
        told += [_row(one) for one in rows] or [f"  {_('No report was issued yet.')}"]
    return "\n".join(told) + "\n"


def _row(one: Issued) -> str:
    by = one.signed_by or one.drafted_by
    parts = [str(one.pk), returning.label(one), str(State(one.state).label), values.moment(one.as_of)]
    return "  " + "  ".join([*parts, by.name if by else _("the program")])


def make(city: City, options: Options) -> str:
    """Count a report and keep it as a draft; `issue` asks who does it."""
    asked = period(options)
    with acting(city, options, named=options["act"] == "issue"):
        made = issuing.draft(
            asked,
            named(options["report"]),
            basis=options["basis"],
            sensitivity=INTERNAL if options["seen"] == "internal" else 0,
            at=timezone.now(),
            replaces=_replaced(options),
            why=line(options, "why"),
        )
        stands = issued_rights.stands(made)
    said = _("Report %(number)s was drafted, SHA-256 %(hash)s. Next: comity report submit %(number)s --by NAME")
    return said % {"number": made.pk, "hash": made.sha256} + f"\n{stands}".rstrip() + "\n"


def _replaced(options: Options) -> Issued | None:
    if not options["replaces"]:
        return None
    found = Issued.objects.filter(pk=options["replaces"], state=State.SIGNED).first()
    if found is None:
        said = _("There is no signed report %(number)s here.") % {"number": options["replaces"]}
        raise wrong("--replaces", said)
    if not line(options, "why"):
        raise wrong("--why", _("Say why it replaces the other."))
    return found


def write(city: City, options: Options) -> str:
    """Store the text of a draft, a section at a time, from a TOML file; without one say what may be written."""
    with acting(city, options, named=True):
        one = report_asked.issued(options)
        content = issuing.content_of(one)
        if options["texts"] is None:
            return _may_be_written(content)
        typed = _typed(options, {part["section"] for part in content["texts"]})
        if problems := issuing.write(one, typed, seen=one.version):
            raise wrong("--texts", "\n".join(problem.words for problem in problems))
        by_hand = typed_numbers.of(issuing.content_of(one))
    told = [_("Report %(number)s: saved.") % {"number": one.pk}]
    if by_hand:
        told.append(_("Numbers that were typed and come from no figure; should a figure stand there?"))
        told += [f"  {said.section} ({said.language}): {said.sentence}" for said in by_hand]
    return "\n".join(told) + "\n"


def _may_be_written(content: snapshot.Content) -> str:
    language = get_language() or "en"
    told = [_("Sections, as tables of a TOML file with en and vi (add --texts FILE):")]
    told += [f"  [{part['section']}]  {part['title'][language]}" for part in content["texts"]]
    told.append(_("Figures, each to be written in braces, such as {delegations_in}:"))
    told += [f"  {name}: {said[language]}" for name, said in narration.known(content).items()]
    return "\n".join(told) + "\n"


def _typed(options: Options, sections: set[str]) -> dict[str, dict[str, str]]:
    path = options["texts"]
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise wrong("--texts", f"{path}: {error}") from error
    for section, said in read.items():
        if section not in sections:
            known = {"name": section, "there": ", ".join(sorted(sections))}
            raise wrong("--texts", _("There is no section %(name)s. Sections: %(there)s.") % known)
        if not isinstance(said, dict) or any(
            key not in narration.LANGUAGES or not isinstance(text, str) for key, text in said.items()
        ):
            raise wrong("--texts", _("[%(name)s] holds texts named en and vi.") % {"name": section})
    return read


def step(city: City, options: Options) -> str:
    """Take a step with a report: count anew, submit, give back, sign, discard."""
    with acting(city, options, named=True):
        one, act = report_asked.issued(options), options["act"]
        number, reason = one.pk, line(options, "reason")
        if act == "back" and not reason:
            raise wrong("--reason", _("Say why it is given back."))
        if act == "sign" and not options["hash"]:
            raise wrong("--hash", _("Say what you read and sign, by the SHA-256 that comity report show prints."))
        said = issued_steps.take(one, act, reason, seen=options["hash"] or one.sha256, sure=options["nevertheless"])
    return _("Report %(number)s: %(done)s") % {"number": number, "done": said} + "\n"


def show(city: City, options: Options) -> str:
    """Return a report as text, with what changed since."""
    with acting(city, options):
        return "\n".join(verifying.lines(report_asked.issued(options))) + "\n"


def changed(city: City, options: Options) -> str:
    """Return what became of the figures of a report since they were counted, and nothing else."""
    with acting(city, options):
        one = report_asked.issued(options)
        content, language = issuing.content_of(one), get_language() or "en"
        found = since.of(one, content)
        if found is None:
            raise CommandError(_("What changed since is told to those who see everything that was counted."))
        titles = {figure["code"]: figure for figure in content["figures"]}
        told = []
        for code, moved in found.moved.items():
            figure = titles[code]
            said = {"then": figure["recorded"]["shown"][language], "now": moved.now, "by": moved.by}
            told.append(f"{figure['title'][language]}: {_('%(then)s when counted, %(now)s today: %(by)s') % said}")
            told += [f"  {one.title}: {one.words}" for one in moved.told]
        told = told or [_("Every figure is today as it was counted.")]
        if found.otherwise:
            names = ", ".join(titles[code]["title"][language] for code in found.otherwise)
            told.append(f"{_('Counted otherwise by now, so not compared:')} {names}.")
    return "\n".join(told) + "\n"


def exported(city: City, options: Options) -> bytes:
    """Return a report as it is kept, byte for byte, or as a workbook."""
    with acting(city, options):
        one = report_asked.issued(options)
        if options["format"] == "xlsx":
            return issued_book.made(one, returned.seen(one, issuing.content_of(one)))
        return issued.data(one)


def verify(city: City, options: Options) -> str:
    """Return what was verified. Raises CommandError for a report that is not what was kept."""
    with acting(city, options):
        rows = Issued.objects.select_related("content").order_by("id")
        found = [report_asked.issued(options)] if options["number"] else list(rows)
        wrongs: list[Any] = [
            _("Report %(number)s: %(problem)s.") % {"number": one.pk, "problem": problem}
            for one in found
            for problem in verifying.problems(one)
        ]
        if wrongs:
            raise CommandError("\n".join(wrongs))
        as_kept = _("Report %(number)s (%(name)s, %(state)s): as it was kept, SHA-256 %(hash)s")
        said = [
            as_kept
            % {"number": one.pk, "name": returning.label(one), "state": State(one.state).label, "hash": one.sha256}
            for one in found
        ]
        more = list(verifying.lines(found[0])) if options["number"] else []
    return "\n".join([*said, *more]) + "\n" if said else _("No report was issued yet.") + "\n"


BASES = [one.value for one in Basis]
