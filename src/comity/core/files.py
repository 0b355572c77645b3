"""Files on records: which are taken in, under which name, and where their bytes lie."""

import hashlib
import logging
import os
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeVar

from django.conf import settings
from django.db import ProgrammingError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from psycopg import errors

from comity.core import write
from comity.core.attached import Attachment
from comity.core.contents import CSV, ENDINGS, TXT, Fault, Unfit, kind_of, texts
from comity.core.pack import of_city
from comity.core.templates import Template
from comity.domain.marking import Mark, Marks, find

log = logging.getLogger(__name__)
Noted = TypeVar("Noted")

LONGEST_NAME, LONGEST_ENDING = 200, 10
WHY = {
    Fault.KIND: _lazy(
        "Files of this kind are not taken. Attach PDF, DOCX, XLSX, PPTX, ODT, ODS, JPEG, PNG, WEBP, or text in UTF-8."
    ),
    Fault.DAMAGED: _lazy("The file could not be read, so it could not be checked. Save it anew and try again."),
    Fault.LOCKED: _lazy("The file is protected by a password, so it could not be checked. Attach it without one."),
    Fault.MACROS: _lazy(
        "The file contains macros, which could act on the computer of whoever opens it. Save it without macros."
    ),
    Fault.ENTITIES: _lazy("The file is made in a way that could deceive whoever opens it. Save it anew and try again."),
    Fault.UNPACKED: _lazy("The file is far larger inside than it looks. Save it anew and try again."),
    Fault.PICTURE: _lazy("The picture has more than 50 million points. Make it smaller."),
    Fault.SLOW: _lazy(
        "The file took too long to read, so it could not be checked. Print it to a new PDF and attach that."
    ),
}


class NotTaken(ValueError):
    """The file is not taken in; `args[0]` says why, in the reader's language."""


class Lost(LookupError):
    """The bytes of a file are not where they must be."""


@dataclass(frozen=True)
class Stored:
    """A file that was taken in: its name as cleaned, what it is, how large, and the hash under which its bytes lie."""

    name: str
    kind: str
    size: int
    sha256: str


def attach(entry_id: int, name: str, chunks: Iterable[bytes]) -> Attachment:
    """Store a file on a record; one that is not taken leaves nothing behind. Raises NotTaken, comity.core.write.Refused."""

    def note(file: Stored) -> Attachment:
        return Attachment.objects.create(
            entry_id=entry_id, name=file.name, kind=file.kind, size=file.size, sha256=file.sha256
        )

    return take(name, chunks, note, about=f"record {entry_id}")


def take(
    name: str,
    chunks: Iterable[bytes],
    note: Callable[[Stored], Noted],
    *,
    about: str,
    fits: Callable[[Path, str], None] | None = None,
) -> Noted:
    """Store a file together with the row that `note` makes of it, both or neither; `fits` may refuse it by its content.

    Raises NotTaken, comity.core.write.Refused, and what `fits` raises.
    """
    name = cleaned(name)
    folder = Path(settings.DATA) / "files"
    folder.mkdir(parents=True, exist_ok=True)
    number, made = tempfile.mkstemp(dir=folder, prefix="new-")
    path = Path(made)
    try:
        size, digest = _written(number, chunks)
        kind = _checked(about, name, path)
        if fits is not None:
            fits(path, kind)
        with transaction.atomic():
            noted = note(Stored(name, kind, size, digest))
            _keep(path, digest)
    except ProgrammingError as error:
        raise (write.Refused() if isinstance(error.__cause__, errors.InsufficientPrivilege) else error) from error
    finally:
        path.unlink(missing_ok=True)
    return noted


def detach(attachment: Attachment) -> None:
    """Take the file off its record; the bytes stay, so that it can be undone. Raises comity.core.write.Refused."""
    removed, _each = Attachment.objects.filter(pk=attachment.pk).delete()
    if not removed:
        raise write.Refused


def opened(attachment: Attachment | Template) -> BinaryIO:
    """Return the file's bytes, open for reading. Raises Lost."""
    try:
        return _place(attachment.sha256).open("rb")
    except FileNotFoundError as error:
        raise Lost(attachment.sha256) from error


def cleaned(name: str) -> str:
    """Return the name without path, invisible or direction-changing characters, at most 200 long. Raises NotTaken."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(letter for letter in last if letter.isspace() or not unicodedata.category(letter).startswith("C"))
    stem, _dot, ending = " ".join(shown.split()).strip(" .").rpartition(".")
    if not stem.strip(" .") or not ending.isalnum() or len(ending) > LONGEST_ENDING:
        raise NotTaken(_("The name must say what kind of file it is, such as report.pdf."))
    return f"{stem[: LONGEST_NAME - 1 - len(ending)].strip()}.{ending.lower()}"


def _written(number: int, chunks: Iterable[bytes]) -> tuple[int, str]:
    """Write the bytes to the disk and return their size and hash. Raises NotTaken."""
    size, digest = 0, hashlib.sha256()
    with open(number, "wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > settings.UPLOAD_LIMIT:
                raise NotTaken(_("The file is larger than %(limit)s MB.") % {"limit": settings.UPLOAD_LIMIT // 1024**2})
            digest.update(chunk)
            file.write(chunk)
        if not size:
            raise NotTaken(_("The file is empty."))
        file.flush()
        os.fsync(file.fileno())
    return size, digest.hexdigest()


def _checked(about: str, name: str, path: Path) -> str:
    """Return the file's kind if it is taken. Raises NotTaken."""
    try:
        kind = _fitting(kind_of(path), name)
        marks = of_city().marks
        stem = name.rpartition(".")[0].replace("_", " ")
        mark = find(stem, marks) or next((mark for text in texts(path, kind) if (mark := find(text, marks))), None)
    except Unfit as unfit:
        raise NotTaken(str(WHY[unfit.args[0]])) from unfit
    if mark is not None:
        log.warning("A file with a state-secret marking was refused on %s", about)
        raise NotTaken(_secret(mark, marks))
    return kind


def _fitting(kind: str, name: str) -> str:
    ending = name.rpartition(".")[2]
    kind = CSV if (kind, ending) == (TXT, "csv") else kind
    if ending not in ENDINGS[kind]:
        fits = ", ".join(f".{one}" for one in ENDINGS[kind])
        raise NotTaken(
            _("The name ends in .%(ending)s, but by its content the file is %(fits)s.")
            % {"ending": ending, "fits": fits}
        )
    return kind


def _secret(mark: Mark, marks: Marks) -> str:
    level = mark.level_vi if get_language() == "vi" else mark.level_en
    said = _(
        "The file is marked as a state secret (%(level)s) and was not stored. State secrets do not belong in this system: "
        "enter the document in the paper registry of secret documents, and follow its rules for the copy on this computer."
    ) % {"level": level}
    if marks.verified:
        return said
    doubt = _(
        "How secrets are marked was entered from %(source)s and nobody has verified it yet: "
        "if the file is no secret, tell the administrator which words were taken for a mark."
    )
    return f"{said} {doubt % {'source': marks.source}}"


def _place(digest: str) -> Path:
    return Path(settings.DATA) / "files" / digest[:2] / digest


def _keep(path: Path, digest: str) -> None:
    """Give the written file its lasting name."""
    place = _place(digest)
    if place.exists():
        return
    place.parent.mkdir(exist_ok=True)
    path.rename(place)
    for folder in (place.parent, place.parent.parent):  # a new name lasts only once its folder is on the disk
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
