"""The world's mail servers beyond our own, as one relay in a thread."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from tests.relay import Relay

T = TypeVar("T")


@contextmanager
def outside(relay: Relay, port: int) -> Iterator[Relay]:
    """The relay, on a port that was settled before."""
    loop = asyncio.new_event_loop()
    ready = threading.Event()

    async def serve() -> None:
        stop.append(asyncio.Event())
        relay.port = port
        async with relay:
            ready.set()
            await stop[0].wait()

    stop: list[asyncio.Event] = []
    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    try:
        assert ready.wait(10)
        yield relay
    finally:
        loop.call_soon_threadsafe(stop[0].set)
        thread.join(10)
        loop.close()


def until(find: Callable[[], T | None], what: str, seconds: float = 40) -> T:
    """What `find` gives once it gives anything."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := find():
            return found
        time.sleep(0.3)
    raise AssertionError(f"in vain: {what}")
