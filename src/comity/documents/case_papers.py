"""The papers of a file: what each says, read from the file and its record by code, and the Word or PDF made of it."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from comity.core import files, identity
from comity.core.case_acts import CaseAct
from comity.core.pack import of_city
from comity.core.procedure_parts import Produced, Step
from comity.documents import case_receipt, case_rows, filling, printed, store, wording
from comity.documents.content import Asked, made_for
from comity.documents.filling import NotFilled
from comity.documents.issuers import above
from comity.documents.making import NotMade
from comity.gate import law_words
from comity.gate.cases import File
from comity.reports.press import NotPrinted

OFFERED = ("open", "paused", "done", "refused")
KINDS = ("docx", "pdf")
TELLING = ("decision", "letter")  # papers that tell what was decided
# Of the papers of one step, the first of these bears the number that was recorded.
NUMBERED = (*TELLING, "submission", "opinions", case_receipt.KIND)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Paper:
    """A paper that a step of the procedure brings forth, with its place among those of the step; a receipt has none.

    Where the step was refused, what would have told of a decision is a letter that says so and why.
    """

    step: Step
    at: int
    said: Produced
    refused: bool = False

    @property
    def kind(self) -> str:
        """Return by which kind of templates it is made."""
        return "letter" if self.refused else self.said.document

    @property
    def title(self) -> str:
        """Return what it is called, in the language that is spoken now."""
        return _("Letter of refusal") if self.refused else str(self.said)


def offered(file: File) -> Iterator[Paper]:
    """Yield the papers of the steps that are at hand or done, for which the pack names templates; the receipt is apart.

    What a body writes in a form of its own is not made here: a paper of the Party does not bear the heading of the State.
    """
    for step in file.version.said.steps:
        if file.standing.step(step.id).status in OFFERED:
            for one in _of_step(file, step):
                party = file.procedures.parties.get(_issuer(file, one))
                if not (party and party.own_papers):
                    yield one


def _of_step(file: File, step: Step) -> Iterator[Paper]:
    refused = file.standing.step(step.id).status == "refused"
    named = [(at, one) for at, one in enumerate(step.produces) if one.document not in ("", case_receipt.KIND)]
    tells = [at for at, one in named if one.document in TELLING]
    for at, one in named:
        if not refused or at not in tells:
            yield Paper(step, at, one)
        elif at == tells[0]:  # one letter tells of a refusal
            yield Paper(step, at, one, refused=True)


def receipt(file: File) -> Paper | None:
    """Return the receipt of the dossier, from the moment it is handed in."""
    said = case_receipt.said(file)
    steps = file.version.said.steps
    step = next((one for one in steps if said in one.produces), steps[0])
    return Paper(step, -1, said) if case_receipt.is_due(file) else None


def made(file: File, paper: Paper, kind: str, asked: Asked, language: str) -> bytes:
    """Return a paper as a file in a language. Raises NotMade, which speaks the reader's."""
    differing = [] if paper.said.document == case_receipt.KIND else list(case_rows.differing(file))
    if differing:
        said = _(
            "The record does not say any more what the file is judged by: %(facts)s. Correct the one or the other."
        )
        raise NotMade(said % {"facts": "; ".join(differing)})
    try:
        with translation.override(language):
            return _filled(file, paper, kind, asked, language)
    except (NotFilled, files.Lost) as error:
        log.warning("paper %s: %s", paper.kind, error)
        raise NotMade(
            _("The template in force could not be filled. Ask an administrator or head to put another one in force.")
        ) from error
    except NotPrinted as error:
        raise NotMade(_("The pages could not be set. Try again in a minute.")) from error


def _filled(file: File, paper: Paper, kind: str, asked: Asked, language: str) -> bytes:
    document, data = paper.kind, content(file, paper, asked)
    if kind == "pdf":
        return printed.paper(data, document, asked)
    template = store.data(store.live(document, language), document, language)
    return filling.fill(template, data, title=data["title"], author=asked.name)


def content(file: File, paper: Paper, asked: Asked) -> dict[str, Any]:
    """Return what the paper says."""
    found = _head(file, paper, asked) | _file(file, paper, asked) | _articles(file, paper) | case_rows.rows(file)
    found |= {"people": []} if paper.refused else {}  # nobody is named whom nobody sends
    return found | (case_receipt.content(file) if paper.said.document == case_receipt.KIND else {})


def _head(file: File, paper: Paper, asked: Asked) -> dict[str, Any]:
    office = asked.city.office or str(asked.city)
    layout, by, to = wording.layout(), _issuer(file, paper), _to(file, paper)
    issuer, party = file.procedures.party(by) if by else "", file.procedures.parties.get(by)
    signed = (issuer or str(layout.words.signed or office)).upper()
    row = _recorded(file, paper)
    return {
        "agency": str((party and party.headed) or issuer or office).upper(),
        "agency_above": "" if issuer else above(office, identity.current().above).upper(),
        "place_date": wording.place_date(str(asked.city), row.dated if row and row.dated else file.today),
        "made": _("Made %(moment)s for %(name)s (%(role)s) from what is on record.") % made_for(asked),
        "recipients": [{"name": one} for one in _recipients(file, paper, to)],
        "document": paper.title.upper(),
        "number": wording.numbered(row.number) if row else str(getattr(layout.papers, paper.kind).number or ""),
        "to": to,
        "signed": signed,
        "signature": [{"text": one} for one in str((party and party.signed) or signed).splitlines()],
    }


def _issuer(file: File, paper: Paper) -> str:
    """Return whose paper it is, as the pack names them; empty for the office itself."""
    kind, by = paper.said.document, file.standing.step(paper.step.id).by
    party = file.procedures.parties.get(by)
    if kind == "submission" and (to := file.procedures.parties.get(paper.said.to or _decider(file, paper.step))):
        if to.through:  # a department does not write there over the head of those whom it serves
            return to.through
    if paper.said.by:
        return paper.said.by
    answers = kind == "letter" and paper.step.decides and not (party and "officer" in party.roles)
    return by if kind == "decision" or answers else ""


def _to(file: File, paper: Paper) -> str:
    """Return whom it is addressed to; empty for what is addressed to nobody."""
    if paper.said.to and not paper.refused:
        return file.procedures.party(paper.said.to)
    if paper.kind == "submission":
        return file.procedures.party(_decider(file, paper.step))
    return case_rows.applicant(file) if paper.kind == "letter" else ""


def _decider(file: File, step: Step) -> str:
    """Return who decides: of the level, or else in the step that decides."""
    steps = (file.standing.step(one.id).by for one in file.version.said.steps if one.decides)
    return file.standing.level or next(steps, step.by)


def _recipients(file: File, paper: Paper, to: str) -> list[str]:
    """Return who gets it: for a submission and a decision whoever was asked, too."""
    name = file.procedures.party
    asked = paper.said.document in ("submission", "decision")
    asks = [name(ask.whom) for step in file.standing.steps for ask in step.asks if asked]
    first = [to] if paper.kind == "letter" else [one for one in (to, case_rows.applicant(file)) if one]
    return list(dict.fromkeys([*first, *asks, *map(name, paper.said.copies)]))


def _ended(file: File, step: Step) -> CaseAct | None:
    """Return the act by which a step was done or refused, None while it was not."""
    gone = {row.of for row in file.rows if row.what == "taken_back"}
    acts = [row for row in file.rows if row.what in ("done", "refused") and row.of == step.id]
    return next((one for one in reversed(acts) if str(one.pk) not in gone), None)


def _recorded(file: File, paper: Paper) -> CaseAct | None:
    """Return the act that holds number and date of this paper, if they are on record: a step has one paper that is numbered."""
    kinds = [one.document for one in paper.step.produces]
    row = _ended(file, paper.step)
    first = next((one for one in NUMBERED if one in kinds), case_receipt.KIND)
    return row if row and row.number and paper.said.document == first else None


def _file(file: File, paper: Paper, asked: Asked) -> dict[str, Any]:
    said, case = file.version.said, file.case
    filed = next((one.act.on for one in file.told.acts if one.act.what == "filed"), None)
    record = file.record
    return {
        "title": (record.title if record else case.title)[:300],
        "record": asked.link(record.title, case_rows.address(record)) if record else asked.link("", ""),
        "file": asked.link(case.title, reverse("detail", args=["cases", case.pk])),
        "procedure": str(said.title),
        "law": law_words.law(said, file.procedures)["cited"],
        "step": str(paper.step),
        "by": file.procedures.party(file.standing.step(paper.step.id).by),
        "applicant": case_rows.applicant(file),
        "filed": law_words.day(filed),
        "answers": _("On the request of %(who)s, handed in on %(day)s.")
        % {"who": case_rows.applicant(file), "day": law_words.day(filed)},
        "grounds": [{"text": one} for one in _grounds(file, paper)],
    }


def _grounds(file: File, paper: Paper) -> Iterator[str]:
    said = file.version.said
    levels = [one for one in said.levels if one.by == file.standing.level] if paper.step.decides else []
    cited = (said, paper.step, *(levels if len({one.law for one in levels}) == 1 else ()))  # or it is not known which
    laws = [law_words.law(one, file.procedures)["cited"] for one in cited]
    yield from (_("In accordance with: %(law)s.") % {"law": one} for one in dict.fromkeys(laws) if one)
    before = file.version.rules.before(paper.step.id)
    for step in said.steps:
        stood = file.standing.step(step.id)
        is_here = step.id == paper.step.id and paper.said.document in ("decision", "letter")
        for one in step.produces if is_here or (step.id in before and stood.status == "done") else ():
            if one.document == "submission" and (one.by or not is_here):
                yield _("On the submission of: %(who)s.") % {"who": file.procedures.party(one.by or stood.by)}


def _articles(file: File, paper: Paper) -> dict[str, Any]:
    """Return what a decision or a letter says, article by article."""
    title = file.record.title if file.record else file.case.title
    letter = paper.kind == "letter"
    more = [] if letter and paper.said.to and not paper.refused else list(_conditions(file, paper))
    more += [] if letter else [_("Whoever is named here carries this out.")]
    heads = [_article(number) for number in range(1, len(more) + 2)]
    return {
        "resolved_head": heads[0],
        "resolved": _verdict(file, paper) % {"title": title},
        "articles": [{"head": head, "text": text} for head, text in zip(heads[1:], more, strict=True)],
    }


def _verdict(file: File, paper: Paper) -> str:
    """Return what was decided, as far as it was; a letter before that only tells what the file is about."""
    before = file.version.rules.before(paper.step.id)
    if paper.refused:
        return _("Not agreed to: %(title)s.")
    decided = any(one.decides and one.id in {paper.step.id, *before} for one in file.version.said.steps)
    if paper.said.document == "letter" and not decided:
        return _("For your information: %(title)s.")
    return _("Agreed to: %(title)s.")


def _conditions(file: File, paper: Paper) -> Iterator[str]:
    """Yield what goes with the decision: exceptions, and what is owed afterwards; with a refusal, why."""
    if paper.refused:
        row = _ended(file, paper.step)
        yield _("Reason: %(reason)s") % {"reason": (row.reason or row.text) if row else ""}
        return
    for one in case_rows.exceptions(file):
        yield _("Exception from “%(limit)s”: %(reason)s") % {"limit": one["name"], "reason": one["reason"]}
    for one in case_rows.duties(file):
        yield _("%(who)s: %(what)s, %(term)s.") % {"who": one["by"], "what": one["name"], "term": one["term"]}


def _article(number: int) -> str:
    said = of_city().layout.papers.decision.article
    return str(said).format(number=number) if said else f"{number}."
