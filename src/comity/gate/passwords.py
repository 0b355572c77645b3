"""First passwords, and what a password may not be."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from comity.core.people import Officer
from comity.domain.text import fold

UNMISTAKABLE = "abcdefghjkmnpqrstuvwxyz23456789"
FIRST_LASTS = timedelta(days=7)
LEFT = 8  # letters and digits that must remain when the office's own words are taken away
PRODUCT = ("comity",)


def give_first_password(officer: Officer, *, now: datetime) -> str:
    """Set a password that the officer must change at the first sign-in, within a week, and return it."""
    password = first_password()
    officer.set_password(password)
    officer.first_password_until = now + FIRST_LASTS
    return password


def first_password() -> str:
    """Return a password of twenty letters and digits that cannot be mistaken for each other, in fours."""
    return "-".join(get_random_string(4, UNMISTAKABLE) for _four in range(5))


class NotOfTheOffice:
    """Refuses passwords that are little more than the words everybody here knows: the city, the office, the program."""

    def validate(self, password: str, user: Officer | None = None) -> None:
        """Raise ValidationError when too little of the password remains without these words."""
        rest = _plain(password)
        for word in sorted(_words(user), key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(rest) < LEFT and rest != _plain(password):
            raise ValidationError(self.get_help_text(), code="password_of_the_office")

    def get_help_text(self) -> str:
        """Say what is wanted."""
        return _("Do not build the password on the names of the city, the office, your role or this program.")


def _words(user: Officer | None) -> set[str]:
    said = [*PRODUCT]
    if user is not None:
        city = user.city
        said += [city.code, city.title_en, city.title_vi, city.office_en, city.office_vi, user.role, user.username]
    words = {_plain(one) for text in said for one in (text, *text.split())}
    return {word for word in words if len(word) >= 3}


def _plain(text: str) -> str:
    return "".join(letter for letter in fold(text) if letter.isalnum())
