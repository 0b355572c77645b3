"""Forms of sign-in."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from django.utils.translation import gettext as _


class SignIn(LoginForm):  # type: ignore[misc]
    """User name and password; an administrator resets a forgotten one, so no link leads elsewhere."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class NewPassword(ChangePasswordForm):  # type: ignore[misc]
    """The present password and a new one that differs from it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].help_text = ""

    def clean(self) -> Any:
        data = super().clean()
        given = self.cleaned_data
        if given.get("password1") and given.get("password1") == given.get("oldpassword"):
            self.add_error("password1", _("Choose a password other than the present one."))
        return data
