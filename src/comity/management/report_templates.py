"""Word templates from the command line: check one, take it in, list them, look at one filled, put one in force."""

from dataclasses import dataclass

from django.core.management.base import CommandError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.core import files
from comity.core.people import City
from comity.core.templates import Template
from comity.documents import by_hand, store
from comity.documents.checker import Problem
from comity.documents.filling import NotFilled
from comity.documents.names import Kind
from comity.documents.store import Faulty
from comity.gate import values
from comity.gate.access import NotAllowed
from comity.management.report_asked import Options, acting, wrong
from comity.reports.press import NotPrinted


@dataclass(frozen=True)
class Meant:
    """Which templates are meant: of what kind, in which language."""

    kind: Kind
    language: str


def checked(city: City, options: Options) -> str:
    """Return that nothing is wrong with a template. Raises CommandError with each problem and its place."""
    data = _bytes(options)
    with acting(city, options):
        meant = _meant(options)
        if problems := store.wrong(data, meant.kind, meant.language, city):
            raise _faulty(problems)
        found = by_hand.of(data, meant.kind, meant.language, city)
    return "\n".join([_("Nothing is wrong with %(path)s.") % {"path": options["template"]}, *_by_hand(found)]) + "\n"


def listed(city: City, options: Options) -> str:
    """Return the templates of a kind in a language, newest first, with the one in force."""
    with acting(city, options):
        meant = _kept(options)
        rows = store.versions(meant.kind.key, meant.language)
        told = [f"{meant.kind.title} ({meant.language})", *(f"  {_row(one)}" for one in rows)]
    return "\n".join(told) + "\n"


def _row(one: store.Version) -> str:
    name = one.template.name if one.template else _("The program's own template")
    force = _("in force since %(when)s, by %(name)s") if one.live else _("last put in force %(when)s, by %(name)s")
    since = force % {"when": values.moment(one.since), "name": one.by} if one.since else ""
    if one.live and not one.since:
        since = _("in force")
    return "  ".join(filter(None, [str(one.template.pk) if one.template else "-", name, since]))


def stored(city: City, options: Options) -> str:
    """Take a template in if nothing is wrong with it, and return its number; what is in force stays so."""
    data = _bytes(options)
    with acting(city, options, named=True):
        meant = _kept(options)
        try:
            one = store.add(meant.kind, meant.language, options["template"].name, [data], city)
        except Faulty as faulty:
            raise _faulty(faulty.problems) from faulty
        except files.NotTaken as refusal:
            raise wrong("--template", refusal.args[0]) from refusal
        found = by_hand.of(data, meant.kind, meant.language, city)
    said = _("Template %(number)s is stored. Next: comity report in-force %(number)s --by NAME") % {"number": one.pk}
    return "\n".join([said, *_by_hand(found)]) + "\n"


def in_force(city: City, options: Options) -> str:
    """Put a template in force; the program's own where no number is given."""
    with acting(city, options, named=True):
        meant = _kept(options)
        one = _numbered(meant, options["number"])
        try:
            store.put_in_force(meant.kind, meant.language, one, city)
        except Faulty as faulty:
            raise _faulty(faulty.problems) from faulty
        except files.Lost as lost:
            raise CommandError(_("The bytes of this template are not where they must be.")) from lost
    called = one.name if one else _("the program's own template")
    return _("In force from now on: %(name)s.") % {"name": called} + "\n"


def sample(city: City, options: Options) -> bytes:
    """Return a stored template, or the program's own, filled with sample data."""
    if options["output"] is None:
        raise wrong("--output", _("A Word file needs a place to go to. Add --output sample.docx."))
    with acting(city, options):
        meant = _kept(options)
        one = _numbered(meant, options["number"])
        try:
            docx = store.data(one, meant.kind.key, meant.language)
            return store.preview(docx, meant.kind.key, meant.language, city)
        except (NotFilled, NotPrinted, files.Lost) as error:
            raise CommandError(_("It could not be filled with sample data.")) from error


def _bytes(options: Options) -> bytes:
    path = options["template"]
    if path is None:
        raise wrong("--template", _("Say which file. Add --template report.docx."))
    try:
        return bytes(path.read_bytes())
    except OSError as error:
        said = _("%(path)s could not be read: %(why)s.") % {"path": path, "why": error.strerror}
        raise wrong("--template", said) from error


def _kept(options: Options) -> Meant:
    """Return which templates are meant to whoever keeps them. Raises NotAllowed for others."""
    if no := store.why_not():
        raise NotAllowed(no)
    return _meant(options)


def _meant(options: Options) -> Meant:
    kinds = store.kinds()
    if options["kind"] not in kinds:
        there = ", ".join(kinds)
        raise wrong("--kind", _("There is no such kind of template. Kinds: %(there)s.") % {"there": there})
    return Meant(kinds[options["kind"]], get_language() or "en")


def _numbered(meant: Meant, number: int | None) -> Template | None:
    if number is None:
        return None
    found = Template.objects.filter(pk=number, kind=meant.kind.key, language=meant.language).first()
    if found is None:
        said = _("There is no template %(number)s of this kind and language. See: comity report templates")
        raise wrong("number", said % {"number": number})
    return found


def _faulty(problems: list[Problem]) -> CommandError:
    return CommandError("\n".join(map(_said, problems)))


def _by_hand(found: list[Problem]) -> list[str]:
    return [_("Written by hand, so look whether it is meant:"), *(f"  {_said(one)}" for one in found)] if found else []


def _said(one: Problem) -> str:
    place = ", ".join(part for part in (one.place, one.page_words) if part)
    return " ".join(part for part in (f"{place}:" if place else "", one.tag, one.what) if part)
