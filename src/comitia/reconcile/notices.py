"""Tells the secretariat that something does not agree, once a day while it lasts."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from comitia.outbox.actions import Recipient, queue
from comitia.outbox.compose import Notice
from comitia.people.queries import secretariat
from comitia.reconcile.models import Finding
from comitia.reconcile.queries import troubles

TOLD_AFTER = timedelta(hours=1)
MOST_LINES = 5


def tell(*, at: datetime) -> bool:
    """Write to the secretariat if something has not agreed for an hour; once a day."""
    lasting = Finding.objects.filter(confirmed_at__isnull=False, seen_at__lte=at - TOLD_AFTER)
    if not lasting.exists():
        return False
    for person in secretariat():
        queue(
            notice=_notice(person.language),
            to=Recipient(person.email, f"person:{person.pk}"),
            once=f"reconcile:{localdate(at)}:{person.pk}",
            at=at,
        )
    return True


def _notice(language: str) -> Notice:
    with override(language):
        found = []
        for trouble in troubles(most=MOST_LINES):
            lines = [f"- {text}" for _finding, text in trouble.shown]
            if trouble.number > len(trouble.shown):
                more = trouble.number - len(trouble.shown)
                lines.append(_("- and %(number)s more") % {"number": more})
            found.append("\n".join([*lines, f"  {trouble.advice}"]))
        text = _(
            "What came in, the archive, the ledger, the search index and the outbox should agree."
            " These do not:\n\n%(found)s\n\nAll of it, and what can be mended: %(page)s"
        ) % {"found": "\n\n".join(found), "page": f"{settings.BASE_URL}/reconciliation/"}
        subject = _("Some mail needs looking after")
    return Notice(subject=subject, text=text, language=language, kind="reconciliation")
