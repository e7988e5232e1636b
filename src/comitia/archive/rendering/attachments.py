"""What a message carries besides its text: listed by name and size, served so that nothing runs."""

import mimetypes
import re
import unicodedata
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from comitia.archive.rendering import pictures
from comitia.archive.rendering.packets import opened
from comitia.archive.rendering.parts import Part, parse

MOST_NAME_LETTERS = 120
# Names that Windows gives to devices, whatever follows the dot.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_UNSAFE = re.compile(r'[/\\:*?"<>|%\x00-\x1f\x7f]')
# Kinds that a browser would run or lay out, were it ever to ignore what we say of them.
_ACTIVE = re.compile(r"text/(?!plain$)|.*(?:html|xml|svg|script|flash)|multipart/|message/")


class NoSuchAttachment(Exception):
    """The message has no part of that path that is an attachment."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is not shown as text. `path` finds it again; `name` is safe to save under."""

    path: str
    name: str
    kind: str
    size_bytes: int
    content_id: str = ""


@dataclass(frozen=True)
class Served:
    """An attachment's bytes with the header fields under which they may leave by a web door."""

    attachment: Attachment
    data: bytes = field(repr=False)
    headers: dict[str, str]


def listed(part: Part) -> Attachment:
    """How a part shows in the list of attachments."""
    return Attachment(
        path=part.path or "0",
        name=safe_name(part.filename, part.path, part.kind),
        kind=part.kind,
        size_bytes=part.size_bytes(),
        content_id=part.content_id[:200],
    )


def part_at(raw: bytes, path: str) -> Part:
    """The part of `path` in a message, packets opened. Raises NoSuchAttachment."""
    root, _ = parse(raw)
    for part in opened(root).walk():
        if (part.path or "0") == path and not part.children:
            return part
    # A packet itself, as it came, for who knows better how to open it.
    for part in root.walk():
        if (part.path or "0") == path and not part.children:
            return part
    raise NoSuchAttachment(path)


def serve(raw: bytes, path: str) -> Served:
    """The attachment of `path` in a message, to be saved and never shown (law 9).

    Raises NoSuchAttachment.
    """
    part = part_at(raw, path)
    found = listed(part)
    return Served(found, part.content(), inert_headers(found))


def serve_picture(raw: bytes, path: str) -> Served:
    """The picture of `path`, to be drawn in a page and nothing else, whatever it claims to be.

    Raises NoSuchAttachment, also where its bytes are no picture that may be drawn.
    """
    part = part_at(raw, path)
    data = part.content()
    kind = pictures.kind_of(data)
    if kind is None or not pictures.may_be_drawn(data):
        raise NoSuchAttachment(path)
    found = replace(listed(part), kind=kind)
    headers = inert_headers(found)
    headers["Content-Type"] = kind
    headers["Content-Disposition"] = "inline"
    return Served(found, data, headers)


def inert_headers(attachment: Attachment) -> dict[str, str]:
    """Header fields that make every browser save the bytes and run nothing in them."""
    kind = "application/octet-stream" if _ACTIVE.match(attachment.kind) else attachment.kind
    plain = attachment.name.encode("ascii", "replace").decode("ascii").replace("?", "_")
    return {
        "Content-Type": kind,
        "Content-Disposition": (
            f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(attachment.name, safe='')}"
        ),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def safe_name(name: str, path: str, kind: str) -> str:
    """A file name that means no folder, no device and nothing hidden, in any script."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    # Format characters (Cf) can turn the reading direction and hide an ending such as .exe.
    name = "".join(letter for letter in name if unicodedata.category(letter) not in {"Cf", "Cs"})
    name = _UNSAFE.sub("_", " ".join(name.split())).strip(" .")
    if not name:
        ending = mimetypes.guess_extension(kind) or ".bin"
        name = f"part-{path or '0'}{'.eml' if kind == 'message/rfc822' else ending}"
    if _DEVICES.match(name):
        name = f"_{name}"
    if len(name) > MOST_NAME_LETTERS:
        stem, dot, ending = name.rpartition(".")
        if dot and len(ending) <= 10:
            name = stem[: MOST_NAME_LETTERS - len(ending) - 1] + "." + ending
        else:
            name = name[:MOST_NAME_LETTERS]
    return name
