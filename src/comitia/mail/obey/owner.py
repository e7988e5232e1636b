"""-owner@: handed on to those who run the group, as it came."""

from django.conf import settings

from comitia.base.headers import body_of, every, split
from comitia.groups.queries import moderators
from comitia.mail.obey.letter import Done, Letter, discarded, obeyed
from comitia.outbox.actions import Recipient, queue_copies
from comitia.people.queries import secretariat

LOOP = "X-Loop"


def owner(letter: Letter) -> Done:
    """Hand the mail on to the moderators and the secretariat; machines' mail stays here."""
    mine = f"{letter.group.name}-owner@{settings.MAIL_DOMAIN}"
    fields, _ = split(letter.data)
    if mine.encode() in [value.strip().lower() for value in every(fields, LOOP.lower())]:
        return discarded("it has been handed on before")
    if letter.envelope.auto_submitted or not letter.arrival.mail_from:
        return discarded("an automatic reply")
    if letter.authentication.is_forged:
        return discarded("the sender is probably forged")
    people = {
        person.pk: person for person in [*moderators(letter.group, at=letter.at), *secretariat()]
    }
    if not people:
        return discarded("nobody runs this group at present")
    kept = [
        field.raw.rstrip(b"\r\n") + b"\r\n"
        for field in fields
        if field.name not in {"", "return-path", "delivered-to"}
    ]
    queue_copies(
        content=f"{LOOP}: {mine}\r\n".encode() + b"".join(kept) + b"\r\n" + body_of(letter.data),
        recipients=[Recipient(one.email, f"person:{one.pk}") for one in people.values()],
        bounces=f"{letter.group.name}-bounces",
        group=letter.group.name,
        kind="owner",
        once=f"owner:{letter.arrival.pk}",
        at=letter.at,
    )
    return obeyed(f"owner: handed on to {len(people)}")
