"""Many members at once, vouched for by the secretariat: a file of a thousand in about a second."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from comitia.base.ids import fresh_token
from comitia.base.languages import known_language
from comitia.groups import notices
from comitia.groups.errors import NotEligible, ReflectorClosed
from comitia.groups.models import Group, Membership
from comitia.groups.roles import require
from comitia.groups.seats import check_eligible
from comitia.ledger import actions as ledger
from comitia.ledger.actors import Actor
from comitia.outbox import actions as outbox
from comitia.outbox.actions import Recipient
from comitia.outbox.compose import compose
from comitia.people.actors import By, actor_of
from comitia.people.models import Affiliation, Entity, Person

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A line of a list of members: somebody who is to speak for `entity`."""

    address: str
    name: str
    entity: Entity
    language: str = "en"


@dataclass
class Enrolled:
    """What became of a list: seats made, people who had one, and lines refused with the reason."""

    added: list[Membership] = field(default_factory=list)
    already: list[Newcomer] = field(default_factory=list)
    refused: list[tuple[Newcomer, str]] = field(default_factory=list)


def enrol(
    *,
    group: Group,
    newcomers: Iterable[Newcomer],
    by: By,
    welcome: bool = True,
    at: datetime,
) -> Enrolled:
    """Give each an active seat without being asked, their addresses taken as confirmed.

    Lines that cannot be (no address, entity not eligible) are refused one by one; the others go
    on, some hundred to a transaction. A request that waits is taken as validated. Raises
    NotAllowed for anybody but the secretariat, ReflectorClosed.
    """
    require(by, "appoint", group, at=at)
    if not group.reflector_open:
        raise ReflectorClosed(
            _("%(group)s takes no registrations: its list is not open.") % {"group": group.name}
        )
    done = Enrolled()
    barred: dict[int, str] = {}
    for part in _parts(newcomers):
        fit = _fit(group, part, barred, done, at=at)
        if fit:
            _enrol_part(group, fit, done, by=by, welcome=welcome, at=at)
    return done


def _parts(newcomers: Iterable[Newcomer]) -> Iterator[list[Newcomer]]:
    rest = iter(newcomers)
    while part := list(islice(rest, AT_ONCE)):
        yield part


def _fit(
    group: Group,
    part: Sequence[Newcomer],
    barred: dict[int, str],
    done: Enrolled,
    *,
    at: datetime,
) -> dict[str, Newcomer]:
    """The lines that may be enrolled, by address; the others go to `done`.

    `barred` remembers each entity that was judged, with the reason it is barred or nothing.
    """
    fit: dict[str, Newcomer] = {}
    for newcomer in part:
        address = newcomer.address.strip().lower()
        entity = newcomer.entity
        if entity.pk not in barred:
            try:
                check_eligible(group, entity, at=at)
                barred[entity.pk] = ""
            except NotEligible as refusal:
                barred[entity.pk] = str(refusal)
        try:
            validate_email(address)
        except ValidationError:
            done.refused.append((newcomer, _("This is no e-mail address.")))
            continue
        if barred[entity.pk]:
            done.refused.append((newcomer, barred[entity.pk]))
        elif address in fit:
            done.already.append(newcomer)
        else:
            fit[address] = newcomer
    return fit


@transaction.atomic
def _enrol_part(
    group: Group,
    fit: dict[str, Newcomer],
    done: Enrolled,
    *,
    by: By,
    welcome: bool,
    at: datetime,
) -> None:
    Group.objects.select_for_update().get(pk=group.pk)
    people = _people(fit)
    seated = {
        seat.person_id: seat
        for seat in Membership.objects.filter(
            group=group, person__in=people.values(), state__in=Membership.OPEN
        )
    }
    fresh: list[Membership] = []
    waiting: list[Membership] = []
    for address, newcomer in fit.items():
        person = people[address]
        seat = seated.get(person.pk)
        if seat is not None and seat.state in Membership.SEATED:
            done.already.append(newcomer)
            continue
        if seat is None:
            seat = Membership(
                group=group, person=person, token=fresh_token(), requested_at=at, address=address
            )
            fresh.append(seat)
            seated[person.pk] = seat
        else:
            waiting.append(seat)
        seat.person, seat.entity, seat.state = person, newcomer.entity, Membership.State.ACTIVE
        seat.address, seat.confirmed_at, seat.active_since = address, at, at
        seat.validated_by = by if isinstance(by, Person) else None
    Membership.objects.bulk_create(fresh)
    for seat in waiting:
        seat.save()
    added = fresh + waiting
    _affiliate(added, at=at)
    _record(group, added, by=actor_of(by, at=at), at=at)
    if welcome:
        _welcome(group, added, at=at)
    done.added += added


def _people(fit: dict[str, Newcomer]) -> dict[str, Person]:
    """The person behind each address, made where there is none; every address confirmed."""
    rows = EmailAddress.objects.filter(email__in=fit).select_related("user")
    verified = {row.email: row.user for row in rows if row.verified}
    people = {person.email or "": person for person in Person.objects.filter(email__in=fit)}
    people.update(verified)
    fresh = []
    for address, newcomer in fit.items():
        if address not in people:
            language = known_language(newcomer.language)
            person = Person(email=address, name=" ".join(newcomer.name.split()), language=language)
            person.set_unusable_password()
            fresh.append(person)
    for person in Person.objects.bulk_create(fresh):
        people[person.email or ""] = person
    EmailAddress.objects.filter(
        email__in=[row.email for row in rows if row.email not in verified],
        user__in=[person for address, person in people.items() if address not in verified],
    ).update(verified=True)
    with_row = {row.email for row in rows}
    EmailAddress.objects.bulk_create(
        EmailAddress(user=people[address], email=address, verified=True, primary=True)
        for address in fit
        if address not in with_row
    )
    return people


def _affiliate(seats: Sequence[Membership], *, at: datetime) -> None:
    known = set(
        Affiliation.objects.filter(
            person__in=[seat.person_id for seat in seats], until=None
        ).values_list("person_id", "entity_id")
    )
    Affiliation.objects.bulk_create(
        Affiliation(person=seat.person, entity=seat.entity, since=at)
        for seat in seats
        if seat.entity and (seat.person_id, seat.entity_id) not in known
    )


def _record(group: Group, seats: Sequence[Membership], *, by: Actor, at: datetime) -> None:
    if seats:
        rows = [
            {"seat": seat.pk, "person": seat.person_id, "entity": str(seat.entity)}
            for seat in seats
        ]
        ledger.append("seats.enrolled", f"group:{group.name}", {"seats": rows}, by=by, at=at)


def _welcome(group: Group, seats: Sequence[Membership], *, at: datetime) -> None:
    """One letter for each language: what differs is in the header."""
    by_language: dict[str, list[Membership]] = {}
    for seat in seats:
        by_language.setdefault(known_language(seat.person.language), []).append(seat)
    for language, members in by_language.items():
        once = f"welcome:{group.name}:{language}:{members[0].pk}"
        page = notices.link("/leave/{token}/")
        mailbox = notices.address(group.name, "leave", "{token}")
        outbox.queue_copies(
            content=compose(notices.welcome_to_many(group, language), once=once, at=at),
            recipients=[
                Recipient(seat.address, f"membership:{seat.pk}", seat.token) for seat in members
            ],
            personal_headers=[
                ("To", "<{address}>"),
                ("List-Unsubscribe", f"<{page}>, <mailto:{mailbox}>"),
                ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
            ],
            bounces=f"{group.name}-bounces",
            group=group.name,
            kind="registration",
            once=once,
            at=at,
        )
