"""Commands by which a convener puts messages where they belong. Each gives the text of its answer.

The same verbs and the same refusals as on the page (archive.tending).
"""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comitia.archive.access import numbered_for
from comitia.archive.errors import ArchiveRefusal
from comitia.archive.models import Message
from comitia.archive.tending import ACTION, answers_below, move_under, put_back, split_off
from comitia.groups.errors import NotAllowed
from comitia.mail.obey.commands.asked import Asked, CannotBeDone
from comitia.mail.obey.commands.parse import number_in, numbers_in
from comitia.people.access import Hidden, Refused


def split(asked: Asked, rest: str) -> str:
    """`split 12 about something else`: it begins a thread of its own; the rest is the reason."""
    number, reason = number_in(rest)
    message = _message(asked, number)
    moving = len(answers_below(message))
    try:
        split_off(message=message, by=asked.person, reason=reason, at=asked.letter.at)
    except (ArchiveRefusal, NotAllowed) as refusal:
        raise CannotBeDone(str(refusal)) from None
    done = _("#%(number)s begins a thread of its own.") % {"number": message.number}
    return f"    {done} {_along(moving)}".rstrip()


def move(asked: Asked, rest: str) -> str:
    """`move 12 under 5 it answers that`: it answers number 5; the rest is the reason."""
    number, under, reason = numbers_in(rest)
    if under is None:
        raise CannotBeDone(_("Under which message? Write: move 12 under 5"))
    message, target = _message(asked, number), _message(asked, under)
    moving = len(answers_below(message))
    try:
        move_under(
            message=message, target=target, by=asked.person, reason=reason, at=asked.letter.at
        )
    except (ArchiveRefusal, NotAllowed) as refusal:
        raise CannotBeDone(str(refusal)) from None
    done = _("#%(number)s answers #%(target)s now.") % {
        "number": message.number,
        "target": target.number,
    }
    return f"    {done} {_along(moving)}".rstrip()


def restore(asked: Asked, rest: str) -> str:
    """`restore 12`: it stands again where its own mail puts it."""
    number, reason = number_in(rest)
    message = _message(asked, number)
    try:
        put_back(message=message, by=asked.person, reason=reason, at=asked.letter.at)
    except (ArchiveRefusal, NotAllowed) as refusal:
        raise CannotBeDone(str(refusal)) from None
    done = _("#%(number)s stands again where its own mail puts it.") % {"number": message.number}
    return f"    {done}"


def _along(moving: int) -> str:
    """How many messages went along; nothing for none."""
    if not moving:
        return ""
    return ngettext(
        "%(number)s answer moved along with it.",
        "%(number)s answers moved along with it.",
        moving,
    ) % {"number": moving}


def _message(asked: Asked, number: int | None) -> Message:
    """The message of this number, for who may tend it."""
    try:
        message, _reading = numbered_for(
            asked.person, asked.group_name, number or 0, at=asked.letter.at, action=ACTION
        )
    except Refused as refusal:
        raise CannotBeDone(str(refusal)) from None
    except Hidden:
        raise CannotBeDone(
            _("There is no message %(name)s in %(group)s.")
            % {"name": number, "group": asked.group_name}
        ) from None
    return message
