"""-owner@ and postmaster@: handed on to those who run the group, or the house, as it came."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from comitia.base.headers import body_of, every, split
from comitia.groups.queries import moderators
from comitia.mail.authenticate import Authentication
from comitia.mail.models import Arrival
from comitia.mail.obey.bounces import count_complaint
from comitia.mail.obey.letter import Done, Letter, discarded, obeyed
from comitia.outbox.actions import Recipient, queue_copies
from comitia.people.models import Person
from comitia.people.queries import secretariat

LOOP = "X-Loop"


def owner(letter: Letter) -> Done:
    """Hand the mail on to the moderators of the group and the secretariat; count a complaint."""
    return count_complaint(letter.data, at=letter.at) or hand_on(
        local_part=f"{letter.group.name}-owner",
        bounces=f"{letter.group.name}-bounces",
        to=[*moderators(letter.group, at=letter.at), *secretariat()],
        arrival=letter.arrival,
        data=letter.data,
        authentication=letter.authentication,
        at=letter.at,
    )


def hand_on(
    *,
    local_part: str,
    bounces: str,
    to: Iterable[Person],
    arrival: Arrival,
    data: bytes,
    authentication: Authentication,
    at: datetime,
) -> Done:
    """Hand a mail on to people, as it came; machines' mail and mail we have seen stays here."""
    mine = f"{local_part}@{settings.MAIL_DOMAIN}"
    fields, _ = split(data)
    if mine.encode() in [value.strip().lower() for value in every(fields, LOOP.lower())]:
        return discarded("it has been handed on before")
    if not arrival.mail_from or any(
        not value.lower().startswith(b"no") for value in every(fields, "auto-submitted")
    ):
        return discarded("an automatic reply")
    if authentication.is_forged:
        return discarded("the sender is probably forged")
    people = {person.pk: person for person in to}
    if not people:
        return discarded("there is nobody to hand it on to")
    kept = [
        field.raw.rstrip(b"\r\n") + b"\r\n"
        for field in fields
        if field.name not in {"", "return-path", "delivered-to"}
    ]
    queue_copies(
        content=f"{LOOP}: {mine}\r\n".encode() + b"".join(kept) + b"\r\n" + body_of(data),
        recipients=[Recipient(one.email, f"person:{one.pk}") for one in people.values()],
        bounces=bounces,
        kind="owner",
        once=f"owner:{arrival.pk}",
        at=at,
    )
    return obeyed(f"handed on to {len(people)}")
