"""What rules are given: the post itself, and what is known of the group and the author."""

from dataclasses import dataclass
from datetime import datetime

from comitia.archive.envelope import Envelope
from comitia.mail.authenticate import Authentication
from comitia.mail.enclosures import ENDINGS_THAT_RUN, Enclosed
from comitia.mail.moderate.spam import Spam


@dataclass(frozen=True)
class Post:
    """A message on its way to a group's list. `opening` is the first of its plain text.

    `linked_bytes` is what members are spared, since large attachments go out as links. `spam` is
    None where no filter spoke, or none is believed.
    """

    envelope: Envelope
    mail_from: str
    authentication: Authentication
    opening: str
    received_at: datetime
    enclosed: tuple[Enclosed, ...] = ()
    linked_bytes: int = 0
    spam: Spam | None = None


@dataclass(frozen=True)
class Facts:
    """What the database knows that judging needs.

    `seat` is the state of the author's seat, empty where there is none. `is_officer` is said of the
    convener, vice-convener, editors and the secretariat, where their seat does not say enough.
    `duplicate_of` is the archive's number of the same message, `reused_id_of` that of another one
    with the same Message-ID. `is_trusted`: the moderators let posts from this address through
    without a seat. `patterns` are (pattern, reason).
    """

    group: str
    list_address: str
    list_id: str
    is_open: bool = True
    is_concluded: bool = False
    emergency_hold: bool = False
    seat: str = ""
    is_observer: bool = False
    is_moderated: bool = False
    is_officer: bool = False
    duplicate_of: int | None = None
    reused_id_of: int | None = None
    is_held_already: bool = False
    banned_by: str = ""
    is_trusted: bool = False
    most_bytes: int = 10_000_000
    most_recipients: int = 30
    refused_endings: frozenset[str] = frozenset(ENDINGS_THAT_RUN)
    patterns: tuple[tuple[str, str], ...] = ()
