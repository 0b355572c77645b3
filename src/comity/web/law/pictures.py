"""A procedure, or a file's way through it, as a picture: what stands in each box, in words; domain/drawing.py places it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from comity.domain.drawing import Drawing, Node, Said, draw

SILENCE = {
    "waits": lambda: _("without an answer it waits"),
    "agrees": lambda: _("silence means consent"),
    "passes": lambda: _("goes on without an answer"),
}


def drawn(rows: Iterable[Sequence[dict[str, Any]]], submits: str, title: str) -> dict[str, Any]:
    """Return what the template of a picture needs, from the rows of a procedure as its page shows them."""
    start = Node("start", (Said("who", _("%(who)s: the complete dossier starts the clock") % {"who": submits}),))
    drawing = draw(start, [_step(step) for row in rows for step in row])
    return {"drawing": drawing, "title": title, "points": _points(drawing)}


def _points(drawing: Drawing) -> dict[str, list[str]]:
    def said(path: Any) -> str:
        return " ".join(f"{x},{y}" for x, y in path)

    return {"arrows": [said(one) for one in drawing.arrows], "branches": [said(one) for one in drawing.branches]}


def _step(step: dict[str, Any]) -> Node:
    at = step.get("at")
    said = [Said("title", f"{step['number']}. {step['title']}"), *_status(at), *_who(step["by"], step["within"])]
    if step["decides"]:
        said.append(Said("at", _("◆ decides")))
    if step["consents"]:
        said.append(Said("at", _("◇ consents; without that nothing is decided")))
    if step["when"]:
        said.append(Said("if", _("Only if: %(condition)s") % {"condition": step["when"]}))
    said += [Said("law", f"§ {step['law']['title']}"), *_doubt(step["law"])]
    marks = [name for name, so in (("if", step["when"]), ("decides", step["decides"] or step["consents"])) if so]
    marks += [at["status"]] if at else []
    asks = tuple(_ask(step["id"], number, one) for number, one in enumerate(step.get("branches", step["asks"])))
    return Node(step["id"], tuple(said), tuple(step["after"]), tuple(marks), asks)


def _who(by: str, within: str) -> list[Said]:
    return [Said("who", by), *([Said("days", within)] if within else [])]


def _status(at: dict[str, Any] | None) -> list[Said]:
    """Return how a step stands, told by a sign and a word, not by colour alone."""
    if not at:
        return []
    sign = {"open": "▶", "done": "✓", "answered": "✓", "refused": "✗", "paused": "■", "silent": "✓"}.get(
        at["status"], "–"
    )
    said = ": ".join(one for one in (at["text"], at.get("when", "")) if one)
    return [Said("at", f"{sign} {said}")]


def _doubt(law: dict[str, Any]) -> list[Said]:
    return [Said("doubt", f"? {law['mark']['text']}")] if law.get("mark") else []


def _ask(step: str, number: int, ask: dict[str, Any]) -> Node:
    said = [*_who(ask["whom"], ask["within"]), *_status(ask.get("at"))]
    if ask["when"]:
        said.append(Said("if", _("Only if: %(condition)s") % {"condition": ask["when"]}))
    said.append(Said("if", SILENCE[ask["silence"]]()))
    marks = ("ask", *(["if"] if ask["when"] else []), *([ask["at"]["status"]] if ask.get("at") else []))
    return Node(f"{step}.{number}", tuple(said), marks=marks)


def answer(picture: dict[str, Any], name: str) -> HttpResponse:
    """Return a picture as a file of its own."""
    made = render_to_string("law/drawing.svg", {"picture": picture}, using="jinja2")
    headers = {"Content-Disposition": f'attachment; filename="{name}.svg"'}
    return HttpResponse(made, content_type="image/svg+xml; charset=utf-8", headers=headers)
