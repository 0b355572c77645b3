"""The form of a person's passport and private contacts: what may be kept, and how it is checked."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from comity.core.pack import of_city
from comity.core.personal import FIELDS, OFFICE
from comity.gate import inputs, values
from comity.gate.term_menus import OneTerm

KINDS = {
    "ordinary": _lazy("ordinary passport"),
    "official": _lazy("official passport"),
    "diplomatic": _lazy("diplomatic passport"),
    "other": _lazy("other travel document"),
}
LONGEST_REASON = 300


class ReasonForm(forms.Form):
    """Why somebody looks: goes on record with who and when."""

    why = forms.CharField(
        label=_lazy("Reason"),
        max_length=LONGEST_REASON,
        min_length=3,
        help_text=_lazy(
            "What you need it for, such as: visa for the trip to Yokohama. It goes on record with your name."
        ),
        error_messages={"required": _lazy("Say what you need it for. It goes on record with your name.")},
    )


class PersonalForm(ReasonForm):
    """What is kept of a person, all of it optional."""

    passport_kind = forms.ChoiceField(
        label=_lazy("Kind of passport"), choices=lambda: [("", ""), *KINDS.items()], required=False
    )
    passport_number = forms.CharField(label=_lazy("Passport number"), max_length=30, required=False)
    passport_country = inputs.TermInput(
        label=_lazy("Issued by"), among=inputs.countries, widget=OneTerm(inputs.countries), required=False
    )
    passport_issued = inputs.PartialDateInput(label=_lazy("Issued on"), required=False)
    passport_expires = inputs.PartialDateInput(label=_lazy("Valid until"), required=False)
    born = inputs.PartialDateInput(label=_lazy("Date of birth"), required=False)
    phone = forms.CharField(label=_lazy("Private telephone"), max_length=40, required=False)
    email = forms.EmailField(label=_lazy("Private e-mail"), required=False)
    address = forms.CharField(label=_lazy("Home address"), max_length=300, required=False)
    remark = forms.CharField(
        label=_lazy("To bear in mind"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_lazy("Such as diet, mobility, whom to call in an emergency."),
    )
    field_order = (*FIELDS, "why")

    def clean_passport_number(self) -> str:
        """Return the number in capitals without gaps."""
        number = re.sub(r"[\s.-]", "", self.cleaned_data["passport_number"]).upper()
        if number and not re.fullmatch(r"[A-Z0-9]{4,20}", number):
            raise ValidationError(_("A passport number has 4 to 20 letters and digits, such as C1234567."))
        return number

    def clean_phone(self) -> str:
        """Return the number as typed; it must be one that can be dialled."""
        return dialled(self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        issued, expires = data.get("passport_issued", ""), data.get("passport_expires", "")
        if issued and expires and issued[: len(expires)] > expires[: len(issued)]:
            self.add_error("passport_expires", _("The passport would end before it was issued."))
        if not self.errors and not any(data.get(name) for name in FIELDS):
            raise ValidationError(_("Fill in at least one field, or erase what is kept."))
        return data

    def held(self) -> dict[str, str]:
        """Return what is to be kept."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class ContactForm(ReasonForm):
    """How the office of a partner, or of who holds a post, is reached; all of it optional."""

    office_phone = forms.CharField(label=_lazy("Office telephone"), max_length=40, required=False)
    office_email = forms.EmailField(label=_lazy("Office e-mail"), required=False)
    office_address = forms.CharField(label=_lazy("Office address"), max_length=300, required=False)
    assistant = forms.CharField(
        label=_lazy("Assistant"),
        max_length=300,
        required=False,
        help_text=_lazy("Who answers: the name, and how to reach them."),
    )
    field_order = (*OFFICE, "why")

    def clean_office_phone(self) -> str:
        """Return the number as typed; it must be one that can be dialled."""
        return dialled(self.cleaned_data["office_phone"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not any(data.get(name) for name in OFFICE):
            raise ValidationError(_("Fill in at least one field, or erase what is kept."))
        return data

    def held(self) -> dict[str, str]:
        """Return what is to be kept."""
        return {name: self.cleaned_data[name] for name in OFFICE}


def dialled(typed: str) -> str:
    """Return a telephone number without idle blanks. Raises ValidationError for what cannot be dialled."""
    number = " ".join(typed.split())
    if number and not re.fullmatch(r"\+?[0-9 ()./-]{5,40}", number):
        raise ValidationError(_("Give the number with digits, such as +84 24 3825 3536."))
    return number


def facts(held: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return what is kept as read, in the order of the form."""
    fields = _fields()
    found = []
    for name in (*FIELDS, *OFFICE):
        if said := held.get(name, ""):
            wide = name in ("address", "remark", "office_address")
            found.append({"label": str(fields[name].label), "value": _shown(name, said), "wide": wide})
    return found


def named(fields: str) -> str:
    """Return the names of stored fields as read."""
    known = _fields()
    return ", ".join(str(known[name].label) for name in fields.split(", ") if name in known)


def _fields() -> dict[str, forms.Field]:
    return {**ContactForm().fields, **PersonalForm().fields}


def _shown(name: str, said: str) -> str:
    if name == "passport_kind":
        return str(KINDS.get(said, said))
    if name == "passport_country":
        return str(of_city().country(said))
    return values.when(said) if name in ("passport_issued", "passport_expires", "born") else said
