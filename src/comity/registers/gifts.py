"""The stock of gifts, and every gift bought, given or received."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from comity.core.fields import PartialDateField, TermField, TermsField
from comity.core.pack import of_city
from comity.core.records import Record
from comity.registers.declare import GUARD, Computed, Group, Register, Related


class Gift(Record):
    """A kind of gift that the office keeps, for whom it is fit and what one is worth."""

    made_by = models.CharField(_("made by"), max_length=300, blank=True, default="")
    about_en = models.TextField(_("its story (English)"), blank=True, default="")
    about_vi = models.TextField(_("its story (Vietnamese)"), blank=True, default="")
    fit_for = TermsField(_("fit for"), vocabulary="level")
    value = models.DecimalField(_("value of one"), max_digits=20, decimal_places=2, null=True, blank=True)
    currency = TermField(_("currency"), vocabulary="currency", blank=True)

    class Meta(Record.Meta):
        verbose_name = _("gift")
        verbose_name_plural = _("gifts")


def in_stock(gift: Gift, today: date) -> str:
    """Return how many are in stock, counted from what came and went."""
    signs = {code: term.rank for code, term in of_city().vocabulary("gift_move").items()}
    return str(sum(signs.get(move.direction, 0) * move.quantity for move in gift.moves.all()))


GIFTS = Register(
    key="gifts",
    model=Gift,
    icon="gift",
    columns=("title", "stock", "value", "currency", "fit_for", "unit"),
    groups=(
        Group(_("What"), ("title_vi", "title_en", "made_by", "about_vi", "about_en")),
        Group(_("Worth"), ("fit_for", "value", "currency")),
        Group(_("Keeping"), tuple(GUARD)),
    ),
    filters=("fit_for", "unit"),
    search=("made_by", "about_en", "about_vi"),
    prefetch=("moves",),
    computed=(Computed("stock", _("in stock"), in_stock, {}),),
    related=(Related("gift_moves", "gift"), Related("programme_items", "gift", _("Planned for"))),
    in_passing=True,
)


class GiftMove(Record):
    """Gifts that came or went on a day: from whom or to whom, on what occasion, worth how much."""

    direction = TermField(_("came or went"), vocabulary="gift_move")
    gift = models.ForeignKey(
        "comity.Gift", models.PROTECT, null=True, blank=True, related_name="moves", verbose_name=_("gift in stock")
    )
    quantity = models.PositiveIntegerField(_("how many"), default=1)
    on = PartialDateField(_("day"))
    partner = models.ForeignKey(
        "comity.Partner", models.PROTECT, null=True, blank=True, related_name="gifts", verbose_name=_("partner")
    )
    person = models.ForeignKey(
        "comity.Person", models.PROTECT, null=True, blank=True, related_name="gifts", verbose_name=_("person")
    )
    activity = models.ForeignKey(
        "comity.Activity", models.PROTECT, null=True, blank=True, related_name="gifts", verbose_name=_("occasion")
    )
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=2, null=True, blank=True)
    currency = TermField(_("currency"), vocabulary="currency", blank=True)
    kept_at = models.CharField(_("where it is kept"), max_length=300, blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = _("gift given or received")
        verbose_name_plural = _("gifts given and received")


def entitle_move(move: GiftMove) -> tuple[str, str]:
    """What came or went is called as typed, or else after the gift in stock."""
    gift = move.gift if move.gift_id else None
    return move.title_en or (gift.title_en if gift else ""), move.title_vi or (gift.title_vi if gift else "")


def not_there(data: Mapping[str, Any], move: Any, was: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the reason why more of a gift would have gone than came: of the one that is named, and of the one that was."""
    gift, before = data.get("gift"), _change(was)
    if gift is not None and data.get("quantity"):
        yield from _short(gift, move, before if was.get("gift") == gift.pk else 0, _change(data))
    if was.get("gift") and (gift is None or gift.pk != was["gift"]):
        for former in Gift.objects.filter(pk=was["gift"]):
            yield from _short(former, move, before, 0)


def _short(gift: Any, move: Any, before: int, change: int) -> Iterator[tuple[str, str]]:
    others = sum(_change(vars(one)) for one in gift.moves.all() if one.pk != move.pk)
    if others + change >= min(others + before, 0):  # what is short already may be told better
        return
    if change < 0:
        said = _("Only %(held)s in stock. Put down first what came, or correct the number.")
        yield "quantity", said % {"held": max(others, 0)}
    else:
        said = _("%(gone)s of these have gone already. Correct what went first.")
        yield "quantity" if change else "gift", said % {"gone": -others}


def _change(move: Mapping[str, Any]) -> int:
    return _sign(move.get("direction", "")) * (move.get("quantity") or 0)


def _sign(direction: str) -> int:
    term = of_city().vocabulary("gift_move").get(direction)
    return (term.rank or 0) if term else 0


GIFT_MOVES = Register(
    key="gift_moves",
    model=GiftMove,
    icon="arrows-exchange",
    columns=("on", "title", "direction", "quantity", "partner", "person", "value", "currency"),
    groups=(
        Group(_("What"), ("direction", "gift", "title_vi", "title_en", "quantity", "value", "currency")),
        Group(_("When and with whom"), ("on", "activity", "partner", "person", "kept_at")),
        Group(_("Keeping"), tuple(GUARD)),
    ),
    filters=("direction", "on", "partner", "person", "gift", "unit"),
    linked_filters=("currency",),
    search=("kept_at",),
    starts="on",
    order="-on",
    entitle=entitle_move,
    refuses=not_there,
    refusing=("gift__moves",),
    one_by_one="gift",
    alike=(),
)
