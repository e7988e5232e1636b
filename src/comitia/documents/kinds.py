"""Of which kind a file is, judged by its bytes, and whether that is taken. Never raises."""

from dataclasses import dataclass

from comitia.papers import kinds
from comitia.papers.package import opened_zip
from comitia.papers.refusals import CannotRead

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "doc": "application/msword",
    "pdf": "application/pdf",
    "odt": "application/vnd.oasis.opendocument.text",
    "rtf": "application/rtf",
    "md": "text/markdown",
    "txt": "text/plain",
}
# Those that a submission may have, as they are told to people.
TAKEN = "DOCX, DOC, PDF, ODT, RTF, Markdown, TXT"
# Where a reader of files calls them otherwise.
READ_AS = {"md": "markdown", "txt": "text"}
_OURS = {read: ours for ours, read in READ_AS.items()}
_MOST_NAMES = 5_000


@dataclass(frozen=True)
class Kind:
    """A kind that is taken (`name`), or why it is not (`fault`): other, broken, macros, locked,
    empty."""

    name: str = ""
    fault: str = ""


def kind_of(data: bytes, name: str = "") -> Kind:
    """The kind of a file of that name."""
    if not data.strip():
        return Kind(fault="empty")
    found = kinds.kind_of(name, "", data)
    if found == "locked":
        return Kind(fault="locked")
    kind = _OURS.get(found, found)
    if kind not in MEDIA_TYPES:
        return Kind(fault="other")
    if kind in {"docx", "odt"}:
        return _packaged(kind, data)
    return Kind(kind)


def _packaged(kind: str, data: bytes) -> Kind:
    try:
        with opened_zip(data, "ZIP") as archive:
            names = {name.lower() for name in archive.namelist()[:_MOST_NAMES]}
    except CannotRead:
        return Kind(fault="broken")
    if any(name.endswith("vbaproject.bin") for name in names):
        return Kind(fault="macros")
    return Kind(kind)
