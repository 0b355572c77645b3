"""Fills a template. What goes in is only ever shown: a text that looks like a placeholder or like XML stays a text."""

import re
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage, RichText

from comity.documents import word_fit
from comity.documents.sandbox import Sandbox
from comity.documents.values import Link, Linked, Picture, written

DESCRIBED = re.compile(r"<wp:docPr (?![^>]*descr=)")
STILL = (1980, 1, 1, 0, 0, 0)  # the moment that ZIP files begin with


class NotFilled(ValueError):
    """The template could not be filled; `args[0]` is the fault's own name, for the log."""


class Template(DocxTemplate):  # type: ignore[misc]  # docxtpl says nothing of its types
    """A template of which only the document itself is filled, not what is noted about the file."""

    def render_properties(self, context: Any, jinja_env: Any = None) -> None:
        """Leave them as they are."""


class Shown(InlineImage):  # type: ignore[misc]
    """A picture that says in words what it shows."""

    def __init__(self, template: Template, picture: Picture, width: Mm) -> None:
        super().__init__(template, BytesIO(picture.png), width=width)
        self._says = picture.says

    def _insert_image(self) -> str:
        says = written(self._says).replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
        return DESCRIBED.sub(lambda _found: f'<wp:docPr descr="{says}" ', super()._insert_image())


def fill(template: bytes, data: Mapping[str, Any], *, title: str, author: str) -> bytes:
    """Return the template filled with the data as the bytes of a DOCX file. Raises NotFilled."""
    made = Template(BytesIO(template))
    try:
        made.render_init()
        width = _text_width(made.docx)
        made.render(_ready(data, made, width), Sandbox(), autoescape=True)
        word_fit.fit(made.docx)
        about = made.docx.core_properties
        about.title, about.author, about.last_modified_by = title[:255], author[:255], author[:255]
        saved = BytesIO()
        made.save(saved)
    except Exception as error:
        raise NotFilled(f"{type(error).__name__}: {error}"[:300]) from error
    return steady(saved.getvalue())


def steady(docx: bytes) -> bytes:
    """Return the same file without the moment at which it was packed, so that the same content is the same bytes."""
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(docx)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, STILL), old.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _ready(value: Any, template: Template, width: Mm) -> Any:
    """Return the data as docxtpl wants it."""
    if isinstance(value, str):
        return written(value)
    if isinstance(value, Link | Linked):
        text = RichText()
        for part in value.parts if isinstance(value, Linked) else (value,):
            _write(text, part, template)
        return text
    if isinstance(value, Picture):
        return Shown(template, value, width)
    if isinstance(value, Mapping):
        return {key: _ready(one, template, width) for key, one in value.items()}
    if isinstance(value, Sequence):
        return [_ready(one, template, width) for one in value]
    return value


def _write(text: Any, part: str | Link, template: Template) -> None:
    url = template.build_url_id(part.url) if isinstance(part, Link) and part.url else None
    looks = bool(url) and isinstance(part, Link) and not part.plain and _has_link_style(template)
    said = part.text if isinstance(part, Link) else part
    text.add(written(said), url_id=url, style="Hyperlink" if looks else None)


def _has_link_style(template: Template) -> bool:
    return any(style.style_id == "Hyperlink" for style in template.docx.styles)


def _text_width(document: Any) -> Mm:
    section = document.sections[0]
    return Mm(round((section.page_width - section.left_margin - section.right_margin) / 36000, 1))
