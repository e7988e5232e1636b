"""An archive to ask pages of: real list mail where it lies beside the checkout, else mail like it.

Run as a program within a fresh data folder: it brings the mail in and prints what to ask for.
"""

import gzip
import json
import shutil
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

REAL = Path(__file__).resolve().parents[4] / "shared/data/mail/linux-stm32-2600.mboxrd.gz"
THREADS = 250
MESSAGES_ASKED = 1_000
_START = datetime(2011, 4, 1, 12, tzinfo=UTC)
_WORDS = "The group notes that the interim report is to reach the advisory group by November. "


def write_mail(file: Path) -> None:
    """Write the mail as an mboxrd."""
    if REAL.is_file():
        with gzip.open(REAL) as packed, file.open("wb") as out:
            shutil.copyfileobj(packed, out)
        return
    with file.open("wb") as out:
        for thread in range(THREADS):
            for place in range(10):
                out.write(b"From bench@comitia.example Fri Apr  1 12:00:00 2011\n")
                out.write(_message(thread, place) + b"\n")


def _message(thread: int, place: int) -> bytes:
    cites = f"References: <{thread}.{place // 3}@bench.example>\n" if place else ""
    at = format_datetime(_START + timedelta(hours=20 * thread + place))
    quoted = f"> {_WORDS}\n" * 15
    text = f"{_WORDS}\n" * 12
    return (
        f"From: Member {place} of {thread} <member{thread % 60}.{place}@bench.example>\n"
        f"To: bench@comitia.example\nSubject: Interim report, part {thread}\nDate: {at}\n"
        f"Message-ID: <{thread}.{place}@bench.example>\n{cites}"
        f"Content-Type: text/plain; charset=utf-8\n\n{text}\nMember {place // 3} wrote:\n{quoted}\n"
        f"{text}\n-- \nMember {place} of the house\nThread {thread}\nExampletown\n"
    ).encode()


def make(mbox: Path) -> dict[str, Any]:
    """Bring the mail in; the addresses to ask for, here and in public-inbox."""
    from django.test import Client

    from comitia.archive import importing
    from comitia.archive.models import Message, Thread
    from comitia.archive.sources import messages_in
    from comitia.base import clock
    from comitia.bodies.models import Body, Decision
    from comitia.groups import actions, seats
    from comitia.groups.models import Group
    from comitia.ledger.actors import SYSTEM
    from comitia.people import actions as people
    from comitia.people.models import Entity
    from comitia.web.templatetags.comitia import message_link

    now = clock.now()
    body = Body.objects.create(acronym="BENCH", slug="bench", kind=Body.Kind.ADVISORY_GROUP)
    decision = Decision.objects.create(
        body=body, decided_from=now.date(), decided_until=now.date(), text="To measure."
    )
    group = actions.establish(
        name="bench",
        title="Bench",
        parent=body,
        decision=decision,
        purpose="To measure.",
        eligibility=["member_state"],
        eligibility_source="The bench itself",
        by=SYSTEM,
        at=now,
    )
    actions.open_reflector(group=group, by=SYSTEM, at=now)
    for state in (Group.State.CONVENED, Group.State.ACTIVE):
        actions.step(group=group, state=state, by=SYSTEM, at=now)
    Group.objects.filter(pk=group.pk).update(archive_public=True)
    importing.bring_in(messages_in(mbox), group=group, by=SYSTEM, at=now)
    entity = Entity.objects.create(
        name="Examplia", slug="examplia", category=Entity.Category.MEMBER_STATE
    )
    member = people.meet(address="bob@examplia.example", name="Bob", language="en")
    people.confirm(person=member, address="bob@examplia.example", by=SYSTEM, at=now)
    people.affiliate(person=member, entity=entity, by=SYSTEM, at=now)
    seats.admit(group=group, person=member, entity=entity, address=member.email, by=SYSTEM, at=now)
    client = Client()
    client.force_login(member, backend="allauth.account.auth_backends.AuthenticationBackend")
    messages = list(Message.objects.filter(group=group).order_by("message_id")[:MESSAGES_ASKED])
    of_ten = [
        each.first
        for each in Thread.objects.filter(messages_count=10).select_related("first")[:100]
        if each.first is not None
    ]
    return {
        "count": Message.objects.count(),
        "threads": Thread.objects.count(),
        "session": client.cookies["sessionid"].value,
        "message": [message_link(each) for each in messages],
        "message-peer": [f"/bench/{quote(each.message_id, safe='')}/" for each in messages],
        "thread": [f"/g/bench/mail/{each.number}/" for each in of_ten],
        "thread-peer": [f"/bench/{quote(each.message_id, safe='')}/T/" for each in of_ten],
        "landing": ["/g/bench/mail/"],
        "landing-peer": ["/bench/"],
    }


if __name__ == "__main__":
    import django

    django.setup()
    sys.stdout.write(json.dumps(make(Path(sys.argv[1]))))
