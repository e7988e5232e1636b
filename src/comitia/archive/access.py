"""The only way a door obtains archived mail. What may not be read looks as if it were not there."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from comitia.archive.actions import raw_bytes
from comitia.archive.models import Message, Thread
from comitia.archive.rendering import Served, serve
from comitia.archive.rendering.attachments import (
    NoSuchAttachment,
    listed,
    part_at,
    serve_picture,
)
from comitia.archive.rendering.previews import Preview, preview
from comitia.base.prepared import Prepared
from comitia.groups import roles
from comitia.groups.access import group_for
from comitia.groups.models import Group
from comitia.people.access import Hidden, Refused
from comitia.people.models import Person

ACTION = "read_archive"
PUBLIC = "public"
NOBODY = roles.Standing({PUBLIC: frozenset()})


@dataclass(frozen=True)
class Reading:
    """A group's archive open to somebody. The public sees names, but no whole addresses."""

    group: Group
    role: str
    standing: roles.Standing = field(default=NOBODY, compare=False, repr=False)

    @property
    def masks_addresses(self) -> bool:
        return self.role == PUBLIC

    def may(self, action: str) -> bool:
        """Whether who reads may also do `action` in the group, for no entity in particular."""
        return bool(roles.judge(self.standing, action))


def archive_for(person: Person | None, name: str, *, at: datetime) -> Reading:
    """The archive of the group called `name`. Raises Hidden (no such group) or Refused."""
    group = group_for(person, name, at=at)
    standing = roles.standing(person, group, at=at)
    verdict = roles.may_read(standing, group)
    if not verdict:
        raise Refused(verdict.reason)
    return Reading(group, verdict.role, standing)


_by_message_id = Prepared(
    lambda message_id: (
        Message.objects.filter(message_id=message_id)
        .select_related("group", "entity", "thread", "entry")
        # What a page shows and what rights hang on; the rest is read where it is asked for.
        .only(
            "number",
            "raw",
            "message_id",
            "received_at",
            "dated_at",
            "subject",
            "from_name",
            "from_address",
            "author_key",
            "author",
            "in_reply_to",
            "placed_under",
            "parent",
            "attachments_count",
            "documents_count",
            "authentication",
            "redacted_at",
            "redaction_reason",
            "group__name",
            "group__state",
            "group__archive_public",
            "entity__name",
            "thread__group",
            "thread__messages_count",
            "thread__first",
            "entry__position",
        )
        .order_by("received_at", "id")
    ),
    message_id=str,
)
_by_number = Prepared(
    lambda group, number: (
        Message.objects.filter(group__name=group, number=number)
        .select_related("group", "thread__first")
        .only(
            "number",
            "message_id",
            "thread",
            "thread__group",
            "thread__subject",
            "thread__started_at",
            "thread__last_at",
            "thread__messages_count",
            "thread__documents_count",
            # As much of its first as says how it stands there.
            "thread__first__number",
            "thread__first__placed_under",
            "thread__first__redacted_at",
            "group__name",
            "group__state",
            "group__archive_public",
        )
    ),
    group=str,
    number=int,
)


def messages_for(
    person: Person | None, message_id: str, *, at: datetime
) -> list[tuple[Message, Reading]]:
    """The messages with this Message-ID in all groups whose archive `person` may read.

    The first received comes first. Redacted ones are given too; their page is the stone.
    """
    found = []
    for message in _by_message_id(message_id=message_id):
        standing = roles.standing(person, message.group, at=at)
        verdict = roles.may_read(standing, message.group)
        if verdict:
            found.append((message, Reading(message.group, verdict.role, standing)))
    return found


def as_received(readings: Sequence[Reading]) -> list[Reading]:
    """Those of the archives whose mail may be taken out as it was received. Raises Refused if none.

    The header names everybody's address, so it is for those who may see addresses.
    """
    found = [each for each in readings if not each.masks_addresses]
    if not found:
        raise Refused(_("Mail as received shows addresses; sign in as a member to take it out."))
    return found


def message_for(
    person: Person | None, message_id: str, *, at: datetime, group_name: str | None = None
) -> tuple[Message, Reading]:
    """A message by its Message-ID, in the first group that holds it and that `person` may read.

    A redacted one is given too; its page is the stone. Raises Hidden.
    """
    for message, reading in messages_for(person, message_id, at=at):
        if group_name is None or message.group.name == group_name.lower():
            return message, reading
    raise Hidden(message_id)


def numbered_for(
    person: Person | None, group_name: str, number: int, *, at: datetime, action: str = ACTION
) -> tuple[Message, Reading]:
    """The message at a place in a group's archive, for somebody who may do `action` with it.

    With its thread. Raises Hidden where it may not be read, else Refused where the action is not
    theirs.
    """
    for message in _by_number(group=group_name.lower(), number=number):
        standing = roles.standing(person, message.group, at=at)
        verdict = roles.may_read(standing, message.group)
        if not verdict:
            continue
        if action != ACTION:
            allowed = roles.may(person, action, message.group, at=at)
            if not allowed:
                raise Refused(allowed.reason)
        return message, Reading(message.group, verdict.role, standing)
    raise Hidden(f"{group_name} #{number}")


def thread_for(
    person: Person | None, group_name: str, number: int, *, at: datetime
) -> tuple[Thread, Message, Reading]:
    """The thread that holds the message of this number, and that message. Raises Hidden.

    Threads are woven anew as mail comes; a message keeps its number in its group for ever.
    """
    message, reading = numbered_for(person, group_name, number, at=at)
    if message.thread is None:
        raise Hidden(f"{group_name} #{number}")
    return message.thread, message, reading


def raw_for(person: Person | None, message_id: str, *, at: datetime) -> bytes:
    """The bytes of a message as received. Raises Hidden; Refused to the public and if redacted.

    The header names everybody's address, so the bytes are for those who may see addresses.
    """
    message, reading = message_for(person, message_id, at=at)
    _not_redacted(message)
    if reading.masks_addresses:
        raise Refused(_("The message as received shows addresses; sign in as a member to see it."))
    return raw_bytes(message)


def attachment_for(person: Person | None, message_id: str, path: str, *, at: datetime) -> Served:
    """An attachment, to be saved. Raises Hidden (also where there is no such part) and Refused."""
    with _hiding_no_part(message_id, path):
        return serve(_bytes_for(person, message_id, at=at), path)


def picture_for(person: Person | None, message_id: str, path: str, *, at: datetime) -> Served:
    """A picture, to be drawn. Raises Hidden (also where there is none that may be) and Refused."""
    with _hiding_no_part(message_id, path):
        return serve_picture(_bytes_for(person, message_id, at=at), path)


def part_name_for(person: Person | None, message_id: str, path: str, *, at: datetime) -> str:
    """The safe name of an attachment. Raises Hidden and Refused."""
    with _hiding_no_part(message_id, path):
        return listed(part_at(_bytes_for(person, message_id, at=at), path)).name


def preview_for(person: Person | None, message_id: str, path: str, *, at: datetime) -> Preview:
    """An attachment as text. Raises Hidden, Refused, and why it cannot be (`papers.refusals`)."""
    with _hiding_no_part(message_id, path):
        return preview(_bytes_for(person, message_id, at=at), path)


@contextmanager
def _hiding_no_part(message_id: str, path: str) -> Generator[None, None, None]:
    """A part that is not there looks like a message that may not be read."""
    try:
        yield
    except NoSuchAttachment:
        raise Hidden(f"{message_id} {path}") from None


def _bytes_for(person: Person | None, message_id: str, *, at: datetime) -> bytes:
    message, _reading = message_for(person, message_id, at=at)
    _not_redacted(message)
    return raw_bytes(message)


# A house may have thousands of groups, and a search asks for them all: no models are made.
_established = Prepared(
    lambda: (
        Group.objects.exclude(state=Group.State.PROPOSED)
        .order_by()
        .values_list("pk", "archive_public")
    )
)


def open_to(person: Person | None, *, at: datetime) -> dict[int, str]:
    """The groups whose archives `person` may read, by key, and the role: where search looks."""
    at_large = roles.standing(person, None, at=at)
    if roles.judge(at_large, ACTION).role == "secretariat":
        return {key: "secretariat" for key, _is_public in _established()}
    open_to_all = roles.judge(roles.standing(None, None, at=at), ACTION, if_allowed=True)
    found: dict[int, str] = {}
    if open_to_all:
        found = {key: PUBLIC for key, is_public in _established() if is_public}
    if person is not None and person.pk:
        groups = Group.objects.exclude(state=Group.State.PROPOSED)
        near = groups.filter(memberships__person=person) | groups.filter(roles__person=person)
        if at_large.holds("focal_point"):
            spoken_for = at_large.entities_by_role["focal_point"]
            near |= groups.filter(memberships__entity__in=spoken_for)
        for group in near.distinct():
            verdict = roles.may(person, ACTION, group, at=at)
            if verdict:
                found[group.pk] = verdict.role
    return found


def readable(person: Person | None, *, at: datetime) -> list[Reading]:
    """The archives that `person` may read, by name of group."""
    found = open_to(person, at=at)
    return [Reading(each, found[each.pk]) for each in Group.objects.filter(pk__in=found)]


def _not_redacted(message: Message) -> None:
    if message.redacted_at is not None:
        raise Refused(
            _("This message was redacted: %(reason)s") % {"reason": message.redaction_reason}
        )
