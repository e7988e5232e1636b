"""The messages of a thread as its page sets them: put together here, since they are many."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comitia.archive.access import Reading
from comitia.archive.outline import Line
from comitia.archive.queries import MESSAGES_ON_A_PAGE, MessagePage, Shown, ThreadPage
from comitia.groups.models import Group
from comitia.web.templatetags.comitia import message_link
from comitia.web.templatetags.mail import rendered_body, reply_link

# A shorter thread is its own overview; of a very long one, each page has that of its own messages.
FEWEST_IN_OVERVIEW = 5
MOST_IN_OVERVIEW = 200


@dataclass(frozen=True)
class Entry:
    """A message in its thread: its line, where links lead, its text."""

    line: Line
    link: str
    answers: str
    attachments: str
    text: SafeString
    reply: str


def place_of(shown: ThreadPage, group_name: str, *, flat: bool) -> Callable[[int], str]:
    """Where on this page, or on which other page of its thread, a message of a number stands."""
    here = {line.number for line in shown.here}
    if flat:
        order = sorted(shown.lines, key=lambda each: (each.dated_at, each.message_id))
    else:
        order = list(shown.lines)
    pages = {line.number: place // MESSAGES_ON_A_PAGE + 1 for place, line in enumerate(order)}
    by = "by=date&" if flat else ""

    def place(number: int) -> str:
        return f"#m{number}" if number in here else f"?{by}page={pages[number]}#m{number}"

    return place


def overview(shown: ThreadPage, place: Callable[[int], str]) -> list[tuple[Line, str]]:
    """The lines of the thread with the places they lead to."""
    lines = shown.lines if len(shown.lines) <= MOST_IN_OVERVIEW else shown.here
    if len(lines) < FEWEST_IN_OVERVIEW:
        return []
    return [(line, place(line.number)) for line in lines]


Beside = tuple[str, str, str]


def beside_message(shown: MessagePage, group: Group) -> list[Beside]:
    """What is read before and after a message in its thread, and by number."""
    steps = (
        ("prev", shown.previous_in_thread, _("Before in the thread")),
        ("next", shown.next_in_thread, _("Next in the thread")),
        (" back", shown.previous, ""),
        (" on", shown.next, ""),
    )
    return [
        (rel, message_link(line, group), words or f"#{line.number}")
        for rel, line, words in steps
        if line is not None
    ]


def beside_thread(shown: ThreadPage, group: Group) -> list[Beside]:
    """The threads before and after in the list, and the list."""
    newer, older = shown.neighbours
    mail = f"/g/{group.name}/mail/"
    links = [("prev", f"{mail}{older}/", _("Older thread"))] if older else []
    links.append(("up", mail, _("All threads")))
    return [*links, ("next", f"{mail}{newer}/", _("Newer thread"))] if newer else links


def entry(each: Shown, reading: Reading, place: Callable[[int], str]) -> Entry:
    """One message, for who reads."""
    line, group = each.line, reading.group
    rendered = each.rendered.for_public() if reading.masks_addresses else each.rendered
    link = message_link(line, group)
    count = 0 if line.redacted else each.message.attachments_count
    return Entry(
        line=line,
        link=link,
        answers=place(line.answers) if line.answers is not None else "",
        attachments=ngettext("%(number)s attachment", "%(number)s attachments", count)
        % {"number": count}
        if count
        else "",
        text=rendered_body(rendered, whole=False, link=link),
        reply="" if reading.masks_addresses else reply_link(group, each.message),
    )
