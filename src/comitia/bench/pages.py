"""Pages over HTTP: a message, a thread of ten, the list of threads; for the public and a member.

`comitia web` as it is run, with everything switched on that is on for readers; pages go packed, as
browsers ask for them. Beside it, in the same run: a bare page of Django's, served the same way, and
public-inbox with the same mail, where it is installed.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from comitia.bench import bare_page, house, pages_world, public_inbox, serving
from comitia.bench.http_load import Measured, ask

WORKERS = 2
CONNECTIONS = 4
ROUNDS = 3
PACKED = "Accept-Encoding: gzip\r\n"
# The most that each may take, in ms at the median, one request at a time.
MOST_MS = {"message": 4, "thread": 8, "landing": 15}
REQUESTS = {"message": 2_000, "thread": 500, "landing": 300}
PER_SECOND = 800


def run() -> list[dict[str, Any]]:
    """Measure, and give the bench's lines."""
    with tempfile.TemporaryDirectory(prefix="comitia-bench-") as name:
        folder = Path(name)
        mbox = folder / "mail.mboxrd"
        pages_world.write_mail(mbox)
        world = _prepared(folder, mbox)
        found = _in_turn(folder, mbox, world)
    public = {kind: found[kind] for kind in MOST_MS}
    member, bare = found["member"], found["bare"]
    theirs = {kind: found[f"{kind}-peer"] for kind in MOST_MS if f"{kind}-peer" in found}
    of = f"of {world['count']} messages in {world['threads']} threads, {WORKERS} workers"
    return [
        _rate("pages", f"message pages for the public {of}", public["message"], bare, theirs),
        _rate("pages-member", f"message pages for a member {of}", member, bare, theirs),
        _wait("pages-thread", f"pages of threads of ten {of}", "thread", public, bare, theirs),
        _wait("pages-landing", f"the list of threads {of}", "landing", public, bare, theirs),
    ]


def _in_turn(
    folder: Path, mbox: Path, world: dict[str, Any]
) -> dict[str, tuple[Measured, Measured]]:
    """Ask all servers in turn, several times over; of each the best turn counts.

    So whatever else the machine does meets all of them.
    """
    cookie = f"Cookie: sessionid={world['session']}\r\n"
    best: dict[str, tuple[Measured, Measured]] = {}
    with ExitStack() as servers:
        port = servers.enter_context(serving.web(_environment(folder)))
        asked = [(kind, port, kind, "") for kind in MOST_MS]
        asked.append(("member", port, "message", cookie))
        asked.append(("bare", servers.enter_context(_bare(folder)), "message", ""))
        world["bare"] = [f"/{number}/" for number in range(1000)]
        world["member"] = world["message"]
        if public_inbox.is_there():
            port = servers.enter_context(public_inbox.serving(folder, mbox, workers=WORKERS))
            asked += [(f"{kind}-peer", port, kind, "") for kind in MOST_MS]
        for _ in range(ROUNDS):
            for name, port, kind, headers in asked:
                alone, many = _both(port, world[name], kind, headers=headers)
                if name in best:
                    alone = min(alone, best[name][0], key=lambda each: each.p50_ms)
                    many = max(many, best[name][1], key=lambda each: each.per_second)
                best[name] = (alone, many)
    return best


def _both(
    port: int, paths: list[str], kind: str, *, headers: str = ""
) -> tuple[Measured, Measured]:
    """One at a time, for how long it takes; several at a time, for how many there are a second."""
    headers += PACKED
    requests = REQUESTS[kind]
    ask(port, paths, requests=requests // 5, connections=CONNECTIONS, headers=headers)
    alone = ask(port, paths, requests=requests // 2, connections=1, headers=headers)
    return alone, ask(port, paths, requests=requests, connections=CONNECTIONS, headers=headers)


def _rate(
    name: str,
    work: str,
    ours: tuple[Measured, Measured],
    bare: tuple[Measured, Measured],
    theirs: Mapping[str, tuple[Measured, Measured]],
) -> dict[str, Any]:
    alone, many = ours
    peer = theirs["message"][1].per_second if theirs else 0
    return {
        "bench": name,
        "value": many.per_second,
        "unit": "requests/s",
        "work": f"{work}, {CONNECTIONS} connections; alone {alone.p50_ms} ms at the median, 95 % "
        f"under {alone.p95_ms} ms (at most {MOST_MS['message']}); {many.mean_bytes} bytes packed",
        "peer": {"name": _peer_name(theirs), "value": peer},
        "limits": [
            {
                "name": "a bare page of a new Django project, served the same way",
                "value": bare[1].per_second,
            },
            {"name": "what is asked for", "value": PER_SECOND},
        ],
    }


def _wait(
    name: str,
    work: str,
    kind: str,
    ours: Mapping[str, tuple[Measured, Measured]],
    bare: tuple[Measured, Measured],
    theirs: Mapping[str, tuple[Measured, Measured]],
) -> dict[str, Any]:
    alone, many = ours[kind]
    return {
        "bench": name,
        "value": alone.p50_ms,
        "unit": "ms at the median, one request at a time",
        "work": f"{work}; 95 % under {alone.p95_ms} ms; {many.per_second} requests/s with "
        f"{CONNECTIONS} connections; {many.mean_bytes} bytes packed, {many.most_bytes} at most",
        "peer": {"name": _peer_name(theirs), "value": theirs[kind][0].p50_ms if theirs else 0},
        "limits": [
            {
                "name": "a bare page of a new Django project, served the same way",
                "value": bare[0].p50_ms,
            },
            {"name": "the most it may take", "value": MOST_MS[kind]},
        ],
    }


def _peer_name(theirs: object) -> str:
    return "public-inbox, the same mail" if theirs else "public-inbox (is not installed here)"


def _prepared(folder: Path, mbox: Path) -> dict[str, Any]:
    """The mail in a fresh archive; which addresses to ask for."""
    environment = _environment(folder)
    house.run(environment, "-m", "comitia", "setup")
    found: dict[str, Any] = json.loads(
        house.run(environment, "-m", "comitia.bench.pages_world", str(mbox))
    )
    return found


def _environment(folder: Path, **more: str) -> dict[str, str]:
    return house.environment(folder / "data", COMITIA_WEB_WORKERS=str(WORKERS), **more)


@contextmanager
def _bare(folder: Path) -> Iterator[int]:
    database = folder / "bare.sqlite3"
    bare_page.fill(str(database))

    def start(port: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "granian", "comitia.bench.bare_page:application", "--factory",
             "--interface", "wsgi", "--port", str(port), "--workers", str(WORKERS),
             "--blocking-threads", "2", "--backpressure", "64", "--log-level", "error"],
            env=_environment(folder, COMITIA_BENCH_BARE=str(database)),
        )  # fmt: skip

    with serving.served(start) as port:
        yield port
