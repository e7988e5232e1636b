"""Which message answers which: pure, and the same whatever order the messages came in.

The parent of a message is the nearest message it cites (References, In-Reply-To: RFC 5322 3.6.4)
that is there. Messages that cite the same message belong together though it never came (a ghost).
Only a message that cites nothing and calls itself a reply ("Re: …") is given a parent by its
subject: the last message of that subject before it. Loops are cut at their earliest message.
A message that somebody placed elsewhere takes its answers along.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

MOST_CITED = 100
SUBJECT_DAYS = 90
SHORTEST_SUBJECT = 4

# Reply and forward marks that mail programs write, in the languages of our members.
_MARK = re.compile(
    r"""\s*(?:\[[^\]\[]{1,60}\]\s*
      |(?P<reply>re|aw|sv|antw|odp|rif|res|ynt|отв|ответ|答复|回复|回覆|رد|ردّ)
        \s*(?:\[\d+\]|\(\d+\))?\s*[:：]
      |(?:fwd?|wg|tr|rv|enc|pd|пер|转发|轉寄|إعادة\ توجيه)\s*[:：])""",
    re.IGNORECASE | re.VERBOSE,
)
_MOST_MARKS = 30


@dataclass(frozen=True, slots=True)
class Cited:
    """What threading needs to know of a message. `cites` has the nearest last.

    One that was `placed` by somebody cites what it was placed under, or nothing.
    """

    message_id: str
    cites: tuple[str, ...]
    dated_at: datetime
    subject_key: int | None = None
    loose: bool = False
    placed: bool = False

    @property
    def order(self) -> tuple[datetime, str]:
        return (self.dated_at, self.message_id)


@dataclass(frozen=True, slots=True)
class Woven:
    """A thread: its messages in the order to read them, each with its depth and its parent."""

    message_ids: tuple[str, ...]
    depths: tuple[int, ...]
    parents: dict[str, str]
    ghosts: frozenset[str]


def base_subject(subject: str) -> tuple[str, bool]:
    """The subject without reply marks, list tags and case, and whether it was a reply."""
    rest = unicodedata.normalize("NFKC", subject[:1000])
    is_reply = False
    for _ in range(_MOST_MARKS):
        mark = _MARK.match(rest)
        if not mark:
            break
        is_reply = is_reply or mark["reply"] is not None
        rest = rest[mark.end() :]
    return " ".join(rest.split()).casefold(), is_reply


def subject_key(base: str) -> int | None:
    """A signed 64-bit hash of a base subject; None where it is too short to tell mail apart."""
    if len(base.encode()) < SHORTEST_SUBJECT:
        return None
    return int.from_bytes(sha256(base.encode()).digest()[:8], "big", signed=True)


def cited(*, message_id: str, cites: Sequence[str], dated_at: datetime, subject: str) -> Cited:
    """A message as threading sees it, from its header fields."""
    kept = tuple(each for each in cites[-MOST_CITED:] if each and each != message_id)
    base, is_reply = base_subject(subject)
    key = subject_key(base)
    return Cited(message_id, kept, dated_at, key, is_reply and not kept and key is not None)


def answers_by_subject(reply: Cited, earlier: Cited) -> bool:
    """Whether `earlier` may be what the loose `reply` answers."""
    return (
        reply.loose
        and not reply.placed
        and not earlier.loose
        and reply.subject_key == earlier.subject_key
        and earlier.order < reply.order
        and reply.dated_at - earlier.dated_at <= timedelta(days=SUBJECT_DAYS)
    )


def weave(messages: Iterable[Cited], elsewhere: Set[str] = frozenset()) -> list[Woven]:
    """The threads of `messages`, earliest first. Each message is in exactly one.

    Of what they cite, `elsewhere` is known to stand in threads that are not looked at.
    """
    known = {each.message_id: each for each in messages}
    parents = _cut_loops(_parents(known), known)
    moved = _moved(parents, known)
    sets = _Sets()
    for each in known.values():
        sets.find(each.message_id)
        # What was placed, and what follows it, belongs where its parent is, whatever else it cites.
        for other in each.cites if each.message_id not in moved else ():
            if other not in moved and other not in elsewhere:
                sets.join(each.message_id, other)
        if each.message_id in parents:
            sets.join(each.message_id, parents[each.message_id])
    groups: dict[str, list[str]] = defaultdict(list)
    for name in sets.names():
        groups[sets.find(name)].append(name)
    woven = [_read(names, parents, known, elsewhere) for names in groups.values()]
    return sorted(woven, key=lambda each: known[each.message_ids[0]].order)


def _parents(known: dict[str, Cited]) -> dict[str, str]:
    originals: dict[int | None, list[Cited]] = defaultdict(list)
    for each in known.values():
        if not each.loose:
            originals[each.subject_key].append(each)
    parents: dict[str, str] = {}
    for each in known.values():
        for other in reversed(each.cites):
            if other in known and other != each.message_id:
                parents[each.message_id] = other
                break
        else:
            if not each.loose or each.placed:
                continue
            possible = [
                other for other in originals[each.subject_key] if answers_by_subject(each, other)
            ]
            if possible:
                parents[each.message_id] = max(possible, key=lambda other: other.order).message_id
    return parents


def _moved(parents: dict[str, str], known: dict[str, Cited]) -> set[str]:
    """What was placed by somebody, and all that answers it."""
    moved = {each.message_id for each in known.values() if each.placed}
    if not moved:
        return moved
    children: dict[str, list[str]] = defaultdict(list)
    for name, parent in parents.items():
        children[parent].append(name)
    waiting = list(moved)
    while waiting:
        for child in children[waiting.pop()]:
            if child not in moved:
                moved.add(child)
                waiting.append(child)
    return moved


def _cut_loops(parents: dict[str, str], known: dict[str, Cited]) -> dict[str, str]:
    # Each message has one parent at most, so a message is in one loop at most.
    done: set[str] = set()
    for start in list(parents):
        path: dict[str, None] = {}
        name: str | None = start
        while name is not None and name not in done and name not in path:
            path[name] = None
            name = parents.get(name)
        if name is not None and name in path:
            names = list(path)
            loop = names[names.index(name) :]
            del parents[min(loop, key=lambda each: known[each].order)]
        done.update(path)
    return parents


def _read(
    names: list[str], parents: dict[str, str], known: dict[str, Cited], elsewhere: Set[str]
) -> Woven:
    here = sorted((known[name] for name in names if name in known), key=lambda each: each.order)
    children: dict[str | None, list[str]] = defaultdict(list)
    for each in here:
        children[parents.get(each.message_id)].append(each.message_id)
    order: list[str] = []
    depths: list[int] = []
    waiting = [(name, 0) for name in reversed(children[None])]
    while waiting:
        name, depth = waiting.pop()
        order.append(name)
        depths.append(depth)
        waiting.extend((child, depth + 1) for child in reversed(children[name]))
    return Woven(
        tuple(order),
        tuple(depths),
        {name: parents[name] for name in order if name in parents},
        frozenset(
            other
            for each in here
            for other in each.cites
            if other not in known and other not in elsewhere
        ),
    )


class _Sets:
    """Disjoint sets of names (union-find with path halving)."""

    def __init__(self) -> None:
        self._up: dict[str, str] = {}

    def names(self) -> list[str]:
        return list(self._up)

    def find(self, name: str) -> str:
        up = self._up
        up.setdefault(name, name)
        while up[name] != name:
            up[name] = up[up[name]]
            name = up[name]
        return name

    def join(self, one: str, other: str) -> None:
        one, other = self.find(one), self.find(other)
        if one != other:
            # The smaller name leads, so that the outcome never depends on the order of joining.
            self._up[max(one, other)] = min(one, other)
