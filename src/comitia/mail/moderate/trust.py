"""Whose posts a moderator may let through from now on."""

from comitia.mail.models import Held
from comitia.mail.moderate.facts import author_of

# What these find speaks against the author's being the author.
_AGAINST = frozenset({"forged_sender", "unaligned_sender", "suspicious_header"})


def may_trust(held: Held) -> bool:
    """Whether its author's posts could be let through from now on.

    That is so of a member whose posts all wait, and of one who has no seat; not of one whose seat
    waits for a focal point's word, nor where the message shows that it is not theirs.
    """
    if _AGAINST & {one["rule"] for one in held.reasons}:
        return False
    author = author_of(held.from_address, held.group, at=held.held_at)
    if author.seat is None:
        return "@" in held.from_address
    return author.seat.moderated
