"""Agencies' returns: asked for, prefilled from the unit's own records, sent, accepted, and summed beside what is on record."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.core import identity
from comity.core.issued import ReportStep
from comity.core.people import Writes
from comity.core.returns import Answer, Return, ReturnRequest
from comity.core.write import Refusals
from comity.domain import period as periods
from comity.domain.period import Period
from comity.domain.returning import STEPS, Stated
from comity.domain.span import Span
from comity.gate import values
from comity.gate.access import NotAllowed
from comity.reports import indicators, return_news
from comity.reports.snapshot import plain

ASKS = ("head", "administrator")
Rows = QuerySet[Return]


class AskedAlready(Exception):
    """Units were asked for the same report over the same period before; `args[0]` are their returns."""

    @property
    def returns(self) -> list[Return]:
        """The returns that are there."""
        return list(self.args[0])

    def __str__(self) -> str:
        return _("Asked already: %(units)s.") % {"units": ", ".join(map(unit_of, self.returns))}


def too_late(due: date) -> str:
    """Say that a return cannot be due on a day that is past; empty for one that is not."""
    return _("This day is past.") if due < values.today() else ""


def may_ask() -> bool:
    """Say whether the one who acts asks for returns and decides on them."""
    who = identity.current()
    return who.writes == Writes.ALL and who.role in ASKS


def ask(asked: Period, form: str, *, units: Iterable[int], due: date, note: str) -> ReturnRequest:
    """Ask units for their returns. Raises NotAllowed, KeyError, AskedAlready."""
    if not may_ask():
        raise NotAllowed(_("Returns are asked for by a head."))
    who, days, units = identity.current(), Span(asked, indicators.of_city().form(form).begins).days, list(units)
    there = Return.objects.filter(request__form=form, request__starts=days.first, request__ends=days.last)
    if twice := list(there.filter(unit_id__in=units).prefetch_related("unit").order_by("id")):
        raise AskedAlready(twice)
    with transaction.atomic(), Refusals():
        request = ReturnRequest.objects.create(
            city_id=who.city, form=form, period=str(asked), starts=days.first, ends=days.last, due=due, note=note,
            asked_by_id=who.officer,
        )  # fmt: skip
        for unit in units:  # one by one: a bulk insert would not be written down step by step
            Return.objects.create(city_id=who.city, request=request, unit_id=unit)
    return request


def keep(one: Return, figures: Iterable[Stated], *, note: str, send: bool, seen: int) -> None:
    """Store what a unit states, and send it. Raises NotAllowed."""
    require("send" if send else "save", one)
    if one.version != seen:
        raise NotAllowed(_("Somebody else has written here in between. Copy your text, then reload."))
    one.figures = [_kept(said) for said in figures]
    one.note = note
    one.version += 1
    if send:
        one.state = Answer.SENT
    with transaction.atomic(), Refusals():
        one.save(update_fields=["figures", "note", "state", "version"])
        if send:
            return_news.taken_as_read(one)


def _kept(said: Stated) -> dict[str, Any]:
    """Return a figure as it is stored."""
    kept = {
        "code": said.code,
        "recorded": plain(said.recorded),
        "stated": None if said.stated is None else plain(said.stated),
        "reason": said.reason,
    }
    return kept | ({"currency": said.currency} if said.currency else {}) | ({"sure": True} if said.sure else {})


def decide(one: Return, *, accept: bool, reason: str) -> None:
    """Accept a return, or send it back with a reason. Raises NotAllowed."""
    require("accept" if accept else "back", one)
    if not accept and not reason:
        raise NotAllowed(_("Say why it is sent back."))
    one.state = Answer.ACCEPTED if accept else Answer.BACK
    with transaction.atomic(), identity.because(reason), Refusals():
        one.save(update_fields=["state"])
        return_news.taken_as_read(one)


def why_not(step: str, one: Return) -> str:
    """Return why the one who acts may not take a step, empty if they may."""
    who = identity.current()
    if step not in STEPS[one.state]:
        return _("The return is not at this step.")
    if step in ("accept", "back"):
        if not may_ask():
            return _("Returns are accepted or sent back by a head.")
        own = step == "accept" and who.officer and _sent_by(one) == who.officer
        return _("You sent this return yourself; somebody else has to accept it.") if own else ""
    own = who.writes == Writes.ALL or (who.writes == Writes.OWN and one.unit_id in who.below)
    return "" if own else _("This return is another unit's.")


def _sent_by(one: Return) -> int | None:
    """Return the officer who sent a return last."""
    sent = ReportStep.objects.filter(subject=one.pk, state=Answer.SENT).order_by("-id")
    return sent.values_list("officer_id", flat=True).first()


def require(step: str, one: Return) -> None:
    """Raise NotAllowed with the reason unless the one who acts may take the step."""
    if no := why_not(step, one):
        raise NotAllowed(no)


def stated_of(one: Return) -> list[Stated]:
    """Return the figures of a return."""
    return [
        Stated(
            said["code"],
            Decimal(said["recorded"]),
            None if said["stated"] is None else Decimal(said["stated"]),
            said["reason"],
            said.get("currency", ""),
            bool(said.get("sure")),
        )
        for said in one.figures
    ]


def shown(value: Decimal, currency: str = "") -> str:
    """Return a number as read, money with its currency."""
    return f"{values.number(value)} {currency}".strip()


def signed(value: Decimal, currency: str = "") -> str:
    """Return a difference as read: `+3`, `−1`, `0`, `+5 USD`."""
    return f"+{shown(value, currency)}" if value > 0 else shown(value, currency).replace("-", "−")


def unit_of(one: Return) -> str:
    """Return what the return's unit is called; empty where the reader may not see it."""
    try:
        return one.unit.title
    except ObjectDoesNotExist:
        return ""


class Asked(Protocol):
    """Something that is asked for: a report over a period."""

    form: str
    period: str


def label(asked: Asked) -> str:
    """Return what is asked for: the report and its period."""
    form = indicators.of_city().reports.get(asked.form)
    title = str(form.title) if form else _("Every figure")
    return f"{title}, {periods.parse(asked.period).label(get_language() or 'en')}"
