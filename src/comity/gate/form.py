"""A register's form: the one validation that web, API, import and data sets pass. It never saves."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from copy import copy
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.core import identity
from comity.core.locks import moving, one_at_a_time
from comity.core.people import RESTRICTED
from comity.core.records import Record, trees_of
from comity.core.write import Within
from comity.domain import partial_date
from comity.domain.numbers import record_ids
from comity.gate import inputs, named_after
from comity.gate.fields import field_of
from comity.gate.held import filled, form_columns, hidden_links, link_ids
from comity.gate.known import Known
from comity.registers import Register

ORDERED = (
    ("starts", "ends"),
    ("valid_from", "valid_to"),
    ("signed", "expires"),
    ("effective", "expires"),
    ("on", "until"),
    ("since", "ended"),
    ("arrives", "leaves"),
)
HOURS = ("begins", "until_time")
EVENING, MORNING = "18:00", "12:00"  # a dinner or a night train goes on past midnight
TOGETHER = (("cost", "cost_currency"), ("amount", "currency"), ("latitude", "longitude"), ("longitude", "latitude"))
CURRENCIES = {given: needed for given, needed in TOGETHER if needed.endswith("currency")}
UNTITLED = gettext_lazy("Give a title in at least one language.")
WITHIN = gettext_lazy("A record cannot lie within itself, nor under one that lies within it.")
SAME_KEY = gettext_lazy("Another record with the same key was saved just now. Check the reference and try again.")


class RecordForm(forms.ModelForm):  # type: ignore[type-arg]
    """The gate: every field, then what holds between fields."""

    register: Register
    instance: Record

    def __init__(self, *args: Any, known: Known | None = None, **kwargs: Any) -> None:
        """With `known`, one of many: linked records come from it, and what is unique is left to who stores them all."""
        self.known = known
        if known is not None:
            self.base_fields = known.fields(type(self))  # type: ignore[misc]  # ours in place of the class's
        super().__init__(*args, **kwargs)
        if known is None and self.register.untitled:
            self.fields["title_en"].help_text = _("Left empty, it is called after its kind and its partners.")
        self.hidden: list[str] = []
        if self.instance._state.adding:
            self.instance.city_id = identity.current().city
        else:
            self.hidden = hidden_links(self.register, self.instance, known)
            for name in self.hidden:
                self.fields[name] = copy(self.fields[name])  # the field itself may be shared by many forms
                self.initial[name], self.fields[name].required = None, False
            for name in self.register.links:
                self.initial[name] = link_ids(self.instance, name)

    def _clean_fields(self) -> None:
        if self.known is None:
            super()._clean_fields()  # type: ignore[misc]
            return
        for name, field in self.fields.items():
            try:
                self.cleaned_data[name] = self.known.clean(type(self), name, field, self.data)
            except ValidationError as error:
                self.add_error(name, error)

    def offer(self, only: Collection[str] = ()) -> "RecordForm":
        """Fill the menus of linked records, or only of those fields, for showing the form to a person."""
        asked: dict[type[Record], dict[int, str]] = {}
        for name, field in self.fields.items():
            if isinstance(field, inputs.RecordInput) and (not only or name in only):
                bound = self[name].value()
                field.widget.choices = field.menu(record_ids(bound if isinstance(bound, list) else [bound]), asked)
        return self

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in self.hidden:
            if data.get(name) is None:  # left alone, it stays as it is
                data.pop(name, None)
        self._titled(data)
        for first, last in ORDERED:
            if partial_date.order_problem(_text(data, first), _text(data, last)):
                self.add_error(last, _("This is before %(first)s.") % {"first": self.fields[first].label})
        for given, needed in TOGETHER:
            if data.get(given) is not None and data.get(needed) in (None, "") and needed in self.fields:
                self.add_error(needed, _("Needed together with %(given)s.") % {"given": self.fields[given].label})
        self._guarded(data)
        self._acyclic(data)
        self._once(data)
        self._impossible(data)
        return data

    def _impossible(self, data: Mapping[str, Any]) -> None:
        begins, until = (_text(data, name) for name in HOURS)
        if begins and until and until < begins and not (begins >= EVENING and until <= MORNING):
            self.add_error(HOURS[1], _("This is before %(first)s.") % {"first": self.fields[HOURS[0]].label})
        # of many, others may make room for it
        if self.register.refuses and (self.known is None or self.register.refuses_alone):
            if link := self.register.one_by_one:
                named = (getattr(data.get(link), "pk", None), self.initial.get(link))
                one_at_a_time(self.register.key, {pk for pk in named if pk})
            for name, said in self.register.refuses(data, self.instance, self.initial):
                self.add_error(name, said)

    def _titled(self, data: dict[str, Any]) -> None:
        if self.register.untitled and not data.get("title_en") and not data.get("title_vi"):
            data["title_en"], data["title_vi"] = self.register.untitled(data)
        if self.register.entitle is None and not data.get("title_en") and not data.get("title_vi"):
            if "title_vi" not in self.errors and "title_en" not in self.errors:
                self.add_error("title_vi", UNTITLED)

    def _guarded(self, data: dict[str, Any]) -> None:
        who = identity.current()
        if self.register.within:
            self._within(data, who)
            return
        if data.get("sensitivity") != RESTRICTED:
            data["shown_to"] = []
        elif not data.get("shown_to"):
            self.add_error("shown_to", _("Name the units that may see a restricted record."))
        elif who.clearance < RESTRICTED and not set(data["shown_to"]) & set(who.above):
            self.add_error("shown_to", _("Include your own unit, or you would not see the record again."))
        self._named_after(data)
        unit = data.get("unit")
        if who.writes == "own" and "unit" in data and (unit is None or unit.pk not in who.below):
            self.add_error("unit", _("You keep records of your own unit: choose it as the lead unit."))

    def _named_after(self, data: Mapping[str, Any]) -> None:
        """What bears this record's name is not left open when the record is guarded more closely."""
        shown_to, before = set(data.get("shown_to") or ()), self.instance
        was = before.sensitivity == RESTRICTED and set(before.shown_to) <= shown_to
        if self.known is not None or before._state.adding or was or data.get("sensitivity") != RESTRICTED:
            return
        if bearing := named_after.bearing(before, shown_to):
            said = _("These records bear its name, and more people may see them. Restrict them first: %(titles)s.")
            self.add_error("sensitivity", said % {"titles": ", ".join(one.title for one in bearing)})

    def _within(self, data: Mapping[str, Any], who: identity.Identity) -> None:
        """A part is guarded as its whole is; who keeps the records of one unit adds parts to that unit's alone."""
        whole = data.get(self.register.within)
        if who.writes == "own" and whole is not None and whole.unit_id not in who.below:
            self.add_error(self.register.within, _("This record is led by another unit. Choose one of your own."))

    def _acyclic(self, data: Mapping[str, Any]) -> None:
        """No record lies within itself: the database looks when it is stored; here what can be told before."""
        model, mine = type(self.instance), self.instance.pk
        for name, field in self.fields.items():
            over = data.get(name)
            own = isinstance(field, inputs.RecordInput) and field.model is model and not field.several
            if mine is None or not own or over is None or over.pk == getattr(self.instance, f"{name}_id"):
                continue
            if over.pk == mine or (self.known is not None and self._is_under(name, over.pk, self.known)):
                self.add_error(name, WITHIN)
            elif self.known is None and name in trees_of(model):
                moving(model)

    def _is_under(self, link: str, over: int, known: Known) -> bool:
        passed: set[int] = set()
        while over and over not in passed and over != self.instance.pk:
            passed.add(over)
            found = known.get(type(self.instance), [over]).get(over)
            over = getattr(found, f"{link}_id") if found is not None else 0
        return bool(over == self.instance.pk)

    def clashed(self, error: IntegrityError) -> None:
        """Say why what passed the gate could not be stored: what others stored meanwhile."""
        if isinstance(error, Within):
            self.add_error(error.link if error.link in self.fields else None, WITHIN)
        else:
            self.add_error(None, SAME_KEY)

    def _once(self, data: Mapping[str, Any]) -> None:
        for name in self.register.once:
            value = data.get(name)
            same = self.register.model._default_manager.filter(**{name: value}).exclude(pk=self.instance.pk)
            if value is not None and (twin := same.first()):
                said = _("%(title)s is on record already. Change that record instead of adding another.")
                self.add_error(name, said % {"title": twin.title})

    def _get_validation_exclusions(self) -> set[str]:
        kept = {name for name in self.hidden if name not in self.cleaned_data}
        excluded: set[str] = (super()._get_validation_exclusions() | kept) - {"city"}  # type: ignore[misc]
        if self.known is not None:  # their inputs have looked them up already
            excluded |= {column.name for column in self._meta.model._meta.concrete_fields if column.many_to_one}
        return excluded

    def _post_clean(self) -> None:
        if self.register.entitle and not self.errors:
            self._copy_before_titles()
        if self.known is None:
            super()._post_clean()  # type: ignore[misc]
            return
        for column in form_columns(self.register):
            if column.name in self.cleaned_data:
                column.save_form_data(self.instance, self.cleaned_data[column.name])
        try:  # as full_clean does, but for what must be unique
            self.instance.clean_fields(exclude=self._get_validation_exclusions())
            self.instance.clean()
        except ValidationError as error:
            self._update_errors(error)  # type: ignore[attr-defined]

    def _copy_before_titles(self) -> None:
        """Generated titles come from the other fields, so these are set before the model is checked."""
        for name, value in self.cleaned_data.items():
            if name not in self.register.links:
                setattr(self.instance, name, value)
        assert self.register.entitle
        with suppress(ObjectDoesNotExist):  # called after a record out of sight: the title stays
            self.instance.title_en, self.instance.title_vi = self.register.entitle(self.instance)
        titles = (self.instance.title_en, self.instance.title_vi)
        for field, said in named_after.refused(self.register, self.cleaned_data, titles):
            self.add_error(field, said)
        if not any(titles):
            self.add_error("title_vi" if "title_vi" in self.fields else None, UNTITLED)
        for name in ("title_en", "title_vi"):
            if name in self.cleaned_data:
                self.cleaned_data[name] = getattr(self.instance, name)

    def linked(self) -> dict[str, list[int]]:
        """Return the checked links by field, as ids."""
        return {
            name: [record.pk for record in self.cleaned_data[name]]
            for name in self.register.links
            if name in self.cleaned_data
        }

    def save(self, commit: bool = True) -> Any:
        """Refuse: comity.core.write.save is the only door."""
        raise NotImplementedError("A form checks; comity.core.write.save stores.")


@cache
def form_class(register: Register) -> type[RecordForm]:
    """Return the register's form."""
    made = forms.modelform_factory(
        register.model,
        form=type(f"{register.model.__name__}Form", (RecordForm,), {"register": register}),
        fields=list(register.fields),
        formfield_callback=field_of,
    )
    for name in register.called.keys() & made.base_fields.keys():
        made.base_fields[name].label = capfirst(register.called[name])
    return made  # type: ignore[return-value]


def currencies(register: Register) -> dict[str, str]:
    """Return the field of the currency by the field of the amount that it goes with."""
    known = {one.name for one in register.model._meta.local_fields if getattr(one, "vocabulary", "") == "currency"}
    return {amount: needed for amount, needed in TOGETHER if needed in known and amount in register.fields}


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""


class Wrong(ValueError):
    """The values do not pass the gate; `errors` has the messages by field, `` for the whole record."""

    def __init__(self, errors: Mapping[str, list[str]]) -> None:
        super().__init__("; ".join(f"{name}: {' '.join(said)}" for name, said in errors.items()))
        self.errors = dict(errors)


def check(
    register: Register, values: Mapping[str, Any], *, instance: Record | None = None, known: Known | None = None
) -> RecordForm:
    """Return the valid form for the values, missing ones as they are stored or by default. Raises Wrong.

    Values are what JSON and spreadsheets give: text, numbers, truth values and lists of these. With `known` the form is one
    of many that are stored together: what must be unique is then checked by the database, when they are.
    """
    unknown = sorted(set(values) - set(register.fields))
    if unknown:
        raise Wrong({name: [_("There is no such field.")] for name in unknown})
    form = form_class(register)(data=filled(register, values, instance, known), instance=instance, known=known)
    if not form.is_valid():
        raise Wrong(
            {"" if name == "__all__" else name: [str(one) for one in said] for name, said in form.errors.items()}
        )
    return form
