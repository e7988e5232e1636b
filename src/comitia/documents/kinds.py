"""Of which kind a file is, judged by its bytes; what it is called only tells texts apart. Pure."""

from dataclasses import dataclass

from comitia.base.text import decoded
from comitia.papers.package import opened_zip
from comitia.papers.refusals import CannotRead

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "odt": "application/vnd.oasis.opendocument.text",
    "rtf": "application/rtf",
    "md": "text/markdown",
    "txt": "text/plain",
}
# Those that a submission may have, as they are told to people.
TAKEN = "DOCX, PDF, ODT, RTF, Markdown, TXT"
_MARKDOWN = (".md", ".markdown")
_MOST_NAMES = 5_000
_ODT = b"application/vnd.oasis.opendocument.text"


@dataclass(frozen=True)
class Kind:
    """A kind that is taken (`name`), or why it is not (`fault`): other, macros, locked, empty."""

    name: str = ""
    fault: str = ""


def kind_of(data: bytes, name: str = "") -> Kind:
    """The kind of a file. Never raises."""
    if not data.strip():
        return Kind(fault="empty")
    if data.startswith(b"%PDF-") or b"%PDF-" in data[:1024]:
        return Kind("pdf")
    if data.startswith(b"{\\rtf"):
        return Kind("rtf")
    if data.startswith(b"PK\x03\x04"):
        return _packaged(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        # An OLE file: Word of before 2007, or a DOCX under a password.
        is_locked = "EncryptedPackage".encode("utf-16-le") in data
        return Kind(fault="locked" if is_locked else "other")
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Kind(fault="other")
    return Kind("md" if name.lower().endswith(_MARKDOWN) else "txt")


def _packaged(data: bytes) -> Kind:
    try:
        with opened_zip(data, "ZIP") as archive:
            names = set(archive.namelist()[:_MOST_NAMES])
    except CannotRead:
        return Kind(fault="other")
    if "word/vbaProject.bin" in names:
        return Kind(fault="macros")
    if "word/document.xml" in names or ("[Content_Types].xml" in names and "word/" in str(names)):
        return Kind("docx")
    if "content.xml" in names and _ODT in data[:200]:
        return Kind("odt")
    return Kind(fault="other")


def text_in(data: bytes) -> str:
    """The text of a plain file, whatever its charset."""
    for mark, charset in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "")):
        if data.startswith(mark):
            return decoded(data, charset) if charset else decoded(data[3:], "utf-8")
    return decoded(data, "utf-8")
