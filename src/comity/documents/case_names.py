"""What the templates of papers about a file on its way may name: submissions, decisions, tables of opinions, letters, receipts."""

from django.utils.translation import gettext_lazy as _

from comity.documents.names import HEAD, LINK, ROWS, TEXT, Kind, Name

NUMBERED = {"number": Name(_("number in the table"))}
FACTS = {**NUMBERED, "name": Name(_("what it is")), "value": Name(_("what is so of it"))}
FILE = {
    **{key: name for key, name in HEAD.items() if key != "made"},
    "made": Name(_("when the paper was made, and for whom")),
    "document": Name(_("what the paper is called, in capitals")),
    "title": Name(_("what the file is about")),
    "record": Name(_("the record that the file is about"), LINK),
    "file": Name(_("the file"), LINK),
    "number": Name(_("the number of the paper, or the place for it")),
    "procedure": Name(_("the procedure")),
    "law": Name(_("what the procedure rests on")),
    "step": Name(_("the step that the paper belongs to")),
    "by": Name(_("who takes the step")),
    "to": Name(_("who decides")),
    "applicant": Name(_("who applies")),
    "filed": Name(_("the day on which it was filed; empty before")),
    "signed": Name(_("whose signature it bears, in capitals")),
    "signature": Name(_("what stands over the signature"), ROWS, {"text": Name(_("one line"), TEXT)}),
    "grounds": Name(_("what it rests on"), ROWS, {"text": Name(_("a law, or a proposal"))}),
    "facts": Name(_("what the file is judged by"), ROWS, FACTS),
    "details": Name(_("what else the record says"), ROWS, FACTS),
    "people": Name(
        _("the members of a delegation"),
        ROWS,
        {**NUMBERED, "name": Name(_("who")), "post": Name(_("post or role")), "origin": Name(_("from where"))},
    ),
    "papers": Name(_("the dossier"), ROWS, {**NUMBERED, "name": Name(_("a paper")), "day": Name(_("there since"))}),
    "opinions": Name(
        _("the opinions of agencies"),
        ROWS,
        {
            **NUMBERED,
            "agency": Name(_("who was asked")),
            "opinion": Name(_("what it answered, or that it has not")),
            "day": Name(_("on which day, or by when")),
            "text": Name(_("what is to be changed, or why not")),
            "taken_up": Name(_("how it was taken up, and the explanation")),
        },
    ),
    "counted": Name(_("how many were asked and what they answered, in a sentence; empty if nobody was")),
    "exceptions": Name(
        _("exceptions from limits"),
        ROWS,
        {**NUMBERED, "name": Name(_("the limit")), "law": Name(_("what it rests on")), "reason": Name(_("why"))},
    ),
    "broken": Name(
        _("limits that are not met, and from which there is no exception"),
        ROWS,
        {**NUMBERED, "name": Name(_("the limit")), "law": Name(_("what it rests on"))},
    ),
    "notable": Name(
        _(
            "what else speaks against the file: filed late, an opinion that nobody took up, a limit that nobody can judge"
        ),
        ROWS,
        {**NUMBERED, "name": Name(_("what")), "law": Name(_("what it rests on"))},
    ),
    "duties": Name(
        _("what is owed afterwards"),
        ROWS,
        {**NUMBERED, "name": Name(_("what")), "by": Name(_("who")), "term": Name(_("in what time"))},
    ),
    "resolved": Name(_("the first article: what is decided")),
    "resolved_head": Name(_("how the first article is headed")),
    "articles": Name(
        _("the other articles"), ROWS, {"head": Name(_("how it is headed"), TEXT), "text": Name(_("what it says"))}
    ),
}
LETTER = {**FILE, "answers": Name(_("on whose request it is written, and of which day"))}
LISTED = {**NUMBERED, "name": Name(_("a paper"))}
RECEIPT = {
    **FILE,
    "code": Name(_("the number of the file")),
    "incoming": Name(_("number of the incoming document, and where it came in; empty if nobody said")),
    "received": Name(_("on which day the dossier was handed in")),
    "received_by": Name(_("who took it in")),
    "there": Name(_("what was received"), ROWS, {**LISTED, "day": Name(_("on which day it came"))}),
    "missing": Name(_("what is still missing"), ROWS, LISTED),
    "complete": Name(_("since when the dossier is complete; empty as long as it is not")),
    "term": Name(_("the terms of the steps together; empty if no text sets one")),
    "due": Name(_("the day on which the result is due; empty as long as it is not known")),
    "due_says": Name(_("the day of the result in a sentence, or why there is none")),
    "follow": Name(_("how the file can be followed")),
}
TITLES = {
    "submission": _("Submission of a file"),
    "decision": _("Decision on a file"),
    "opinions": _("Table of opinions"),
    "letter": _("Letter about a file"),
    "receipt": _("Receipt of a dossier and day of the result"),
}
NAMES = {"letter": LETTER, "receipt": RECEIPT}
KINDS = {key: Kind(key, title, NAMES.get(key, FILE)) for key, title in TITLES.items()}
