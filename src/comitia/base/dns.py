"""DNS as an object that is handed in, so that tests own it; and bounded for each task."""

import logging
import time
from collections.abc import Callable
from functools import cache
from typing import Protocol

import dns.exception
import dns.resolver
from django.conf import settings

log = logging.getLogger(__name__)

LOOKUP_SECONDS = 4.0
MESSAGE_SECONDS = 12.0
MESSAGE_LOOKUPS = 60


class Unanswered(Exception):
    """DNS gave no answer now; it may later."""


class NoDns(Exception):
    """This machine is not set to use any resolver."""


class Dns(Protocol):
    """Records as text: TXT joined, MX as `10 mx.example`, A, AAAA and PTR as they are written."""

    def look_up(self, name: str, kind: str, seconds: float) -> list[str]:
        """The records of one kind; empty where there are none. Raises Unanswered."""
        ...


class SystemDns:
    """The resolver that this machine is set to use."""

    def __init__(self) -> None:
        """Raises NoDns."""
        try:
            self._resolver = dns.resolver.Resolver()
        except dns.exception.DNSException as error:
            raise NoDns(str(error)) from error
        self._resolver.cache = dns.resolver.LRUCache(10_000)

    def look_up(self, name: str, kind: str, seconds: float) -> list[str]:
        try:
            answers = self._resolver.resolve(name, kind, lifetime=seconds)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except dns.exception.DNSException as error:
            raise Unanswered(str(error)) from error
        except (UnicodeError, ValueError):
            return []  # No name that DNS could hold.
        if kind == "TXT":
            return [b"".join(one.strings).decode("utf-8", "replace") for one in answers]
        if kind == "MX":
            return [f"{one.preference} {one.exchange.to_text(True)}" for one in answers]
        return [one.to_text().rstrip(".") for one in answers]


@cache
def system_dns() -> Dns | None:
    """The resolver of this machine, or None where the administrator wants no look-ups."""
    if not settings.DNS:
        return None
    try:
        return SystemDns()
    except NoDns as error:
        log.error("nothing is looked up in DNS: %s", error)
        return None


class BoundedDns:
    """What one message may ask: each question once, so many in all, and so long in all."""

    def __init__(
        self,
        within: Dns,
        *,
        seconds: float = MESSAGE_SECONDS,
        lookups: int = MESSAGE_LOOKUPS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._within = within
        self._clock = clock
        self._deadline = clock() + seconds
        self._lookups = lookups
        self._answers: dict[tuple[str, str], list[str] | Unanswered] = {}

    def look_up(self, name: str, kind: str, seconds: float = LOOKUP_SECONDS) -> list[str]:
        """As Dns. Raises Unanswered also beyond the bounds."""
        key = (name.lower().rstrip("."), kind)
        if key not in self._answers:
            left = self._deadline - self._clock()
            if left <= 0 or len(self._answers) >= self._lookups:
                raise Unanswered("the message asks too much of DNS")
            try:
                self._answers[key] = self._within.look_up(key[0], kind, min(seconds, left))
            except Unanswered as error:
                self._answers[key] = error
        answer = self._answers[key]
        if isinstance(answer, Unanswered):
            raise answer
        return answer
