"""An issued report as Word, PDF or a workbook: what was counted then, never counted again; its links open what was kept."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.core import files
from comity.core.issued import Basis, Issued, State
from comity.documents import charts, issued_lists, issued_words, issuers, linking, printed, reports, store
from comity.documents.content import EMPTY, NOTHING, Asked, worded
from comity.documents.filling import NotFilled
from comity.documents.making import NotMade, unfilled, unset
from comity.documents.wording import changed, place_date, signed, undiffered, without_difference
from comity.gate import values
from comity.reports import indicators, issued_book, issuing, kept, returned, returned_rows, snapshot, words
from comity.reports.press import NotPrinted
from comity.reports.snapshot import Content


def made(one: Issued, kind: str, asked: Asked) -> bytes:
    """Return a report as it was issued as docx, pdf or xlsx. Raises NotMade."""
    content = returned.seen(one, issuing.content_of(one))
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


def data(one: Issued) -> bytes:
    """Return a report as it is kept, byte for byte; without what the reader may not see where that is less."""
    kept_bytes = bytes(one.content.content)
    content = snapshot.read(kept_bytes)
    shown = returned.seen(one, content)
    return kept_bytes if shown is content else snapshot.written(shown)


def of(one: Issued, content: Content, asked: Asked) -> dict[str, Any]:
    """Return what the document says."""
    language = get_language() or "en"
    every = dict.fromkeys(indicators.of_city().indicators, EMPTY)
    figures = content["figures"]
    return {
        **_head(one, content, asked, language),
        "texts": [
            {"title": part["title"][language], "lines": issued_words.lines(one, content, part, asked)}
            for part in content["texts"]
            if part["written"][language].strip()
        ],
        "summary": [
            _summed(figure, content, one, asked, language)
            for figure in figures
            if figure["main"] and figure["recorded"]
        ],
        "figures": [_figure(at, figure, one, asked, language) for at, figure in enumerate(figures, 1)],
        "undiffered": without_difference(_undiffered(figures)),
        "figure": every | {figure["code"]: _values(figure, language) for figure in figures},
        "returns": returned_rows.kept(content, language),
        "charts": charts.kept(content, language, asked.number),
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
        "annexes": issued_lists.of(one, content, asked),
    }


def _head(one: Issued, content: Content, asked: Asked, language: str) -> dict[str, Any]:
    issuer = issuers.of(one, asked.city)
    to, period = content["form"]["to"][language], content["period"]
    recipients = [name.strip() for name in to.split(",") if name.strip()]
    at = one.signed_at or one.as_of
    return {
        "agency": issuer.name.upper(),
        "agency_above": issuer.above.upper(),
        "signature": [{"text": line} for line in issuer.signature],
        "signer": one.signed_by.name if one.signed_by else "",
        "place_date": place_date(str(asked.city), values.local(at)),
        "made": _made(one),
        "recipients": [{"name": name} for name in recipients],
        "title": kept.title(one, content["title"][language]),
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


def _summed(figure: Content, content: Content, one: Issued, asked: Asked, language: str) -> dict[str, Any]:
    """Say a figure in a sentence; the same as in the paper of a period, from what was kept."""
    values_, period, opens = _values(figure, language), content["period"], issued_words.addresses(one, figure)
    label = period["year_ago"][language] or period["before"][language]
    compared = next((beside for beside in figure["reported"] if beside["gap"] is not None), None)
    more = [_("Sources report %(value)s.") % {"value": compared["shown"][language]}] if compared else []
    if values_["plan"] != NOTHING:
        more.append(_("Plan: %(plan)s.") % values_)
    more += _remarks(figure, language)
    said = " ".join([worded(figure["title"][language], label, values_, opens), *more])
    return {"text": linking.bare(said), "linked": linking.cut(said, opens, asked.link)}


def _figure(at: int, figure: Content, one: Issued, asked: Asked, language: str) -> dict[str, Any]:
    opens, said = issued_words.addresses(one, figure), _values(figure, language)
    linked = {f"{name}_link": asked.number(said[name], opens[name]) for name in ("value", "before")}
    code = asked.link(figure["code"], opens["value"] or reverse("issued", args=[one.pk]))
    return {"number": f"{at}", "code": code, "name": figure["title"][language]} | said | linked


def _values(figure: Content, language: str) -> dict[str, str]:
    recorded = figure["recorded"]
    plan = "; ".join(_planned(one, language) for one in figure["planned"]) or NOTHING
    if recorded is None:
        said = "; ".join(dict.fromkeys(one["shown"][language] for one in figure["reported"] if not one["doubtful"]))
        return EMPTY | {"value": _("%(value)s (reported)") % {"value": said} if said else NOTHING, "plan": plan}
    shown, before = recorded["shown"][language], recorded["year_ago"] or recorded["before"]
    earlier = before["shown"][language] if before else NOTHING
    return {
        "value": shown,
        "before": earlier,
        "difference": NOTHING if NOTHING in (shown, earlier) else _difference(recorded["certain"], before),
        "plan": plan,
    }


def _planned(one: Content, language: str) -> str:
    """Return a plan with how much of it is done, as the paper of a period does; a plan that is not compared without."""
    value = Decimal(one["value"])
    if one["gap"] is None or not value:
        return str(one["shown"][language])
    return f"{one['shown'][language]} ({round(100 * (value - Decimal(one['gap'])) / value)}%)"


def _difference(now: Content, before: Content) -> str:
    """Return how much more it is than before; nothing where there is none to tell."""
    mine, theirs = _amounts(now), _amounts(before)
    if undiffered(mine, theirs, silent=False):
        return NOTHING
    if not mine and not theirs:
        return signed(Decimal(now["value"]) - Decimal(before["value"]))
    return changed(mine, theirs)


def _amounts(number: Content) -> dict[str, Decimal]:
    return {code: Decimal(amount) for code, amount in number["amounts"]}


def _undiffered(figures: list[Content]) -> Iterator[tuple[str, str]]:
    """Yield the rows of the table that have a number before and no difference, with the reason."""
    for at, figure in enumerate(figures, 1):
        recorded = figure["recorded"] or {}
        if before := recorded.get("year_ago") or recorded.get("before"):
            now = recorded["certain"]
            silent = NOTHING in (recorded["shown"]["en"], before["shown"]["en"])
            yield f"{at}", undiffered(_amounts(now), _amounts(before), silent=silent)


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
