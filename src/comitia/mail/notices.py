"""What the road says to people, in their language. Each gives a Notice; sending is the outbox's."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from comitia.archive.envelope import Envelope
from comitia.groups.models import Group
from comitia.mail.answer import threaded
from comitia.mail.authenticate.plain import verdict
from comitia.mail.models import Held
from comitia.mail.moderate.rule import Reason
from comitia.outbox.compose import Notice

EXCERPT_LINES = 12
EXCERPT_LETTERS = 1000
MOST_LISTED = 50


def reasons_of(held: Held) -> list[str]:
    """Why a message is held, in the language that is active."""
    return [str(Reason(one["text"], one["values"])) for one in held.reasons]


def held_to_moderator(
    held: Held, *, excerpt: str, language: str, may_trust: bool = False, last_for_now: bool = False
) -> Notice:
    """Asks a moderator to decide, by answering or on the page."""
    group = held.group
    with override(language):
        more = _("Many messages wait; you get no more of these mails for an hour. See the page.")
        text = _(
            "A message to %(group)s waits for your decision.\n\n"
            "From: %(author)s\nSubject: %(subject)s\nIs it theirs? %(theirs)s\n\n"
            "Why it waits:\n%(reasons)s\n\n"
            "It begins:\n\n%(excerpt)s\n\n"
            "Answer this mail with one of these words on the first line:\n\n"
            "%(words)s\n\n"
            "Or decide on the page: %(page)s"
        ) % {
            "group": group.name,
            "author": held.from_address or _("nobody named"),
            "subject": held.subject or _("none"),
            "reasons": _listed(reasons_of(held)),
            "theirs": verdict(held.authentication).text,
            "excerpt": _quoted(excerpt),
            "words": _verdict_words(may_trust),
            "page": f"{settings.BASE_URL}/g/{group.name}/held/{held.pk}",
        }
        if last_for_now:
            text += f"\n\n{more}"
        subject = _("%(group)s: a message waits: %(subject)s") % {
            "group": group.name,
            "subject": held.subject,
        }
    return Notice(
        subject=subject,
        text=text,
        language=language,
        kind="held",
        group=group.name,
        reply_to=f"{group.name}-moderate+{held.token}@{settings.MAIL_DOMAIN}",
    )


def _verdict_words(may_trust: bool) -> str:
    lines = [_("    accept     it goes to all members")]
    if may_trust:
        lines.append(_("    trust      it goes to all members, and later posts of its author too"))
    lines += [
        _("    reject     it goes back; what you write below the word is the reason given"),
        _("    discard    nobody is told"),
    ]
    return "\n".join(lines)


def still_waiting(
    group: Group, waiting: Sequence[tuple[Held, datetime]], *, language: str
) -> Notice:
    """Asks a moderator once more for what has waited long: (message, when it goes back)."""
    with override(language):
        lines = [
            _("%(subject)s, from %(author)s; goes back on %(day)s")
            % {
                "subject": held.subject or _("none"),
                "author": held.from_address or _("nobody named"),
                "day": date_format(localtime(ends), "DATE_FORMAT"),
            }
            for held, ends in waiting[:MOST_LISTED]
        ]
        number = len(waiting)
        text = ngettext(
            "%(number)s message to %(group)s has waited long for your decision:\n\n%(lines)s\n\n"
            "Undecided, it goes back to its sender. Decide on the page: %(page)s",
            "%(number)s messages to %(group)s have waited long for your decision:\n\n%(lines)s\n\n"
            "Undecided, they go back to their senders. Decide on the page: %(page)s",
            number,
        ) % {
            "number": number,
            "group": group.name,
            "lines": _listed(lines),
            "page": f"{settings.BASE_URL}/g/{group.name}/held/",
        }
        subject = _("%(group)s: messages still wait") % {"group": group.name}
    return Notice(
        subject=subject, text=text, language=language, kind="held-again", group=group.name
    )


def held_to_sender(held: Held, envelope: Envelope, *, language: str) -> Notice:
    """Tells the sender that a person will look at it, and how to join."""
    group = held.group
    with override(language):
        text = _(
            "Your message “%(subject)s” to %(group)s waits for a moderator:\n\n%(reasons)s\n\n"
            "You need do nothing. To take part in the group, write to %(join)s.\n"
            "You are told this at most once a day."
        ) % {
            "subject": held.subject,
            "group": group.name,
            "reasons": _listed(reasons_of(held)),
            "join": f"{group.name}-join@{settings.MAIL_DOMAIN}",
        }
        subject = _("Your message to %(group)s waits") % {"group": group.name}
    return _to_sender(group, envelope, subject=subject, text=text, language=language, kind="waits")


def refused_to_sender(
    group: Group, envelope: Envelope, *, reasons: Iterable[object], language: str
) -> Notice:
    """Tells the sender that the message does not go out, and why."""
    with override(language):
        text = _(
            "Your message “%(subject)s” to %(group)s has not been sent to the members:\n\n"
            "%(reasons)s\n\n"
            "The page of the group: %(page)s"
        ) % {
            "subject": envelope.subject,
            "group": group.name,
            "reasons": _listed(reasons),
            "page": f"{settings.BASE_URL}/g/{group.name}/",
        }
        subject = _("Your message to %(group)s was not sent on") % {"group": group.name}
    return _to_sender(
        group, envelope, subject=subject, text=text, language=language, kind="refused"
    )


def expired_to_sender(held: Held, envelope: Envelope, *, language: str) -> Notice:
    """Tells the sender that nobody decided in time."""
    with override(language):
        why = _("No moderator has decided on it in time.")
    return refused_to_sender(held.group, envelope, reasons=[why], language=language)


def reply_to_command(
    group: Group, envelope: Envelope, *, text: str, language: str, kind: str = "answer"
) -> Notice:
    """Answers a mail that asked for something; `text` is in `language` already."""
    subject = f"Re: {envelope.subject}" if envelope.subject else group.name
    return _to_sender(group, envelope, subject=subject, text=text, language=language, kind=kind)


# Understood in this form whatever the language; words.toml has those of the others.
COMMANDS = """\
    help
    timetable
    who
    search WORDS
    get NUMBER
    get thread NUMBER
    set delivery each | daily | weekly | none
    set digest mime | plain
    set own yes | no
    set duplicates yes | no
    hold until 2031-12-31
    resume
    language ar | en | es | fr | ru | zh
    unsubscribe"""


# For those who may move messages between threads.
TENDING = """\
    split NUMBER
    move NUMBER under NUMBER
    restore NUMBER"""


def help_text(group: Group, *, tends: bool = False) -> str:
    """What can be done by mail, in the language that is active; more by one who `tends` threads."""
    values: Mapping[str, str] = {
        "list": f"{group.name}@{settings.MAIL_DOMAIN}",
        "join": f"{group.name}-join@{settings.MAIL_DOMAIN}",
        "leave": f"{group.name}-leave@{settings.MAIL_DOMAIN}",
        "owner": f"{group.name}-owner@{settings.MAIL_DOMAIN}",
        "request": f"{group.name}-request@{settings.MAIL_DOMAIN}",
        "commands": f"{COMMANDS}\n{TENDING}" if tends else COMMANDS,
        "page": f"{settings.BASE_URL}/g/{group.name}/",
    }
    return (
        _(
            "Write to these addresses; what the mail says is of no account save where noted.\n\n"
            "    %(list)s\n        a message to all members\n"
            "    %(join)s\n        ask for a seat in the group\n"
            "    %(leave)s\n        leave the group\n"
            "    %(owner)s\n        a message to those who run the group\n\n"
            "Members ask %(request)s by commands, one to a line or in the subject:\n\n"
            "%(commands)s\n\n"
            "The page of the group: %(page)s"
        )
        % values
    )


def _to_sender(
    group: Group, envelope: Envelope, *, subject: str, text: str, language: str, kind: str
) -> Notice:
    return Notice(
        subject=subject,
        text=text,
        language=language,
        kind=kind,
        group=group.name,
        headers=threaded(envelope),
    )


def _listed(lines: Iterable[object]) -> str:
    return "\n".join(f"  - {line}" for line in lines)


def _quoted(text: str) -> str:
    lines = text[:EXCERPT_LETTERS].strip().splitlines()[:EXCERPT_LINES]
    return "\n".join(f"> {line}" for line in lines) or ">"
