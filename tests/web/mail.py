"""What was queued to leave, as its reader would see it."""

from email import message_from_bytes, policy

from comitia.base.packing import unpack
from comitia.outbox.models import Letter


def text_of(letter) -> str:
    """The words of a letter."""
    mail = message_from_bytes(unpack(letter.content), policy=policy.SMTP)
    return mail.get_content().replace("\r\n", "\n")


def texts_to(address: str) -> list[str]:
    """The words of every letter queued for an address, the newest last."""
    return [
        text_of(letter)
        for letter in Letter.objects.order_by("id").prefetch_related("batches")
        for batch in letter.batches.all()
        if any(row[0] == address for row in batch.recipients)
    ]
