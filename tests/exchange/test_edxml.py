"""Packages of the e-office: what goes out comes in again, what others write is understood, what attacks is refused."""

import base64
import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.test import override_settings

from comity.exchange import edxml
from comity.exchange.edxml import Enclosed, Organ, Package, Unfit, read, written
from tests.exchange.spoilt import spoilt

AT = datetime(2026, 5, 11, 9, 30, tzinfo=UTC)
LETTER = Package(
    sender=Organ("V01", "Vesper & sons <office>"),
    to=(Organ("V01.02", "Ủy ban nhân dân"), Organ("", "Lantern Guild")),
    number="512/UB-NV",
    dated=date(2026, 5, 11),
    subject="Về chuyến đi “Ardent”",
    place="Vesper",
    kind="Công văn",
    signer="Ada Marlow",
    enclosed=(Enclosed("list.txt", "text/plain", b"twelve people"), Enclosed("plan.pdf", "application/pdf", b"%PDF-")),
)
# As a program on the exchange nests it: without a prefix, the file packed, names only in the manifest.
THEIRS = """<edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016"><edXMLEnvelope><edXMLHeader><MessageHeader>
<From><OrganId>000.00.01</OrganId><OrganName>Morrow</OrganName></From><To><OrganId>V01</OrganId></To>
<Code><CodeNumber>7</CodeNumber><CodeNotation>MO-VP</CodeNotation></Code>
<PromulgationInfo><Place>Morrow</Place><PromulgationDate>2026-05-04</PromulgationDate></PromulgationInfo>
<Subject>Answer</Subject></MessageHeader></edXMLHeader><edXMLBody><edXMLManifest><Reference>
<ContentId>cid:one</ContentId><AttachmentName>answer.txt</AttachmentName></Reference></edXMLManifest></edXMLBody></edXMLEnvelope>
<AttachmentEncoded><Attachment><ContentId>one</ContentId><ContentTransferEncoded>{file}</ContentTransferEncoded></Attachment>
</AttachmentEncoded></edXML>"""


def packed(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/"), data)
    return made.getvalue()


def theirs(data: bytes) -> bytes:
    return THEIRS.format(file=base64.b64encode(data).decode()).encode()


def test_what_goes_out_comes_in_again() -> None:
    again = read(written(LETTER, AT))

    assert again == replace(LETTER, document_id="V01,2026/05/11,512/UB-NV")
    assert b"<edXML:OrganId>V01</edXML:OrganId>" in written(LETTER, AT)  # with the prefix that readers ask for


def test_what_another_program_wrote_is_understood() -> None:
    found = read(theirs(packed(answer=b"We agree.")))

    assert (found.sender, found.number, found.dated) == (Organ("000.00.01", "Morrow"), "7/MO-VP", date(2026, 5, 4))
    assert found.enclosed == (Enclosed("answer.txt", "", b"We agree."),)


def test_an_office_file_which_is_an_archive_itself_stays_whole() -> None:
    document = packed(word__document=b"<w/>", types=b"<t/>")

    assert read(theirs(document)).enclosed[0].data == document


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no well-formed XML"),
        (b"<edXML><a></edXML>", "in line 1"),
        (b"<html><body/></html>", "no edXML/MessageHeader"),
        (b'<!DOCTYPE bomb [<!ENTITY a "aaaa">]><edXML>&a;</edXML>', r"document type \(bomb\)"),
        (b'<!DOCTYPE edXML SYSTEM "file:///etc/passwd"><edXML/>', r"document type \(edXML\)"),
        (b"<edXML>" + b"<a>" * 40 + b"</a>" * 40 + b"</edXML>", "deeper ones"),
        (b"<edXML>" + b"<a/>" * 6_000 + b"</edXML>", "more parts"),
        (theirs(b"x").replace(b"2026-05-04", b"tomorrow"), "PromulgationInfo/PromulgationDate: “tomorrow”"),
        (
            theirs(b"x").replace(b"<CodeNumber>7</CodeNumber><CodeNotation>MO-VP</CodeNotation>", b""),
            "MessageHeader/Code",
        ),
        (theirs(b"x").replace(b"Answer", b"A" * 4_001), "Subject: it is longer than 4000"),
        (theirs(b"x").replace(b"eA==", b"e*A="), "answer.txt: its content is not in Base64"),
        (theirs(b""), "answer.txt: it has no name or no content"),
        (theirs(b"PK\x03\x04 and then nothing"), "answer.txt: the archive is damaged"),
        (theirs(spoilt(packed(answer=b"Agreed. " * 400), "answer")), "answer.txt: the archive is damaged"),
    ],
)
def test_what_is_not_in_order_is_refused_by_its_name(data: bytes, said: str) -> None:
    with pytest.raises(Unfit, match=said):
        read(data)


def test_a_bomb_is_not_unpacked() -> None:
    with pytest.raises(Unfit, match=r"answer\.txt: it unpacks to more than 25 MB"):
        read(theirs(packed(bomb=bytes(edxml.UNPACKED + 1))))


def test_a_package_without_measure_is_not_even_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edxml, "LARGEST", 100)

    with override_settings(LANGUAGE_CODE="en"), pytest.raises(Unfit, match="larger than"):
        read(written(LETTER, AT))
