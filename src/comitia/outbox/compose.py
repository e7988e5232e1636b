"""A notice of ours as a mail: plain text, marked as made by a program, in its own language."""

from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256

from django.conf import settings

# Notices that belong to no group come from this address.
HOUSE = "comitia"


@dataclass(frozen=True)
class Notice:
    """What is said to somebody, already in their language.

    `group` is the list name whose owner it comes from; `reply_to` an address that understands
    an answer; `headers` what else the mail's header says.
    """

    subject: str
    text: str
    language: str
    kind: str = "notice"
    group: str = ""
    reply_to: str = ""
    headers: tuple[tuple[str, str], ...] = field(default=())


def sender_local_part(notice: Notice) -> str:
    """The local part before -owner and -bounces."""
    return notice.group or HOUSE


def compose(notice: Notice, *, once: str, at: datetime) -> bytes:
    """The mail, without the To that each copy gets. The same notice and `once` give the same id."""
    mail = EmailMessage(policy=SMTP)
    domain = settings.MAIL_DOMAIN
    local = sender_local_part(notice)
    name = notice.group or settings.ORGANISATION
    mail["From"] = Address(name, f"{local}-owner", domain)
    if notice.reply_to:
        mail["Reply-To"] = notice.reply_to
    mail["Subject"] = " ".join(notice.subject.split())
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{sha256(once.encode()).hexdigest()[:32]}@{domain}>"
    # RFC 3834: other programs must not answer; RFC 3464's authors ask for the same of us.
    mail["Auto-Submitted"] = "auto-generated"
    for header, value in notice.headers:
        mail[header] = value
    mail.set_content(notice.text.rstrip("\n") + "\n", charset="utf-8", cte="quoted-printable")
    mail["Content-Language"] = notice.language  # After the content, whose fields it would clear.
    return mail.as_bytes()
