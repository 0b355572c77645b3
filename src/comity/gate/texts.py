"""Form fields for text: tidied and checked by comity.domain.typed, refused with the name of what cannot be stored."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from comity.domain import typed

REASON = 500
QUOTED = 60


class _Typed(forms.Field):
    """Text that a person or a program gives, tidied and checked by comity.domain.typed."""

    tidy: Callable[[str], str] = staticmethod(typed.line)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = tidied(value, self.tidy)
        return super().to_python(value)


class LineInput(_Typed, forms.CharField):
    """One line of text."""


class LinkInput(_Typed, forms.URLField):
    """An address on the web."""


class MailInput(_Typed, forms.EmailField):
    """An e-mail address."""


class LinesInput(_Typed, forms.CharField):
    """Text of several lines."""

    tidy = staticmethod(typed.lines)


def tidied(value: str, tidy: Callable[[str], str] = typed.line) -> str:
    """Return the text as it is stored. Raises ValidationError that names the character which cannot be."""
    try:
        return tidy(value)
    except typed.NotText as error:
        if not error.args[0]:
            raise ValidationError(
                _("There are more than %(most)s marks on one letter.") % {"most": typed.MARKS}
            ) from error
        raise ValidationError(
            _("The character %(name)s is no text and cannot be stored. Take it out, or type the text anew.")
            % {"name": typed.name(error.args[0])}
        ) from error


def quoted(given: Any) -> str:
    """Return what somebody typed as a message repeats it: its beginning, where a whole page was pasted into a field."""
    text = str(given)
    return text if len(text) <= QUOTED else f"{text[:QUOTED]}…"


def reason(given: str) -> str:
    """Return why something is changed, as history keeps it. Raises ValidationError that names the field."""
    try:
        said = tidied(given)
    except ValidationError as error:
        raise ValidationError(_("Reason: %(problem)s") % {"problem": error.message}) from error
    if len(said) > REASON:
        raise ValidationError(
            _("Reason: %(count)s characters; %(most)s at most.") % {"count": len(said), "most": REASON}
        )
    return said
