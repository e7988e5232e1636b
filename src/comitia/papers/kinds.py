"""What kind of file some bytes are: the content decides, whatever name and label they came with."""

import struct

_BY_ENDING = {
    **dict.fromkeys(("docx", "docm", "dotx", "dotm"), "docx"),
    **dict.fromkeys(("doc", "dot"), "doc"),
    **dict.fromkeys(("odt", "ott"), "odt"),
    **dict.fromkeys(("ods", "odp", "odg"), "odf"),
    **dict.fromkeys(("xlsx", "xlsm"), "xlsx"),
    **dict.fromkeys(("pptx", "pptm", "ppsx"), "pptx"),
    **dict.fromkeys(("md", "markdown", "mkd"), "markdown"),
    **dict.fromkeys(("txt", "text", "asc"), "text"),
    **dict.fromkeys(("htm", "html", "xhtml"), "html"),
    **dict.fromkeys(("gz", "tgz"), "gzip"),
    "pdf": "pdf",
    "rtf": "rtf",
    "zip": "zip",
    "tar": "tar",
}
_OFFICE = "application/vnd.openxmlformats-officedocument."
_BY_MEDIA_TYPE = {
    "application/pdf": "pdf",
    "application/rtf": "rtf",
    "text/rtf": "rtf",
    "application/msword": "doc",
    f"{_OFFICE}wordprocessingml.document": "docx",
    f"{_OFFICE}spreadsheetml.sheet": "xlsx",
    f"{_OFFICE}presentationml.presentation": "pptx",
    "application/vnd.ms-word.document.macroenabled.12": "docx",
    "application/vnd.oasis.opendocument.text": "odt",
    "text/markdown": "markdown",
    "text/x-markdown": "markdown",
    "text/plain": "text",
    "text/html": "html",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BEGINNINGS = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x1f\x8b", "gzip"),
    (b"\xdb\xa5", "doc"),
    (b"\x89PNG\r\n\x1a\n", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
)
_PACKAGES = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"))
_ZIPPED = frozenset({"docx", "xlsx", "pptx", "odt", "odf"})
_MOST_NAMES = 5_000
_END_OF_ZIP = struct.Struct("<4s4H2LH")
_NAME_IN_ZIP = struct.Struct("<4s6H3L5H2L")
# PDF readers look for the mark within so many bytes, and so do senders of broken ones.
_PDF_WITHIN = 1_024
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def told_kind(name: str, media_type: str) -> str:
    """The kind that a file is said to be: by the ending of its name, else by its media type."""
    by_name = _BY_ENDING.get(name.rpartition(".")[2].lower(), "") if "." in name else ""
    return by_name or _BY_MEDIA_TYPE.get(media_type.partition(";")[0].strip().lower(), "")


def kind_of(name: str, media_type: str, data: bytes) -> str:
    """The kind that a file truly is, as `limited.READERS` and `PAPERS` have it.

    Besides: "locked" for what a password or a right keeps closed, and "picture", "program" and ""
    for what is read by nothing here. Never raises.
    """
    told = told_kind(name, media_type)
    for mark, kind in _BEGINNINGS:
        if data.startswith(mark):
            return kind
    if data.startswith(_OLE):
        return _kind_in_ole(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        # What is cut off has lost its list: it is damaged, and by its name we know what.
        whole = b"PK\x05\x06" in data[-70_000:]
        return _kind_in_zip(data) if whole or told not in _ZIPPED else told
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return "pdf"
    if data[257:262] == b"ustar":
        return "tar"
    if not _is_text(data):
        return ""
    begins = data[:_PDF_WITHIN].lstrip().lower()
    if begins.startswith(b"{\\rtf"):
        return "rtf"
    if begins.startswith((b"<!doctype html", b"<html")):
        return "html"
    return "markdown" if told == "markdown" else "text"


def _is_text(data: bytes) -> bool:
    return data.startswith(_BOMS) or data[:4_000].count(0) == 0


def _kind_in_ole(data: bytes) -> str:
    """Compound files say in UTF-16 what streams they hold ([MS-CFB] 2.6)."""

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if holds("EncryptedPackage") or holds("DRMContent") or holds("\tDRMContent"):
        return "locked"
    return "doc" if holds("WordDocument") else ""


def _kind_in_zip(data: bytes) -> str:
    if data[30:38] == b"mimetype":
        said = data[38:110]
        if said.startswith(b"application/vnd.oasis.opendocument.text"):
            return "odt"
        if said.startswith(b"application/vnd.oasis.opendocument."):
            return "odf"
    names = _names(data)
    if "[content_types].xml" in names:
        for folder, kind in _PACKAGES:
            if any(name.startswith(folder) for name in names):
                return kind
    if "content.xml" in names and "meta-inf/manifest.xml" in names:
        return "odt"
    return "zip"


def _names(data: bytes) -> set[str]:
    """The first names of a ZIP, from the list at its end (APPNOTE 4.3.12)."""
    end = data.rfind(b"PK\x05\x06")
    if end < 0 or end + _END_OF_ZIP.size > len(data):
        return _names_on_the_way(data)
    _, _, _, _, count, size, _, _ = _END_OF_ZIP.unpack_from(data, end)
    place = end - size
    found: set[str] = set()
    while len(found) < min(count, _MOST_NAMES) and 0 <= place <= end - _NAME_IN_ZIP.size:
        held = _NAME_IN_ZIP.unpack_from(data, place)
        if held[0] != b"PK\x01\x02":
            break
        begin = place + _NAME_IN_ZIP.size
        name, extra, comment = held[10:13]
        found.add(data[begin : begin + name].decode("utf-8", "replace").lower())
        place = begin + name + extra + comment
    return found or _names_on_the_way(data)


def _names_on_the_way(data: bytes) -> set[str]:
    """The names of a ZIP that is cut off, as they stand before each of its first members."""
    found: set[str] = set()
    place = 0
    while place >= 0 and len(found) < 100:
        place = data.find(b"PK\x03\x04", place)
        if place < 0:
            break
        length = int.from_bytes(data[place + 26 : place + 28], "little")
        found.add(data[place + 30 : place + 30 + min(length, 300)].decode("latin-1").lower())
        place += 30
    return found
