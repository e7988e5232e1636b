"""The spool: many sessions share one durable write, and are answered once it is done.

A durable write costs about a millisecond whatever it holds. So one thread takes what is waiting,
writes it in one transaction, answers all of it, and takes what has come meanwhile: alone, a
message waits for nobody; in a crowd, the cost is shared.
"""

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence

from django.db import DatabaseError, OperationalError, close_old_connections, connection

from comitia.mail.receive.commit import commit
from comitia.mail.receive.incoming import Incoming

log = logging.getLogger(__name__)

BATCH_MESSAGES = 250
BATCH_BYTES = 64_000_000
WAITING_BYTES = 256_000_000
ROOM_SECONDS = 60.0


class NotKept(Exception):
    """The message could not be made durable now; whoever sent it keeps it and tries again."""

    @property
    def storage_is_full(self) -> bool:
        """Whether there was no room, rather than no time. SQLite and the system both say so."""
        return "full" in str(self) or "No space left" in str(self)


class Spool:
    """Keeps incoming messages. One per process; made and used within one event loop."""

    def __init__(
        self,
        *,
        commit: Callable[[Sequence[Incoming]], list[list[int]]] = commit,
        batch_messages: int = BATCH_MESSAGES,
        batch_bytes: int = BATCH_BYTES,
        waiting_bytes: int = WAITING_BYTES,
        room_seconds: float = ROOM_SECONDS,
    ) -> None:
        self._commit = commit
        self._batch_messages = batch_messages
        self._batch_bytes = batch_bytes
        self._most_waiting_bytes = waiting_bytes
        self._room_seconds = room_seconds
        self._loop = asyncio.get_running_loop()
        self._room = asyncio.Event()
        self._room.set()
        self._waiting_bytes = 0
        self._queue: deque[tuple[Incoming, asyncio.Future[list[int]]]] = deque()
        self._arrived = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="committer", daemon=True)
        self._thread.start()

    async def keep(self, incoming: Incoming) -> list[int]:
        """Make `incoming` durable; give the ids of its arrivals, one per recipient, in order.

        Raises NotKept where the disk is full, the database is busy or too much is waiting already.
        """
        size = len(incoming.data)
        await self._wait_for_room(size)
        done: asyncio.Future[list[int]] = self._loop.create_future()
        self._waiting_bytes += size
        with self._arrived:
            if self._closing:
                self._waiting_bytes -= size
                raise NotKept("stopping")
            self._queue.append((incoming, done))
            self._arrived.notify()
        return await done

    async def close(self) -> None:
        """Write what is waiting, then end. What comes later is refused with NotKept."""
        with self._arrived:
            self._closing = True
            self._arrived.notify()
        await asyncio.to_thread(self._thread.join)
        await asyncio.sleep(0)

    async def _wait_for_room(self, size: int) -> None:
        deadline = self._loop.time() + self._room_seconds
        # A message larger than all the room there is goes alone.
        while self._waiting_bytes and self._waiting_bytes + size > self._most_waiting_bytes:
            self._room.clear()
            try:
                async with asyncio.timeout_at(deadline):
                    await self._room.wait()
            except TimeoutError:
                raise NotKept("too much is waiting to be written") from None

    def _run(self) -> None:
        while batch := self._take():
            results = self._write([incoming for incoming, _ in batch])
            answers = [
                (future, len(incoming.data), result)
                for (incoming, future), result in zip(batch, results, strict=True)
            ]
            self._loop.call_soon_threadsafe(self._answer, answers)
        connection.close()

    def _take(self) -> list[tuple[Incoming, asyncio.Future[list[int]]]]:
        """What is waiting, within the bounds of a batch; empty only when closing."""
        batch: list[tuple[Incoming, asyncio.Future[list[int]]]] = []
        with self._arrived:
            while not self._queue and not self._closing:
                self._arrived.wait()
            size = 0
            while self._queue and len(batch) < self._batch_messages:
                size += len(self._queue[0][0].data)
                if batch and size > self._batch_bytes:
                    break
                batch.append(self._queue.popleft())
            return batch

    def _write(self, messages: Sequence[Incoming]) -> list[list[int] | NotKept]:
        """Commit together; where one message is at fault, each alone, so that it fails alone."""
        close_old_connections()
        try:
            return list(self._commit(messages))
        except OperationalError as error:
            # Full or busy: it would be so for each of them.
            log.warning("%d messages not kept: %s", len(messages), error)
            return [NotKept(str(error)) for _ in messages]
        except Exception as error:
            if not isinstance(error, DatabaseError | ValueError):
                log.exception("%d messages not kept", len(messages))
            if len(messages) == 1:
                log.warning("a message not kept: %s", error)
                return [NotKept(str(error))]
            return [self._write([message])[0] for message in messages]

    def _answer(
        self, answers: Sequence[tuple[asyncio.Future[list[int]], int, list[int] | NotKept]]
    ) -> None:
        for future, size, result in answers:
            self._waiting_bytes -= size
            if future.done():
                continue  # The session went away; its message is kept all the same.
            if isinstance(result, NotKept):
                future.set_exception(result)
            else:
                future.set_result(result)
        self._room.set()
