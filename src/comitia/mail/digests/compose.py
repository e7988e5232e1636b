"""A digest as a mail that is ready to be queued."""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256

from django.utils.translation import get_language

from comitia.groups.models import Membership
from comitia.mail.digests import words
from comitia.mail.digests.issue import Issue
from comitia.mail.digests.mime import mime_body
from comitia.mail.digests.plain import plain_text
from comitia.mail.distribute.imprint import Imprint
from comitia.mail.distribute.words import filled, in_language
from comitia.mail.models import Distribution
from comitia.outbox.actions import whole_lines


def letter(
    issue: Issue, imprint: Imprint, chosen: Distribution, *, form: str, once: str, at: datetime
) -> bytes:
    """The mail, without what differs per copy, in the language that is active.

    The same `once` gives the same Message-ID.
    """
    language = get_language() or "en"
    below = filled(
        in_language(chosen.below, language, issue.group.language),
        {"group": imprint.group, "list": imprint.address(), "page": imprint.page,
         "message": imprint.page, "leave": imprint.address("-leave"),
         "help": imprint.address("-request")},
    )  # fmt: skip
    head = EmailMessage(policy=SMTP)
    head["From"] = f'"{issue.group.name}" <{imprint.address()}>'
    head["To"] = imprint.address()
    head["Subject"] = words.subject(issue)
    head["Date"] = format_datetime(at)
    head["Message-ID"] = f"<{sha256(once.encode()).hexdigest()[:32]}@{imprint.domain}>"
    # RFC 3834: programs must not answer it; and our own road knows it for no post.
    head["Auto-Submitted"] = "auto-generated"
    head["Content-Language"] = language
    if form == Membership.DigestForm.PLAIN:
        text = EmailMessage(policy=SMTP)
        text.set_content(
            plain_text(issue, imprint, below) + "\n", charset="utf-8", cte="quoted-printable"
        )
        content = text.as_bytes()
    else:
        fields, body = mime_body(issue, imprint, below)
        content = b"".join(fields) + b"\r\n" + body
    own = b"".join([*imprint.fields(), imprint.loop_mark()])
    return whole_lines(own + head.as_bytes().rstrip(b"\r\n") + b"\r\n" + content)
