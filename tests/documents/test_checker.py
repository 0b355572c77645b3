"""The checker names every fault of a template with its part, paragraph, page and words, however Word cut it up."""

import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from comity.core import pack
from comity.core.pack_layout import Layout
from comity.documents import builtin, checker, names
from comity.documents.checker import Problem
from tests.long import long

KIND = names.report(["delegations_in", "persons_in"])


def found(build: Callable[[Any], object]) -> list[Problem]:
    document = Document()
    build(document)
    written = BytesIO()
    document.save(written)
    return checker.check(written.getvalue(), KIND)


def said(*texts: str) -> list[str]:
    return [one.what for one in found(lambda document: [document.add_paragraph(text) for text in texts])]


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        (["{{ titel }}"], "There is no “titel” here. Did you mean “title”?"),
        (["{{ zzz }}"], "There is no “zzz” here."),
        (["{{ title }"], "{{ is not closed in this paragraph."),
        (["{{ title", "}}"], "{{ is not closed in this paragraph."),
        (["title }}"], "}} closes nothing."),
        (["{title} {{ title }}"], "A placeholder has two braces on each side: {{ title }}."),
        (["{{ title. }}"], "This cannot be read"),
        (["{{ }}"], "There is no name between the braces."),
        (["{{ title.__class__ }}"], "“title” has no field “__class__”."),
        (["{{ title() }}"], "Only names stand here"),
        (["{{ 7 * 7 }}"], "Only names stand here"),
        (["{{ title | safe }}"], "There is no filter “safe”."),
        (["{{ figures }}"], "“figures” is a list: begin a loop"),
        (["{{ figures.value }}"], "“figures” is a list: begin a loop"),
        (["{{ figure.delegations_in }}"], "“figure.delegations_in” is no text by itself"),
        (["{{ figure.delegation_in.value }}"], "Did you mean “delegations_in”?"),
        (["{{r title }}"], "“title” is no link: write {{ title }} without the r."),
        (["{% tr for f in figures %}", "{{ title }}"], "There is no {% tr %}"),
        (["{%- if to %}", "{{ to }}", "{%- endif %}"], "There is no {% - %}"),
        (["{{p title }}"], "{{p … }} shows nothing: leave the p out."),
        (["{%p for f in figures %}", "{{ f.code }}", "{%p endfor %}"], "“f.code” is a link: write {{r f.code }}."),
        (["{%p for f in figures %}", "{{ f.valeu }}", "{%p endfor %}"], "“f” has no field “valeu”. Did you mean “value”?"),
        (["{%p for f in figures %}", "{{ f.value }}"], "This {% for %} has no {% endfor %}."),
        (["{{ title }}", "{%p endfor %}"], "This {% endfor %} ends nothing that was begun."),
        (["{%p if to %}", "{{ to }}", "{%p endfor %}"], "This {% endfor %} ends nothing that was begun."),
        (["{%p for f in title %}", "{%p endfor %}"], "“title” is no list"),
        (["{%p for f figures %}", "{%p endfor %}"], "A loop is written {% for row in list %}."),
        (["{%p for f in figures %}", "{{ f.value }}", "{% endfor %}"], "write the same letters after {% at its end."),
        (["{%tr for f in figures %}", "{%tr endfor %}"], "{%tr … %} repeats a row, and here is no table."),
        (["{% set x = 1 %} {{ title }}"], "There is no {% set %}"),
        (["{% include 'x' %} {{ title }}"], "There is no {% include %}"),
        (["{%p if title.upper() %}", "{%p endif %}"], "A condition is made of names"),
        (["{%p if to %} To: {{ to }}", "{%p endif %}"], "disappears with all that shares its paragraph"),
        (["{%p if to %} To all", "{%p endif %}"], "The words “To all” share a paragraph or row with {%p if to %}"),
        (["nothing to fill"], "There is no placeholder in it"),
        (["{%p else %}", "{{ title }}"], "{% else %} stands in no {% if %}."),
    ],
)  # fmt: skip
def test_each_fault_is_named(texts: list[str], problem: str) -> None:
    assert any(problem in one for one in said(*texts)), said(*texts)


@pytest.mark.parametrize(
    "texts",
    [
        ["{{ title }} {{title}} {{ title | upper }} {# a note #}"],
        ["{%p if to and not days %}", "{{ to }}", "{%p elif days == 'x' %}", "{{ days }}", "{%p else %}", "-", "{%p endif %}"],
        ["{% for r in recipients %}{{ r.name }}{% if not loop.last %}, {% endif %}{% endfor %}"],
        ["Received: {{ figure.delegations_in.value }}, before {{ figure.delegations_in.before }}"],
        ["{%p for a in annexes %}", "{%p for r in a.rows %}", "{{r r.title }}", "{%p endfor %}", "{%p endfor %}"],
        ["{{ title | default(“none”) }}"],
    ],
)  # fmt: skip
def test_what_is_right_passes(texts: list[str]) -> None:
    assert said(*texts) == []


def test_a_placeholder_that_word_cut_into_runs_is_read_as_one() -> None:
    def build(document: Any) -> None:
        paragraph = document.add_paragraph("Report: ")
        for piece in ("{", "{ ", "ti", "tel", " }", "}"):
            paragraph.add_run(piece).bold = len(piece) % 2 == 0

    (problem,) = found(build)

    assert (problem.tag, problem.what) == ("{{ titel }}", "There is no “titel” here. Did you mean “title”?")
    assert (problem.place, problem.words) == ("body, paragraph 1", "Report: {{ titel }}")


def test_part_table_paragraph_and_page_are_named() -> None:
    def build(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "{{ heder }}"
        document.sections[0].footer.paragraphs[0].text = "{{ foter }}"
        document.add_paragraph("{{ title }}").add_run().add_break(WD_BREAK.PAGE)
        table = document.add_table(2, 2)
        table.cell(1, 1).text = "{{ sel }}"

    problems = {one.tag: (one.place, one.page_words) for one in found(build)}

    assert problems == {
        "{{ sel }}": ("body, table 1, row 2, column 2, paragraph 5", "about page 2"),
        "{{ heder }}": ("header, paragraph 1", ""),
        "{{ foter }}": ("footer, paragraph 1", ""),
    }


def test_pages_are_those_that_word_last_laid_out() -> None:
    def build(document: Any) -> None:
        for number in range(3):
            run = document.add_paragraph().add_run()
            if number:
                run._r.append(OxmlElement("w:lastRenderedPageBreak"))
            run.add_text(f"{{{{ wrong{number} }}}}")

    assert [one.page for one in found(build)] == [1, 2, 3]


def test_loops_over_rows_stay_in_their_table_and_lose_no_words() -> None:
    def build(document: Any) -> None:
        first, second = document.add_table(2, 2), document.add_table(1, 2)
        first.cell(0, 0).text, first.cell(0, 1).text = "{%tr for f in figures %}", "lost"
        first.cell(1, 0).text = "{{ f.value }}"
        second.cell(0, 0).text = "{%tr endfor %}"

    what = [one.what for one in found(build)]

    assert what[0].startswith("The words “lost” share a paragraph or row with {%tr for f in figures %}")
    assert "It begins in another place (body, table 1, row 1, column 1, paragraph 1)" in what[1]


def test_text_boxes_are_read_once() -> None:
    def build(document: Any) -> None:
        document.add_paragraph("{{ title }}")
        box = OxmlElement("w:txbxContent")
        inside = OxmlElement("w:p")
        run = OxmlElement("w:r")
        text = OxmlElement("w:t")
        text.text = "{{ boxed }}"
        run.append(text)
        inside.append(run)
        box.append(inside)
        document.paragraphs[0]._p.append(box)

    (problem,) = found(build)

    assert problem.place == "body, text box, paragraph 2"


@pytest.mark.parametrize("field", ["INCLUDETEXT http://x/y", "DDEAUTO c:\\\\x", 'INCLUDEPICTURE "http://x"'])
def test_fields_that_fetch_or_run_something_are_refused(field: str) -> None:
    def build(document: Any) -> None:
        run = document.add_paragraph("{{ title }}").add_run()
        code = OxmlElement("w:instrText")
        code.text = field
        run._r.append(code)

    assert ["could fetch something from elsewhere" in one.what for one in found(build)] == [True]


def test_what_is_no_word_file_is_said_so() -> None:
    assert "cannot be read" in checker.check(b"PK\x03\x04 no", KIND)[0].what


def test_of_very_many_faults_a_hundred_are_told_in_little_time() -> None:
    began = time.monotonic()
    problems = said(*(["{{ a }} {% b %} }} {{"] * 400))

    assert len(problems) == checker.MOST
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("language", [pytest.param("en", marks=long), "vi"])
def test_the_program_s_own_template_passes_and_is_the_same_each_time(language: str) -> None:
    layout: Layout = pack.load("vn").layout
    made = builtin.report.__wrapped__(layout, language)

    assert checker.check(made, KIND) == []
    assert made == builtin.report(layout, language)


def test_the_annexes_begin_on_a_page_of_their_own_and_leave_none_empty() -> None:
    made = Document(BytesIO(builtin.report(pack.load("vn").layout, "en")))

    assert [one.paragraph_format.page_break_before for one in made.paragraphs].count(True) == 1
    assert not list(made.element.body.iter(qn("w:br")))
