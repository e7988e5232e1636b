"""Copies out: one post to many members, each copy its own, through the outbox to a sink.

From the moment the letter is queued in SQLite to the moment the outcome of the last copy is
written down. The sink is Postfix's smtp-sink. Beside it, in the same run and on the same cores: an
asyncio client that only speaks SMTP, and what OpenSSL signs on all cores at once.
"""

import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from typing import Any

from comitia.bench.sink import smtp_sink

MEMBERS = (1_000, 10_000)
SIGNING = ("unsigned", "ed25519", "rsa")
CONNECTIONS = 4


def run() -> dict[str, Any]:
    """Measure, and give the bench's one line. Raises NoSink."""
    with smtp_sink() as sink, tempfile.TemporaryDirectory(prefix="comitia-bench-") as folder:
        environment = os.environ | {
            "COMITIA_DATA": folder,
            "COMITIA_RELAY_CONNECTIONS": str(CONNECTIONS),
            "COMITIA_LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "comitia.config.settings",
        }
        environment.pop("COMITIA_DATABASE", None)
        _output(["-m", "comitia", "setup"], environment)
        found = json.loads(_output(["-m", "comitia.bench.copies_out", str(sink.port)], environment))
        copies = max(MEMBERS)
        seconds = float(
            _output(
                ["-m", "comitia.bench.smtp_flood"]
                + [str(number) for number in (sink.port, CONNECTIONS, copies, found["octets"])],
                environment,
            )
        )
    signs = _signatures_a_second()
    rates = found["rates"]
    return {
        "bench": "copies-out",
        "value": rates["rsa"][str(max(MEMBERS))],
        "unit": "copies/s, each signed with RSA-2048",
        "work": f"a post of {found['octets']} octets, personal return path and unsubscribe link, "
        f"over {CONNECTIONS} connections; copies/s by members: "
        + "; ".join(
            f"{signing} {', '.join(f'{rate:,} ({members})' for members, rate in by.items())}"
            for signing, by in rates.items()
        ),
        "rates": rates,
        "peer": {"name": "OpenSSL, RSA-2048 signatures on all cores", "value": round(signs)},
        "limits": [
            {"name": "asyncio to the same sink, unsigned, nothing kept", "value": _rate(seconds)}
        ],
    }


def _rate(seconds: float, copies: int = max(MEMBERS)) -> int:
    return round(copies / seconds)


def measure(port: int) -> dict[str, Any]:
    """In a folder of its own: queue a letter, send it, for each way of signing and each size."""
    from comitia.outbox.dkim import new_key

    content = _post()
    rates: dict[str, dict[int, int]] = {}
    for signing in SIGNING:
        keys = [] if signing == "unsigned" else [new_key("bench", "bench.example", kind=signing)]
        rates[signing] = {}
        for members in MEMBERS:
            seconds = asyncio.run(_send(port, content, members, keys))
            rates[signing][members] = _rate(seconds, members)
    return {"octets": len(content), "rates": rates}


async def _send(port: int, content: bytes, members: int, keys: list[Any]) -> float:
    from comitia.base import clock
    from comitia.config.environment import HostPort
    from comitia.outbox.actions import Recipient, queue_copies
    from comitia.outbox.deliver.access import Access
    from comitia.outbox.deliver.run import run as deliver

    recipients = [
        Recipient(
            f"member{number}@entity{number % 193}.example", f"membership:{number}", f"t{number}"
        )
        for number in range(members)
    ]
    started = time.perf_counter()
    await asyncio.to_thread(
        queue_copies,
        content=content,
        recipients=recipients,
        bounces="bench-bounces",
        once=f"bench:{time.time_ns()}",
        at=clock.now(),
        personal_headers=[
            (
                "List-Unsubscribe",
                "<https://comitia.example/leave/{token}/>, "
                "<mailto:bench-leave+{token}@comitia.example?subject=unsubscribe>",
            ),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ],
    )
    stop = asyncio.Event()
    relay = Access(HostPort("127.0.0.1", port))
    sending = asyncio.create_task(deliver(stop, relay=relay, keys=keys))
    while await asyncio.to_thread(_waits):
        await asyncio.sleep(0.02)
    seconds = time.perf_counter() - started
    stop.set()
    await sending
    return seconds


def _waits() -> bool:
    from comitia.outbox.models import Batch

    return Batch.objects.filter(open=True).exists()


def _post() -> bytes:
    """A post as people write them: some thirty header fields and eighty lines of text."""
    from comitia.bench.lmtp_load import message

    fields = "".join(
        f"List-{name}: <mailto:bench-{name.lower()}@comitia.example>\r\n"
        for name in ("Id", "Help", "Post", "Owner", "Archive", "Subscribe")
    )
    return fields.encode() + message(1)


def _signatures_a_second() -> float:
    """RSA-2048 signatures a second on all cores, by OpenSSL's own measure."""
    cores = str(len(os.sched_getaffinity(0)))
    done = subprocess.run(
        ["openssl", "speed", "-seconds", "3", "-multi", cores, "rsa2048"],
        capture_output=True,
        text=True,
        check=True,
    )
    found = re.search(r"rsa 2048 bits\s+\S+\s+\S+\s+([\d.]+)", done.stdout)
    if found is None:
        raise RuntimeError(f"openssl speed said: {done.stdout}")
    return float(found[1])


def _output(arguments: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout


if __name__ == "__main__":
    import django

    django.setup()
    sys.stdout.write(json.dumps(measure(int(sys.argv[1]))))
