"""Send a frozen version to the parent body, with proof; the timetable takes it as evidence."""

from datetime import datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from comitia.bodies.queries import officers_of
from comitia.documents.actions import open_to_public
from comitia.outbox import actions as outbox
from comitia.outbox.actions import Recipient
from comitia.people.actors import By, actor_of
from comitia.people.models import Person
from comitia.people.queries import secretariat
from comitia.reports import notices
from comitia.reports.entering import enter, hold
from comitia.reports.errors import AlreadySent
from comitia.reports.models import Sending, Version
from comitia.reports.models.authored import authorship
from comitia.timetable import actions as timetable
from comitia.timetable.models import Milestone

# DOMAIN 1.3: which row of the timetable the sending of which version meets.
PROOFS = {
    Version.Kind.INTERIM: Milestone.Proof.INTERIM_SENT,
    Version.Kind.REVISED: Milestone.Proof.REVISED_SENT,
    Version.Kind.FINAL: Milestone.Proof.FINAL_SENT,
}


@transaction.atomic
def send_to_parent(*, version: Version, by: By, at: datetime) -> Sending:
    """Send a version to the officers of the parent body and the secretariat, once.

    Raises AlreadySent, NotAllowed.
    """
    report = hold(version.report, by=by, at=at, action="publish_version")
    sent = Sending.objects.filter(version=version).first()
    if sent is not None:
        raise AlreadySent(
            _("This version was sent on %(date)s.") % {"date": date_format(sent.at, "DATE_FORMAT")}
        )
    people = recipients(version, at=at)
    data = {
        "version": version.ordinal,
        "kind": version.kind,
        "sha256": version.sha256,
        "to": report.group.parent.acronym,
        "people": [person.pk for person in people],
    }
    sending = Sending.objects.create(
        version=version,
        recipients=[person.name for person in people],
        entry=enter("report.sent", report, data, by=by, at=at),
        at=at,
        **authorship(actor_of(by, at=at)),
    )
    if version.document is not None:
        # What was sent to the parent is published (DOMAIN 5: everybody reads published reports).
        open_to_public(document=version.document, is_public=True, by=actor_of(by, at=at), at=at)
    for person in people:
        outbox.queue(
            notice=notices.version_sent(version, person),
            to=Recipient(person.email, f"person:{person.pk}"),
            once=f"report-sent:{version.pk}:{person.pk}",
            at=at,
        )
    timetable.evidence(
        group=report.group,
        proof=PROOFS[Version.Kind(version.kind)],
        reference=f"report:{report.group.name}/{version.ordinal}",
        by=actor_of(by, at=at),
        at=at,
    )
    return sending


def recipients(version: Version, *, at: datetime) -> list[Person]:
    """Whom a version goes to: the parent's officers, then the secretariat; whom mail reaches."""
    officers = [row.person for row in officers_of(version.report.group.parent, at=at)]
    found = {person.pk: person for person in [*officers, *secretariat()]}
    return [person for person in found.values() if person.is_active and person.email]
