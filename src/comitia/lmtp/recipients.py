"""Which addresses mail is taken for. Anything else is refused at RCPT: this is no relay."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import close_old_connections, connections

from comitia.mail.queries import serves

NOT_OURS = "550 5.7.1 We do not relay"
UNKNOWN = "550 5.1.1 No such address here"

# A group known a moment ago is known still; one unknown may have been made since.
REMEMBER_SECONDS = 5.0
REMEMBER_MOST = 10_000


class Recipients:
    """Answers for addresses at one domain, remembering for a moment those it has found."""

    def __init__(self, domain: str, serves: Callable[[str], bool] = serves) -> None:
        self._domain = domain
        self._serves = serves
        self._known: dict[str, float] = {}
        self._thread = ThreadPoolExecutor(1, "recipients")

    async def refused(self, local_part: str, domain: str) -> str | None:
        """The reply that refuses the address, or None where mail for it is taken.

        Raises what the database raises. Looks up in a thread, so that other sessions go on.
        """
        if domain != self._domain and (domain or local_part.lower() != "postmaster"):
            return NOT_OURS
        key = local_part.lower()
        now = time.monotonic()
        if self._known.get(key, 0.0) > now:
            return None
        loop = asyncio.get_running_loop()
        if not await loop.run_in_executor(self._thread, self._look_up, local_part):
            return UNKNOWN
        if len(self._known) >= REMEMBER_MOST:
            self._known.clear()
        self._known[key] = now + REMEMBER_SECONDS
        return None

    def close(self) -> None:
        """Let go of the database."""
        self._thread.submit(connections.close_all)  # Of that thread; each has its own.
        self._thread.shutdown()

    def _look_up(self, local_part: str) -> bool:
        close_old_connections()
        return self._serves(local_part)
