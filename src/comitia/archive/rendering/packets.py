"""Parts in which another program packed parts: winmail.dat, and mail signed as one block (S/MIME).

They are opened where they stand, so that what is in them is shown and served like any part.
Its path begins with that of the packet, as in "2~1". Bounded in depth and size; never raises.
"""

import mimetypes
from dataclasses import replace

from comitia.archive.rendering import cms, tnef
from comitia.archive.rendering.parts import Part, parse
from comitia.papers import rtf

MOST_BYTES = 60_000_000
MOST_DEPTH = 3
BETWEEN = "~"
SEALED_KINDS = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})


def opened(part: Part) -> Part:
    """The part with every packet in it replaced by what it holds; itself where there is none."""
    if part.children:
        children = tuple(opened(child) for child in part.children)
        changed = any(new is not old for new, old in zip(children, part.children, strict=True))
        return replace(part, children=children) if changed else part
    if part.path.count(BETWEEN) >= MOST_DEPTH or len(part.body) > MOST_BYTES:
        return part
    if tnef.is_tnef(part.kind, part.filename):
        return _of_outlook(part)
    if part.kind in SEALED_KINDS:
        return _of_smime(part)
    return part


def _of_outlook(part: Part) -> Part:
    packet = tnef.opened(part.content())
    if packet is None:
        return part
    held = [_text(packet, part)] if packet.text or packet.html or packet.rtf else []
    held += [
        Part(
            path="",
            kind=_kind(item),
            parameters={},
            disposition="attachment",
            filename=item.name,
            content_id=item.content_id,
            encoding="binary",
            body=item.data,
        )
        for item in packet.items
    ]
    if not held:
        return part
    children = tuple(
        opened(replace(each, path=_within(part, str(number))))
        for number, each in enumerate(held, 1)
    )
    return replace(part, kind="multipart/mixed", filename="", body=b"", children=children)


def _text(packet: tnef.Opened, part: Part) -> Part:
    """The text of the message, in the best form that came."""
    body, kind, charset = packet.text.encode("utf-8", "replace"), "text/plain", "utf-8"
    if not packet.text.strip() and packet.html:
        body, kind, charset = packet.html, "text/html", ""
    elif not packet.text.strip() and packet.rtf:
        body = rtf.text_of(rtf.decompressed(packet.rtf)).encode("utf-8", "replace")
    return Part(
        path="",
        kind=kind,
        parameters={"charset": charset} if charset else {},
        disposition="",
        filename="",
        content_id="",
        encoding="binary",
        body=body,
    )


def _kind(item: tnef.Item) -> str:
    said = item.kind if "/" in item.kind else ""
    return said or mimetypes.guess_type(item.name)[0] or "application/octet-stream"


def _of_smime(part: Part) -> Part:
    """What was signed as one block with its signature; `part` itself where it is encrypted."""
    found = cms.signed(part.content())
    if found is None or found.content is None:
        return part
    inner, _ = parse(found.content)
    return replace(
        part, kind="multipart/signed", children=(opened(_moved(inner, _within(part, ""))),)
    )


def _moved(part: Part, before: str) -> Part:
    return replace(
        part,
        path=before + (part.path or "0"),
        children=tuple(_moved(child, before) for child in part.children),
    )


def _within(part: Part, path: str) -> str:
    return f"{part.path or '0'}{BETWEEN}{path}"
