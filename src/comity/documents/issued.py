"""An issued report as Word, PDF or a workbook: what was counted then, never counted again; its links open what was kept."""

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.core import files
from comity.core.issued import Basis, Issued, State
from comity.documents import charts, printed, reports, store
from comity.documents.content import EMPTY, NOTHING, Asked, above
from comity.documents.filling import NotFilled
from comity.documents.making import NotMade, unfilled, unset
from comity.documents.wording import place_date, signed
from comity.gate import values
from comity.reports import indicators, issued_book, issuing, words
from comity.reports.press import NotPrinted
from comity.reports.snapshot import Content


def made(one: Issued, kind: str, asked: Asked) -> bytes:
    """Return a report as it was issued as docx, pdf or xlsx. Raises NotMade."""
    content = issuing.content_of(one)
    if kind == "xlsx":
        return issued_book.made(one, content)
    said = of(one, content, asked)
    try:
        if kind == "pdf":
            return printed.pdf(said, asked)
        language = get_language() or "en"
        return reports.filled(said, asked, store.data(store.live("report", language), "report", language))
    except (NotFilled, files.Lost) as error:
        raise NotMade(unfilled()) from error
    except NotPrinted as error:
        raise NotMade(unset()) from error


def of(one: Issued, content: Content, asked: Asked) -> dict[str, Any]:
    """Return what the document says."""
    language = get_language() or "en"
    every = dict.fromkeys(indicators.of_city().indicators, EMPTY)
    figures = content["figures"]
    return {
        **_head(one, content, asked, language),
        "texts": [
            {"title": part["title"][language], "lines": [{"text": line} for line in _lines(part["written"][language])]}
            for part in content["texts"]
            if part["written"][language].strip()
        ],
        "summary": [
            {"text": _sentence(figure, content, language)}
            for figure in figures
            if figure["main"] and figure["recorded"]
        ],
        "figures": [_figure(at, figure, one, asked, language) for at, figure in enumerate(figures, 1)],
        "figure": every | {figure["code"]: _values(figure, language) for figure in figures},
        "charts": charts.kept(content, language),
        "checks": [
            {"name": check["title"][language], "text": check["words"][language]}
            for check in content["remarks"]
            if check["answer"] is None
        ],
        "notes": [{"name": figure["title"][language], "text": _note(figure, language)} for figure in figures],
        "sources": [
            {
                "number": f"{source['n']}",
                "title": asked.link(source["title"][language], reverse("detail", args=["sources", source["id"]])),
            }
            for source in content["sources"]
        ],
        "annexes": [],
    }


def _head(one: Issued, content: Content, asked: Asked, language: str) -> dict[str, Any]:
    office = asked.city.office or str(asked.city)
    to, period = content["form"]["to"][language], content["period"]
    recipients = [name.strip() for name in to.split(",") if name.strip()]
    at = one.signed_at or one.as_of
    return {
        "agency": office.upper(),
        "agency_above": above(office).upper(),
        "place_date": place_date(str(asked.city), values.local(at)),
        "made": _made(one),
        "recipients": [{"name": name} for name in recipients],
        "title": content["title"][language],
        "period": period["label"][language],
        "period_before": period["year_ago"][language] or period["before"][language],
        "days": period["days"][language],
        "to": to,
    }


def _made(one: Issued) -> str:
    """Say which report it is, under whose sight it was counted, who signed it: what makes the paper one with what is kept."""
    by = one.drafted_by.name if one.drafted_by else _("the program")
    said = {
        "number": one.pk,
        "moment": values.moment(one.as_of),
        "basis": str(Basis(one.basis).label),
        "name": by,
        "hash": one.sha256,
    }
    told = [
        _("Report %(number)s, counted %(moment)s by %(name)s; counted is %(basis)s. SHA-256 of what is kept: %(hash)s.")
        % said
    ]
    if one.signed_by and one.signed_at:
        told.append(
            _("Signed by %(name)s on %(moment)s.")
            % {"name": one.signed_by.name, "moment": values.moment(one.signed_at)}
        )
    elif one.state != State.SIGNED:
        told.append(_("It is not signed yet."))
    return " ".join(told)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _sentence(figure: Content, content: Content, language: str) -> str:
    """Say a figure in a sentence; the same as in the paper of a period, from what was kept."""
    one = _values(figure, language)
    period = content["period"]
    said = {"name": figure["title"][language], "period": period["year_ago"][language] or period["before"][language]}
    said |= one
    if one["before"] == NOTHING:
        told = _("%(name)s: %(value)s.") % said
    elif one["difference"] == NOTHING:
        told = _("%(name)s: %(value)s (%(period)s: %(before)s).") % said
    else:
        told = _("%(name)s: %(value)s (%(period)s: %(before)s; difference %(difference)s).") % said
    compared = next((beside for beside in figure["reported"] if beside["gap"] is not None), None)
    more = [_("Sources report %(value)s.") % {"value": compared["shown"][language]}] if compared else []
    if one["plan"] != NOTHING:
        more.append(_("Plan: %(plan)s.") % one)
    more += _remarks(figure, language)
    return " ".join([told, *more])


def _figure(at: int, figure: Content, one: Issued, asked: Asked, language: str) -> dict[str, Any]:
    page = reverse("issued", args=[one.pk])
    href = reverse("issued_figure", args=[one.pk, figure["code"]]) if figure["recorded"] else page
    name = figure["title"][language]
    return {"number": f"{at}", "code": asked.link(figure["code"], href), "name": name} | _values(figure, language)


def _values(figure: Content, language: str) -> dict[str, str]:
    recorded = figure["recorded"]
    plan = "; ".join(one["shown"][language] for one in figure["planned"]) or NOTHING
    if recorded is None:
        said = "; ".join(one["shown"][language] for one in figure["reported"] if not one["doubtful"])
        return EMPTY | {"value": _("%(value)s (reported)") % {"value": said} if said else NOTHING, "plan": plan}
    shown, before = recorded["shown"][language], recorded["year_ago"] or recorded["before"]
    earlier = before["shown"][language] if before else NOTHING
    return {
        "value": shown,
        "before": earlier,
        "difference": NOTHING if NOTHING in (shown, earlier) else _difference(recorded["certain"], before),
        "plan": plan,
    }


def _difference(now: Content, before: Content) -> str:
    """Return how much more it is than before; nothing where money of several currencies stands against each other."""
    mine, theirs = ({code: Decimal(amount) for code, amount in side["amounts"]} for side in (now, before))
    if not mine and not theirs:
        return signed(Decimal(now["value"]) - Decimal(before["value"]))
    if len(mine | theirs) != 1:
        return NOTHING
    (currency,) = mine | theirs
    return f"{signed(mine.get(currency, Decimal(0)) - theirs.get(currency, Decimal(0)))} {currency}".strip()


def _note(figure: Content, language: str) -> str:
    said = [*_remarks(figure, language), figure["counted"][language], figure["law"][language]]
    return " ".join(part for part in said if part)


def _remarks(figure: Content, language: str) -> list[str]:
    """Say what the number leaves out and what it comes to since the year began, as the page does."""
    one = figure["recorded"]
    if one is None:
        return []
    to_date = one["to_date"]["shown"][language] if one["to_date"] else ""
    return words.remarks(one["blank"], one["perhaps"]["records"], one["undated"]["records"], to_date)
