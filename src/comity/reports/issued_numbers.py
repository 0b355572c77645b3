"""The numbers and days of an issued report for cells of a workbook: as numbers that can be summed, money a row for each currency."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from comity.gate import values
from comity.reports import returned_rows
from comity.reports.snapshot import Content

Rows = Iterable[Sequence[object]]
SILENT = "–"  # what stands for a number that none of its records states
DAYS = ("%Y-%m-%d", "%d %B %Y", "%d/%m/%Y")  # as days are stored, and as they are read in each language


def figure_heads() -> list[str]:
    """Return the heads of the sheet of figures."""
    return [
        _("Indicator"), _("On record"), _("Records"), _("Reported"), _("Gap"), _("Before"), _("Plan"), _("A year before"),
        _("Since the year began"), _("Currency"), _("Remark"), _("Version"), _("How it is counted"),
    ]  # fmt: skip


def figures(content: Content, language: str) -> Rows:
    """Yield a row for each figure; for money one for each currency."""
    for one in content["figures"]:
        recorded = one["recorded"] or {}
        told = [*one["reported"], *one["planned"]]
        sides = [recorded.get(name) for name in ("certain", "before", "year_ago", "to_date")]
        codes = {code for side in sides if side for code, _amount_ in side["amounts"]} | {
            beside["currency"] for beside in told
        }
        silent = bool(recorded) and recorded["shown"]["en"] == SILENT
        for code in sorted(codes - {""}) or [""]:
            certain, before, year_ago, to_date = (_side(side, code) for side in sides)
            reported = next(
                (beside for beside in one["reported"] if beside["currency"] == code and not beside["doubtful"]), None
            )
            plan = next((beside for beside in one["planned"] if beside["currency"] == code), None)
            yield [
                one["title"][language], "" if silent else certain, recorded["certain"]["records"] if recorded else "",
                _value(reported, "value"), _value(reported, "gap"), before, _value(plan, "value"), year_ago, to_date, code,
                "; ".join(f"{beside['shown'][language]}: {beside['gap_words'][language]}" for beside in one["reported"]),
                one["version"], one["counted"][language],
            ]  # fmt: skip


def _side(side: Content | None, code: str) -> object:
    """Return what a number comes to in a currency, or at all where it is no money; nothing where no record states it."""
    if side is None or side["shown"]["en"] == SILENT:
        return ""
    if code:
        return Decimal(dict(side["amounts"]).get(code, "0"))
    return Decimal(side["value"])


def _value(beside: Content | None, name: str) -> object:
    return Decimal(beside[name]) if beside and beside[name] is not None else ""


def return_heads() -> list[str]:
    """Return the heads of the sheet of what agencies returned."""
    return [
        _("Indicator"), _("On record"), _("Returned"), _("Units"), _("On their records"), _("Gap"), _("Currency"), _("Remark"),
    ]  # fmt: skip


def returns(content: Content, language: str) -> Rows:
    """Yield a row for each figure that agencies returned."""
    for one in content["returns"]:
        on_record, stated, recorded, gap = (
            amount(one[name]["en"]) for name in ("on_record", "stated", "recorded", "gap")
        )
        remark = "; ".join(returned_rows.remarks(one, language))
        yield [
            _title(content, one, language),
            on_record,
            stated,
            one["units"] or "",
            recorded,
            gap,
            one["currency"],
            remark,
        ]


def unit_heads() -> list[str]:
    """Return the heads of the sheet of units that differ from their records."""
    return [_("Indicator"), _("Unit"), _("Returned"), _("On their records"), _("Gap"), _("Currency"), _("Reason")]


def units(content: Content, language: str) -> Rows:
    """Yield a row for each unit and figure in which it differs from its records."""
    for one in content["returns"]:
        for gap in one["gaps"]:
            stated, _slash, recorded = gap["shown"]["en"].partition(" / ")
            said = [amount(stated), amount(recorded), amount(gap["gap"]["en"])]
            yield [
                _title(content, one, language),
                gap["title"][language],
                *said,
                one["currency"],
                returned_rows.reason(gap, language),
            ]


def _title(content: Content, row: Content, language: str) -> str:
    found = (figure["title"][language] for figure in content["figures"] if figure["code"] == row["code"])
    return str(next(found, row["code"]))


def amount(said: str) -> object:
    """Return the number that English words of ours say, `+1,234 USD`; the words where they say none."""
    plain = said.partition(" ")[0].replace(",", "").replace("−", "-")
    try:
        return Decimal(plain)
    except InvalidOperation:
        return "" if said == SILENT else said


def day(said: Any) -> Any:
    """Return a whole day as a day, however it was written; what is less than that as read, all else as it is."""
    if not isinstance(said, str):
        return said
    for written in DAYS:
        try:
            return datetime.strptime(said, written).date()  # noqa: DTZ007  a day of the calendar, nowhere in particular
        except ValueError:
            continue
    return values.when(said)


def moment(at: datetime) -> datetime | date:
    """Return a moment by the city's clock, as cells hold it."""
    return timezone.localtime(at).replace(tzinfo=None, microsecond=0)
