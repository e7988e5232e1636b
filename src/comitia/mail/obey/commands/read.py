"""Commands that read: who, get, search, timetable. Each gives the text of its answer.

What may not be read on a page may not be read by mail either: the same access decides.
"""

from collections.abc import Iterator, Sequence

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comitia.archive.access import Reading, archive_for, message_for
from comitia.archive.authors import shown_name
from comitia.archive.models import Message
from comitia.archive.rendering.blocks import plain
from comitia.archive.search import search as search_archive
from comitia.groups.models import Group
from comitia.groups.queries import Roster, roster
from comitia.mail.digests.run import newest
from comitia.mail.distribute.station import send_again
from comitia.mail.errors import MailRefusal
from comitia.mail.obey.commands.asked import Asked, CannotBeDone
from comitia.mail.sending import MOST_MESSAGES, Sent, judge_sending, messages_of
from comitia.mail.words import THINGS, command_in
from comitia.outbox.actions import Recipient
from comitia.people.access import Hidden, Refused
from comitia.timetable.queries import rows as timetable_rows

MOST_LINES = 500
MOST_FOUND = 10
MOST_SUBJECT_LETTERS = 120


def who(asked: Asked, rest: str) -> str:
    """The members, as far as the writer may know them."""
    found = roster(asked.letter.group, asked.person, at=asked.letter.at)
    lines = list(_members(found))[:MOST_LINES]
    total = _("%(seats)s, speaking for %(entities)s") % {
        "seats": ngettext("%(n)s person", "%(n)s persons", found.seat_count)
        % {"n": found.seat_count},
        "entities": ngettext("%(n)s member", "%(n)s members", found.entity_count)
        % {"n": found.entity_count},
    }
    return "\n".join([f"    {total}", *lines])


def _members(found: Roster) -> list[str]:
    lines: list[str] = []
    for each in found.entities:
        lines += ["", f"    {each.entity.name}"]
        for seat in each.seats:
            address = f" <{seat.address}>" if seat.pk in found.addresses else ""
            lines.append(f"        {seat.person.name or '—'}{address}")
    return lines


def timetable(asked: Asked, rest: str) -> str:
    """The group's timetable, each row with how it stands. Public, as on its page."""
    found = timetable_rows(asked.letter.group, at=asked.letter.at)
    if not found:
        return _("The group has no timetable yet.")
    return "\n".join(
        f"    {row.milestone.wording}: {row.milestone.action}\n        {row.word}" for row in found
    )


def search(asked: Asked, rest: str) -> str:
    """`search WORDS`: the best ten, each with its number, so that it can be asked for."""
    group = _readable(asked).group
    if not rest:
        raise CannotBeDone(_("Search for what? Write: search interoperability"))
    found = search_archive(asked.person, rest, at=asked.letter.at, groups=[group], only_mail=True)
    count = ngettext("%(n)s message found.", "%(n)s messages found.", found.count)
    lines = ["    " + count % {"n": found.count}, *(f"    {note}" for note in found.notes)]
    for hit in found.hits[:MOST_FOUND]:
        if hit.message is not None:
            lines += ["", *_listed(hit.message), *_wrapped(plain(hit.snippet))]
    if found.hits:
        lines += ["", "    " + _("To have one sent: get NUMBER")]
    return "\n".join(lines)


def get(asked: Asked, rest: str) -> str:
    """`get 12`, `get 12 15`, `get <message-id>`, `get thread 12`: sent as they went out then."""
    reading = _readable(asked)
    thing, number = command_in(rest, THINGS)
    wanted = _thread(asked, number) if thing else _named(asked, _names(rest))
    if not wanted.messages and not wanted.redacted:
        raise CannotBeDone(
            _("Which message? Write its number, from 1 to %(last)s, or its Message-ID.")
            % {"last": newest(reading.group)}
        )
    for message in wanted.messages:
        _judge(message, reading)
    for message in wanted.messages:
        send_again(
            message=message,
            to=_recipient(asked),
            language=asked.person.language,
            once=f"get:{asked.letter.arrival.pk}",
            at=asked.letter.at,
        )
    return "\n".join(f"    {line}" if line else "" for line in _sent(wanted, reading.group))


def _named(asked: Asked, names: Sequence[str]) -> Sent:
    found = [_message(asked, each) for each in names[:MOST_MESSAGES]]
    return Sent(found, max(0, len(names) - MOST_MESSAGES))


def _judge(message: Message, reading: Reading) -> None:
    try:
        judge_sending(message, reading)
    except MailRefusal as refusal:
        raise CannotBeDone(str(refusal)) from None


def _sent(what: Sent, group: Group) -> Iterator[str]:
    """What is on its way, and what is not."""
    if what.messages:
        yield _("These are on their way to you:")
        for message in what.messages:
            yield from (line.removeprefix("    ") for line in _listed(message))
    if what.redacted:
        yield ""
        yield ngettext(
            "%(number)s message of it has been redacted and is not sent.",
            "%(number)s messages of it have been redacted and are not sent.",
            what.redacted,
        ) % {"number": what.redacted}
    if what.left_out:
        page = f"{settings.BASE_URL}/g/{group.name}/mail/"
        yield ""
        yield _("The others are in the archive: %(page)s") % {"page": page}


def _names(rest: str) -> list[str]:
    return list(dict.fromkeys(rest.replace(",", " ").split()))


def _readable(asked: Asked) -> Reading:
    try:
        return archive_for(asked.person, asked.group_name, at=asked.letter.at)
    except Refused as refusal:
        raise CannotBeDone(str(refusal)) from None


def _message(asked: Asked, name: str) -> Message:
    """A message by its number or its Message-ID, where the writer may have it."""
    name = name.strip("#<>")
    found = Message.objects.filter(group=asked.letter.group)
    message = None
    if name.isascii() and name.isdecimal() and len(name) < 10:
        message = found.filter(number=int(name)).select_related("group", "raw").first()
    elif "@" in name:
        try:
            message, _reading = message_for(
                asked.person, name, at=asked.letter.at, group_name=asked.group_name
            )
        except Hidden:
            message = None
    if message is None:
        raise CannotBeDone(
            _("There is no message %(name)s in %(group)s.")
            % {"name": name[:100], "group": asked.group_name}
        )
    return message


def _thread(asked: Asked, number: str) -> Sent:
    """The messages of the thread that a message is in, by number; none where there is no such."""
    if not _names(number):
        return Sent([])
    message = _message(asked, _names(number)[0])
    return messages_of(message.thread_id) if message.thread_id is not None else Sent([])


def _recipient(asked: Asked) -> Recipient:
    seat = asked.seat
    if seat is not None:
        return Recipient(seat.address, f"membership:{seat.pk}", seat.token)
    address = asked.letter.envelope.author.address
    return Recipient(address, f"person:{asked.person.pk}")


def _listed(message: Message) -> list[str]:
    day = date_format(localtime(message.dated_at), "DATE_FORMAT")
    name = shown_name(message.from_name, message.from_address)
    subject = message.subject[:MOST_SUBJECT_LETTERS] or _("(no subject)")
    return [f"    #{message.number}  {subject}", f"        {name}, {day}"]


def _wrapped(text: str) -> list[str]:
    return [f"        {line.strip()}" for line in text.splitlines() if line.strip()][:3]
