"""Why and by which door something was changed, as read.

What the program itself gave as the reason is kept in English and told in the reader's language; what a person typed stays
as typed.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import gettext_noop as _noop

VERIFIED = _noop("Verified.")
MOVED = _noop("Moved in the calendar")
IMPORT_UNDONE = _noop("import undone")
OWN = (VERIFIED, MOVED, IMPORT_UNDONE)
DATA_SET, UNDONE = "data set ", "undo "

DOORS = {
    "web": "",
    "api": "API",
    "command": _lazy("command line"),
    "data set": _lazy("data set"),
    "feed": _lazy("calendar feed"),
    "generate": _lazy("invented records"),
    "job": _lazy("in the background"),
    "link": _lazy("one-time link"),
    "worker": _lazy("in the background"),
}


def why(reason: str) -> str:
    """Return the reason of a change as read."""
    if reason in OWN:
        return _(reason)
    if reason.startswith(DATA_SET):
        return _("data set %(name)s") % {"name": reason.removeprefix(DATA_SET)}
    if reason.startswith(UNDONE) and " " not in reason.removeprefix(UNDONE):
        return _("taken back")
    return reason


def door(name: str) -> str:
    """Return by which door a change came, nothing for the page itself."""
    return str(DOORS.get(name, name))
