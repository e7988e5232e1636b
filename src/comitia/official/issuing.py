"""A letter is looked at, then issued: numbered, frozen, sent, and kept who was sent it."""

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import get_language

from comitia.base.languages import known_language
from comitia.bodies.calendar import day_at
from comitia.circulars.dispatching import (
    Entitled,
    entitled_focal_points,
    focal_points_of,
    keep_sendings,
    members_in,
    queue_copies,
    version_for,
)
from comitia.circulars.series import give_next, series_of_circulars
from comitia.groups.roles import require
from comitia.ledger import actions as ledger
from comitia.official import attached, notices
from comitia.official.amended import amended_by
from comitia.official.attached import missing_of
from comitia.official.deadlines import Late, late_on
from comitia.official.errors import LookedOtherwise, NobodyEntitled, Unready
from comitia.official.kinds import kind_called
from comitia.official.models import OfficialDispatch, OfficialLetter, OfficialVersion
from comitia.official.rendering import Letter, hash_of, render
from comitia.official.values import house_folder, rules_for, values_of
from comitia.people.actors import By, actor_of
from comitia.people.models import Entity
from comitia.timetable.queries import zone


@dataclass(frozen=True)
class Look:
    """What issuing would do: the letters, who gets which, what is late. `seal` names all of it.

    `doubts` are sentences about what is named in it and is not there.
    """

    versions: tuple[tuple[OfficialVersion, Letter], ...]
    entitled: Entitled
    late: tuple[Late, ...]
    doubts: tuple[str, ...]
    seal: str


@dataclass(frozen=True)
class Issued:
    """What issuing did: how many focal points got it, which entities have none, what is late."""

    letter: OfficialLetter
    sent: int
    without_focal_point: tuple[Entity, ...]
    late: tuple[Late, ...]


def look(letter: OfficialLetter, *, at: datetime) -> Look:
    """What issuing the letter now would do; nothing is done. Raises Unready, BadTemplate.

    After it was issued, only what is new is looked at, and nobody gets it.
    """
    errors: dict[str, str] = {}
    versions = []
    for version in letter.versions.filter(issued_at=None):
        try:
            versions.append((version, preview(version, at=at)))
        except Unready as unready:
            own = {field.name for field in kind_called(letter.kind).written("version")}
            for name, text in unready.errors.items():
                key = f"{version.language}.{name}" if name in own else name
                errors.setdefault(key, text)
    if errors:
        raise Unready(errors)
    entitled = Entitled({}, ()) if letter.issued_at else entitled_to(letter, at=at)
    doubts = {
        sentence: None for version, _ in versions for sentence in missing_of(letter, version.fields)
    }
    return Look(
        tuple(versions),
        entitled,
        tuple(late(letter, at=at)),
        tuple(doubts),
        _seal(versions, entitled),
    )


def preview(version: OfficialVersion, *, at: datetime) -> Letter:
    """A version as it would be issued now, but for its number. Raises Unready, BadTemplate."""
    kind = kind_called(version.official.kind)
    return render(kind, version.language, values_of(version, at=at), house=house_folder())


def entitled_to(letter: OfficialLetter, *, at: datetime) -> Entitled:
    """Whom a letter goes to at an instant: by the group's terms, or by its categories."""
    if letter.group is not None:
        return entitled_focal_points(letter.group, at=at)
    return focal_points_of(members_in(letter.categories, on=day_at(at, zone())), at=at)


def late(letter: OfficialLetter, *, at: datetime) -> list[Late]:
    """What is too late where it is issued now, in the reader's language."""
    meeting = letter.meeting
    if letter.issued_at is not None:
        return []
    return late_on(
        day_at(at, zone()),
        kind_called(letter.kind),
        rules_for(letter, at=at),
        opens=meeting.opens if meeting else None,
        closes=meeting.closes if meeting else None,
        unscheduled=letter.unscheduled,
        language=known_language(get_language()),
    )


@transaction.atomic
def issue(*, letter: OfficialLetter, by: By, at: datetime, seal: str = "") -> Issued:
    """Number the letter, freeze it, and send it to the focal point of each entitled entity.

    `seal` is that of the `Look` somebody had; where it is given, nothing else is issued. Issuing
    again publishes languages that were added, and sends nothing. Raises NotAllowed, Unready,
    BadTemplate, LookedOtherwise, NobodyEntitled.
    """
    require(by, "issue_letter", None, at=at)
    letter = OfficialLetter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    seen = look(letter, at=at)
    if seal and seal != seen.seal:
        raise LookedOtherwise
    if not seen.versions:
        return Issued(letter, 0, (), ())
    is_first = letter.issued_at is None
    if is_first:
        if not seen.entitled.by_person:
            raise NobodyEntitled
        _number(letter, at=at)
    letters = {version.language: _freeze(version, letter, at=at) for version, _ in seen.versions}
    sent = _send(letter, letters, seen.entitled, at=at) if is_first else 0
    data = {
        "reference": letters[min(letters)].reference,
        "slug": letter.slug,
        "kind": letter.kind,
        "versions": {
            version.language: version.sha256
            for version in letter.versions.filter(language__in=letters)
        },
        "sent": sent,
        "without_focal_point": [entity.name for entity in seen.entitled.without],
        "late": [
            {"code": each.code, "due": each.due.isoformat(), "clause": each.clause}
            for each in seen.late
        ],
    }
    actor = actor_of(by, at=at)
    ledger.append("official.issued", letter.subject_in_ledger, data, by=actor, at=at)
    attached.place(letter, by=by, at=at)
    return Issued(letter, sent, seen.entitled.without, seen.late)


def _number(letter: OfficialLetter, *, at: datetime) -> None:
    letter.number = give_next(_series(letter), holder=letter.subject_in_ledger)
    slug = _slug(letter)
    # Two bureaux may be written so alike that their addresses would be one.
    is_taken = OfficialLetter.objects.filter(slug=slug).exists()
    letter.slug = f"{slug}-{letter.pk}" if is_taken else slug
    letter.issued_at = at
    letter.issued_on = day_at(at, zone())
    letter.save(update_fields=["number", "slug", "issued_at", "issued_on"])


def _series(letter: OfficialLetter) -> str:
    """The series it is numbered in; circulars stand in one with those that were read."""
    match kind_called(letter.kind).numbered:
        case "body":
            body = letter.body.slug if letter.body else ""
            return f"{letter.kind}:{letter.series.casefold()}:{body}"
        case "meeting":
            return f"{letter.kind}:meeting-{letter.meeting_id}"
        case "corrected":
            amended = amended_by(letter)
            return f"{letter.kind}:{amended.name if amended else ''}"
    return series_of_circulars(letter.series)


def _slug(letter: OfficialLetter) -> str:
    kind = letter.kind.replace("_", "-")
    amended = amended_by(letter)
    if amended is not None:
        short = "corr" if letter.kind == OfficialLetter.Kind.CORRIGENDUM else "add"
        return f"{amended.name}-{short}-{letter.number}"
    if kind_called(letter.kind).numbered == "meeting" and letter.meeting is not None:
        month = f"{letter.meeting.planned_month:%Y-%m}"
        return f"{letter.meeting.body.slug}-{month}-{kind}-{letter.number}"
    series = slugify(letter.series) or f"series-{letter.pk}"
    if kind_called(letter.kind).numbered == "body" and letter.body is not None:
        return f"{series}-{kind}-{letter.number}-{letter.body.slug}"
    return f"{series}-{kind}-{letter.number}"


def _freeze(version: OfficialVersion, letter: OfficialLetter, *, at: datetime) -> Letter:
    version.official = letter
    values = values_of(version, at=at, number=letter.number)
    made = render(kind_called(letter.kind), version.language, values, house=house_folder())
    version.frozen = {**made.frozen(), "values": dict(values.written)}
    version.sha256 = hash_of(version.frozen)
    version.issued_at = at
    version.save(update_fields=["frozen", "sha256", "issued_at"])
    return made


def _send(
    letter: OfficialLetter, letters: dict[str, Letter], entitled: Entitled, *, at: datetime
) -> int:
    original = letter.original if letter.original in letters else min(letters)
    sent = queue_copies(
        entitled,
        notice=lambda version, reader: notices.announcement(letter, letters[version], reader),
        languages=letters,
        original=original,
        once=letter.subject_in_ledger,
        at=at,
    )
    rows = [
        OfficialDispatch(
            official=letter,
            person=copy.person,
            address=copy.person.email,
            language=copy.language,
            letter=copy.letter,
            sent_at=at,
        )
        for copy in sent
    ]
    keep_sendings(rows, entitled)
    return len(rows)


def _seal(versions: list[tuple[OfficialVersion, Letter]], entitled: Entitled) -> str:
    """What was looked at, in short: another letter or another reader gives another seal."""
    languages = [version.language for version, _ in versions]
    seen: dict[str, Any] = {
        "letters": [letter.frozen() for _, letter in versions],
        "readers": sorted(
            [
                person.pk,
                person.email,
                person.language,
                version_for(person.language, languages, ""),
            ]
            for person in entitled.by_person
        ),
    }
    return sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()[:32]
