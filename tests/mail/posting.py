"""Posts a mail as the door would, takes it down the road, and reads what is queued to leave."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from comitia.base import clock
from comitia.base.packing import unpack
from comitia.mail import tasks
from comitia.mail.models import Arrival
from comitia.mail.receive import Incoming
from comitia.mail.receive.commit import commit
from comitia.outbox.models import Letter

DOMAIN = "comitia.example"


def message(
    sender: str = "Bob <bob@example-telecom.example>",
    to: str = "t09demo@comitia.example",
    subject: str = "Section 2",
    body: str = "Hello all.\r\n",
    **more: str,
) -> bytes:
    """A mail as a simple program writes it; fields of `more` with _ for -."""
    fields = {
        "From": sender,
        "To": to,
        "Subject": subject,
        "Date": "Mon, 4 Apr 2011 11:00:00 +0200",
    }
    fields |= {name.replace("_", "-"): value for name, value in more.items()}
    fields.setdefault("Message-ID", f"<{abs(hash((sender, subject, body)))}@mail.example>")
    return (
        "".join(f"{n}: {v}\r\n" for n, v in fields.items() if v).encode() + b"\r\n" + body.encode()
    )


def arrive(
    data: bytes, to: str = "t09demo", mail_from: str = "bob@example-telecom.example"
) -> Arrival:
    """As the door leaves it: durable, and waiting for the road."""
    incoming = Incoming(mail_from, [f"{to}@{DOMAIN}"], data, clock.now(), {"door": "LMTP"})
    ((pk,),) = commit([incoming])
    return Arrival.objects.get(pk=pk)


def post(
    data: bytes, to: str = "t09demo", mail_from: str = "bob@example-telecom.example"
) -> Arrival:
    """The arrival at the end of its road."""
    arrival = arrive(data, to, mail_from)
    tasks.travel(arrival_id=arrival.pk)
    arrival.refresh_from_db()
    return arrival


@dataclass
class Queued:
    """A letter that waits to leave."""

    letter: Letter
    mail: EmailMessage
    raw: bytes
    to: list[str]

    @property
    def text(self) -> str:
        return str(self.mail.get_content())

    @property
    def reply_to(self) -> str:
        """The local part an answer goes to."""
        return str(self.mail["Reply-To"]).partition("@")[0]


def queued(kind: str) -> list[Queued]:
    """The letters of one kind, oldest first."""
    found = []
    for letter in Letter.objects.filter(kind=kind).order_by("id"):
        raw = unpack(letter.content)
        mail = message_from_bytes(raw, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        to = [row[0] for batch in letter.batches.order_by("first") for row in batch.recipients]
        found.append(Queued(letter, mail, raw, to))
    return found
