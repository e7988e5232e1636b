"""An attachment as plain text: what a reader may look at without opening the file.

Text is decoded here; of office files and archives a limited process takes out the words, or names.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from comitia.archive.rendering import pictures
from comitia.archive.rendering.attachments import Attachment, listed, part_at
from comitia.archive.rendering.blocks import clean
from comitia.archive.rendering.charsets import decode
from comitia.archive.rendering.html import text_of
from comitia.archive.rendering.kinds import ending_of
from comitia.archive.rendering.parts import Part
from comitia.archive.rendering.view import render
from comitia.base.headers import firsts, split
from comitia.base.text import header_text
from comitia.papers.limited import convert
from comitia.papers.refusals import Empty, TooLarge, UnknownKind

MOST_BYTES = 20_000_000
MOST_LETTERS = 500_000
SECONDS = 10
# So many are read at once by this process; who comes then waits so long, and is asked to return.
AT_ONCE = 2
WAIT_SECONDS = 5

PICTURE, TEXT, NAMES = "picture", "text", "names"
_BY_ENDING = {
    **dict.fromkeys(("docx", "docm", "dotx"), "docx"),
    **dict.fromkeys(("xlsx", "xlsm"), "xlsx"),
    **dict.fromkeys(("pptx", "pptm", "ppsx"), "pptx"),
    **dict.fromkeys(("odt", "ods", "odp", "ott", "odg"), "odf"),
    **dict.fromkeys(("tar", "tbz2", "txz", "bz2", "xz"), "tar"),
    **dict.fromkeys(("gz", "tgz"), "gzip"),
    **dict.fromkeys(("htm", "html", "xhtml"), "html"),
    **dict.fromkeys(("txt", "md", "markdown", "rst", "csv", "tsv", "log", "patch", "diff"), "text"),
    **dict.fromkeys(("ics", "vcf", "asc", "json", "xml", "yaml", "yml", "toml", "tex"), "text"),
    **dict.fromkeys(("c", "h", "py", "sh", "cfg", "conf", "dts", "dtsi", "asn", "asn1"), "text"),
    "pdf": "pdf",
    "rtf": "rtf",
    "zip": "zip",
    "eml": "message",
}
_BY_KIND = {
    "application/pdf": "pdf",
    "application/rtf": "rtf",
    "text/rtf": "rtf",
    "text/html": "html",
    "message/rfc822": "message",
    "message/global": "message",
    "application/zip": "zip",
    "application/x-zip-compressed": "zip",
    "application/x-tar": "tar",
    "application/gzip": "gzip",
    "application/x-gzip": "gzip",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/json": "text",
    "application/xml": "text",
    "application/ics": "text",
}
_LISTED = frozenset({"zip", "tar", "gzip"})
_FIRST_BYTES = ((b"%PDF-", "pdf"), (b"{\\rtf", "rtf"), (b"\x1f\x8b", "gzip"))
_PACKAGES = frozenset({"docx", "xlsx", "pptx", "odf", "zip"})

_turns = threading.BoundedSemaphore(AT_ONCE)


class Busy(Exception):
    """As many files are being read as may be at once."""


@dataclass(frozen=True)
class Preview:
    """An attachment as text, or as (size, name) of the files in it."""

    attachment: Attachment
    text: str = ""
    names: tuple[tuple[int | None, str], ...] = ()
    cut_short: bool = False


def form_of(kind: str, filename: str) -> str:
    """How a part of this content type and name can be looked at: picture, text, names or not."""
    if kind in pictures.KINDS or kind == "image/jpg":
        return PICTURE
    reader = _reader(kind, filename)
    return (NAMES if reader in _LISTED else TEXT) if reader else ""


def preview(raw: bytes, path: str) -> Preview:
    """The attachment of `path` as text. Raises NoSuchAttachment, CannotRead and Busy."""
    part = part_at(raw, path)
    found = listed(part)
    if part.size_bytes() > MOST_BYTES:
        raise TooLarge(found=f"{part.size_bytes():,} bytes", limit=f"{MOST_BYTES:,}")
    data = part.content()
    if not data:
        raise Empty
    reader = _truly(_reader(part.kind, part.filename), data)
    if reader in _LISTED:
        return Preview(found, names=tuple(_names(_limited(data, reader))))
    text = clean(_text(part, data, reader))
    if not text.strip():
        raise Empty
    return Preview(found, text=text[:MOST_LETTERS], cut_short=len(text) > MOST_LETTERS)


def _reader(kind: str, filename: str) -> str:
    """What reads such a part; a name says more than a content type that is only a family."""
    by_name = _BY_ENDING.get(ending_of(filename), "")
    # Of a TAR that is compressed, GZIP finds out by itself.
    by_kind = _BY_KIND.get(kind, "text" if kind.startswith("text/") else "")
    return (
        by_name if kind in {"application/octet-stream", "application/zip"} else by_kind or by_name
    )


def _truly(reader: str, data: bytes) -> str:
    """What reads these bytes, whatever they were said to be. Raises UnknownKind."""
    for mark, kind in _FIRST_BYTES:
        if data.startswith(mark):
            return kind
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return reader if reader in _PACKAGES else "zip"
    if not reader or reader in _PACKAGES or data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnknownKind(kind=reader)
    return reader


def _text(part: Part, data: bytes, reader: str) -> str:
    if reader == "message":
        return _message_text(data)
    if reader in {"text", "html"}:
        if data[:4_000].count(0) > 10 and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise UnknownKind(kind="binary")
        text, _ = decode(data[: MOST_LETTERS * 2], part.parameters.get("charset"))
        return text_of(text) if reader == "html" else text
    return _limited(data, reader)


def _message_text(data: bytes) -> str:
    """A message within a message: who, to whom, when, about what, and its words."""
    header = firsts(split(data)[0])
    lines = [
        f"{name}: {header_text(header[name.lower()].value)[:1_000]}"
        for name in ("From", "To", "Cc", "Date", "Subject")
        if name.lower() in header
    ]
    shown = render(data)
    names = [f"[{each.name}]" for each in shown.attachments]
    return "\n".join([*lines, "", shown.text, *names])


def _limited(data: bytes, reader: str) -> str:
    with _turn():
        return convert(data, reader, seconds=SECONDS)


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=WAIT_SECONDS):
        raise Busy
    try:
        yield
    finally:
        _turns.release()


def _names(text: str) -> Iterator[tuple[int | None, str]]:
    for line in text.split("\n"):
        size, _, name = line.partition("\t")
        yield (int(size) if size.isdigit() else None), name
