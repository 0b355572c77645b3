"""The templates of papers about a file that come with the program, made from the pack's layout."""

from functools import lru_cache
from io import BytesIO
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from docx.shared import Mm, Pt

from comity.core.pack_layout import Layout
from comity.documents import builtin, word
from comity.documents.case_names import TITLES
from comity.documents.filling import steady

FACTS: list[word.Align] = ["center", "left", "left"]
FOUR: list[word.Align] = ["center", "left", "left", "left"]
SIX: list[word.Align] = ["center", "left", "left", "left", "left", "left"]
# The lines at the head of a receipt: the words, what stands in them, and its name. Of some there may be nothing to say.
RECEIPT = (
    ("code", "code", "code"),
    ("from", "who", "applicant"),
    ("asks", "what", "procedure"),
    ("incoming", "what", "incoming"),
    ("received", "day", "received"),
    ("complete", "day", "complete"),
    ("term", "term", "term"),
    ("received_by", "who", "received_by"),
)
MAY_LACK = ("incoming", "complete", "term", "received_by")


def heads() -> dict[str, Any]:
    """Return the headings and the heads of tables, for Word and PDF alike."""
    return {
        "about": _("What is submitted"),
        "details": _("What is on record"),
        "people": _("Members"),
        "papers": _("Dossier"),
        "opinions": _("Opinions of agencies"),
        "limits": _("Limits"),
        "broken": _("not met"),
        "excepted": _("exception"),
        "notable": _("Points to note"),
        "proposal": _("Proposal"),
        "decides": _("%(who)s is asked to decide.") % {"who": "{who}"},
        "duties": _("Owed afterwards"),
        "re": _("About: %(what)s") % {"what": "{what}"},
        "code": _("Number of the file: %(code)s") % {"code": "{code}"},
        "from": _("Handed in by: %(who)s") % {"who": "{who}"},
        "asks": _("Asked for: %(what)s") % {"what": "{what}"},
        "incoming": _("Incoming document: %(what)s") % {"what": "{what}"},
        "received": _("Received on: %(day)s") % {"day": "{day}"},
        "received_by": _("Received by: %(who)s") % {"who": "{who}"},
        "complete": _("Complete since: %(day)s") % {"day": "{day}"},
        "term": _("Time for the whole: %(term)s") % {"term": "{term}"},
        "there": _("What was received"),
        "missing": _("What is still missing"),
        "nothing": _("Nothing is on record as received."),
        "result": _("Result"),
        "hands_in": _("HANDED IN BY"),
        "takes_in": _("RECEIVED BY"),
        "there_table": [_("No."), _("Paper"), _("Received on")],
        "missing_table": [_("No."), _("Paper")],
        "facts_table": [_("No."), _("Particular"), _("What is so")],
        "people_table": [
            _("No."),
            pgettext("of a member", "Name"),
            _("Post or role"),
            pgettext("of a member", "From"),
        ],
        "papers_table": [_("No."), _("Paper"), _("There since")],
        "opinions_table": [
            _("No."),
            _("Agency"),
            _("Opinion"),
            _("Day"),
            _("What it said"),
            _("How it was taken up"),
        ],
        "duties_table": [
            _("No."),
            pgettext("of a duty", "What"),
            pgettext("of a duty", "Who"),
            pgettext("of a duty", "Term"),
        ],
    }


@lru_cache(maxsize=16)
def made(kind: str, layout: Layout, language: str) -> bytes:
    """Return the template of a kind in a language as the bytes of a DOCX file."""
    with translation.override(language):
        document = word.blank(layout, language)
        about = document.core_properties
        about.title, about.author, about.comments = str(TITLES[kind]), "", ""
        about.language = word.LANGUAGES.get(language, language)
        builtin.head(document, layout, "{{ number }}")
        _subject(document, layout, kind)
        BODIES[kind](document, layout)
        if kind == "receipt":
            _signatures(document, layout)
        else:
            builtin.end(document, layout, "{{ s.text }}", over="s in signature")
        note = word.write(document, "{{ made }}", style="Note", look="italic")
        note.paragraph_format.space_before = Pt(8)
        written = BytesIO()
        document.save(written)
    return steady(written.getvalue())


def _subject(document: Any, layout: Layout, kind: str) -> None:
    """Write what the paper is called and what it is about; an official letter says only the latter."""
    official = layout.words.nation is not None
    align: word.Align = "center" if official else "left"
    if kind == "letter":
        about = word.write(document, heads()["re"].format(what="{{ title }}"), align=align, look="italic", after=6)
        about.paragraph_format.space_before = Pt(12)
        return
    first = word.write(document, "{{ document }}", align=align, look="bold", after=2)
    first.paragraph_format.space_before = Pt(18)
    word.write(document, "{{ title }}", align=align, look="bold", after=0 if official else 8)
    if official:
        word.rule(document, word.width(layout) * 0.22, word.width(layout))


def _submission(document: Any, layout: Layout) -> None:
    head = heads()
    _addressed(document, layout)
    builtin.each(document, "g in grounds", "Running", "{{ g.text }}")
    document.add_heading(head["about"], 1)
    _about(document)
    _table(document, layout, head["facts_table"], FACTS, "f in facts", ("f.number", "f.name", "f.value"))
    _part(document, layout, "people", head["people_table"], FOUR, ("number", "name", "post", "origin"))
    _part(document, layout, "details", head["facts_table"], FACTS, ("number", "name", "value"))
    _part(document, layout, "papers", head["papers_table"], FACTS, ("number", "name", "day"))
    _opinions(document, layout)
    _limits(document)
    document.add_heading(head["proposal"], 1)
    word.write(document, head["decides"].format(who="{{ to }}"), style="Running")
    _part(document, layout, "duties", head["duties_table"], FOUR, ("number", "name", "by", "term"))


def _addressed(document: Any, layout: Layout) -> None:
    word.write(document, "{%p if to %}")
    word.write(document, f"{layout.words.attention} {{{{ to }}}}", align="center", after=8)
    word.write(document, "{%p endif %}")


def _decision(document: Any, layout: Layout) -> None:
    align: word.Align = "center" if layout.words.nation else "left"
    word.write(document, "{{ signed }}", align=align, look="bold", after=6)
    builtin.each(document, "g in grounds", "Running", "{{ g.text }}")
    if resolves := layout.papers.decision.resolves:
        word.write(document, str(resolves), align="center", look="bold", after=6)
    first = word.write(document, "{{ resolved_head }} ", style="Running", look="bold")
    first.alignment = None
    first.add_run("{{ resolved }}")
    _table(document, layout, heads()["facts_table"], FACTS, "f in facts", ("f.number", "f.name", "f.value"))
    _part(document, layout, "people", heads()["people_table"], FOUR, ("number", "name", "post", "origin"))
    word.write(document, "{%p for a in articles %}")
    other = word.write(document, "{{ a.head }} ", style="Running", look="bold")
    other.alignment = None
    other.paragraph_format.space_before = Pt(6)
    other.add_run("{{ a.text }}")
    word.write(document, "{%p endfor %}")


def _table_of_opinions(document: Any, layout: Layout) -> None:
    _about(document)
    _opinions(document, layout)


def _letter(document: Any, layout: Layout) -> None:
    _addressed(document, layout)
    word.write(document, "{{ answers }}", style="Running").alignment = None
    builtin.each(document, "g in grounds", "Running", "{{ g.text }}")
    word.write(document, "{{ resolved }}", style="Running", look="bold").alignment = None
    _table(document, layout, heads()["facts_table"], FACTS, "f in facts", ("f.number", "f.name", "f.value"))
    _part(document, layout, "people", heads()["people_table"], FOUR, ("number", "name", "post", "origin"))
    word.write(document, "{%p for a in articles %}")
    other = word.write(document, "{{ a.text }}", style="Running")
    other.alignment = None
    other.paragraph_format.space_before = Pt(6)
    word.write(document, "{%p endfor %}")


def _receipt(document: Any, layout: Layout) -> None:
    head = heads()
    for name, placed, shown in RECEIPT:
        said = head[name].format(**{placed: f"{{{{ {shown} }}}}"})
        if shown in MAY_LACK:
            word.write(document, f"{{%p if {shown} %}}")
        word.write(document, said, style="Running").alignment = None
        if shown in MAY_LACK:
            word.write(document, "{%p endif %}")
    document.add_heading(head["there"], 1)
    word.write(document, "{%p if there %}")
    _table(document, layout, head["there_table"], FACTS, "t in there", ("t.number", "t.name", "t.day"))
    word.write(document, "{%p else %}")
    word.write(document, head["nothing"], style="Running")
    word.write(document, "{%p endif %}")
    _part(document, layout, "missing", head["missing_table"], FACTS[:2], ("number", "name"))
    document.add_heading(head["result"], 1)
    word.write(document, "{{ due_says }}", style="Running", look="bold").alignment = None
    follow = word.write(document, "{{ follow }} ", style="Running")
    follow.add_run("{{r file }}")
    follow.alignment = None


def _signatures(document: Any, layout: Layout) -> None:
    """Write where both sign: who hands the dossier in, and who takes it."""
    word.write(document, "", after=4).paragraph_format.keep_with_next = True
    half = word.width(layout) * 0.5
    cells = word.row(word.table(document, (half, half), grid=False), ("", ""), ("center", "center")).cells
    for cell, name, under in ((cells[0], "hands_in", ""), (cells[1], "takes_in", "{{ received_by }}")):
        last = word.write(cell, heads()[name], align="center", look="bold")
        last.paragraph_format.space_after = Mm(builtin.PLACES * 1.6)
        word.write(cell, under or "…………………………", align="center")


def _about(document: Any) -> None:
    said = word.write(
        document, "{{ procedure }}{% if law %} ({{ law }}){% endif %}. {{ applicant }}. ", style="Running"
    )
    said.add_run("{{r record }}")
    said.alignment = None


def _opinions(document: Any, layout: Layout) -> None:
    fields = ("number", "agency", "opinion", "day", "text", "taken_up")
    _part(document, layout, "opinions", heads()["opinions_table"], SIX, fields, after="{{ counted }}")


def _limits(document: Any) -> None:
    head = heads()
    for name, title, more in (
        ("broken", f"{head['limits']}: {head['broken']}", ""),
        ("notable", head["notable"], ""),
        ("exceptions", f"{head['limits']}: {head['excepted']}", ". {{ l.reason }}"),
    ):
        word.write(document, f"{{%p if {name} %}}")
        document.add_heading(title, 1)
        said = "{{ l.number }}. {{ l.name }}{% if l.law %} ({{ l.law }}){% endif %}"
        builtin.each(document, f"l in {name}", "Running", said + more)
        word.write(document, "{%p endif %}")


def _part(
    document: Any,
    layout: Layout,
    name: str,
    columns: list[str],
    aligns: list[word.Align],
    fields: tuple[str, ...],
    *,
    after: str = "",
) -> None:
    """Write a part with its heading and table that is only there if it has rows."""
    word.write(document, f"{{%p if {name} %}}")
    document.add_heading(heads()[name], 1)
    letter = name[:1]
    _table(document, layout, columns, aligns, f"{letter} in {name}", tuple(f"{letter}.{one}" for one in fields))
    if after:
        word.write(document, after, style="Running").paragraph_format.space_before = Pt(6)
    word.write(document, "{%p endif %}")


def _table(
    document: Any,
    layout: Layout,
    columns: list[str],
    aligns: list[word.Align],
    over: str,
    fields: tuple[str, ...],
) -> None:
    whole, count = word.width(layout), len(columns)
    table = word.table(document, [whole * share for share in SHARES[count]])
    word.row(table, columns, aligns, head=True)
    builtin.loop(table, f"for {over}")
    word.row(table, [f"{{{{ {one} }}}}" for one in fields], aligns)
    builtin.loop(table, "endfor")


SHARES = {
    2: (0.085, 0.915),
    3: (0.085, 0.5, 0.415),
    4: (0.085, 0.365, 0.3, 0.25),
    6: (0.085, 0.175, 0.15, 0.17, 0.21, 0.21),  # a day and the longest answer stand in one line
}
BODIES = {
    "submission": _submission,
    "decision": _decision,
    "opinions": _table_of_opinions,
    "letter": _letter,
    "receipt": _receipt,
}
