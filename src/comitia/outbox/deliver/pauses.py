"""Which destinations are left alone for a while, as their mail was put off several times in a row.

Pure: `now` is in seconds of a clock that never jumps. Held in memory: whoever starts anew learns it
anew, at the price of a few tries.
"""

from dataclasses import dataclass

IN_A_ROW = 5
FIRST_SECONDS = 120.0
# The longest pause is so many times the first. A copy that tries a domain after its pause may be
# under way for half of the first; the rest wait for it.
LONGEST = 30
PROBE = 0.5
DOMAINS_AT_MOST = 10_000


@dataclass
class _Domain:
    in_a_row: int = 0
    pauses: int = 0
    until: float = 0.0
    probed: bool = False
    reply: str = ""


class Pauses:
    """What is known of domains that put mail off; of all others nothing is."""

    def __init__(self, first_seconds: float = FIRST_SECONDS) -> None:
        self._first_seconds = first_seconds
        self._domains: dict[str, _Domain] = {}

    def __bool__(self) -> bool:
        """Whether any domain has put mail off lately."""
        return bool(self._domains)

    def put_off(self, domain: str, *, reply: str, now: float) -> None:
        """A copy was deferred there. Several in a row begin a pause; each next one lasts longer."""
        if domain not in self._domains and len(self._domains) >= DOMAINS_AT_MOST:
            del self._domains[next(iter(self._domains))]
        known = self._domains.setdefault(domain, _Domain())
        known.in_a_row += 1
        known.reply = reply
        if known.in_a_row >= IN_A_ROW and (known.probed or now >= known.until):
            known.until = now + self._first_seconds * min(2**known.pauses, LONGEST)
            known.pauses = min(known.pauses + 1, 16)
            known.probed = False

    def answered(self, domain: str) -> None:
        """It took a copy, or refused one for good: it is there."""
        self._domains.pop(domain, None)

    def paused(self, now: float) -> list[str]:
        """The domains whose pause is not over."""
        return [name for name, known in self._domains.items() if known.until > now]

    def wait_seconds(self, domain: str, now: float) -> float:
        """How long a copy has to wait; 0 where it may go, which after a pause is one copy alone."""
        known = self._domains.get(domain)
        if known is None or not known.until:
            return 0.0
        if known.until > now:
            return known.until - now
        known.until, known.probed = now + PROBE * self._first_seconds, True
        return 0.0

    def why(self, domain: str) -> str:
        """What to say of a copy that has to wait."""
        known = self._domains[domain]
        return f"Not tried: {domain} put off {known.in_a_row} in a row, at last with: {known.reply}"
