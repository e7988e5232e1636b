"""A group's own text above and below the author's, added so that nothing is misread. Pure."""

import binascii
import re

from comitia.archive.rendering.parts import Part, parse
from comitia.base.headers import body_of, first, split
from comitia.base.text import header_text
from comitia.mail.distribute.imprint import line
from comitia.mail.distribute.parts import boundary_for, joined, text_part
from comitia.mail.enclosures import is_sealed

# Signed or encrypted in the text itself, before there was MIME for it.
_SEALED_TEXT = re.compile(rb"^-----BEGIN PGP (?:SIGNED )?MESSAGE", re.MULTILINE)
_PLAIN = re.compile(r"\s*text/plain\s*(?:;|$)", re.IGNORECASE)


def framed(message: bytes, *, above: str, below: str) -> bytes:
    """The message with those texts around its own; one that is signed or encrypted as it is.

    Where it is plain text they are written into it; else they become parts of their own beside it,
    and what it holds keeps its bytes.
    """
    if not (above or below):
        return message
    root, _ = parse(message)
    if is_sealed(root) or _SEALED_TEXT.search(root.body[:2000]):
        return message
    written = _written_in(message, root, above, below)
    return _beside(message, above, below) if written is None else written


def _written_in(message: bytes, root: Part, above: str, below: str) -> bytes | None:
    """The texts within a plain text, in its own charset and encoding; None where that cannot be."""
    fields, _ = split(message)
    kind = first(fields, "content-type")
    if root.children or (kind is not None and not _PLAIN.match(header_text(kind))):
        return None
    before = _encoded(above and above + "\n\n", root)
    after = _encoded(below and "\n-- \n" + below + "\n", root)
    if before is None or after is None:
        return None
    body = body_of(message)
    header = message[: len(message) - len(body)]
    if after and body and not body.endswith(b"\n"):
        body += b"\r\n"
    return header + before + body + after


def _encoded(text: str, root: Part) -> bytes | None:
    """`text` as it can stand in the part's body; None where it cannot."""
    charset = root.parameters.get("charset") or "us-ascii"
    try:
        data = text.encode(charset)
        if "\r\n".encode(charset) != b"\r\n":
            return None
    except (LookupError, UnicodeError, ValueError):
        return None
    match root.encoding:
        case "quoted-printable":
            data = binascii.b2a_qp(data, quotetabs=False, istext=True)
        case "8bit" | "binary":
            pass
        case "" | "7bit":
            if not data.isascii():
                return None
        case _:
            return None
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _beside(message: bytes, above: str, below: str) -> bytes:
    """The message as one part of several, its own fields of content with it."""
    fields, _ = split(message)
    outer = [field.raw for field in fields if not _is_of_content(field.name)]
    inner = [field.raw for field in fields if field.name.startswith("content-")]
    boundary = boundary_for([message])
    parts = [text_part(above)] if above else []
    parts.append(b"".join(inner) + b"\r\n" + body_of(message))
    if below:
        parts.append(text_part(below))
    content = joined(parts, boundary)
    return b"".join(
        [
            *outer,
            line("MIME-Version", "1.0"),
            b'Content-Type: multipart/mixed; boundary="' + boundary + b'"\r\n',
            b"" if content.isascii() else line("Content-Transfer-Encoding", "8bit"),
            b"\r\n",
            content,
        ]
    )


def _is_of_content(name: str) -> bool:
    return name.startswith("content-") or name == "mime-version"
