"""What the story of a partner is made of: which records, by which of their dates, with what beside them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, BooleanField, CharField, DecimalField, F, Q, QuerySet, Value
from django.db.models.functions import Cast

from comity.core.pack import of_city
from comity.gate import values
from comity.registers import BY_KEY
from comity.registers.agreement_actions import is_moving, moved

MONEY = DecimalField(max_digits=20, decimal_places=2)
NAMES = (
    "row_at", "row_id", "row_step", "row_register", "row_en", "row_vi", "row_code", "row_link", "row_amount",
    "row_currency", "row_sample",
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """Records of one register by one of their dates: of which kind of the story, found how, with what beside them."""

    kind: str
    register: str
    step: str
    on: str
    path: str  # the way from the record to the partner
    code: str = ""
    vocabulary: str = ""
    link: str = ""
    amount: str = ""
    only: Callable[[], Q] = Q

    def rows(self, partner: Any) -> "QuerySet[Any]":
        """Return the records, the columns not yet alike."""
        model = BY_KEY[self.register].model
        found: QuerySet[Any] = model._default_manager.filter(self.only(), **{self.path: partner}).order_by()
        return found

    def alike(self, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        """Return the columns that all parts have."""
        link = F(self.link) if self.link else Value(None)
        found: QuerySet[Any] = rows.annotate(
            row_at=Cast(F(self.on), CharField(db_collation="C")),
            row_id=F("id"),
            row_step=Value(self.step, output_field=CharField()),
            row_register=Value(self.register, output_field=CharField()),
            row_en=F("title_en"),
            row_vi=F("title_vi"),
            row_code=Cast(F(self.code) if self.code else Value(""), CharField()),
            row_link=Cast(link, BigIntegerField()),
            row_amount=Cast(F(self.amount) if self.amount else Value(None), MONEY),
            row_currency=Cast(F("currency") if self.amount else Value(""), CharField()),
            row_sample=Cast(F("is_sample"), BooleanField()),
        ).values_list(*NAMES)
        return found


def _dated(name: str) -> Callable[[], Q]:
    """Return the condition that it has happened or will: a date that is not known means that it has not."""
    return lambda: ~Q(**{name: ""})


def of_marks(*marks: str) -> list[str]:
    """Return the kinds of activities that the pack marks so."""
    kinds = of_city().vocabulary("activity_kind")
    return [code for code, kind in kinds.items() if kind.mark in marks]


VISITS, LETTERS = ("visit-in", "visit-out"), ("letter",)


def told_as(kind: str) -> str:
    """Return the kind of the story to which activities of a kind belong."""
    return "visits" if kind in of_marks(*VISITS) else "letters" if kind in of_marks(*LETTERS) else "events"


def _activity(kind: str, only: Callable[[], Q]) -> Part:
    return Part(kind, "activities", "activity", "starts", "partners", "kind", "activity_kind", "series_id", "", only)


ACTIVITIES = (
    _activity("visits", lambda: Q(kind__in=of_marks(*VISITS))),
    _activity("letters", lambda: Q(kind__in=of_marks(*LETTERS))),
    _activity("events", lambda: ~Q(kind__in=of_marks(*VISITS, *LETTERS))),
)
ALL_ACTIVITIES = _activity("", Q)
OTHERS = (
    Part("agreements", "ties", "tie", "since", "partner", "stage", "tie_stage"),
    Part("agreements", "ties", "tie_ends", "ended", "partner", "stage", "tie_stage", only=_dated("ended")),
    Part("agreements", "agreements", "signed", "signed", "partners", "instrument", "instrument"),
    Part("agreements", "agreements", "ends", "expires", "partners", "instrument", "instrument",
         only=lambda: ~Q(expires="") & ~Q(moved(values.today()))),
    Part("agreements", "agreement_actions", "ends", "until", "agreement__partners", "agreement__instrument", "instrument",
         only=lambda: is_moving(values.today())),
    Part("agreements", "agreement_actions", "action", "on", "agreement__partners", "kind", "agreement_action"),
    Part("letters", "applications", "received", "received", "partner", "kind", "application_kind"),
    Part("letters", "applications", "answered", "answered_on", "partner", "result", "application_result",
         only=_dated("answered_on")),
    Part("events", "series", "series", "first_held", "partners", "kind", "activity_kind"),
    Part("events", "outcomes", "outcome", "on", "partner", "kind", "outcome_kind", "activity_id", "amount"),
    Part("projects", "projects", "approved", "approved_on", "partners", amount="approved",
         only=lambda: ~Q(approved_on="") | Q(starts="", finished="")),
    Part("projects", "projects", "begun", "starts", "partners", only=_dated("starts")),
    Part("projects", "projects", "finished", "finished", "partners", only=_dated("finished")),
    Part("projects", "payments", "paid", "on", "project__partners", link="project_id", amount="amount"),
    Part("projects", "milestones", "reached", "done_on", "project__partners", link="project_id", only=_dated("done_on")),
    Part("projects", "milestones", "due", "due", "project__partners", link="project_id", only=lambda: Q(done_on="")),
    Part("people", "appointments", "post", "starts", "at_partner", link="person_id", only=_dated("starts")),
    Part("people", "appointments", "stated", "stated_on", "at_partner", link="person_id", only=lambda: Q(starts="")),
    Part("people", "appointments", "left", "ends", "at_partner", link="person_id", only=_dated("ends")),
    Part("gifts", "gift_moves", "gift", "on", "partner", "direction", "gift_move", amount="value"),
    Part("commitments", "commitments", "kept", "done_on", "partner", only=lambda: Q(state="kept")),
    Part("commitments", "commitments", "kept", "done_on", "agreement__partners",
         only=lambda: Q(state="kept", partner=None)),
    Part("commitments", "commitments", "kept", "done_on", "activity__partners",
         only=lambda: Q(state="kept", partner=None, agreement=None)),
    Part("honours", "commendations", "honour", "on", "to_partner", "kind", "commendation_kind"),
)  # fmt: skip
VOCABULARIES = {(one.register, one.step): one.vocabulary for one in (ALL_ACTIVITIES, *OTHERS)}


def parts(kind: str) -> Iterator[Part]:
    """Yield the parts of one kind of the story, or of all of it."""
    yield from (one for one in ACTIVITIES if one.kind == kind)
    if not kind:
        yield ALL_ACTIVITIES
    yield from (one for one in OTHERS if kind in ("", one.kind))
