"""Files made to harm: bombs in bombs, lying headers, documents that fetch, two kinds in one. Each is made by code here."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from comity.core import files
from comity.core.attached import Attachment
from tests.core.test_files import docx, jpeg, on_disk, packed, pdf, png, types, xlsx

pytestmark = pytest.mark.django_db

MIB = 1024**2
REMOTE = (
    '<Relationships><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"'
    ' Target="{target}" TargetMode="External"/></Relationships>'
)


@pytest.fixture
def attach(made: Any, as_system: Any, settings: Any, tmp_path: Path) -> Callable[[str, bytes], Attachment]:
    """Attach bytes to a partner as the program itself."""
    settings.DATA = tmp_path
    partner = made("partners", title_en="Port Ardent", kind="locality")

    def do(name: str, data: bytes) -> Attachment:
        with as_system():
            return files.attach(partner.pk, name, [data])

    return do


def nested(levels: int) -> bytes:
    """A document in a document in a document."""
    inner = docx("The innermost")
    for _level in range(levels):
        inner = docx("Around it", **{"word/embeddings/inner.docx": inner})
    return inner


def lying(real: int) -> bytes:
    """A document with a part that is larger than the archive says."""
    whole = bytearray(docx("Report", **{"word/big.xml": b"<x>" + b"a" * real + b"</x>"}))
    size = struct.pack("<I", real + 7)
    while (at := whole.find(size)) >= 0:
        whole[at : at + 4] = struct.pack("<I", 100)
    return bytes(whole)


def compressed_twice() -> bytes:
    """A sheet that is a thousandth of what it holds, inside a document that hides the ratio."""
    return docx(
        "Report",
        **{"word/embeddings/sheet.xlsx": packed({"[Content_Types].xml": types("x"), "a.bin": bytes(30 * MIB)})},
    )


def bomb_of_a_pdf() -> bytes:
    """A PDF whose one page unpacks to gigabytes."""
    squeezer = zlib.compressobj(9)
    stream = b"".join(squeezer.compress(b" " * MIB) for _mib in range(1200)) + squeezer.flush()
    stream = zlib.compress(stream, 9)
    head = b"%PDF-1.7\n"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/MediaBox[0 0 9 9]>>",
        b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n" % len(stream) + stream + b"\nendstream",
    ]
    body, places = head, []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n" % number + one + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        body
        + b"xref\n0 5\n0000000000 65535 f \n"
        + table
        + b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(body)
    )


def with_chunk(picture: bytes, text: bytes) -> bytes:
    """A picture that carries a page in a comment."""
    return picture[:2] + b"\xff\xfe" + struct.pack(">H", len(text) + 2) + text + picture[2:]


HOSTILE = [
    ("deep.docx", nested(3), "larger inside"),
    ("twice.docx", compressed_twice(), "larger inside"),
    ("lying.docx", lying(2 * MIB), "could not be read"),
    ("lost-bytes.docx", docx("A")[:40] + docx("A")[50:], "could not be read"),
    ("bomb.pdf", bomb_of_a_pdf(), "could not be read|too long to read"),
    ("entity.xlsx", packed({"[Content_Types].xml": types("x"), "xl/x.xml": '<!DOCTYPE l [<!ENTITY a "aaaa">]><l>&a;</l>'}), "not taken"),
    ("outside.docx", docx("A", **{"word/x.xml": '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>'}), "deceive"),
    ("nested-entity.docx", docx("A", **{"word/embeddings/b.docx": docx("B", **{"word/x.xml": "<!DOCTYPE x><x/>"})}), "deceive"),
    ("template.docx", docx("A", **{"word/_rels/settings.xml.rels": REMOTE.format(kind="attachedTemplate", target="http://10.0.0.1/t.dotm")}), "deceive"),
    ("image.docx", docx("A", **{"word/_rels/document.xml.rels": REMOTE.format(kind="image", target="file://10.0.0.1/x.png")}), "deceive"),
    ("page.pdf", b"<html><script>alert(1)</script>%PDF-1.7", "by its content the file is .txt"),
    ("picture.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "by its content the file is .txt"),
    ("archive.png", packed({"a": "b"}), "not taken"),
    ("both.docx", pdf("One") + docx("Two"), "by its content the file is .pdf"),
    ("wide.png", png(2**31 - 1, 2**31 - 1), "50 million"),
    ("zero.txt", b"text\0with a zero", "not taken"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "why"), HOSTILE, ids=[name for name, *_ in HOSTILE])
def test_it_is_refused_and_nothing_of_it_is_stored(attach: Any, name: str, data: bytes, why: str) -> None:
    with pytest.raises(files.NotTaken, match=why):
        attach(name, data)

    assert on_disk() == []


SECRETS = [
    ("inside.docx", docx("Plan", **{"word/embeddings/sheet.xlsx": xlsx("TỐI MẬT")})),
    ("appendix.docx", docx("Plan", **{"word/footnotes.xml": "<w:p><w:r><w:t>TUYỆT MẬT</w:t></w:r></w:p>"})),
]


@pytest.mark.parametrize(("name", "data"), SECRETS, ids=[name for name, _ in SECRETS])
def test_a_marking_is_found_in_what_is_embedded_too(attach: Any, name: str, data: bytes) -> None:
    with pytest.raises(files.NotTaken, match="state secret"):
        attach(name, data)


HARMLESS = [
    ("link.docx", docx("A", **{"word/_rels/document.xml.rels": REMOTE.format(kind="hyperlink", target="https://vesper.example")})),
    ("chart.docx", docx("A", **{"word/embeddings/sheet.xlsx": xlsx("Port")})),
    ("picture.jpg", with_chunk(jpeg(), b"<script>alert(1)</script>")),
    ("page.txt", b"<html><script>alert(1)</script></html>"),
    ("both.pdf", pdf("One") + packed({"a.txt": "b"})),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data"), HARMLESS, ids=[name for name, _ in HARMLESS])
def test_what_looks_odd_and_harms_nobody_is_kept_and_only_ever_saved(
    attach: Any, client_of: Any, officer: Any, name: str, data: bytes
) -> None:
    kept = attach(name, data)

    answer = client_of(officer).get(f"/files/{kept.pk}/")

    assert b"".join(answer) == data
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Security-Policy"] == "sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "html" not in answer["Content-Type"]
    assert "svg" not in answer["Content-Type"]


def test_a_zip_of_the_tests_lies_as_it_should() -> None:
    with zipfile.ZipFile(io.BytesIO(lying(2 * MIB))) as package, pytest.raises(zipfile.BadZipFile):
        package.read("word/big.xml")
