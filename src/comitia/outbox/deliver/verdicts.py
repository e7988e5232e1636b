"""What an answer of the relay means for the copy it was given for. Pure: codes in, a verdict out.

The reply code (RFC 5321, 4.2) says whether trying again may help, the enhanced code (RFC 3463,
5248, 7293) what is amiss. Where the two disagree, the one that says temporary is believed: a copy
tried once too often does no harm, one given up too early does. A copy bounces only where the fault
is its recipient's; what is ours, or the relay's, or the letter's, is set aside for a person to see.
"""

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple

from comitia.outbox.bounce.judge import meaning_of

Outcome = Literal["delivered", "deferred", "bounced", "parked"]
Step = Literal["mail", "rcpt", "data", "content"]
Whose = Literal["recipient", "destination", "relay", "letter"]

_STATUS = re.compile(r"^\d{3}[ -]+([245])\.(\d{1,3}\.\d{1,3})(?!\S)", re.MULTILINE)


@dataclass(frozen=True)
class Verdict:
    """What becomes of a copy, and whose doing it is: only this recipient's, all its domain's, the
    relay's (or ours towards it), or this letter's."""

    outcome: Outcome
    whose: Whose = "recipient"

    @property
    def at_last(self) -> Outcome:
        """What becomes of it where the answer has stayed the same for five days."""
        if self.outcome != "deferred":
            return self.outcome
        return "bounced" if self.whose in ("recipient", "destination") else "parked"


DELIVERED = Verdict("delivered")
# The connection broke while it was under way: nobody's fault but the relay's, or the letter's.
BROKEN_OFF = Verdict("deferred", "letter")


class Row(NamedTuple):
    """Enhanced codes (`7.*`, or `*` for any and none) at these steps, and what they mean."""

    statuses: tuple[str, ...]
    steps: tuple[Step, ...]
    verdict: Verdict


_ANY: tuple[Step, ...] = ("mail", "rcpt", "data", "content")
_OURS: tuple[Step, ...] = ("mail", "data")

TEMPORARY = (
    # The sender's address does not suit.
    Row(("1.7", "1.8"), _ANY, Verdict("deferred", "relay")),
    Row(("*",), _OURS, Verdict("deferred", "relay")),
    # A mailbox or an address, and greylisting: 4.7.1 as RFC 6647 has it, 4.2.0 as Postgrey says it.
    Row(("1.*", "2.*", "5.3", "7.1"), ("rcpt",), Verdict("deferred", "recipient")),
    Row(("1.*", "2.*"), ("content",), Verdict("deferred", "recipient")),
    Row(("*",), ("rcpt",), Verdict("deferred", "destination")),
    Row(("4.*",), ("content",), Verdict("deferred", "destination")),
    Row(("*",), ("content",), Verdict("deferred", "letter")),
)

PERMANENT = (
    Row(("1.7", "1.8", "1.9"), _ANY, Verdict("parked", "relay")),
    # Refused before the recipient was named or once it was taken: us, whatever the code says.
    Row(("*",), _OURS, Verdict("parked", "relay")),
    # Too large for this mailbox, or for the relay.
    Row(("2.3", "3.4"), _ANY, Verdict("parked", "letter")),
    Row(("1.*", "2.*"), _ANY, Verdict("bounced", "recipient")),
    Row(("4.*",), _ANY, Verdict("bounced", "destination")),
    # "Too many recipients" for one: the relay counts over time.
    Row(("5.3",), _ANY, Verdict("deferred", "recipient")),
    # What the mailbox's owner has to do with: disabled, has another owner, as has its domain.
    Row(("7.13", "7.17", "7.18"), _ANY, Verdict("bounced", "recipient")),
    # System, protocol, content, policy, authentication.
    Row(("3.*", "5.*", "7.*"), _ANY, Verdict("parked", "relay")),
    Row(("6.*",), _ANY, Verdict("parked", "letter")),
)

# Where there is no enhanced code, or only X.0.0 (RFC 3463: "other undefined status").
_PLAIN_RCPT: dict[int, Verdict] = {
    # RFC 5321, 4.5.3.1.10: to be taken as 452.
    552: Verdict("deferred", "recipient"),
    **dict.fromkeys((550, 551, 553, 554, 556), Verdict("bounced", "recipient")),
}
_WORDS: dict[str, Verdict] = {
    "us": Verdict("parked", "relay"),
    "size": Verdict("parked", "letter"),
    "dead": Verdict("bounced", "recipient"),
    "full": Verdict("bounced", "recipient"),
    "suspended": Verdict("bounced", "recipient"),
}


def verdict(step: Step, code: int, reply: str) -> Verdict:
    """What a refusal means: `code` is 400 or more, `reply` the whole answer."""
    found = _STATUS.search(reply)
    status = found[2] if found and found[1] != "2" else ""
    if code < 500 or (found and found[1] == "4"):
        return _looked_up(TEMPORARY, step, status)
    if status.partition(".")[0] not in ("", "0"):
        return _looked_up(PERMANENT, step, status)
    if step in _OURS:
        return Verdict("parked", "relay")
    plain = _PLAIN_RCPT.get(code) if step == "rcpt" else None
    if plain is not None and plain.outcome == "deferred":
        return plain
    # No code says more, so the words do: whether it is us, the size, the mailbox or the address.
    said = _WORDS.get(meaning_of(reply)) or plain
    return said or Verdict("parked", "relay" if step == "rcpt" else "letter")


def _looked_up(rows: tuple[Row, ...], step: Step, status: str) -> Verdict:
    subject = status.partition(".")[0]
    fitting = {"*", status, f"{subject}.*"}
    return next(
        (row.verdict for row in rows if step in row.steps and not fitting.isdisjoint(row.statuses)),
        # A subject that no RFC knows.
        Verdict("parked", "relay"),
    )
