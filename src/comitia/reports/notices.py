"""What the parent body is told when a version of the report is sent to it."""

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from comitia.outbox.compose import Notice
from comitia.people.models import Person
from comitia.reports.addresses import version_path
from comitia.reports.models import Version
from comitia.reports.words import VERSION


def version_sent(version: Version, to: Person) -> Notice:
    """A version is sent, by links to its files, with its hash and where to check the proof."""
    group = version.report.group
    page = f"{settings.BASE_URL}{version_path(group.name, version.ordinal)}"
    with override(to.language):
        named = {"kind": VERSION[version.kind], "group": group.name}
        subject = _("%(group)s: %(kind)s") % named
        text = _(
            "%(sender)s sends to %(parent)s the %(kind)s of %(group)s:\n"
            "\n"
            "    %(title)s\n"
            "\n"
            "Frozen: %(frozen)s. It cannot be altered since.\n"
            "To read it, and its files: %(page)s\n"
            "\n"
            "SHA-256 of its text: %(sha256)s\n"
            "Entry of the ledger: %(entry)s\n"
            "How to check them: %(ledger)s"
        ) % {
            **named,
            "sender": version.byline,
            "parent": group.parent,
            "title": version.title,
            "frozen": date_format(version.at, "DATETIME_FORMAT"),
            "page": page,
            "sha256": version.sha256,
            "entry": bytes(version.entry.leaf_hash).hex(),
            "ledger": f"{settings.BASE_URL}/ledger/",
        }
        return Notice(subject, text, to.language, kind="report", group=group.name)
