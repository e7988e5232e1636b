"""The few pieces of MIME (RFC 2046) that letters are put together from, as bytes. Pure."""

from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256


def text_part(text: str) -> bytes:
    """A plain text as a part: its own header and content."""
    part = EmailMessage(policy=SMTP)
    part.set_content(text + "\n", charset="utf-8", cte="quoted-printable")
    part["Content-Disposition"] = "inline"
    del part["MIME-Version"]
    return part.as_bytes()


def boundary_for(contents: Sequence[bytes], kind: bytes = b"") -> bytes:
    """A boundary that none of the contents holds; the same contents and kind give the same."""
    digest = sha256(kind)
    for each in contents:
        digest.update(each)
    boundary = b"=_" + digest.hexdigest()[:32].encode()
    while any(boundary in each for each in contents):
        boundary += b"_"
    return boundary


def joined(parts: Sequence[bytes], boundary: bytes) -> bytes:
    """The parts, each after its boundary, and the last boundary."""
    whole = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts)
    return whole + b"--" + boundary + b"--\r\n"
