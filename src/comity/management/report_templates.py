"""Word templates from the command line: what is wrong with one, before anybody uploads it."""

from django.core.management.base import CommandError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.core.people import City
from comity.documents import by_hand, store
from comity.documents.checker import Problem
from comity.management.report_asked import Options, acting, wrong


def checked(city: City, options: Options) -> str:
    """Return that nothing is wrong with a template. Raises CommandError with each problem and its place."""
    path = options["template"]
    if path is None:
        raise wrong("--template", _("Say which file. Add --template report.docx."))
    try:
        data = path.read_bytes()
    except OSError as error:
        said = _("%(path)s could not be read: %(why)s.") % {"path": path, "why": error.strerror}
        raise wrong("--template", said) from error
    with acting(city, options):
        kinds = store.kinds()
        kind = kinds.get(options["kind"])
        if kind is None:
            there = ", ".join(kinds)
            raise wrong("--kind", _("There is no such kind of template. Kinds: %(there)s.") % {"there": there})
        language = get_language() or "en"
        problems = store.wrong(data, kind, language, city)
        found = [] if problems else by_hand.of(data, kind, language, city)
    if problems:
        raise CommandError("\n".join(map(_said, problems)))
    told = [_("Nothing is wrong with %(path)s.") % {"path": path}]
    if found:
        told += [_("Written by hand, so look whether it is meant:"), *(f"  {_said(one)}" for one in found)]
    return "\n".join(told) + "\n"


def _said(one: Problem) -> str:
    place = ", ".join(part for part in (one.place, one.page_words) if part)
    return " ".join(part for part in (f"{place}:" if place else "", one.tag, one.what) if part)
