"""What a message has besides its words, in the few words by which a search is narrowed. Pure."""

from collections.abc import Iterable

from comitia.archive.rendering.parts import Part

ARCHIVE, CALENDAR, DOCUMENT, ENCRYPTED = "archive", "calendar", "document", "encrypted"
HTML, IMAGE, SIGNED = "html", "image", "signed"

_DOCUMENTS = """
    pdf doc docx docm dot dotx rtf odt ott fodt md markdown rst adoc tex
    xls xlsx xlsm xlsb ods csv tsv ppt pptx pptm pps ppsx odp odg vsd vsdx
    epub djvu ps pages wpd
"""
_ARCHIVES = "zip tar tgz tbz2 txz gz bz2 xz zst 7z rar lzh"
_DOCUMENT_ENDINGS = frozenset(_DOCUMENTS.split())
_ARCHIVE_ENDINGS = frozenset(_ARCHIVES.split())
_DOCUMENT_KINDS = frozenset(
    {
        "application/pdf",
        "application/x-pdf",
        "application/msword",
        "application/rtf",
        "application/x-rtf",
        "text/rtf",
        "text/richtext",
        "application/postscript",
        "application/epub+zip",
        "text/markdown",
        "text/x-markdown",
        "text/csv",
        "text/tab-separated-values",
    }
)
_DOCUMENT_FAMILIES = (
    "application/vnd.openxmlformats-officedocument.",
    "application/vnd.oasis.opendocument.",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.ms-word",
    "application/vnd.visio",
)
_ARCHIVE_KINDS = frozenset(
    {
        "application/zip",
        "application/x-zip-compressed",
        "application/x-tar",
        "application/gzip",
        "application/x-gzip",
        "application/x-bzip2",
        "application/x-xz",
        "application/zstd",
        "application/x-7z-compressed",
        "application/x-rar-compressed",
        "application/vnd.rar",
    }
)
_SIGNED_KINDS = frozenset(
    {
        "multipart/signed",
        "application/pgp-signature",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
    }
)
_SEALED_KINDS = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_ENCRYPTED_KINDS = frozenset({"multipart/encrypted", "application/pgp-encrypted"})


def is_document(kind: str, filename: str) -> bool:
    """Whether a part of this content type and name is a document: PDF, Office, ODF, Markdown …"""
    return (
        kind in _DOCUMENT_KINDS
        or ending_of(filename) in _DOCUMENT_ENDINGS
        or kind.startswith(_DOCUMENT_FAMILIES)
    )


def is_archive(kind: str, filename: str) -> bool:
    """Whether such a part is a file of files, or a file compressed."""
    # Office files are ZIPs too, and some programs say no more than that of them.
    return not is_document(kind, filename) and (
        kind in _ARCHIVE_KINDS or ending_of(filename) in _ARCHIVE_ENDINGS
    )


def ending_of(filename: str) -> str:
    """What follows the last dot of a name, in lower case; empty where there is none."""
    return filename.rpartition(".")[2].strip().lower() if "." in filename else ""


def kinds_of(parts: Iterable[Part], *also: str) -> tuple[str, ...]:
    """What a message of these parts has, sorted; `also` is what is known from elsewhere."""
    found = set(also)
    for part in parts:
        found.update(_words(part))
    return tuple(sorted(found))


def _words(part: Part) -> Iterable[str]:
    kind = part.kind
    if kind == "text/plain" and not part.filename:
        return
    if kind == "text/html":
        yield HTML
    elif kind.startswith("image/"):
        yield IMAGE
    elif kind in {"text/calendar", "application/ics"} or ending_of(part.filename) == "ics":
        yield CALENDAR
    elif kind in _SIGNED_KINDS:
        yield SIGNED
    elif kind in _ENCRYPTED_KINDS:
        yield ENCRYPTED
    elif kind in _SEALED_KINDS:
        # RFC 8551, 3.2.2: what the parameter does not say was mostly encrypted.
        said = part.parameters.get("smime-type", "").lower()
        yield SIGNED if said in {"signed-data", "certs-only"} else ENCRYPTED
    elif is_document(kind, part.filename):
        yield DOCUMENT
    elif is_archive(kind, part.filename):
        yield ARCHIVE
