"""Whether an issued report still is what was kept: the hash, the bytes, and the records behind each figure."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.core.issued import Issued
from comity.domain import receipt
from comity.gate import values
from comity.reports import kept_lists, since, snapshot
from comity.reports.snapshot import Content


def problems(issued: Issued) -> Iterator[str]:
    """Yield what is not as it was kept; nothing when all is well."""
    kept = bytes(issued.content.content)
    if snapshot.digest(kept) != issued.sha256:
        yield _("the content has the hash %(found)s and not %(kept)s") % {
            "found": snapshot.digest(kept),
            "kept": issued.sha256,
        }
        return
    content = snapshot.read(kept)
    if snapshot.written(content) != kept:
        yield _("the content is not written as this program writes it")
    rows = {one.code: since.rows_of(one) for one in issued.figures.all()}
    for figure in content["figures"]:
        if figure["recorded"] and not _holds(figure, rows.get(figure["code"], [])):
            yield _("the records behind “%(figure)s” are not those that were kept") % {
                "figure": figure["title"][get_language() or "en"]
            }
    lists = kept_lists.held(issued)
    for told in content.get("lists", ()):
        held = lists.get(told["code"])
        if held is None or kept_lists.of_rows(held.records, held.keys) != told["rows_sha256"]:
            yield _("the records of the list “%(title)s” are not those that were kept") % {
                "title": told["title"][get_language() or "en"]
            }


def _holds(figure: Content, rows: list[receipt.Row]) -> bool:
    """Say whether the records are those that were counted, and come to the figure."""
    certain = figure["recorded"]["certain"]
    told = dict(certain["amounts"]) if certain["amounts"] else {"": certain["value"]}
    worth = receipt.worth(figure["how"], rows)
    same = {key: value for key, value in worth.items() if value} == {
        key: Decimal(value) for key, value in told.items() if Decimal(value)
    }
    return same and snapshot.of_rows(rows) == figure["rows_sha256"]


def lines(issued: Issued) -> Iterator[str]:
    """Yield an issued report as lines of text: what it says, and what changed since."""
    content, language = snapshot.read(bytes(issued.content.content)), get_language() or "en"
    yield content["title"][language]
    yield f"{issued.get_state_display()}, {_('as of')} {values.moment(issued.as_of)}, {issued.get_basis_display()}"
    if issued.signed_by and issued.signed_at:
        by = {"name": issued.signed_by.name, "moment": values.moment(issued.signed_at)}
        yield _("Signed by %(name)s on %(moment)s.") % by
    yield f"SHA-256 {issued.sha256}"
    moved = since.of(issued, content)
    for figure in content["figures"]:
        said = figure["recorded"]["shown"][language] if figure["recorded"] else "–"
        yield f"  {figure['title'][language]}: {said}"
        if moved and (one := moved.moved.get(figure["code"])):
            yield "    " + _("%(now)s today (%(by)s)") % {"now": one.now, "by": one.by}
            for told in one.told:
                yield f"      {told.title}: {told.words}"
    for text in content["texts"]:
        if text["written"][language]:
            yield from ("", text["title"][language], text["written"][language])
