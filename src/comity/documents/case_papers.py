"""The papers of a file: what each says, read from the file and its record by code, and the Word or PDF made of it."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.core import files
from comity.core.pack import of_city
from comity.core.procedure_parts import Produced, Step
from comity.documents import case_receipt, case_rows, filling, printed, store, wording
from comity.documents.content import Asked, above, made_for
from comity.documents.filling import NotFilled
from comity.documents.making import NotMade
from comity.gate import law_words, values
from comity.gate.cases import File
from comity.reports.press import NotPrinted

OFFERED = ("open", "paused", "done", "refused")
KINDS = ("docx", "pdf")
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Paper:
    """A paper that a step of the procedure brings forth, with its place among those of the step; a receipt has none."""

    step: Step
    at: int
    said: Produced


def offered(file: File) -> Iterator[Paper]:
    """Yield the papers of the steps that are at hand or done, for which the pack names templates; the receipt is apart."""
    for step in file.version.said.steps:
        if file.standing.step(step.id).status in OFFERED:
            papers = (Paper(step, at, one) for at, one in enumerate(step.produces))
            yield from (one for one in papers if one.said.document not in ("", case_receipt.KIND))


def receipt(file: File) -> Paper | None:
    """Return the receipt of the dossier, from the moment it is handed in."""
    said = case_receipt.said(file)
    steps = file.version.said.steps
    step = next((one for one in steps if said in one.produces), steps[0])
    return Paper(step, -1, said) if case_receipt.is_due(file) else None


def made(file: File, paper: Paper, kind: str, asked: Asked) -> bytes:
    """Return a paper as a file in the language that is spoken now. Raises NotMade."""
    differing = [] if paper.said.document == case_receipt.KIND else list(case_rows.differing(file))
    if differing:
        said = _(
            "The record does not say any more what the file is judged by: %(facts)s. Correct the one or the other."
        )
        raise NotMade(said % {"facts": "; ".join(differing)})
    document = paper.said.document
    data = content(file, paper, asked)
    try:
        if kind == "pdf":
            return printed.paper(data, document, asked)
        language = get_language() or "en"
        template = store.data(store.live(document, language), document, language)
        return filling.fill(template, data, title=data["title"], author=asked.name)
    except (NotFilled, files.Lost) as error:
        log.warning("paper %s: %s", document, error)
        raise NotMade(
            _("The template in force could not be filled. Ask an administrator or head to put another one in force.")
        ) from error
    except NotPrinted as error:
        raise NotMade(_("The pages could not be set. Try again in a minute.")) from error


def content(file: File, paper: Paper, asked: Asked) -> dict[str, Any]:
    """Return what the paper says."""
    found = _head(file, paper, asked) | _file(file, paper, asked) | _articles(file, paper) | case_rows.rows(file)
    return found | (case_receipt.content(file) if paper.said.document == case_receipt.KIND else {})


def _head(file: File, paper: Paper, asked: Asked) -> dict[str, Any]:
    office = asked.city.office or str(asked.city)
    kind, layout = paper.said.document, wording.layout()
    issuer, to = _issuer(file, paper), _to(file, paper)
    return {
        "agency": (issuer or office).upper(),
        "agency_above": "" if issuer else above(office).upper(),
        "place_date": wording.place_date(str(asked.city), file.today),
        "made": _("Made %(moment)s for %(name)s (%(role)s) from what is on record.") % made_for(asked),
        "recipients": [{"name": one} for one in _recipients(file, paper, to)],
        "document": str(paper.said).upper(),
        "number": _number(file, paper) or str(getattr(layout.papers, kind).number or ""),
        "to": to,
        "signed": (issuer or str(layout.words.signed or office)).upper(),
    }


def _issuer(file: File, paper: Paper) -> str:
    """Return whose paper it is; empty for the office itself."""
    kind, by = paper.said.document, file.standing.step(paper.step.id).by
    party = file.procedures.parties.get(by)
    if paper.said.by:
        return file.procedures.party(paper.said.by)
    answers = kind == "letter" and paper.step.decides and not (party and "officer" in party.roles)
    return file.procedures.party(by) if kind == "decision" or answers else ""


def _to(file: File, paper: Paper) -> str:
    """Return whom it is addressed to; empty for what is addressed to nobody."""
    if paper.said.to:
        return file.procedures.party(paper.said.to)
    if paper.said.document == "submission":
        return file.procedures.party(_decider(file, paper.step))
    return case_rows.applicant(file) if paper.said.document == "letter" else ""


def _decider(file: File, step: Step) -> str:
    """Return who decides: of the level, or else in the step that decides."""
    steps = (file.standing.step(one.id).by for one in file.version.said.steps if one.decides)
    return file.standing.level or next(steps, step.by)


def _recipients(file: File, paper: Paper, to: str) -> list[str]:
    """Return who gets it: for a submission and a decision whoever was asked, too."""
    name = file.procedures.party
    asked = paper.said.document in ("submission", "decision")
    asks = [name(ask.whom) for step in file.standing.steps for ask in step.asks if asked]
    first = to if paper.said.document == "letter" else case_rows.applicant(file)
    return list(dict.fromkeys([first, *asks, *map(name, paper.said.copies)]))


def _number(file: File, paper: Paper) -> str:
    """Return number and date of the paper on which the step was decided, if that is on record."""
    gone = {row.of for row in file.rows if row.what == "taken_back"}
    acts = [row for row in file.rows if row.what in ("done", "refused") and row.of == paper.step.id]
    row = next((one for one in reversed(acts) if str(one.pk) not in gone and one.number), None)
    if row is None:
        return ""
    return ", ".join(one for one in (row.number, values.when(row.dated.isoformat()) if row.dated else "") if one)


def _file(file: File, paper: Paper, asked: Asked) -> dict[str, Any]:
    said, case = file.version.said, file.case
    filed = next((one.act.on for one in file.told.acts if one.act.what == "filed"), None)
    record = file.record
    return {
        "title": (record.title if record else case.title)[:300],
        "record": asked.link(record.title, case_rows.address(record)) if record else asked.link("", ""),
        "file": asked.link(case.title, reverse("detail", args=["cases", case.pk])),
        "procedure": str(said.title),
        "law": law_words.law(said, file.procedures)["title"],
        "step": str(paper.step),
        "by": file.procedures.party(file.standing.step(paper.step.id).by),
        "applicant": case_rows.applicant(file),
        "filed": law_words.day(filed),
        "answers": _("On the request of %(who)s, handed in on %(day)s.")
        % {"who": case_rows.applicant(file), "day": law_words.day(filed)},
        "grounds": [{"text": one} for one in _grounds(file, paper)],
    }


def _grounds(file: File, paper: Paper) -> Iterator[str]:
    laws = [law_words.law(one, file.procedures)["title"] for one in (file.version.said, paper.step)]
    yield from (_("In accordance with: %(law)s.") % {"law": one} for one in dict.fromkeys(laws))
    before = file.version.rules.before(paper.step.id)
    for step in file.version.said.steps:
        stood = file.standing.step(step.id)
        is_here = step.id == paper.step.id and paper.said.document in ("decision", "letter")
        for one in step.produces if is_here or (step.id in before and stood.status == "done") else ():
            if one.document == "submission" and (one.by or not is_here):
                yield _("On the submission of: %(who)s.") % {"who": file.procedures.party(one.by or stood.by)}


def _articles(file: File, paper: Paper) -> dict[str, Any]:
    """Return what a decision or a letter says, article by article."""
    title = file.record.title if file.record else file.case.title
    letter = paper.said.document == "letter"
    more = [] if letter and paper.said.to else list(_conditions(file, paper))
    more += [] if letter else [_("Whoever is named here carries this out.")]
    heads = [_article(number) for number in range(1, len(more) + 2)]
    return {
        "resolved_head": heads[0],
        "resolved": _verdict(file, paper) % {"title": title},
        "articles": [{"head": head, "text": text} for head, text in zip(heads[1:], more, strict=True)],
    }


def _verdict(file: File, paper: Paper) -> str:
    """Return what was decided, as far as it was; a letter before that only tells what the file is about."""
    step, before = file.standing.step(paper.step.id), file.version.rules.before(paper.step.id)
    if step.status == "refused":
        return _("Not agreed to: %(title)s.")
    decided = any(one.decides and one.id in {step.id, *before} for one in file.version.said.steps)
    if paper.said.document == "letter" and not decided:
        return _("For your information: %(title)s.")
    return _("Agreed to: %(title)s.")


def _conditions(file: File, paper: Paper) -> Iterator[str]:
    """Yield what goes with the decision: exceptions, and what is owed afterwards."""
    for one in case_rows.exceptions(file):
        yield _("Exception from “%(limit)s”: %(reason)s") % {"limit": one["name"], "reason": one["reason"]}
    if file.standing.step(paper.step.id).status != "refused":
        for one in case_rows.duties(file):
            yield _("%(who)s: %(what)s, %(term)s.") % {"who": one["by"], "what": one["name"], "term": one["term"]}


def _article(number: int) -> str:
    said = of_city().layout.papers.decision.article
    return str(said).format(number=number) if said else f"{number}."
