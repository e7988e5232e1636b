"""Copies made ready for the wire: personal header, signature, shared content."""

from collections.abc import Sequence

from comitia.outbox.deliver.book import Copies
from comitia.outbox.deliver.envelope import holds_utf8_address
from comitia.outbox.deliver.session import Mail
from comitia.outbox.dkim import Key, LetterSigner
from comitia.outbox.personal import CopyRef, dot_stuffed, personal_header, return_path


class Preparer:
    """Makes the mails of one claimed lot; what all share is worked out once."""

    def __init__(self, copies: Copies, keys: Sequence[Key]) -> None:
        self._copies = copies
        self._shared = dot_stuffed(copies.content)
        self._utf8_header = holds_utf8_address(copies.content)
        self._signer = LetterSigner(copies.content, keys, at=copies.queued_at) if keys else None

    def mails(self, waiting: Sequence[tuple[int, str, str]]) -> list[Mail]:
        """Mails for some of the waiting copies."""
        return [self._mail(*each) for each in waiting]

    def _mail(self, index: int, address: str, token: str) -> Mail:
        copies = self._copies
        personal = personal_header(copies.personal_headers, address=address, token=token)
        if self._signer is not None:
            personal = self._signer.signatures(personal) + personal
        copy = CopyRef(copies.batch_id, index)
        return Mail(
            mail_from=return_path(copies.bounces, copy),
            rcpt_to=address,
            name=f"{copy.batch_id}-{copy.index}",
            utf8_header=self._utf8_header,
            parts=(personal, self._shared),
            batch_id=copies.batch_id,
            index=index,
            lease=copies.lease,
        )
