"""Whose copy a report tells of, proven by a seal of ours in the address or in what it encloses."""

import re
from dataclasses import dataclass
from datetime import datetime

from comitia.groups.models import Membership
from comitia.groups.queries import seat_with_token
from comitia.outbox.bounce.traces import traces
from comitia.outbox.personal import CopyRef, addressee, read_copy_token

MOST_TOKENS = 20
_RETURN_PATH = re.compile(r"-bounces\+([a-z0-9-]{10,64})@", re.IGNORECASE)
_LEAVE = re.compile(r"(?:-leave\+|/leave/)([a-z0-9]{16,40})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Proven:
    """A copy of ours: whom it was for, and where the proof stood (Bounce.proof).

    `seat` is None where the copy was for somebody without one; the letter is unknown (its fields
    empty) where a link of the member's own is all that proves it.
    """

    address: str
    key: str
    seat: Membership | None
    proof: str
    copy: str = ""
    letter: str = ""
    queued_at: datetime | None = None


def copy_at(token: str, *, proof: str = "verp") -> Proven | None:
    """The copy whose return path has this token; None where it is not of our writing."""
    copy = read_copy_token(token)
    return copy_named(copy, proof=proof) if copy else None


def copy_named(copy: CopyRef, *, proof: str) -> Proven | None:
    """A copy by batch and place; None where its letter is gone."""
    whom = addressee(copy)
    if whom is None:
        return None
    return Proven(
        address=whom.address,
        key=whom.key,
        seat=seat_of_key(whom.key),
        proof=proof,
        copy=f"{copy.batch_id}-{copy.index}",
        letter=whom.letter,
        queued_at=whom.queued_at,
    )


def copy_enclosed(data: bytes) -> Proven | None:
    """The copy that a report encloses, by its return path or by the member's own link to leave.

    A Message-ID proves nothing: everybody who got the post knows it.
    """
    text = traces(data)
    for token in _RETURN_PATH.findall(text)[:MOST_TOKENS]:
        found = copy_at(token, proof="enclosed")
        if found is not None:
            return found
    for token in _LEAVE.findall(text)[:MOST_TOKENS]:
        seat = seat_with_token(token)
        if seat is not None:
            return Proven(seat.address, f"membership:{seat.pk}", seat, "enclosed")
    return None


def seat_of_key(key: str) -> Membership | None:
    """The seat behind a recipient's key, where it was one."""
    kind, _, number = key.partition(":")
    if kind != "membership" or not number.isdecimal():
        return None
    return (
        Membership.objects.filter(pk=int(number))
        .select_related("group__parent", "person", "entity")
        .first()
    )
