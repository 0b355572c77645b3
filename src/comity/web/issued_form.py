"""The form on which a report is issued."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.core.issued import Basis
from comity.core.people import INTERNAL, SENSITIVITIES
from comity.domain.period import NotAPeriod
from comity.gate import texts
from comity.reports import chooser, indicators


class IssueForm(forms.Form):
    """What is counted, for whom to see, and why it replaces another."""

    period = texts.LineInput(label=gettext_lazy("period"), max_length=40)
    report = forms.ChoiceField(label=gettext_lazy("report"))
    basis = forms.ChoiceField(
        label=gettext_lazy("counted is"),
        choices=Basis.choices,
        initial=Basis.OFFICE,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("A report of what you see yourself is shown to your own unit alone."),
    )
    sensitivity = forms.TypedChoiceField(
        label=gettext_lazy("who may see it"), choices=SENSITIVITIES[:2], coerce=int, initial=INTERNAL
    )
    why = texts.LineInput(label=gettext_lazy("why it replaces the other"), max_length=texts.REASON)

    def __init__(self, *args: Any, replaces: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(str(field.label))
        declared = indicators.of_city().reports
        self.fields["report"].choices = [  # type: ignore[attr-defined]
            *((key, str(form.title)) for key, form in declared.items()),
            (chooser.EVERYTHING, _("Every figure")),
        ]
        if not replaces:
            del self.fields["why"]
            return
        for name in ("period", "report", "basis"):  # whoever replaces a report says the same anew, not something else
            self.fields[name].disabled = True

    def clean_period(self) -> Any:
        """Return the period that was asked for."""
        try:
            return chooser.period(indicators.of_city(), self.cleaned_data["period"])
        except NotAPeriod as error:
            raise ValidationError(chooser.why_not(error)) from error
