"""What is asked of a document to or from the e-office: the forms, and what a document can be in a file."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from comity.core.attached import Attachment
from comity.domain.standing import ANSWERS
from comity.gate import case_limits, case_words, texts
from comity.gate.cases import File


class OutForm(forms.Form):
    """What the package says of the document."""

    number = texts.LineInput(label=gettext_lazy("Number of the paper"), max_length=120)
    dated = forms.DateField(
        label=gettext_lazy("Date of the paper"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    subject = texts.LineInput(label=gettext_lazy("What it is about"), max_length=500)
    kind = texts.LineInput(label=gettext_lazy("Kind of paper"), max_length=120, required=False)
    signer = texts.LineInput(label=gettext_lazy("Signed by"), max_length=120, required=False)
    sender = forms.ChoiceField(label=pgettext_lazy("sender of a document", "From"))
    sender_code = texts.LineInput(
        label=gettext_lazy("Code of the sender"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("as the e-office has it"),
    )
    to = forms.MultipleChoiceField(
        label=pgettext_lazy("recipients of a document", "To"), widget=forms.CheckboxSelectMultiple
    )
    enclosed = forms.MultipleChoiceField(
        label=gettext_lazy("Files to enclose"), widget=forms.CheckboxSelectMultiple, required=False
    )

    codeless = forms.BooleanField(
        label=gettext_lazy("Make the package although a code is missing"),
        help_text=gettext_lazy("The e-office may not find the agency then: give the code there."),
        required=False,
    )

    def __init__(self, file: File, attached: list[Attachment], *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.file = file
        parties = [(key, _named(file, key)) for key in _parties(file)]
        self.codes = {key: f"code-{key}" for key, _said in parties}
        for key, name in self.codes.items():
            self.fields[name] = texts.LineInput(
                label=_("Code: %(agency)s") % {"agency": file.procedures.party(key)}, max_length=60, required=False
            )
            party = file.procedures.parties.get(key)
            self.fields[name].initial = party.organ if party else ""
        self.order_fields([one for one in self.fields if one not in ("enclosed", "codeless")])
        self.set("sender", [("", more["initial"]["office"]), *parties])
        self.set("to", parties)
        self.set("enclosed", [(str(one.pk), one.name) for one in attached])
        if not attached:
            self.fields["enclosed"].help_text = _("No file is attached to the record yet.")
        self.fields["sender"].required = False

    def clean(self) -> dict[str, Any]:
        """Say which codes are missing, unless the package is wanted without them: an agency without one is not reached."""
        said = super().clean() or {}
        wanted = [("sender_code", said.get("sender", "")), *((self.codes[key], key) for key in said.get("to", ()))]
        lacking = [name for name, key in wanted if not self.code_of(key, said.get(name, ""))]
        for name in () if said.get("codeless") else lacking:
            self.add_error(name, _("The code is missing. Give it, or say below that the package is made without."))
        return said

    def code_of(self, key: str, typed: str = "") -> str:
        """Return under which code the exchange knows a party: as it was typed, or else as the pack says."""
        party = self.file.procedures.parties.get(key)
        return typed or (party.organ if party else "")

    def set(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Offer these choices."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class InForm(forms.Form):
    """A package that came, and what in the file it is."""

    file = forms.FileField(label=gettext_lazy("Package of the e-office"))
    of = forms.ChoiceField(label=gettext_lazy("What it is in this file"))
    answer = forms.ChoiceField(label=gettext_lazy("Opinion"), required=False)
    reason = texts.LinesInput(
        label=gettext_lazy("Remark"),
        help_text=gettext_lazy("Needed for an opinion with changes, a disagreement and a refusal."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, file: File, *given: Any) -> None:
        super().__init__(*given)
        self.fields["of"].choices = _places(file)  # type: ignore[attr-defined]
        self.fields["answer"].choices = [("", "—"), *((one, case_words.answer(one)) for one in ANSWERS)]  # type: ignore[attr-defined]


def _parties(file: File) -> list[str]:
    """Return who takes part in the procedure, in its order."""
    said = file.version.said
    asked = [ask.whom for step in said.steps for ask in step.asks]
    found = [said.submits, *(step.by for step in said.steps), *asked, *(level.by for level in said.levels)]
    return list(dict.fromkeys(found))


def _named(file: File, key: str) -> str:
    party = file.procedures.parties.get(key)
    return f"{party} ({party.organ})" if party and party.organ else file.procedures.party(key)


def _places(file: File) -> list[tuple[str, str]]:
    """Return what a document can be in the file now: a paper that is missing, an open step, an answer or a report that is due."""
    said = file.version.said
    there = {row.of for row in file.rows if row.what == "paper"}
    missing = [] if file.standing.state == "granted" else [one for one in said.papers if one.id not in there]
    found = [(f"paper:{one.id}", _("Dossier: %(what)s") % {"what": one}) for one in missing]
    for step in file.standing.steps:
        if step.status != "open":
            continue
        if step.asks:
            asks = [one for one in step.asks if one.status == "open"]
            found += [
                (f"opinion:{one.id}", _("Opinion: %(what)s") % {"what": file.procedures.party(one.whom)})
                for one in asks
            ]
        else:
            found += _ends(file, step.id)
    owed = [one for one in file.standing.duties if one.status == "owed"]
    titles = {one.id: case_limits.title(file.version, "duties", one.id) for one in owed}
    return found + [(f"reported:{key}", _("Report: %(what)s") % {"what": title}) for key, title in titles.items()]


def _ends(file: File, of: str) -> list[tuple[str, str]]:
    """Return how a document can end an open step: one that decides or consents is granted or refused by it."""
    title = {"what": case_limits.title(file.version, "steps", of)}
    if not file.version.rules.ruled(of):
        return [(f"done:{of}", _("Step done: %(what)s") % title)]
    step = next(one for one in file.version.rules.steps if one.id == of)
    return [(f"{what}:{of}", case_words.ended(step, what) % title) for what in ("done", "refused")]
