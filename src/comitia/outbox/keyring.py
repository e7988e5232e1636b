"""The house's signing keys in their folder: fresh until DNS shows them, then in use, then retired.

A key's place says its state: `dkim/SELECTOR.pem` signs; `dkim/fresh/` waits to be published;
`dkim/retired/` signs no more. Changing the state is a rename, so a crash leaves either.
"""

import logging
import os
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from comitia.base.dns import Dns, Unanswered
from comitia.outbox.dkim import Key, keep_key, kept_keys, new_key

# Mail waits in queues for five days and is checked when it is read: the record stays that long.
RECORD_STAYS = timedelta(days=14)
LOOKUP_SECONDS = 5.0
log = logging.getLogger(__name__)
_PUBLIC = re.compile(r"(?:^|;)\s*p\s*=\s*([A-Za-z0-9+/=\s]*)")


class State(StrEnum):
    """Whether a key signs: not yet, now, no more."""

    FRESH = "fresh"
    IN_USE = "in use"
    RETIRED = "retired"


class Published(StrEnum):
    """What DNS shows of a key."""

    YES = "published"
    NO = "not published"
    OTHER = "another key is published"
    UNKNOWN = "not known"


class KeyRefusal(Exception):
    """A key cannot be changed so; the text says why."""


@dataclass(frozen=True)
class KeptKey:
    """A key of the house, and since when it is in its state."""

    key: Key
    state: State
    since: datetime

    @property
    def record_may_go(self) -> datetime | None:
        """From when the record of a retired key need not be published any more."""
        return self.since + RECORD_STAYS if self.state is State.RETIRED else None


def folder_of(folder: Path, state: State) -> Path:
    """Where keys of that state lie, under the folder of those in use."""
    return folder if state is State.IN_USE else folder / state.value


def all_keys(folder: Path, domain: str) -> list[KeptKey]:
    """Every key, those in use first. A file that holds none raises ValueError."""
    return [
        KeptKey(key, state, datetime.fromtimestamp(_path(folder, state, key).stat().st_mtime, UTC))
        for state in (State.IN_USE, State.FRESH, State.RETIRED)
        for key in kept_keys(folder_of(folder, state), domain)
    ]


def make(folder: Path, domain: str, kinds: Sequence[str], *, at: datetime) -> list[Key]:
    """Fresh keys, one of each kind (rsa, ed25519), under selectors that nobody has used."""
    made = []
    for kind in kinds:
        selector = f"c{at:%Y%m%d}{kind[0]}{secrets.token_hex(2)}"
        key = new_key(selector, domain, kind=kind)
        keep_key(key, folder_of(folder, State.FRESH))
        made.append(key)
    return made


def use(folder: Path, keys: Sequence[KeptKey], *, everything: Sequence[KeptKey]) -> list[Key]:
    """Sign with these fresh keys from now on; gives those retired for them, of the same kinds.

    For a moment both sign: a copy with two good signatures does no harm, one without any does.
    """
    for each in keys:
        _move(folder, each.key, each.state, State.IN_USE)
    kinds = {each.key.algorithm for each in keys}
    old = [
        each.key
        for each in everything
        if each.state is State.IN_USE and each.key.algorithm in kinds
    ]
    for key in old:
        _move(folder, key, State.IN_USE, State.RETIRED)
    return old


def retire(folder: Path, kept: KeptKey) -> None:
    """Sign with it no more; a fresh one, which never signed, is thrown away. Raises KeyRefusal."""
    match kept.state:
        case State.IN_USE:
            _move(folder, kept.key, State.IN_USE, State.RETIRED)
        case State.FRESH:
            _path(folder, State.FRESH, kept.key).unlink()
        case State.RETIRED:
            raise KeyRefusal(f"{kept.key.selector} is retired already.")


def forget(folder: Path, kept: KeptKey, *, at: datetime) -> None:
    """Throw a retired key away once its record may go. Raises KeyRefusal before."""
    goes = kept.record_may_go
    if goes is None:
        raise KeyRefusal(f"{kept.key.selector} is {kept.state}; retire it first.")
    if at < goes:
        raise KeyRefusal(
            f"Mail it signed may still be read: keep its record until {goes:%Y-%m-%d}."
        )
    _path(folder, State.RETIRED, kept.key).unlink()


def published(key: Key, dns: Dns | None) -> Published:
    """What DNS shows under the key's name (RFC 6376, 3.6.2)."""
    if dns is None:
        return Published.UNKNOWN
    try:
        texts = dns.look_up(name_of(key), "TXT", LOOKUP_SECONDS)
    except Unanswered:
        return Published.UNKNOWN
    if not texts:
        return Published.NO
    ours = _public(key.record())
    return Published.YES if any(_public(text) == ours for text in texts) else Published.OTHER


def name_of(key: Key) -> str:
    """The name in DNS under which its record stands."""
    return f"{key.selector}._domainkey.{key.domain}"


def zone_line(key: Key) -> str:
    """The record as a line of a zone file, in strings of at most 255 letters (RFC 1035, 3.3)."""
    text = key.record()
    strings = [text[n : n + 255] for n in range(0, len(text), 255)]
    return f"{name_of(key)}. IN TXT ( " + " ".join(f'"{one}"' for one in strings) + " )"


class KeysInUse:
    """The keys that sign, read again when the folder has changed, so that nothing is restarted."""

    def __init__(self, folder: Path, domain: str) -> None:
        """Raises ValueError where a file holds no key."""
        self._folder, self._domain = folder, domain
        self._seen = self._changed_at()
        self._keys = kept_keys(folder, domain)

    def __call__(self) -> Sequence[Key]:
        """The keys now; those before where a file cannot be read."""
        seen = self._changed_at()
        if seen != self._seen:
            try:
                self._keys = kept_keys(self._folder, self._domain)
                self._seen = seen
            except (OSError, ValueError) as error:
                log.error("signing with the keys as they were: %s", error)
        return self._keys

    def _changed_at(self) -> int:
        try:
            return self._folder.stat().st_mtime_ns
        except FileNotFoundError:
            return 0


def _public(record: str) -> str:
    found = _PUBLIC.search(record)
    return "".join(found[1].split()) if found else ""


def _path(folder: Path, state: State, key: Key) -> Path:
    return folder_of(folder, state) / f"{key.selector}.pem"


def _move(folder: Path, key: Key, before: State, after: State) -> None:
    target = _path(folder, after, key)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    source = _path(folder, before, key)
    os.utime(source)  # Its age says since when it is in its state.
    source.rename(target)
