"""A whole source of old mail, batch by batch."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice

from comitia.archive.importing.batch import Batch, keep_all
from comitia.archive.importing.seen import Seen
from comitia.archive.packing import MOST_TO_LEARN_FROM, learn
from comitia.archive.sources import Found
from comitia.groups.models import Group
from comitia.ledger.actors import Actor

BATCH = 500
BATCH_BYTES = 16_000_000
# Enough of a new house's mail to learn what it has in common, read ahead before any is kept.
AHEAD_BYTES = 32_000_000
MOST_EXAMPLES = 20


@dataclass(frozen=True)
class Step:
    """What one transaction of an import held: messages, how many of them were new, their bytes."""

    messages: int
    new: int
    size_bytes: int


@dataclass
class Imported:
    """What an import did: new and known messages; how many had which oddity, and some of them.

    `examples` tells of each oddity where the first messages that had it were found; `left_out` are
    files of the source in which there was no mail, each with the reason.
    """

    new: int = 0
    known: int = 0
    odd: dict[str, int] = field(default_factory=dict)
    examples: dict[str, list[str]] = field(default_factory=dict)
    left_out: list[tuple[str, str]] = field(default_factory=list)

    @property
    def read(self) -> int:
        return self.new + self.known

    def note(self, oddity: str, where: str) -> None:
        """One more message was odd in this way."""
        self.odd[oddity] = self.odd.get(oddity, 0) + 1
        examples = self.examples.setdefault(oddity, [])
        if len(examples) < MOST_EXAMPLES:
            examples.append(where)


def bring_in(
    messages: Iterable[Found],
    *,
    group: Group,
    by: Actor,
    at: datetime,
    tell: Callable[[Step], object] | None = None,
) -> Imported:
    """Keep every message of a source (archive.sources) in a group's archive, in its order.

    Bringing the same in again keeps nothing twice, so an import that broke off is done again.
    Messages that stand in it twice are kept twice, that it can be taken out the same. `tell`
    is told of each transaction.
    """
    done = Imported()
    with closing(Seen()) as seen:
        for found in _batches(_learning_first(iter(messages), at)):
            batch = Batch.of(found, seen)
            kept = keep_all(batch, group=group, by=by, at=at)
            done.new += kept
            done.known += len(found) - kept
            for each in batch.letters:
                for oddity in each.envelope.defects:
                    done.note(oddity, each.found.where)
            if tell:
                tell(Step(len(found), kept, sum(len(each.data) for each in found)))
    return done


def _learning_first(messages: Iterator[Found], at: datetime) -> Iterator[Found]:
    """The same messages, the first of them looked at for what they have in common."""
    ahead: list[Found] = []
    left = AHEAD_BYTES
    for each in islice(messages, MOST_TO_LEARN_FROM):
        ahead.append(each)
        left -= len(each.data)
        if left <= 0:
            break
    learn([each.data for each in ahead], at=at)
    return chain(ahead, messages)


def _batches(messages: Iterator[Found]) -> Iterator[list[Found]]:
    """Lists of messages, bounded in number and bytes."""
    batch: list[Found] = []
    left = BATCH_BYTES
    for each in messages:
        batch.append(each)
        left -= len(each.data)
        if left <= 0 or len(batch) >= BATCH:
            yield batch
            batch, left = [], BATCH_BYTES
    if batch:
        yield batch
