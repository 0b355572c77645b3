"""The money of a project: as it was promised and in the city's currency, with the rate and how much is paid out."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from comity.core.pack import of_city
from comity.domain.exchanged import Amount, Total, share, total
from comity.gate import values
from comity.registers.projects import Project

Told = dict[str, str]


def told(project: Project) -> list[Told]:
    """Return committed, approved and paid out, whichever are on record; its payments are read already."""
    home = of_city().head.currency
    lines = [
        _line(_("Committed or registered"), total(amounts, home), home)
        for amounts in [_amount(project, project.committed)]
        if amounts
    ]
    approved = _amount(project, project.approved)
    if approved:
        lines.append(_line(_("Approved"), total(approved, home), home))
    paid = total(_paid(project), home)
    if paid.by_currency:
        line = _line(_("Paid out"), paid, home)
        percent = share(paid, approved[0] if approved else None)
        if percent is not None:
            line["how"] = _("%(percent)s%% of what was approved") % {"percent": values.number(percent)}
        lines.append(line)
    return lines


def rate(project: Project) -> str:
    """Return the rate on record with its day, as a sentence would say it; `` where there is none or none is needed."""
    home = of_city().head.currency
    if project.rate is None or project.currency in ("", home):
        return ""
    said = _("1 %(currency)s = %(rate)s %(home)s") % {
        "currency": project.currency,
        "rate": values.number(project.rate),
        "home": home,
    }
    return ", ".join(part for part in (said, values.when(project.rate_on)) if part)


def _amount(project: Project, value: Decimal | None) -> list[Amount]:
    return [Amount(Decimal(value), project.currency, project.rate)] if value is not None else []


def _paid(project: Project) -> list[Amount]:
    """Return the payments; one without a rate of its own is told at that of the project, if it is in its currency."""
    return [
        Amount(one.amount, one.currency, one.rate or (project.rate if one.currency == project.currency else None))
        for one in project.payments.all()
    ]


def _line(label: str, sum_of: Total, home: str) -> Told:
    own = "; ".join(f"{values.number(value)} {code}".strip() for code, value in sorted(sum_of.by_currency.items()))
    foreign: Any = set(sum_of.by_currency) - {home}
    at_home = f"{values.number(_whole(sum_of.at_home))} {home}" if foreign and sum_of.at_home is not None else ""
    return {"label": label, "own": own, "home": at_home, "how": ""}


def _whole(amount: Decimal) -> Decimal:
    """Return large sums without the hundredths that a rate makes."""
    return amount.quantize(Decimal(1)) if amount >= 1000 else amount
