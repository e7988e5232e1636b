"""The station of -contribution@: judges who may be listened to, and lets a job read the mail."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from comitia.documents.access import issue_with_token
from comitia.groups.models import Group
from comitia.jobs.actions import enqueue
from comitia.mail.answer import answers_left, may_be_answered
from comitia.mail.moderate.facts import author_of
from comitia.mail.obey.letter import Done, Letter, discarded, obeyed
from comitia.people.access import Hidden


def contribution(letter: Letter) -> Done:
    """Take a mail to be read as a submission, or as a correction where its address has a token."""
    if not may_be_answered(letter.arrival, letter.envelope):
        return discarded("a machine submits nothing")
    if letter.authentication.is_forged:
        return discarded("the sender is probably forged")
    author = author_of(letter.envelope.author.address, letter.group, at=letter.arrival.received_at)
    issue = None
    if letter.address.token:
        try:
            issue = issue_with_token(letter.address.token)
        except Hidden:
            return discarded("an unknown token to correct with")
    if author.person is None:
        with override(letter.language):
            letter.answer(_stranger(letter.group), kind="contribution", daily=True)
        return obeyed("contribution: from an unknown address")
    key = str(letter.arrival.pk)
    if answers_left(letter.envelope.author.address.lower(), key=key, at=letter.at) <= 0:
        return discarded("enough answers for today")
    payload: dict[str, Any] = {
        "arrival_id": letter.arrival.pk,
        "person_id": author.person.pk,
        "issue_id": issue.pk if issue else None,
        # Shown to come from elsewhere: whoever it was is asked before anything is submitted.
        "sure": bool(issue) or not letter.authentication.is_unaligned,
    }
    enqueue("documents.mailed", payload, once=f"mailed:{letter.arrival.pk}", at=letter.at)
    return obeyed("contribution: being read")


def _stranger(group: Group) -> str:
    return _(
        "We know nobody under the address you write from, so your document was not taken. Write"
        " from the address under which you have a seat in %(group)s, or ask your member's focal"
        " point to register you."
    ) % {"group": group.name}
