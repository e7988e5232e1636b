"""The sending loop: claim, prepare, send over a few open sessions, book; until told to stop.

Mails are prepared and rows are written in threads; the loop itself only speaks SMTP. When the relay
is away everything claimed is given back and waits in the database.
"""

import asyncio
import logging
import os
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any, cast

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connections

from comitia.base import clock
from comitia.outbox.aside import domain_of
from comitia.outbox.deliver import book
from comitia.outbox.deliver.access import Access, access
from comitia.outbox.deliver.book import Copies, Result
from comitia.outbox.deliver.pauses import Pauses
from comitia.outbox.deliver.prepare import Preparer
from comitia.outbox.deliver.session import Mail, Patience, RelayTrouble, Session
from comitia.outbox.deliver.verdicts import DELIVERED, Verdict
from comitia.outbox.dkim import Key
from comitia.outbox.keyring import KeysInUse
from comitia.outbox.sink import sink

log = logging.getLogger(__name__)

BATCHES_AT_ONCE = 4
PREPARERS = len(os.sched_getaffinity(0))
PREPARED_AT_ONCE = 50
PREPARED_AT_MOST = 400
# Where one post came, more come soon: rest briefly at first, then ever longer.
SHORTEST_NAP_SECONDS = 0.02
LONGEST_NAP_SECONDS = 0.25
BOOK_SECONDS = 0.1
LAST_BOOKINGS = 3
IDLE_SECONDS = 20
LONGEST_PAUSE = 60  # of the first one
# A copy over which the relay breaks off so often waits, lest it keep all others from leaving.
BREAKS_A_COPY = 3
# So many in a row put off by the relay itself: better leave it alone than offer it thousands.
PUT_OFF_BY_RELAY = 20
BREAKS_REMEMBERED = 10_000


async def run(
    stop: asyncio.Event,
    *,
    relay: Access | None = None,
    keys: Sequence[Key] | None = None,
    patience: Patience | None = None,
) -> None:
    """Send what waits until `stop` is set. Defaults are those of the settings."""
    await Sender(
        stop,
        relay=relay or access(),
        keys=KeysInUse(settings.DATA / "dkim", settings.MAIL_DOMAIN)
        if keys is None
        else lambda: keys,
        patience=patience or Patience(),
        to_sink=settings.SINK and relay is None,
    ).run()


class Sender:
    """What one sending process holds in memory; all of it can be lost without losing a copy."""

    def __init__(
        self,
        stop: asyncio.Event,
        *,
        relay: Access,
        keys: Callable[[], Sequence[Key]],
        patience: Patience,
        to_sink: bool,
    ) -> None:
        self.stop = stop
        self.relay = relay
        self.keys = keys
        self.patience = patience
        self.to_sink = to_sink
        self.ready: deque[Mail] = deque()
        self.results: list[Result] = []
        self.unanswered = 0
        self.sessions: list[Session] = []
        self.leases: Counter[str] = Counter()
        """How many copies of each are not written down yet."""
        self.pauses = Pauses(patience.domain_pause_seconds)
        self.breaks: dict[tuple[int, int], int] = {}
        self.put_off_by_relay = 0
        self.relay_said = ""
        self.moved = asyncio.Event()
        self.booking = asyncio.Lock()
        self.database = ThreadPoolExecutor(1, "outbox-database")
        self.preparers = ThreadPoolExecutor(PREPARERS, "outbox-prepare")

    async def run(self) -> None:
        booking = asyncio.create_task(self._keep_booking())
        pause = 0.0
        nap = SHORTEST_NAP_SECONDS
        try:
            while not self.stop.is_set():
                try:
                    claimed = await self._claim()
                    if not claimed:
                        self._end_idle()
                        await self._sleep(nap)
                        nap = min(nap * 1.2, LONGEST_NAP_SECONDS)
                        continue
                    nap = SHORTEST_NAP_SECONDS
                    await self._send(claimed)
                    pause = 0.0
                except DatabaseError:
                    log.exception("the database does not answer; trying again")
                    await self._sleep(1)
                except RelayTrouble as trouble:
                    pause = max(self.patience.relay_pause_seconds, pause * 2)
                    pause = min(pause, self.patience.relay_pause_seconds * LONGEST_PAUSE)
                    log.warning(
                        "the relay %s: %s; again in %.0f s", self.relay.where, trouble, pause
                    )
                    await self._sleep(pause)
        finally:
            for session in self.sessions:
                session.close()
            for _ in range(LAST_BOOKINGS):
                if await self._book():
                    break
                await asyncio.sleep(1)
            booking.cancel()
            # A connection belongs to its thread, and only that may close it.
            await asyncio.get_running_loop().run_in_executor(self.database, connections.close_all)
            self.database.shutdown()
            self.preparers.shutdown()

    async def _claim(self) -> list[Copies]:
        return cast(
            list[Copies],
            await self._in_database(
                partial(
                    book.claim,
                    at=clock.now(),
                    limit=BATCHES_AT_ONCE,
                    held=tuple(self.leases),
                    paused=self.pauses.paused(self._time()),
                )
            ),
        )

    async def _send(self, claimed: list[Copies]) -> None:
        """Send until nothing waits, or raise RelayTrouble with what is left given back."""
        try:
            while claimed:
                for each in claimed:
                    self.leases[each.lease] += len(each.waiting)
                async for mails in self._prepared(claimed):
                    await self._offer(mails)
                    if self.stop.is_set():
                        return
                # The sessions still work off the last lot while the next one is being signed.
                claimed = await self._claim()
            await self._until(lambda: not self.ready and not self.unanswered)
        finally:
            left = bool(self.ready or self.unanswered or self.stop.is_set())
            self.ready.clear()
            if left:
                await self._until_quiet()
            await self._book()
            if left:
                # What is answered and not written down yet is still ours, lest it go twice.
                unwritten = Counter(result.lease for result in self.results)
                leases, self.leases = self.leases, unwritten
                await self._in_database(partial(book.release, set(leases) - set(unwritten)))

    async def _prepared(self, claimed: list[Copies]) -> AsyncIterator[list[Mail]]:
        """Mails in the order of their claim, with one lot in the making on each core.

        Signing is what takes long, and it is done outside Python's lock.
        """
        making: deque[asyncio.Future[list[Mail]]] = deque()
        for copies in claimed:
            preparer = await self._in_thread(partial(Preparer, copies, self.keys()))
            for start in range(0, len(copies.waiting), PREPARED_AT_ONCE):
                part = copies.waiting[start : start + PREPARED_AT_ONCE]
                making.append(self._in_thread(partial(preparer.mails, part)))
                if len(making) > PREPARERS:
                    yield await making.popleft()
        while making:
            yield await making.popleft()

    async def _offer(self, mails: list[Mail]) -> None:
        if self.to_sink:
            self.unanswered += len(mails)
            await self._in_database(partial(sink, mails, at=clock.now()))
            for mail in mails:
                self._report(mail, DELIVERED, "kept in the sink")
            return
        self.ready.extend(mails)
        self.unanswered += len(mails)
        await self._connect()
        for session in self.sessions:
            session.wake()
        await self._until(lambda: len(self.ready) < PREPARED_AT_MOST)

    async def _connect(self) -> None:
        """Have as many sessions as there is work for. Raises RelayTrouble where none can be had."""
        wanted = min(settings.RELAY_CONNECTIONS, len(self.ready))
        # So many tries and no more: sessions may end as fast as they are opened.
        for _ in range(wanted - len(self.sessions)):
            try:
                await self._open()
            except RelayTrouble:
                if self.sessions:
                    return
                raise

    async def _open(self) -> Session:
        """One session more. Raises RelayTrouble."""
        relay = self.relay
        try:
            _, session = await asyncio.wait_for(
                asyncio.get_running_loop().create_connection(
                    self._session,
                    relay.where.host,
                    relay.where.port,
                    ssl=relay.context() if relay.tls == "direct" else None,
                ),
                timeout=self.patience.connect_seconds,
            )
        except (OSError, TimeoutError) as error:
            raise RelayTrouble(str(error) or "no answer") from error
        self.sessions.append(session)
        session.done.add_done_callback(partial(self._ended, session))
        return session

    def _session(self) -> Session:
        return Session(
            self._take,
            self._report,
            settings.MAIL_DOMAIN,
            access=self.relay,
            patience=self.patience,
        )

    def _take(self) -> Mail | None:
        if self.stop.is_set():
            return None
        while self.ready:
            if len(self.ready) == PREPARED_AT_MOST // 2:
                self.moved.set()
            mail = self.ready.popleft()
            if not self.pauses or not self._has_to_wait(mail):
                return mail
        return None

    def _has_to_wait(self, mail: Mail) -> bool:
        """Whether its domain is left alone for now; then it is put off untried."""
        domain = domain_of(mail.rcpt_to)
        seconds = self.pauses.wait_seconds(domain, self._time())
        if seconds:
            self._done(mail, Verdict("deferred"), self.pauses.why(domain), untried_seconds=seconds)
        return bool(seconds)

    def _ended(self, session: Session, done: asyncio.Future[None]) -> None:
        self.sessions.remove(session)
        in_flight = session.in_flight
        trouble = done.exception()
        if trouble is not None:
            log.info("a session with %s ended: %s", self.relay.where, trouble)
            # The first of them is the one over which it broke off: answers come in order.
            if in_flight and isinstance(trouble, RelayTrouble) and self._is_broken(in_flight[0]):
                said = f"The relay broke off {BREAKS_A_COPY} times, at last with: {trouble}"
                self._report(in_flight.pop(0), trouble.verdict, said)
        # Nobody knows what became of these: they go again, which may repeat them.
        self.ready.extendleft(reversed(in_flight))
        self.moved.set()

    def _is_broken(self, mail: Mail) -> bool:
        copy = (mail.batch_id, mail.index)
        if len(self.breaks) >= BREAKS_REMEMBERED:
            self.breaks.clear()
        self.breaks[copy] = self.breaks.get(copy, 0) + 1
        return self.breaks[copy] >= BREAKS_A_COPY

    def _report(self, mail: Mail, verdict: Verdict, reply: str) -> None:
        """What the relay has answered for a copy."""
        if verdict is not DELIVERED or self.pauses:
            self._learn(mail, verdict, reply)
        if verdict is DELIVERED:
            self.put_off_by_relay = 0
        if self.breaks:
            self.breaks.pop((mail.batch_id, mail.index), None)
        self._done(mail, verdict, reply)

    def _learn(self, mail: Mail, verdict: Verdict, reply: str) -> None:
        domain = domain_of(mail.rcpt_to)
        if verdict.outcome != "deferred":
            self.pauses.answered(domain)
        elif verdict.whose == "destination":
            self.pauses.put_off(domain, reply=reply, now=self._time())
        elif verdict.whose == "relay":
            self.put_off_by_relay += 1
            self.relay_said = reply

    def _done(
        self, mail: Mail, verdict: Verdict, reply: str, *, untried_seconds: float | None = None
    ) -> None:
        self.results.append(
            Result(
                mail.batch_id,
                mail.index,
                verdict.outcome,
                reply,
                verdict.at_last,
                untried_seconds,
                mail.lease,
            )
        )
        self.unanswered -= 1
        if not self.unanswered or len(self.results) >= 500:
            self.moved.set()

    async def _until(self, condition: Callable[[], bool]) -> None:
        """Wait for the sessions to get on. Raises RelayTrouble when it is better to wait longer."""
        while not condition() and not self.stop.is_set():
            if self.put_off_by_relay >= PUT_OFF_BY_RELAY:
                self.put_off_by_relay = 0
                raise RelayTrouble(self.relay_said)
            self.moved.clear()
            if self.ready and not self.sessions:
                await self._reconnect()
                continue
            # What a broken session has left behind is for those that had nothing more to do.
            for session in list(self.sessions) if self.ready else ():
                session.wake()
            with suppress(TimeoutError):
                await asyncio.wait_for(self.moved.wait(), timeout=1)

    async def _reconnect(self) -> None:
        """All sessions ended with mail left: try one more, but do not hammer a relay that fails."""
        before = self.unanswered
        first = await self._open()
        first.wake()
        await asyncio.wait({first.done}, timeout=min(0.5, self.patience.command_seconds))
        if first.done.done() and self.unanswered == before:
            trouble = first.done.exception()
            raise trouble if isinstance(trouble, RelayTrouble) else RelayTrouble("it hung up")
        for session in self.sessions:
            session.wake()

    async def _until_quiet(self) -> None:
        """Let copies in flight be answered, for a while; then break off."""
        deadline = self._time() + min(5.0, self.patience.content_seconds)
        while any(session.busy for session in self.sessions):
            if self._time() > deadline:
                break
            await asyncio.sleep(0.02)
        for session in list(self.sessions):
            session.close()
        # What was in flight is put back by the ending sessions, a turn of the loop later.
        while self.sessions:
            await asyncio.sleep(0)
        self.ready.clear()
        self.unanswered = 0

    def _end_idle(self) -> None:
        for session in list(self.sessions):
            if not session.busy and self._time() - session.waiting_since > IDLE_SECONDS:
                session.close()

    def _end_stalled(self) -> None:
        for session in list(self.sessions):
            if session.overdue_seconds > 0:
                session.close(RelayTrouble("the relay gives no answer"))

    async def _keep_booking(self) -> None:
        """Write outcomes down as they come, and hold on to what is not sent yet."""
        renewed = asyncio.get_running_loop().time()
        while True:
            await asyncio.sleep(BOOK_SECONDS)
            self._end_stalled()
            await self._book()
            now = asyncio.get_running_loop().time()
            if self.leases and now - renewed > book.LEASE_SECONDS / 3:
                renewed = now
                await self._renew()

    async def _renew(self) -> None:
        try:
            await self._in_database(partial(book.renew, list(self.leases), at=clock.now()))
        except DatabaseError:
            log.exception("leases could not be renewed; trying again")

    async def _book(self) -> bool:
        """Write down what is known so far. What cannot be written is kept, and tried again."""
        async with self.booking:
            results, self.results = self.results, []
            if not results:
                return True
            try:
                await self._in_database(partial(book.book, results, at=clock.now()))
            except DatabaseError:
                log.exception("outcomes could not be written; trying again")
                self.results = results + self.results
                return False
            for result in results:
                self.leases[result.lease] -= 1
            self.leases = +self.leases
            return True

    async def _sleep(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self.stop.wait(), timeout=seconds)

    @staticmethod
    def _time() -> float:
        """Seconds of a clock that never jumps."""
        return asyncio.get_running_loop().time()

    async def _in_database(self, act: Callable[[], Any]) -> Any:
        def fresh() -> Any:
            close_old_connections()
            return act()

        return await asyncio.get_running_loop().run_in_executor(self.database, fresh)

    def _in_thread(self, act: Callable[[], Any]) -> asyncio.Future[Any]:
        return asyncio.get_running_loop().run_in_executor(self.preparers, act)
