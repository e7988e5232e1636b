"""How much somebody may do in a minute. Pure; `now` is in seconds of a steady clock."""

PEERS = 10_000


class Rate:
    """So many a minute for each peer, and as many at once after a rest; 0 counts nobody.

    Each has a bucket that fills evenly. A peer is forgotten once its bucket is full again; of more
    than `peers`, those that have rested longest are.
    """

    def __init__(self, per_minute: int, *, peers: int = PEERS) -> None:
        self._per_minute = per_minute
        self._peers = peers
        self._left: dict[str, tuple[float, float]] = {}
        """What is left of each, and when that was counted; who came last stands last."""

    def __len__(self) -> int:
        """How many peers are remembered."""
        return len(self._left)

    def take(self, peer: str, *, now: float) -> bool:
        """Take one for this peer; False where it has none left."""
        if not self._per_minute:
            return True
        self._forget(now)
        left, then = self._left.pop(peer, (float(self._per_minute), now))
        left = min(self._per_minute, left + (now - then) * self._per_minute / 60)
        granted = left >= 1
        self._left[peer] = (left - granted, now)
        return granted

    def _forget(self, now: float) -> None:
        while self._left:
            oldest, (_, then) = next(iter(self._left.items()))
            # After a minute every bucket is full.
            if now - then < 60 and len(self._left) < self._peers:
                return
            del self._left[oldest]
