"""What is taken in as a file, what is refused and why, and where the bytes lie."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest
from django.conf import settings
from django.utils import translation
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from comity.core import files, write
from comity.core.attached import Attachment
from comity.core.pack import load
from comity.core.people import Officer

pytestmark = pytest.mark.django_db

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"
SECRET = "is marked as a state secret"


def packed(members: dict[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return made.getvalue()


def types(kind: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Types><Override PartName="/x" ContentType="{kind}.main+xml"/></Types>'
    )


def docx(*paragraphs: str, **more: str | bytes) -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="w"><w:body>{body}</w:body></w:document>'
    return packed({"[Content_Types].xml": types(WORD), "word/document.xml": document, **more})


def odt(text: str, **more: str | bytes) -> bytes:
    content = f"<office:document-content><text:p>{text}</text:p></office:document-content>"
    return packed({"mimetype": ODT, "META-INF/manifest.xml": "<manifest/>", "content.xml": content, **more})


def pptx(text: str) -> bytes:
    return packed(
        {"[Content_Types].xml": types(SLIDES), "ppt/slides/slide1.xml": f"<p:sld><a:p><a:t>{text}</a:t></a:p></p:sld>"}
    )


def xlsx(*cells: str, header: str = "") -> bytes:
    book, made = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Port", 12, *cells])
    sheet.oddHeader.center.text = header or None
    book.save(made)
    return made.getvalue()


def pdf(*lines: str, password: str = "") -> bytes:
    """Make a page whose letters beyond ASCII are given by a ToUnicode table, as office programs do."""
    writer, made = pypdf.PdfWriter(), io.BytesIO()
    page = writer.add_blank_page(300, 300)
    letters = sorted({letter for line in lines for letter in line})
    codes = {letter: f"{number + 1:02x}" for number, letter in enumerate(letters)}
    chars = "\n".join(f"<{codes[one]}> <{ord(one):04x}>" for one in letters)
    table = DecodedStreamObject()
    table.set_data(
        f"begincmap 1 begincodespacerange <00> <ff> endcodespacerange {len(letters)} beginbfchar\n{chars}\nendbfchar endcmap".encode()
    )
    names = {"/Type": NameObject("/Font"), "/Subtype": NameObject("/Type1"), "/BaseFont": NameObject("/Helvetica")}
    font = DictionaryObject(
        {NameObject(key): value for key, value in names.items()} | {NameObject("/ToUnicode"): writer._add_object(table)}
    )
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
    )
    shown = "".join(f"<{''.join(codes[one] for one in line)}> Tj 0 -20 Td\n" for line in lines)
    stream = DecodedStreamObject()
    stream.set_data(f"BT /F1 12 Tf 20 250 Td\n{shown}ET".encode())
    page[NameObject("/Contents")] = writer._add_object(stream)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(made)
    return made.getvalue()


def png(wide: int = 4, high: int = 3) -> bytes:
    def part(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)) + part(b"IEND", b"")


def jpeg(wide: int = 4, high: int = 3) -> bytes:
    app = b"\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
    return b"\xff\xd8" + app + b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, high, wide, 1) + b"\x01\x11\0\xff\xd9"


def webp(wide: int = 4, high: int = 3) -> bytes:
    bits = (wide - 1) | (high - 1) << 14
    return b"RIFF" + struct.pack("<I", 17) + b"WEBPVP8L" + struct.pack("<I", 5) + b"\x2f" + struct.pack("<I", bits)


def on_disk() -> list[Path]:
    return [path for path in (Path(settings.DATA) / "files").rglob("*") if path.is_file()]


@pytest.fixture
def attach(made: Any, as_system: Any, settings: Any, tmp_path: Path) -> Callable[..., Attachment]:
    """Attach bytes to a partner as the program itself."""
    settings.DATA = tmp_path
    partner = made("partners", title_en="Port Ardent", kind="locality")

    def do(name: str, data: bytes) -> Attachment:
        with as_system():
            return files.attach(partner.pk, name, [data[:7], data[7:]])

    return do


TAKEN = [
    ("report.pdf", pdf("Report of the year", "Hà Nội"), "application/pdf"),
    ("report.docx", docx("Report", "Quan hệ mật thiết"), WORD),
    (
        "list.xlsx",
        xlsx("Hà Nội", header="Trang &P"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    ("slides.pptx", pptx("Plan"), SLIDES),
    ("letter.odt", odt("Kính gửi"), ODT),
    ("photo.JPEG", jpeg(), "image/jpeg"),
    ("photo.png", png(), "image/png"),
    ("photo.webp", webp(), "image/webp"),
    ("note.txt", "Xin chào".encode(), "text/plain"),
    ("rows.csv", b"\xef\xbb\xbfa,b\r\n1,2\r\n", "text/csv"),
    ("words.csv", 'a,b\n1,"loại MẬT, TỐI MẬT"\n'.encode(), "text/csv"),
]
REFUSED = [
    ("mail.eml", b"From: a@b.example\n\nHello", "by its content the file is .txt"),
    ("program.exe", b"MZ\x90\0\x03\0\0\0", "not taken"),
    ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "not taken"),
    ("latin.txt", "Hà Nội".encode("cp1258", "replace") + b"\xff", "not taken"),
    ("pages.zip", packed({"a.txt": "a"}), "not taken"),
    ("empty.pdf", b"", "is empty"),
    ("report", b"text", "what kind of file"),
    ("picture.png", jpeg(), "by its content the file is .jpg, .jpeg"),
    ("report.pdf", docx("Report"), "by its content the file is .docx"),
    ("page.html", b"<script>alert(1)</script>", "by its content the file is .txt"),
    ("broken.pdf", b"%PDF-1.7\nnothing more", "could not be read"),
    ("locked.pdf", pdf("Report", password="port"), "password"),
    ("half.docx", docx("Report")[:-40], "could not be read"),
    ("macros.docx", docx("Report", **{"word/vbaProject.bin": b"x"}), "macros"),
    ("macros.docx", packed({"[Content_Types].xml": types("application/vnd.ms-word.document.macroEnabled")}), "macros"),
    ("macros.odt", odt("Report", **{"Basic/Standard/Module1.xml": "<x/>"}), "macros"),
    ("outside.docx", docx("Report", **{"../evil.xml": "<x/>"}), "could not be read"),
    ("entity.docx", docx("Report", **{"word/styles.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}), "deceive"),
    ("entity.docx", docx("A", **{"word/styles.xml": "<!DOCTYPE x><x/>".encode("utf-16")}), "deceive"),
    ("bomb.docx", docx("Report", **{"word/media.bin": bytes(20 * 1024**2)}), "larger inside"),
    ("many.docx", docx("Report", **{f"word/{n}.bin": b"" for n in range(2001)}), "larger inside"),
    ("huge.png", png(10000, 5001), "50 million"),
    ("huge.webp", webp(16000, 16000), "50 million"),
    ("flat.png", png(0, 5), "could not be read"),
    ("cut.jpg", jpeg()[:18], "could not be read"),
    ("huge.jpg", jpeg(10000, 5001), "50 million"),
]
STAMPED = [
    ("plan.pdf", pdf("MẬT", "Kế hoạch")),
    ("plan.docx", docx("ỦY BAN NHÂN DÂN", "TỐI MẬT")),
    (
        "plan.docx",
        docx(
            "Kế hoạch",
            **{"word/header1.xml": "<w:hdr><w:p><w:r><w:t>M</w:t></w:r><w:r><w:t>ẬT</w:t></w:r></w:p></w:hdr>"},
        ),
    ),
    ("plan.docx", docx("Kế hoạch</w:t></w:r><w:r><w:tab/><w:t>TUYỆT M&#7852;T")),
    (
        "plan.docx",
        docx(
            "12<wp:posOffset>34</wp:posOffset><w:txbxContent><w:p><w:r><w:t><![CDATA[MẬT]]></w:t></w:r></w:p></w:txbxContent>"
        ),
    ),
    ("plan.xlsx", xlsx("MẬT")),
    ("plan.xlsx", xlsx(header='&"Arial,Bold"&14TỐI MẬT')),
    ("plan.pptx", pptx("TUYỆT MẬT")),
    ("plan.odt", odt("Kế hoạch<text:tab/><text:span>MẬ</text:span>T")),
    ("plan.odt", odt("Kế hoạch", **{"styles.xml": "<style:header><text:p>MẬT</text:p></style:header>"})),
    ("plan.txt", "Độ mật: Tối mật\nKế hoạch".encode()),
    ("plan.csv", 'Kế hoạch,"a\nb"\n1,MẬT,2\n'.encode()),
    ("plan.csv", "Kế hoạch;Độ\n1;TỐI MẬT\n".encode()),
    ("Kế hoạch_(MẬT).txt", b"Plan"),
]


@pytest.mark.parametrize(("name", "data", "kind"), TAKEN, ids=[name for name, *_ in TAKEN])
def test_what_offices_use_is_taken_and_comes_back_unchanged(attach: Any, name: str, data: bytes, kind: str) -> None:
    attachment = attach(name, data)

    assert (attachment.kind, attachment.size) == (kind, len(data))
    with files.opened(attachment) as file:
        assert file.read() == data
    assert [path.parent.name + "/" + path.name for path in on_disk()] == [
        f"{attachment.sha256[:2]}/{attachment.sha256}"
    ]


@pytest.mark.parametrize(("name", "data", "why"), REFUSED, ids=[f"{name}-{n}" for n, (name, *_) in enumerate(REFUSED)])
def test_what_is_not_taken_leaves_nothing_and_says_why(attach: Any, name: str, data: bytes, why: str) -> None:
    with pytest.raises(files.NotTaken, match=why):
        attach(name, data)

    assert on_disk() == []


@pytest.mark.parametrize(("name", "data"), STAMPED, ids=[f"{name}-{n}" for n, (name, _) in enumerate(STAMPED)])
def test_a_state_secret_is_refused_and_not_stored(attach: Any, as_system: Any, name: str, data: bytes) -> None:
    with pytest.raises(files.NotTaken, match=SECRET) as refusal:
        attach(name, data)

    assert (on_disk(), "Kế hoạch" in str(refusal.value)) == ([], False)
    with as_system():
        assert Attachment.objects.count() == 0


def test_the_refusal_of_a_secret_names_its_level_in_the_readers_language(attach: Any) -> None:
    with translation.override("vi"), pytest.raises(files.NotTaken, match="Tối mật"):
        attach("plan.txt", "TỐI MẬT".encode())


def test_a_file_over_the_limit_is_refused(attach: Any, settings: Any) -> None:
    settings.UPLOAD_LIMIT = 1024**2

    with pytest.raises(files.NotTaken, match="larger than 1 MB"):
        attach("note.txt", b"a" * (1024**2 + 1))

    assert on_disk() == []


def test_the_same_bytes_lie_on_the_disk_once(attach: Any) -> None:
    first, second = attach("note.txt", b"Hello"), attach("copy.txt", b"Hello")

    assert (first.sha256 == second.sha256, len(on_disk())) == (True, 1)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/Plan.TXT", "Plan.txt"),
        ("C:\\Users\\an\\Kê\u0301 hoạch.txt", "Kế hoạch.txt"),
        ("re\u202eport\x00 \n1.txt", "report 1.txt"),
        (" .. plan .txt", "plan.txt"),
        ("a" * 300 + ".txt", "a" * 196 + ".txt"),
    ],
)
def test_names_keep_their_letters_and_lose_what_could_mislead(given: str, kept: str) -> None:
    assert files.cleaned(given) == kept


def test_one_who_may_not_write_the_record_attaches_nothing(
    made: Any, leader: Officer, acting_as: Any, attach: Any
) -> None:
    partner = made("partners", title_en="Port Ardent", kind="locality", sensitivity=0)

    with pytest.raises(write.Refused), acting_as(leader):
        files.attach(partner.pk, "note.txt", [b"Hello"])

    assert on_disk() == []


def test_a_removed_file_can_be_brought_back_because_its_bytes_stay(attach: Any, as_system: Any) -> None:
    attachment = attach("note.txt", b"Hello")
    with as_system() as acting:
        files.detach(attachment)
        write.undo(act=acting.act, record_id=attachment.entry_id)
        back = Attachment.objects.get(pk=attachment.pk)

    assert files.opened(back).read() == b"Hello"


def test_lost_bytes_are_named(attach: Any) -> None:
    attachment = attach("note.txt", b"Hello")
    on_disk()[0].unlink()

    with pytest.raises(files.Lost):
        files.opened(attachment)


def test_the_packs_markings_are_read() -> None:
    assert [mark.text for mark in load("vn").marks.marks] == ["TUYỆT MẬT", "TỐI MẬT", "MẬT"]


def test_a_refusal_says_that_the_markings_are_not_verified(attach: Any) -> None:
    with pytest.raises(files.NotTaken) as refused:
        attach("plan.txt", "TỐI MẬT\n".encode())

    assert "nobody has verified it yet" in refused.value.args[0]
    assert load("vn").marks.source in refused.value.args[0]
