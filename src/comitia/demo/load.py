"""Makes the example group by the verbs that a secretariat uses, on the days it happened."""

import tomllib
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from importlib.resources import files
from typing import Any

from django.conf import settings
from django.db import transaction

from comitia.base import clock
from comitia.circulars import actions as circulars
from comitia.circulars.reading import read_circular
from comitia.demo.register import load_register
from comitia.demo.report import draft_report
from comitia.groups import queries, seats
from comitia.groups.models import Group
from comitia.ledger.actors import SYSTEM
from comitia.mail import tasks
from comitia.mail.receive import Incoming
from comitia.mail.receive.commit import commit
from comitia.people import actions as people
from comitia.people.models import Entity, Person

GROUP = "t09tsag178"
CONVENER = "convener@comitia.example"
PREPARED = datetime(2011, 3, 14, 9, tzinfo=UTC)
CONFIRMED = datetime(2011, 3, 16, 10, tzinfo=UTC)
ISSUED = datetime(2011, 3, 21, 9, tzinfo=UTC)
JOINED = datetime(2011, 4, 1, 8, tzinfo=UTC)
ASKED = datetime(2011, 9, 9, 14, tzinfo=UTC)


def load_once() -> None:
    """Make the example, unless it is there already."""
    if queries.group_named(GROUP) is not None:
        return
    with transaction.atomic():
        with clock.stopped_at(PREPARED):
            secretary = _known(_read("people.toml"))
        group = _convened(secretary)
        _joined(group, _read("people.toml")["people"])
    subjects: dict[str, str] = {}
    for message in _read("mail.toml")["messages"]:
        _posted(message, subjects)
    load_register(group, secretary)
    draft_report(group)


def introduction() -> str:
    """What a newcomer should know: where to look and as whom to sign in."""
    base = settings.BASE_URL
    return "\n".join(
        (
            "",
            f"  The example group:  {base}/g/{GROUP}/",
            f"  Sign in:            {base}/sign-in/  as one of",
            "    secretariat       secretariat@comitia.example",
            f"    convener          {CONVENER}",
            "    focal point       fiona@examplia.example",
            "    delegate          dmitri@fictavia.example",
            f"  The code to sign in, and all mail that leaves:  {base}/sink/",
            f"  Write to the group: {GROUP}@{settings.MAIL_DOMAIN} by LMTP {settings.LMTP} "
            f"or SMTP {settings.SMTP}",
            "  Stop with Ctrl-C.",
        )
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files(__package__) / name).read_text(encoding="utf-8"))


def _known(content: dict[str, Any]) -> Person:
    """Enter entities and people; the secretary is given back."""
    for row in content["entities"]:
        entity = people.enter_entity(
            name=row["name"], category=row["category"], country="", by=SYSTEM, at=PREPARED
        )
        for field in ("acronym", "region", "language"):
            setattr(entity, field, row.get(field, getattr(entity, field)))
        entity.save()
    secretary: Person | None = None
    for row in content["people"]:
        if row.get("asks"):
            continue
        person = _person(row)
        if row.get("secretariat"):
            person.is_secretariat = True
            person.save(update_fields=["is_secretariat"])
            secretary = person
    assert secretary is not None
    return secretary


def _person(row: dict[str, Any]) -> Person:
    language = row.get("language", "en")
    person = people.meet(address=row["address"], name=row["name"], language=language)
    people.confirm(person=person, address=row["address"], by=SYSTEM, at=PREPARED)
    if "entity" in row:
        entity = Entity.objects.get(name=row["entity"])
        people.affiliate(person=person, entity=entity, by=SYSTEM, at=PREPARED)
        if row.get("focal_point"):
            letter = "Letter of 1 March 2011 (example)"
            people.name_focal_point(
                person=person, entity=entity, letter=letter, by=SYSTEM, at=PREPARED
            )
    return person


def _convened(secretary: Person) -> Group:
    """Read the circular, correct what it leaves open, confirm and issue it."""
    text = (files(__package__) / "circular-174.txt").read_text(encoding="utf-8")
    with clock.stopped_at(PREPARED):
        draft = circulars.keep_reading(
            name="circular-174.txt",
            text=text,
            reading=read_circular(text).as_json(),
            by=secretary,
            at=PREPARED,
        )
        corrections = {"convener.category": "member_state", "convener.address": CONVENER}
        circulars.correct_draft(draft=draft, corrections=corrections, by=secretary, at=PREPARED)
    with clock.stopped_at(CONFIRMED):
        circular = circulars.confirm(draft=draft, by=secretary, at=CONFIRMED)
    with clock.stopped_at(ISSUED):
        circulars.issue(circular=circular, by=secretary, at=ISSUED)
    assert circular.group is not None
    return circular.group


def _joined(group: Group, rows: list[dict[str, Any]]) -> None:
    """The delegates take their seats; a newcomer's request waits for the focal point."""
    with clock.stopped_at(JOINED):
        for row in rows:
            if row.get("delegate"):
                person = Person.objects.get(email=row["address"])
                entity = Entity.objects.get(name=row["entity"])
                seats.admit(
                    group=group,
                    person=person,
                    entity=entity,
                    address=row["address"],
                    by=SYSTEM,
                    at=JOINED,
                )
    with clock.stopped_at(ASKED):
        for row in rows:
            if row.get("asks"):
                seat = seats.request_seat(
                    group=group,
                    address=row["address"],
                    name=row["name"],
                    language=row["language"],
                    entity=Entity.objects.get(name=row["entity"]),
                    at=ASKED,
                )
                seats.confirm_address(seat=seat, at=ASKED)


def _posted(message: dict[str, Any], subjects: dict[str, str]) -> None:
    """A message comes in by the door and goes down the whole road, at its own time."""
    at: datetime = message["at"].astimezone(UTC)
    answers: str = message.get("answers", "")
    subject: str = message.get("subject") or f"Re: {subjects[answers].removeprefix('Re: ')}"
    subjects[message["id"]] = subject
    mail = EmailMessage(policy=SMTP)
    known = Person.objects.filter(email=message["from"]).first()
    mail["From"] = f"{known.name} <{message['from']}>" if known else message["from"]
    mail["To"] = f"{GROUP}@{settings.MAIL_DOMAIN}"
    mail["Subject"] = subject
    mail["Date"] = format_datetime(message["at"])
    mail["Message-ID"] = f"<{message['id']}@mail.example>"
    if answers:
        mail["In-Reply-To"] = mail["References"] = f"<{answers}@mail.example>"
    mail.set_content(message["text"].lstrip("\n"), cte="8bit")
    with clock.stopped_at(at):
        to = f"{GROUP}@{settings.MAIL_DOMAIN}"
        incoming = Incoming(message["from"], [to], mail.as_bytes(), at, {"door": "LMTP"})
        ((arrival_id,),) = commit([incoming])
        tasks.travel(arrival_id=arrival_id)
