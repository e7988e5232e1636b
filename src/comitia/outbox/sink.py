"""The built-in sink: copies are kept to be read on a page instead of being sent."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet

from comitia.base.packing import pack, unpack
from comitia.outbox.models import SunkMail

if TYPE_CHECKING:  # Who delivers imports this.
    from comitia.outbox.deliver.session import Mail

KEPT = 2000


def sink(mails: Sequence["Mail"], *, at: datetime) -> None:
    """Keep these mails and forget all but the newest KEPT."""
    with transaction.atomic():
        SunkMail.objects.bulk_create(
            SunkMail(
                at=at,
                mail_from=mail.mail_from,
                rcpt_to=mail.rcpt_to,
                content=pack(_unstuffed(b"".join(mail.parts))),
            )
            for mail in mails
        )
        oldest = SunkMail.objects.order_by("-id").values_list("id", flat=True)[KEPT : KEPT + 1]
        SunkMail.objects.filter(id__lte=next(iter(oldest), 0)).delete()


def sunk(rcpt_to: str | None = None) -> QuerySet[SunkMail]:
    """What the sink holds, newest first; of one recipient where given."""
    mails = SunkMail.objects.order_by("-id")
    return mails.filter(rcpt_to=rcpt_to) if rcpt_to else mails


def content(mail: SunkMail) -> bytes:
    """A sunk mail's bytes."""
    return unpack(mail.content)


def _unstuffed(wire: bytes) -> bytes:
    wire = wire.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n.")
    return wire[1:] if wire.startswith(b"..") else wire
