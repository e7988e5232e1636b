"""What a message carries besides its text, as moderation and distribution need to know it. Pure."""

import struct
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from comitia.archive.rendering.parts import Part

# What the systems of our members run, mount or install when a file is opened. Documents with
# macros are among them; documents without are not.
_RUN = """
    apk app application appref-ms bat chm cmd com cpl deb desktop diagcab dll dmg docm dotm exe
    gadget hta img inf ins iso jar jnlp js jse lnk mde mdz msc msh msi msix msp mst pif pkg potm
    ppam ppsm pptm ps1 psm1 reg rpm scf scr sct settingcontent-ms sh shb sldm sys url vb vbe vbs
    vhd vhdx vxd wsc wsf wsh xlam xll xlsm xltm
"""
ENDINGS_THAT_RUN = tuple(_RUN.split())
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xcf\xfa\xed\xfe")
_PROGRAM_KINDS = frozenset(
    {"application/x-msdownload", "application/x-msdos-program", "application/x-dosexec"}
)
_SEALED = frozenset(
    {
        "multipart/signed",
        "multipart/encrypted",
        "application/pkcs7-mime",
        "application/x-pkcs7-mime",
    }
)
MOST_ZIP_BYTES = 50_000_000
MOST_ZIP_NAMES = 2000
MOST_NAME_LETTERS = 120


@dataclass(frozen=True)
class Enclosed:
    """A part that is not the message's text.

    `endings` are those of its name, and of the names in it where it is a ZIP. `is_program` is
    judged by its first bytes and by what it says it is. `hides` says that its name holds signs
    that turn the reading direction, by which an ending can be made to look like another.
    """

    path: str
    name: str
    size_bytes: int
    encoded_bytes: int
    endings: frozenset[str] = frozenset()
    is_program: bool = False
    hides: bool = False


def is_sealed(root: Part) -> bool:
    """Whether its author signed or encrypted it: then nothing of its body may be changed."""
    return any(part.kind in _SEALED for part in root.walk())


def enclosed_in(root: Part) -> tuple[Enclosed, ...]:
    """What the message encloses, in order."""
    return tuple(_look(part) for part in enclosures(root))


def enclosures(root: Part) -> Iterator[Part]:
    """The parts that are not the message's text."""
    for part in root.walk():
        if part.children:
            continue
        is_text = part.kind in {"text/plain", "text/html"}
        if not is_text or part.disposition.startswith("attachment") or part.filename:
            yield part


def linkable(root: Part, above_bytes: int) -> list[Part]:
    """The enclosures that go out as links: large ones that stand beside the text, not within it.

    A picture in an HTML text stays, and nothing is taken out of what is signed or encrypted. With
    0 there are none.
    """
    if not above_bytes or is_sealed(root):
        return []
    beside = {
        child.path
        for part in root.walk()
        if part.kind in {"multipart/mixed", "multipart/report"}
        for child in part.children
    }
    return [
        part for part in enclosures(root) if part.path in beside and part.size_bytes() > above_bytes
    ]


def _look(part: Part) -> Enclosed:
    name = part.filename
    head = part.content(8)
    endings = {_ending(name)}
    if head.startswith(b"PK\x03\x04") and len(part.body) <= MOST_ZIP_BYTES:
        endings |= _endings_in_zip(part.content())
    return Enclosed(
        path=part.path or "0",
        name=" ".join(name.split())[:MOST_NAME_LETTERS],
        size_bytes=part.size_bytes(),
        encoded_bytes=len(part.body),
        endings=frozenset(endings - {""}),
        is_program=head.startswith(_PROGRAMS) or part.kind in _PROGRAM_KINDS,
        hides=any(unicodedata.bidirectional(letter) in _TURNS for letter in name),
    )


# Overrides and embeddings; the plain marks that honest names in Arabic hold are not among them.
_TURNS = frozenset({"LRO", "RLO", "LRE", "RLE"})


def _ending(name: str) -> str:
    """What follows the last dot, as a system would see it: blanks and dots at the end drop away."""
    kept = "".join(letter for letter in name if unicodedata.category(letter) != "Cf")
    _, dot, ending = kept.lower().rstrip(" .").rpartition(".")
    return ending.strip() if dot else ""


def _endings_in_zip(data: bytes) -> set[str]:
    """The endings of the names in a ZIP; only its table of contents is read, up to a bound.

    Read by ourselves, since zipfile makes an object for each of a million names.
    """
    found: set[str] = set()
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_600))
    if end < 0 or end + 22 > len(data):
        return found
    (table_bytes,) = struct.unpack_from("<I", data, end + 12)
    place = max(0, end - table_bytes)
    for _ in range(MOST_ZIP_NAMES):
        if data[place : place + 4] != b"PK\x01\x02" or place + 46 > len(data):
            break
        name_bytes, extra, comment = struct.unpack_from("<HHH", data, place + 28)
        name = data[place + 46 : place + 46 + name_bytes].decode("utf-8", "replace")
        found.add(_ending(name))
        place += 46 + name_bytes + extra + comment
    return found
