"""What a digest says in its own words, in the language that is active."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comitia.mail.digests.issue import Issue, Item
from comitia.mail.distribute.imprint import Imprint


def subject(issue: Issue) -> str:
    """[t09demo #3-#12] Digest: 10 messages."""
    name = issue.group.name
    numbers = f"#{issue.first}" if issue.first == issue.last else f"#{issue.first}-#{issue.last}"
    count = len(issue.items)
    said = ngettext("Digest: %(count)s message", "Digest: %(count)s messages", count)
    return f"[{name} {numbers}] " + said % {"count": count}


def contents(issue: Issue) -> str:
    """What is in it: a line or two for each message, by number."""
    lines = [str(issue.group.title), "", _("In this digest:"), ""]
    for item in issue.items:
        lines.append(f"  #{item.message.number}  {_subject_of(item)}")
        lines.append(f"      {item.author}")
    if issue.leaves_out_older:
        lines += ["", _("Older messages that you have not had are in the archive.")]
    return "\n".join(lines)


def ending(imprint: Imprint) -> str:
    """How to answer, to read on, and to have mail otherwise."""
    return _(
        "To answer one message, keep its subject rather than the digest's.\n"
        "The archive: %(page)s\n"
        "Each message as it comes, or other choices: write “set delivery each” or “help” to"
        " %(request)s\n"
        "To leave: %(leave)s"
    ) % {
        "page": imprint.page,
        "request": imprint.address("-request"),
        "leave": imprint.address("-leave"),
    }


def instead(item: Item) -> str:
    """What stands in the place of a message that is not shown in full."""
    if item.message.redacted_at is not None:
        return _("This message has been redacted: %(reason)s") % {
            "reason": item.message.redaction_reason
        }
    return _("This message is too large for a digest. It is in the archive:\n%(page)s") % {
        "page": item.page
    }


def attached(item: Item) -> Iterator[str]:
    """A line for each attachment, with its link."""
    for each in item.rendered.attachments:
        yield f"[{each.name}] {item.page_of(each)}"


def _subject_of(item: Item) -> str:
    return item.message.subject or _("(no subject)")
