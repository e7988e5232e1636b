"""What leaves, what waits to, and what is parked: for pages and commands."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import QuerySet

from comitia.outbox.models import Batch, Copy, Letter

# The marks of Batch.outcomes.
OUTCOMES = {".": "waiting", "s": "deferred", "d": "delivered", "b": "bounced", "p": "parked"}


def letters() -> QuerySet[Letter]:
    """All letters, the newest first."""
    return Letter.objects.order_by("-id")


def outcomes_of(letters: Iterable[Letter]) -> dict[int, Counter[str]]:
    """For each letter, by its id: how many copies are waiting, deferred, delivered …"""
    found: dict[int, Counter[str]] = {letter.pk: Counter() for letter in letters}
    rows = Batch.objects.filter(letter__in=found).values_list("letter_id", "outcomes")
    for letter_id, marks in rows:
        for mark, number in Counter(marks).items():
            found[letter_id][OUTCOMES[mark]] += number
    return found


def waiting_copies() -> int:
    """How many copies have still to leave, at first or again."""
    first = sum(
        marks.count(".")
        for marks in Batch.objects.filter(open=True).values_list("outcomes", flat=True)
    )
    return first + Copy.objects.filter(state=Copy.State.DEFERRED).count()


def parked_copies() -> QuerySet[Copy]:
    """Copies set aside with the last answer, the newest first."""
    return (
        Copy.objects.filter(state=Copy.State.PARKED).select_related("batch__letter").order_by("-id")
    )


def recipient_of(copy: Copy) -> str:
    """The address a copy is for."""
    return str(copy.batch.recipients[copy.index][0])
