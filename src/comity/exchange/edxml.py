"""Documents as Vietnamese e-offices exchange them: edXML. All that is known of the format is here.

Names and order of the elements are those that programs on the exchange write and read; the text of the standard was not at
hand, nor a gateway to send to.
"""

import base64
import binascii
import io
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from comity.core.contents import BROKEN

STANDARD = "QCVN 102:2016/BTTTT"
NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
XLINK = "http://www.w3.org/1999/xlink"
ACTOR = "http://schemas.xmlsoap.org/soap/actor/next"
NEW = 0  # BussinessDocType (so spelt there); others update, revoke or replace a document
LARGEST = 40 * 1024 * 1024  # of a package; one attachment may have what any attached file may have
UNPACKED = 25 * 1024 * 1024
ELEMENTS, DEPTH, LONGEST, ATTACHMENTS = 5_000, 30, 4_000, 20


class Unfit(ValueError):
    """The package is not taken; `args[0]` says which part and why, in the reader's language."""


@dataclass(frozen=True)
class Organ:
    """An agency: the code under which the exchange knows it, and its name."""

    code: str
    name: str


@dataclass(frozen=True)
class Enclosed:
    """A file in a package."""

    name: str
    kind: str
    data: bytes


@dataclass(frozen=True)
class Package:
    """One document with those from and to whom it goes, its number as on paper."""

    sender: Organ
    to: tuple[Organ, ...]
    number: str
    dated: date | None
    subject: str
    place: str = ""
    kind: str = ""
    signer: str = ""
    document_id: str = ""
    enclosed: tuple[Enclosed, ...] = ()


def written(package: Package, at: datetime) -> bytes:
    """Return the package as a file. Prefixes are written out: readers on the exchange ask for them."""
    number, _slash, notation = package.number.partition("/")
    dated = f"{package.dated:%Y/%m/%d}" if package.dated else ""
    named = [
        (str(uuid.uuid5(uuid.NAMESPACE_OID, f"{at.isoformat()} {place}")), one)
        for place, one in enumerate(package.enclosed)
    ]
    header = [
        _organ("From", package.sender),
        *(_organ("To", one) for one in package.to),
        _group("Code", CodeNumber=number, CodeNotation=notation),
        _group("PromulgationInfo", Place=package.place, PromulgationDate=dated),
        _group("DocumentType", Type="", TypeName=package.kind),
        _element("Subject", package.subject),
        _group("SignerInfo", Competence="", Position="", FullName=package.signer),
        _element("ToPlaces", *(_element("Place", one.name) for one in package.to)),
        _group("OtherInfo", Priority="0"),
        _element("DocumentId", f"{package.sender.code},{dated},{package.number}"),
    ]
    trace = _group("TraceHeader", OrganId=package.sender.code, Timestamp=f"{at:%Y/%m/%d %H:%M:%S}")
    business = _group("Bussiness", BussinessDocType=str(NEW), BussinessDocReason="")
    marks = f'id={quoteattr(str(uuid.uuid5(uuid.NAMESPACE_OID, at.isoformat())))} version="1.0" mustUnderstand="1" actor="{ACTOR}"'
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>\n',
        f'<edXML xmlns="{NAMESPACE}"><edXML:edXMLEnvelope xmlns:edXML="{NAMESPACE}">',
        f"<edXML:edXMLHeader>{_raw('MessageHeader', ''.join(header))}",
        f"<edXML:TraceHeaderList {marks}>{trace}{business}</edXML:TraceHeaderList></edXML:edXMLHeader>",
        '<edXML:edXMLBody><edXML:edXMLManifest version="1.0">',
        *(_reference(name, one) for name, one in named),
        "</edXML:edXMLManifest></edXML:edXMLBody></edXML:edXMLEnvelope>",
        "<AttachmentEncoded>" if named else "",
        *(_encoded(name, one) for name, one in named),
        "</AttachmentEncoded>" if named else "",
        "</edXML>\n",
    ]
    return "".join(parts).encode()


def _element(name: str, *inside: str) -> str:
    """Return an element with a text, or with elements that are written already."""
    ready = inside and all(one.startswith("<edXML:") for one in inside)
    return _raw(name, "".join(inside) if ready else escape(_plain("".join(inside))))


def _raw(name: str, inside: str) -> str:
    return f"<edXML:{name}>{inside}</edXML:{name}>"


def _group(name: str, **texts: str) -> str:
    return _raw(name, "".join(_raw(one, escape(_plain(text))) for one, text in texts.items()))


def _organ(name: str, organ: Organ) -> str:
    return _group(name, OrganId=organ.code, OrganizationInCharge="", OrganName=organ.name)


def _reference(name: str, one: Enclosed) -> str:
    texts = {"AttachmentName": one.name, "ContentType": one.kind, "ContentId": f"cid:{name}"}
    inside = "".join(_raw(key, escape(_plain(text))) for key, text in texts.items())
    return (
        f'<edXML:Reference xmlns:xlink="{XLINK}" xlink:href="cid:{name}" xlink:type="simple">{inside}</edXML:Reference>'
    )


def _encoded(name: str, one: Enclosed) -> str:
    texts = {"ContentType": one.kind, "ContentId": name, "AttachmentName": one.name}
    said = "".join(f"<{key}>{escape(_plain(text))}</{key}>" for key, text in texts.items())
    return f"<Attachment>{said}<ContentTransferEncoded>{base64.b64encode(one.data).decode()}</ContentTransferEncoded></Attachment>"


def _plain(text: str) -> str:
    """Leave out what XML cannot hold."""
    return "".join(one for one in text if one.isprintable() or one in "\n\t ")


@dataclass
class _Node:
    name: str
    pieces: list[str] = field(default_factory=list)
    inside: list["_Node"] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces).strip()

    def all(self, name: str) -> Iterator["_Node"]:  # however deep: programs nest them differently
        for one in self.inside:
            if one.name == name:
                yield one
            yield from one.all(name)

    def first(self, *path: str) -> "_Node":
        at = self
        for name in path:
            at = next(at.all(name), _Node(name))
        return at


def read(data: bytes) -> Package:
    """Return what a package holds. Raises Unfit, which names the part that is not in order."""
    if len(data) > LARGEST:
        raise Unfit(_("The package is larger than %(limit)s MB.") % {"limit": LARGEST // 1024**2})
    root = _tree(data)
    header = root.first("MessageHeader")
    if root.name != "edXML" or not header.inside:
        raise Unfit(_("This is no edXML package: it has no %(part)s.") % {"part": "edXML/MessageHeader"})
    code = header.first("Code")
    number = "/".join(one for one in (_short(code, "CodeNumber"), _short(code, "CodeNotation")) if one)
    if not _short(code, "CodeNumber"):  # the notation alone is no number: it is the same on many papers
        raise Unfit(_("%(part)s: it says no number of the document.") % {"part": "MessageHeader/Code/CodeNumber"})
    return Package(
        sender=_read_organ(header.first("From")),
        to=tuple(_read_organ(one) for one in header.all("To")),
        number=number,
        dated=_day(header.first("PromulgationInfo", "PromulgationDate").text),
        subject=_short(header, "Subject"),
        place=_short(header.first("PromulgationInfo"), "Place"),
        kind=_short(header.first("DocumentType"), "TypeName"),
        signer=_short(header.first("SignerInfo"), "FullName"),
        document_id=_short(header, "DocumentId"),
        enclosed=_enclosed(root),
    )


def _short(node: _Node, name: str) -> str:
    text = node.first(name).text
    if len(text) > LONGEST:
        raise Unfit(_("%(part)s: it is longer than %(limit)s characters.") % {"part": name, "limit": LONGEST})
    return text


def _id(node: _Node) -> str:
    return node.first("ContentId").text.removeprefix("cid:")


def _read_organ(node: _Node) -> Organ:
    return Organ(_short(node, "OrganId"), _short(node, "OrganName"))


def _day(text: str) -> date:
    for form in ("%Y/%m/%d", "%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text[:10], form).date()  # noqa: DTZ007  a day, without an hour
        except ValueError:
            continue
    said = {"part": "PromulgationInfo/PromulgationDate", "text": text[:40]}
    raise Unfit(_("%(part)s: “%(text)s” is no date such as 2026/05/11.") % said)


class _Reader:
    """Takes in elements one by one, and no more than any document needs."""

    def __init__(self) -> None:
        self.top = _Node("")
        self.open = [self.top]
        self.left = ELEMENTS
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._starts
        self.parser.EndElementHandler = self._ends
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._types

    def _starts(self, name: str, _attributes: dict[str, str]) -> None:
        self.left -= 1
        if self.left < 0 or len(self.open) > DEPTH:
            raise Unfit(_("The package has more parts, or deeper ones, than any document needs."))
        node = _Node(name.rpartition(" ")[2])
        self.open[-1].inside.append(node)
        self.open.append(node)

    def _ends(self, _name: str) -> None:
        self.open.pop()

    def _text(self, text: str) -> None:
        self.open[-1].pieces.append(text)

    def _types(self, name: str, *_more: object) -> None:
        """Entities that unfold without end, or fetch something, are declared in a document type; edXML has none."""
        said = _("The package declares a document type (%(part)s), which could deceive: it is not taken.")
        raise Unfit(said % {"part": name})


def _tree(data: bytes) -> _Node:
    reader = _Reader()
    try:
        reader.parser.Parse(data, True)
    except (expat.ExpatError, LookupError) as error:  # LookupError: an encoding that nobody knows
        said = {"line": getattr(error, "lineno", 1), "reason": expat.errors.messages.get(getattr(error, "code", 0), "")}
        raise Unfit(_("The package is no well-formed XML, in line %(line)s (%(reason)s).") % said) from error
    return reader.top.inside[0]


def _enclosed(root: _Node) -> tuple[Enclosed, ...]:
    names = {_id(one): one.first("AttachmentName").text for one in root.all("Reference")}
    found = [one for box in root.all("AttachmentEncoded") for one in box.all("Attachment")]
    if len(found) > ATTACHMENTS:
        raise Unfit(
            _("%(part)s: there are more than %(limit)s files.") % {"part": "AttachmentEncoded", "limit": ATTACHMENTS}
        )
    return tuple(_one(one, names) for one in found)


def _one(node: _Node, names: dict[str, str]) -> Enclosed:
    name = (node.first("AttachmentName").text or names.get(_id(node), ""))[:200]
    part = f"Attachment {name or _id(node)}"[:120]
    try:
        data = base64.b64decode("".join(node.first("ContentTransferEncoded").text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unfit(_("%(part)s: its content is not in Base64.") % {"part": part}) from error
    if not name or not data:
        raise Unfit(_("%(part)s: it has no name or no content.") % {"part": part})
    return Enclosed(name, node.first("ContentType").text[:100], _unpacked(data, name, part))


def _unpacked(data: bytes, name: str, part: str) -> bytes:
    """Return a file that was packed on its way as it was before: some programs pack each by itself."""
    if not data.startswith(b"PK\x03\x04"):
        return data
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            inside = archive.infolist()
            if len(inside) != 1 or "/" in inside[0].filename:  # a DOCX, XLSX or ODT is an archive itself
                return data
            with archive.open(inside[0]) as stream:
                found = stream.read(UNPACKED + 1)
    except (*BROKEN, OSError) as error:
        raise Unfit(_("%(part)s: the archive is damaged or locked.") % {"part": part}) from error
    if len(found) > UNPACKED:
        raise Unfit(_("%(part)s: it unpacks to more than %(limit)s MB.") % {"part": part, "limit": UNPACKED // 1024**2})
    return found
