"""Post to all: from a member's 250 to the last of a thousand members' copies at the sink.

`comitia mail` and `comitia work` as they are run, every copy signed with RSA-2048. Then a burst for
ten thousand members: the most memory that `comitia mail` ever had in use.
"""

import os
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from comitia.bench.lmtp_load import message
from comitia.bench.sink import Sink, smtp_sink

MEMBERS = 1_000
POSTS = 9
MANY_MEMBERS = 10_000
BURST = 100
BURST_SECONDS = 20
MOST_MEGABYTES = 200
MOST_SECONDS = 1.0
SENDER = "d0@telecom.example"


def run() -> dict[str, Any]:
    """Measure, and give the bench's one line. Raises NoSink."""
    with smtp_sink() as sink, tempfile.TemporaryDirectory(prefix="comitia-bench-") as folder:
        environment = os.environ | {
            "COMITIA_DATA": folder,
            "COMITIA_MAIL_DOMAIN": "comitia.example",
            "COMITIA_LMTP": "127.0.0.1:0",
            "COMITIA_SMTP": "127.0.0.1:0",
            "COMITIA_RELAY": f"127.0.0.1:{sink.port}",
            "COMITIA_SINK": "0",
            "COMITIA_DNS": "0",
            "COMITIA_LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "comitia.config.settings",
        }
        environment.pop("COMITIA_DATABASE", None)
        for module in (["comitia", "setup"], ["comitia.bench.post_to_all"]):
            subprocess.run(
                [sys.executable, "-m", *module],
                env=environment,
                check=True,
                stdout=subprocess.DEVNULL,
            )
        with _mail_and_work(environment) as (port, process):
            times = _one_by_one(port, sink)
            at_thousand = _most_megabytes(process)
            taken = _burst(port, sink)
            at_ten_thousand = _most_megabytes(process)
    return {
        "bench": "post-to-all",
        "value": round(median(times), 2),
        "unit": f"s from 250 to the last of {MEMBERS} signed copies, median of {POSTS}",
        "work": f"worst {max(times):.2f} s; memory of the mail process at most {at_thousand} MB, "
        f"and {at_ten_thousand} MB after {BURST} posts in a burst to {MANY_MEMBERS} members "
        f"(at most {MOST_MEGABYTES}; {taken} copies gone in {BURST_SECONDS} s)",
        "peer": {"name": "the most it may take", "value": MOST_SECONDS},
        "seconds": times,
        "megabytes": {MEMBERS: at_thousand, MANY_MEMBERS: at_ten_thousand},
    }


def _one_by_one(port: int, sink: Sink) -> list[float]:
    times = []
    for number in range(POSTS):
        before = sink.taken
        accepted = _post(port, "thousand", [number])
        times.append(round(sink.wait_for(before + MEMBERS, seconds=120) - accepted, 3))
    return times


def _burst(port: int, sink: Sink) -> int:
    before = sink.taken
    _post(port, "tenthousand", range(POSTS, POSTS + BURST))
    time.sleep(BURST_SECONDS)
    return sink.taken - before


def _post(port: int, group: str, numbers: "range | list[int]") -> float:
    """Post over one connection; the instant of the last 250."""
    with smtplib.LMTP("127.0.0.1", port) as client:
        for number in numbers:
            data = message(number * 50).replace(b"bench@", f"{group}@".encode())
            client.sendmail(SENDER, [f"{group}@comitia.example"], data)
            accepted = time.perf_counter()
    return accepted


@contextmanager
def _mail_and_work(environment: dict[str, str]) -> "Iterator[tuple[int, subprocess.Popen[str]]]":
    mail, work = (
        subprocess.Popen(
            [sys.executable, "-m", "comitia", name],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("mail", "work")
    )
    assert mail.stdout is not None
    try:
        yield int(mail.stdout.readline().split("LMTP on 127.0.0.1:")[1].split(",")[0]), mail
    finally:
        for process in (mail, work):
            process.terminate()
        for process in (mail, work):
            process.wait(60)


def _most_megabytes(process: "subprocess.Popen[str]") -> int:
    """The most memory a process has had in use so far."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def fill() -> None:
    """In a folder of its own: two groups, their members, and a key."""
    from django.conf import settings

    from comitia.base import clock
    from comitia.bodies.models import Body, Decision
    from comitia.groups.models import Group
    from comitia.outbox.dkim import keep_key, new_key
    from comitia.people.models import Entity

    now = clock.now()
    keep_key(new_key("bench", settings.MAIL_DOMAIN, kind="rsa"), settings.DATA / "dkim")
    body = Body.objects.create(acronym="BENCH", slug="bench", kind=Body.Kind.ADVISORY_GROUP)
    decision = Decision.objects.create(
        body=body, decided_from=now.date(), decided_until=now.date(), text="x"
    )
    entity = Entity.objects.create(
        name="Telecom", slug="telecom", category=Entity.Category.SECTOR_MEMBER
    )
    for name, members in (("thousand", MEMBERS), ("tenthousand", MANY_MEMBERS)):
        group = Group.objects.create(
            name=name,
            title=name,
            parent=body,
            established_by=decision,
            state=Group.State.ACTIVE,
            reflector_open=True,
            created_at=now,
        )
        _seat(group, entity, members)


def _seat(group: Any, entity: Any, members: int) -> None:
    from comitia.base import clock
    from comitia.groups.models import Membership
    from comitia.ledger.actors import SYSTEM
    from comitia.people.actions import confirm, meet
    from comitia.people.models import Person

    now = clock.now()
    writer = meet(address=SENDER, name="Delegate 0", language="en")
    confirm(person=writer, address=SENDER, by=SYSTEM, at=now)
    others = Person.objects.bulk_create(
        Person(name=f"Member {number}", language="en") for number in range(1, members)
    )
    Membership.objects.bulk_create(
        Membership(
            group=group,
            person=person,
            entity=entity,
            address=SENDER if person == writer else f"m{number}@{group.name}.example",
            state=Membership.State.ACTIVE,
            token=f"{group.name}{number}",
            requested_at=now,
            active_since=now,
        )
        for number, person in enumerate([writer, *others])
    )


if __name__ == "__main__":
    import django

    django.setup()
    fill()
