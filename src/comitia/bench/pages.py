"""Pages: server time and size of a thread of fifty messages, beside the frame of an empty one.

The whole of Django runs, middleware and templates too; only the network and the server in front
are left out. Each message has as much text as real ones, quotations included.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from statistics import median, quantiles
from typing import Any

MESSAGES = 50
TURNS = 200
MOST_MS = 50
MOST_BYTES = 60_000

_START = datetime(2011, 4, 1, 12, tzinfo=UTC)
_WORDS = "The group notes that the interim report is to reach the advisory group by November. "


def run() -> dict[str, Any]:
    """Measure, and give the bench's one line."""
    with tempfile.TemporaryDirectory(prefix="comitia-bench-") as folder:
        environment = os.environ | {
            "COMITIA_DATA": folder,
            "DJANGO_SETTINGS_MODULE": "comitia.config.settings",
            "COMITIA_LOG_LEVEL": "ERROR",
        }
        environment.pop("COMITIA_DATABASE", None)
        for module in (["comitia", "setup"], ["comitia.bench.pages"]):
            done = subprocess.run(
                [sys.executable, "-m", *module],
                env=environment,
                check=True,
                capture_output=True,
                text=True,
            )
    found: dict[str, Any] = json.loads(done.stdout)
    return {
        "bench": "pages",
        "value": found["thread_ms"],
        "unit": "ms of server time, median",
        "work": f"thread page of {MESSAGES} messages, {found['thread_bytes']} bytes of HTML "
        f"(at most {MOST_BYTES}), 95 % under {found['thread_p95_ms']} ms",
        "peer": {"name": "the most it may take", "value": MOST_MS},
        "limits": [{"name": "the list of threads, one line", "value": found["list_ms"]}],
    }


def measure() -> dict[str, float]:
    """In a folder of its own: fill a thread, ask for its page again and again."""
    from django.test import Client
    from django.urls import reverse

    from comitia.archive.index import Follower, store

    _fill()
    follower = Follower(store())
    while follower.step():
        pass
    client = Client(headers={"host": "127.0.0.1"})
    page = reverse("thread", args=["bench", 1])
    times, size = _times(client, page)
    list_times, _ = _times(client, reverse("mail", args=["bench"]))
    return {
        "thread_ms": round(median(times), 1),
        "thread_p95_ms": round(quantiles(times, n=20)[-1], 1),
        "thread_bytes": size,
        "list_ms": round(median(list_times), 1),
    }


def _times(client: Any, path: str) -> tuple[list[float], int]:
    times = []
    for turn in range(TURNS + 10):
        begun = time.perf_counter()
        answer = client.get(path)
        if turn >= 10:
            times.append((time.perf_counter() - begun) * 1000)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return times, len(answer.content)


def _fill() -> None:
    from comitia.archive.actions import keep, store_raw
    from comitia.archive.envelope import read
    from comitia.bodies.models import Body, Decision
    from comitia.groups.models import Group

    body = Body.objects.create(acronym="BENCH", slug="bench", kind=Body.Kind.ADVISORY_GROUP)
    day = _START.date()
    decision = Decision.objects.create(body=body, decided_from=day, decided_until=day, text="x")
    group = Group.objects.create(
        name="bench",
        title="Bench",
        parent=body,
        established_by=decision,
        state=Group.State.ACTIVE,
        archive_public=True,
        created_at=_START,
    )
    for number in range(MESSAGES):
        data = _message(number)
        keep(
            raw=store_raw(data),
            group=group,
            envelope=read(data),
            author=None,
            entity=None,
            membership=None,
            authentication={},
            at=_START + timedelta(hours=number),
        )


def _message(number: int) -> bytes:
    cites = f"References: <{number // 3}@bench.example>\n" if number else ""
    quoted = f"> {_WORDS}\n" * 15
    text = f"{_WORDS}\n" * 12
    return (
        f"From: Member {number} <member{number}@bench.example>\nSubject: Interim report\n"
        f"Date: {format_datetime(_START + timedelta(hours=number))}\n"
        f"Message-ID: <{number}@bench.example>\n{cites}Content-Type: text/plain; charset=utf-8\n\n"
        f"{text}\nMember {number // 3} wrote:\n{quoted}\n{text}\n-- \nMember {number}\n"
    ).encode()


if __name__ == "__main__":
    import django

    django.setup()
    sys.stdout.write(json.dumps(measure()))
