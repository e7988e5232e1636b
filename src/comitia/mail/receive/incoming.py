"""What a door hands over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Incoming:
    """A message as it came through a door, with its envelope.

    `mail_from` is empty for the null sender. `data` is what came between DATA and the final
    dot, stuffed dots removed, line endings as they came. `peer` says whence: address, name, door.
    """

    mail_from: str
    rcpt_to: Sequence[str]
    data: bytes
    received_at: datetime
    peer: Mapping[str, object] = field(default_factory=dict)
