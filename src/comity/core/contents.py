"""What a file is by its content, and the text in it. Knows no Django: run as a script, it reads one PDF in a process apart."""

import contextlib
import csv
import errno
import html
import io
import logging
import lzma
import re
import resource
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path

import puremagic

OOXML, ODF = "application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument."
PDF, TXT, CSV, JPEG, PNG, WEBP = "application/pdf", "text/plain", "text/csv", "image/jpeg", "image/png", "image/webp"
# The kinds that are taken, and the endings of a name that fit.
ENDINGS = {
    PDF: ("pdf",),
    OOXML + "wordprocessingml.document": ("docx",),
    OOXML + "spreadsheetml.sheet": ("xlsx",),
    OOXML + "presentationml.presentation": ("pptx",),
    ODF + "text": ("odt",),
    ODF + "spreadsheet": ("ods",),
    JPEG: ("jpg", "jpeg"),
    PNG: ("png",),
    WEBP: ("webp",),
    TXT: ("txt",),
    CSV: ("csv",),
}
SIGNS = (
    (b"%PDF-", 0, ".pdf", PDF),
    (b"\xff\xd8\xff", 0, ".jpg", JPEG),
    (b"\x89PNG\r\n\x1a\n", 0, ".png", PNG),
    (b"WEBP", 8, ".webp", WEBP),
)
HEAD = 4096
PIXELS = 50_000_000
MEMBERS, UNPACKED = 2000, 200 * 1024**2
RATIO, RATIO_FROM = 200, 1024**2
NESTED, DEEP = (
    (".docx", ".xlsx", ".pptx", ".odt", ".ods"),
    2,
)  # charts bring their sheets; nobody needs more than two levels
# What a reader of the file would fetch by itself; a link that one clicks on is not among it.
FETCHED = re.compile(r"""<Relationship\b(?=[^>]*TargetMode\s*=\s*["']External)(?![^>]*/hyperlink["'])""", re.IGNORECASE)
PDF_PAGES, PDF_SECONDS, PDF_MEMORY, PDF_LOCKED = 30, 20, 1024**3, 3
_NAME = r"(?:[\w.-]+:)?"
OOXML_PIECES = re.compile(
    rf"<{_NAME}t(?:\s[^>]*)?(?<!/)>(?P<text>[^<]*)"
    rf"|<{_NAME}(?:v|(?:odd|even|first)(?:Header|Footer))(?:\s[^>]*)?(?<!/)>(?P<alone>[^<\d-][^<]*)"
    rf"|<{_NAME}(?P<tab>tab)(?=[\s/>])|</?{_NAME}(?P<end>p|br|cr|si|is|comment)(?=[\s/>])"
)
HEADER_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|\d+|[A-Za-z])')
ODF_INLINE = re.compile(r"</?text:(?:span|a|soft-page-break|bookmark[\w-]*|change[\w-]*)(?=[\s/>])[^>]*>")
DECLARED = re.compile(r"<\?xml[^>]*encoding=[\"']([\w.-]+)")


class Fault(StrEnum):
    """Why a file is not taken."""

    KIND = "kind"
    DAMAGED = "damaged"
    LOCKED = "locked"
    MACROS = "macros"
    ENTITIES = "entities"
    UNPACKED = "unpacked"
    PICTURE = "picture"
    SLOW = "slow"


class Unfit(ValueError):
    """The file's content is not taken; `args[0]` is the Fault."""


def kind_of(path: Path) -> str:
    """Return what the file is by its content, one of ENDINGS; CSV counts as text. Raises Unfit."""
    data = path.read_bytes()
    try:
        says = {found.extension for found in puremagic.magic_string(data[:HEAD])}
    except puremagic.PureError:
        says = set()
    for sign, offset, extension, kind in SIGNS:
        if data.startswith(sign, offset) and extension in says:
            _check_picture(kind, data)
            return kind
    if data.startswith(b"PK\x03\x04"):
        return _package_kind(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unfit(Fault.KIND) from error
    if re.search(r"[\x00-\x08\x0b\x0e-\x1f\x7f]", text):
        raise Unfit(Fault.KIND)
    return TXT


def texts(path: Path, kind: str) -> Iterator[str]:
    """Yield the text of the file part by part; pictures have none. Raises Unfit."""
    if kind in (TXT, CSV):
        text = path.read_text(encoding="utf-8-sig")
        yield _cells(text) if kind == CSV else text
    elif kind == PDF:
        yield _pdf_text(path)
    elif kind.startswith((OOXML, ODF)):
        for xml in _xml_parts(path):
            yield _odf_text(xml) if kind.startswith(ODF) else _ooxml_text(xml)


def _cells(text: str) -> str:
    delimiter = ";" if text.partition("\n")[0].count(";") else ","
    try:
        return "\n".join("\t".join(row) for row in csv.reader(text.splitlines(keepends=True), delimiter=delimiter))
    except csv.Error:  # such as a cell beyond all measure
        return text


def _check_picture(kind: str, data: bytes) -> None:
    measures: dict[str, Callable[[bytes], tuple[int, int]]] = {JPEG: _jpeg_size, PNG: _png_size, WEBP: _webp_size}
    if kind not in measures:
        return
    try:
        wide, high = measures[kind](data)
    except (struct.error, IndexError) as error:
        raise Unfit(Fault.DAMAGED) from error
    if not wide or not high:
        raise Unfit(Fault.DAMAGED)
    if wide * high > PIXELS:
        raise Unfit(Fault.PICTURE)


def _png_size(data: bytes) -> tuple[int, int]:
    wide, high = struct.unpack_from(">II", data, 16)
    return (wide, high) if data[12:16] == b"IHDR" else (0, 0)


def _jpeg_size(data: bytes) -> tuple[int, int]:
    at = 2
    while data[at] == 0xFF:
        code = data[at + 1]
        if 0xC0 <= code <= 0xCF and code not in (0xC4, 0xC8, 0xCC):  # a frame header, not a table
            high, wide = struct.unpack_from(">HH", data, at + 5)
            return wide, high
        at += 1 if code == 0xFF else 2 + struct.unpack_from(">H", data, at + 2)[0]
    return 0, 0


def _webp_size(data: bytes) -> tuple[int, int]:
    if data[12:16] == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if data[12:16] == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    wide, high = struct.unpack_from("<HH", data, 26)
    return wide & 0x3FFF, high & 0x3FFF


# What reading a damaged or locked archive raises; RuntimeError holds what is raised for a packing that nobody knows.
# ValueError: a place before the beginning, where first bytes were lost.
BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, ValueError, EOFError, RuntimeError)


@contextlib.contextmanager
def _package(path: Path | io.BytesIO) -> Iterator[tuple[zipfile.ZipFile, dict[str, zipfile.ZipInfo]]]:
    """Open an office file whose members are checked before any of them is unpacked. Raises Unfit."""
    try:
        with zipfile.ZipFile(path) as package:
            members = package.infolist()
            named = {member.filename: member for member in members}
            if len(named) != len(members):
                raise Unfit(Fault.DAMAGED)
            _check_members(members)
            yield package, named
    except Unfit:
        raise
    except (*BROKEN, OSError) as error:
        if isinstance(error, OSError) and error.errno != errno.EINVAL:  # as such a place in a file on a disk
            raise
        raise Unfit(Fault.DAMAGED) from error


def _check_members(members: Sequence[zipfile.ZipInfo]) -> None:
    if len(members) > MEMBERS or sum(member.file_size for member in members) > UNPACKED:
        raise Unfit(Fault.UNPACKED)
    for member in members:
        name = member.filename.lower()
        if member.flag_bits & 1:
            raise Unfit(Fault.LOCKED)
        if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
            raise Unfit(Fault.DAMAGED)
        if member.file_size > RATIO_FROM and member.file_size > RATIO * member.compress_size:
            raise Unfit(Fault.UNPACKED)
        if name.endswith("vbaproject.bin") or "macrosheets/" in name or name.startswith(("basic/", "scripts/")):
            raise Unfit(Fault.MACROS)


def _package_kind(path: Path) -> str:
    with _package(path) as (package, named):
        if "[Content_Types].xml" in named:
            types = _xml(package.read("[Content_Types].xml"))
            if re.search("macroEnabled|vbaProject", types, re.IGNORECASE):
                raise Unfit(Fault.MACROS)
            found = [kind for kind in ENDINGS if kind.startswith(OOXML) and f'"{kind}.main+xml"' in types]
        elif {"mimetype", "META-INF/manifest.xml"} <= set(named):
            if "encryption-data" in _xml(package.read("META-INF/manifest.xml")):
                raise Unfit(Fault.LOCKED)
            said = package.read("mimetype")[:100].decode("ascii").strip()
            found = [kind for kind in ENDINGS if kind.startswith(ODF) and kind == said]
        else:
            found = []
    if len(found) != 1:
        raise Unfit(Fault.KIND)
    return found[0]


def _xml_parts(path: Path | io.BytesIO, *, level: int = 0) -> Iterator[str]:
    with _package(path) as (package, named):
        for name in named:
            ending = name.lower()
            if ending.endswith((".xml", ".rels", ".vml")):
                yield (xml := _xml(package.read(name)))
                if ending.endswith(".rels") and FETCHED.search(xml):
                    raise Unfit(Fault.ENTITIES)
            elif ending.endswith(NESTED):
                if level >= DEEP:
                    raise Unfit(Fault.UNPACKED)
                yield from _xml_parts(io.BytesIO(package.read(name)), level=level + 1)


def _xml(data: bytes) -> str:
    """Return an XML part as text. What could make a reader expand or fetch something is refused, not interpreted."""
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = data.decode("utf-16" if wide else "utf-8-sig")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise Unfit(Fault.ENTITIES)
    declared = DECLARED.match(text)
    if declared and not wide and declared[1].lower() not in ("utf-8", "us-ascii", "ascii"):
        raise Unfit(Fault.DAMAGED)
    text = re.sub(r"<!\[CDATA\[(.*?)\]\]>", lambda found: html.escape(found[1]), text, flags=re.DOTALL)
    return re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)


def _ooxml_text(xml: str) -> str:
    pieces = []
    for found in OOXML_PIECES.finditer(xml):
        if found["text"] is not None:
            pieces.append(html.unescape(found["text"]))
        elif found["alone"] is not None:
            pieces.append("\n" + HEADER_CODE.sub("\n", html.unescape(found["alone"])) + "\n")
        else:
            pieces.append("\t" if found["tab"] else "\n")
    return "".join(pieces)


def _odf_text(xml: str) -> str:
    xml = re.sub(r"<text:s(?=[\s/>])[^>]*>", "  ", re.sub(r"<text:tab(?=[\s/>])[^>]*>", "\t", xml))
    return html.unescape(re.sub(r"<[^>]*>", "\n", ODF_INLINE.sub("", xml)))


def _pdf_text(path: Path) -> str:
    """Return the text of the first pages, read by a process that cannot hold up or exhaust the office."""
    command = [sys.executable, "-I", __file__, str(path)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=PDF_SECONDS, check=False, stdin=subprocess.DEVNULL)  # noqa: S603  our own file
    except subprocess.TimeoutExpired as error:
        raise Unfit(Fault.SLOW) from error
    if done.returncode:
        raise Unfit(Fault.LOCKED if done.returncode == PDF_LOCKED else Fault.DAMAGED)
    return done.stdout.decode("utf-8", "replace")


def _print_pdf(path: str) -> int:
    """Print what the first pages and the stamps on them say."""
    import pypdf  # noqa: PLC0415  only the process apart needs it

    logging.disable()
    with contextlib.suppress(ValueError, OSError):  # where the system knows no such limit
        resource.setrlimit(resource.RLIMIT_AS, (PDF_MEMORY, PDF_MEMORY))
    reader = pypdf.PdfReader(path)
    if reader.is_encrypted and not reader.decrypt(""):
        return PDF_LOCKED
    for page in reader.pages[:PDF_PAGES]:
        if (contents := page.get_contents()) is not None:
            contents.get_data()  # raises for what cannot be unpacked, which extract_text() passes over
        notes = [str(note.get_object().get("/Contents") or "") for note in page.annotations or ()]
        sys.stdout.buffer.write("\n".join([page.extract_text(), *notes, ""]).encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(_print_pdf(sys.argv[1]))
