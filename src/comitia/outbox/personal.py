"""One copy out of a letter: its own headers and return path, and the way back from a bounce."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from comitia.base.ids import seal_fits, sealed
from comitia.outbox.models import Batch

PURPOSE = "bounce"


@dataclass(frozen=True)
class CopyRef:
    """A copy of a letter: the batch it is in and its place there."""

    batch_id: int
    index: int


def copy_token(copy: CopyRef) -> str:
    """What stands after the + in the return path, and leads back to the copy (VERP)."""
    value = f"{copy.batch_id}-{copy.index}"
    return f"{value}-{sealed(value, key=settings.SECRET_KEY, purpose=PURPOSE, letters=8)}"


def read_copy_token(token: str) -> CopyRef | None:
    """The copy that a return path was made for, or None where it was not made by us."""
    value, _, seal = token.strip().lower().rpartition("-")
    batch, _, index = value.partition("-")
    if len(seal) != 8 or not (batch.isdecimal() and index.isdecimal() and value.isascii()):
        return None
    if len(batch) > 18 or len(index) > 9:
        return None
    if not seal_fits(seal, value, key=settings.SECRET_KEY, purpose=PURPOSE):
        return None
    return CopyRef(int(batch), int(index))


@dataclass(frozen=True)
class Addressee:
    """Whom a copy was for, and of which letter: its kind, and when it was queued."""

    address: str
    key: str
    letter: str
    queued_at: datetime


def addressee(copy: CopyRef) -> Addressee | None:
    """Whom a copy was for, or None where its letter is gone."""
    row = (
        Batch.objects.filter(pk=copy.batch_id)
        .values_list("recipients", "letter__kind", "letter__queued_at")
        .first()
    )
    if row is None or not 0 <= copy.index < len(row[0]):
        return None
    recipients, letter, queued_at = row
    address, key, _ = recipients[copy.index]
    return Addressee(address, key, letter, queued_at)


def return_path(bounces: str, copy: CopyRef) -> str:
    """The envelope sender of a copy."""
    return f"{bounces}+{copy_token(copy)}@{settings.MAIL_DOMAIN}"


def personal_header(patterns: Sequence[tuple[str, str]], *, address: str, token: str) -> bytes:
    """The header fields that only this copy has, ready to stand before the shared ones."""
    lines = [
        f"{name}: {pattern.replace('{token}', token).replace('{address}', address)}\r\n"
        for name, pattern in patterns
    ]
    return "".join(lines).encode()


def dot_stuffed(content: bytes) -> bytes:
    """Content as it goes over the wire after DATA, the final dot included (RFC 5321, 4.5.2)."""
    if content.startswith(b"."):
        content = b"." + content
    content = content.replace(b"\r\n.", b"\r\n..")
    return content + (b".\r\n" if content.endswith(b"\r\n") else b"\r\n.\r\n")
