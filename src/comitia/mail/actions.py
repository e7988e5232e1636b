"""The road: what becomes of one arrival. Each ends in exactly one outcome, with its reason."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from comitia.archive.envelope import Envelope, read
from comitia.archive.packing import unpacked
from comitia.archive.rendering.parts import Part, parse
from comitia.base.dns import Dns
from comitia.base.text import storable
from comitia.groups.models import Group
from comitia.groups.queries import group_named
from comitia.mail import notices
from comitia.mail.accept import accept
from comitia.mail.addresses import Address, Purpose, is_house, understand
from comitia.mail.answer import answer
from comitia.mail.authenticate import Authentication, authenticate
from comitia.mail.authenticate.trusted import is_in_front
from comitia.mail.enclosures import Enclosed, enclosed_in, linkable
from comitia.mail.flow import Action
from comitia.mail.models import Arrival
from comitia.mail.moderate.choices import choices_of
from comitia.mail.moderate.facts import author_of, gather
from comitia.mail.moderate.hold import hold
from comitia.mail.moderate.judge import judge
from comitia.mail.moderate.post import Post
from comitia.mail.moderate.spam import Spam, spam_verdict
from comitia.mail.obey import station_for
from comitia.mail.obey.bounces import count_complaint, count_report
from comitia.mail.obey.letter import Done, Letter
from comitia.mail.obey.owner import hand_on
from comitia.mail.opening import opening
from comitia.outbox.compose import HOUSE
from comitia.people.queries import secretariat

OPEN = frozenset({Arrival.Outcome.WAITING, Arrival.Outcome.PARKED})


class NoSuchAddress(Exception):
    """The address was known when the message was taken, and is not any more."""


@dataclass(frozen=True)
class Seen:
    """What a look at the message shows, before anything is written."""

    data: bytes
    envelope: Envelope
    root: Part
    opening: str
    enclosed: tuple[Enclosed, ...]
    authentication: Authentication
    spam: Spam | None


def look(arrival: Arrival, *, dns: Dns | None) -> Seen:
    """Read the message and ask DNS about its sender. Slow; no transaction may be open."""
    data = unpacked(arrival.raw.packed)
    envelope = read(data)
    found = authenticate(
        data=data,
        envelope=envelope,
        mail_from=arrival.mail_from,
        peer=arrival.peer,
        dns=dns,
        trusted=settings.TRUSTED_AUTHSERV,
        networks=settings.TRUSTED_PEERS,
    )
    is_believed = settings.SPAM_HEADERS and is_in_front(arrival.peer, settings.TRUSTED_PEERS)
    root, _ = parse(data)
    return Seen(
        data=data,
        envelope=envelope,
        root=root,
        opening=opening(root),
        enclosed=enclosed_in(root),
        authentication=found,
        spam=spam_verdict(envelope.fields) if is_believed else None,
    )


def travel(*, arrival: Arrival, seen: Seen, at: datetime) -> None:
    """Take the message down the road, in the caller's transaction; a second time, do nothing.

    Raises NoSuchAddress.
    """
    arrival = Arrival.objects.select_for_update().select_related("raw").get(pk=arrival.pk)
    if arrival.outcome not in OPEN:
        return
    # Without a domain it is postmaster (RFC 5321, 4.1.1.3).
    local_part = arrival.rcpt_to.rpartition("@")[0] or arrival.rcpt_to
    if is_house(local_part):
        _end(arrival, _house(arrival, seen, at))
        return
    address = understand(local_part)
    group = group_named(address.group) if address else None
    if address is None or group is None:
        raise NoSuchAddress(f"{arrival.rcpt_to} is not an address of ours any more")
    if address.purpose is Purpose.LIST:
        _post(arrival, group, seen, at)
        return
    station = station_for(address.purpose)
    if station is None:
        raise NoSuchAddress(f"nothing is done yet with mail to {arrival.rcpt_to}")
    _end(arrival, station(_letter(arrival, address, group, seen, at)))


def _house(arrival: Arrival, seen: Seen, at: datetime) -> Done:
    """Mail to postmaster@, or to the addresses from which notices of no group come."""
    if arrival.rcpt_to.lower().startswith(f"{HOUSE}-bounces"):
        token = arrival.rcpt_to.rpartition("@")[0].partition("+")[2]
        return count_report(token, seen.data, at=at)
    return count_complaint(seen.data, at=at) or hand_on(
        local_part=f"{HOUSE}-owner",
        bounces=f"{HOUSE}-bounces",
        to=secretariat(),
        arrival=arrival,
        data=seen.data,
        authentication=seen.authentication,
        at=at,
    )


def _letter(arrival: Arrival, address: Address, group: Group, seen: Seen, at: datetime) -> Letter:
    return Letter(
        arrival=arrival,
        address=address,
        group=group,
        envelope=seen.envelope,
        data=seen.data,
        opening=seen.opening,
        authentication=seen.authentication,
        at=at,
    )


def _post(arrival: Arrival, group: Group, seen: Seen, at: datetime) -> None:
    """A message to the list: judged by flow.py as things stood when it was received."""
    received_at = arrival.received_at
    author = author_of(seen.envelope.author.address, group, at=received_at)
    moderation = choices_of(group)
    facts = gather(
        group=group,
        moderation=moderation,
        envelope=seen.envelope,
        data=seen.data,
        author=author,
        at=received_at,
    )
    post = Post(
        envelope=seen.envelope,
        mail_from=arrival.mail_from,
        authentication=seen.authentication,
        opening=seen.opening,
        received_at=received_at,
        enclosed=seen.enclosed,
        linked_bytes=sum(
            len(part.body) for part in linkable(seen.root, moderation.link_above_bytes)
        ),
        spam=seen.spam,
    )
    judgement = judge(post, facts, moderation.actions)
    language = author.person.language if author.person else group.language
    # The administrator's record is in English; people are told in their own language.
    why = "; ".join(f"{name}: {reason.text % reason.values}" for name, reason in judgement.reasons)
    match judgement.action:
        case None:
            accept(
                arrival=arrival,
                group=group,
                envelope=seen.envelope,
                data=seen.data,
                author=author,
                authentication=seen.authentication.entry(),
                reason="; ".join(name for name, _ in judgement.notes),
                at=at,
            )
        case Action.HOLD:
            held = hold(
                arrival=arrival,
                group=group,
                envelope=seen.envelope,
                opening=seen.opening,
                reasons=judgement.reasons,
                authentication=seen.authentication.entry(),
                at=at,
            )
            if held.tells_sender:
                notice = notices.held_to_sender(held, seen.envelope, language=language)
                answer(notice, arrival=arrival, envelope=seen.envelope, at=at, daily=True)
            _end(arrival, Done(Arrival.Outcome.HELD, why))
        case Action.REJECT:
            notice = notices.refused_to_sender(
                group,
                seen.envelope,
                reasons=[reason for _, reason in judgement.reasons],
                language=language,
            )
            if seen.authentication.may_be_answered:
                answer(notice, arrival=arrival, envelope=seen.envelope, at=at, daily=True)
            _end(arrival, Done(Arrival.Outcome.REJECTED, why))
        case _:
            _end(arrival, Done(Arrival.Outcome.DISCARDED, why))


def park(*, arrival: Arrival, reason: str) -> None:
    """The message could not be taken down the road; its row says so and why."""
    Arrival.objects.filter(pk=arrival.pk, outcome__in=OPEN).update(
        outcome=Arrival.Outcome.PARKED, reason=storable(reason)
    )


def _end(arrival: Arrival, done: Done) -> None:
    arrival.outcome = done.outcome
    arrival.reason = storable(done.reason)
    arrival.save(update_fields=["outcome", "reason"])
