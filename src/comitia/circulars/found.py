"""Circulars as searching finds them: each issued version in each language, open to all."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, time

from comitia.circulars.models import Circular
from comitia.circulars.queries import issued_circulars
from comitia.search.schema import Entry
from comitia.search.sources import Thing

FOLLOWS = frozenset({"circular.issued", "circular.confirmed"})


def subjects() -> Iterable[str]:
    """The subjects of all circulars that were issued."""
    return sorted({f"circular:{each.reference}" for each in issued_circulars()})


def entries(subject: str) -> Sequence[Entry]:
    """The issued versions of one circular."""
    _, _, reference = subject.partition(":")
    _, _, number = reference.rpartition("-")
    versions = issued_circulars().filter(number=number)
    return [_entry(each) for each in versions if each.reference == reference]


def things(keys: Collection[int]) -> Sequence[Thing]:
    """What results show of circulars."""
    return [
        Thing(
            key=each.pk,
            kind="circular",
            title=each.subject,
            path=f"/circulars/{each.reference}/?language={each.language}",
            at=_at(each),
            by=each.signatory,
            language=each.language,
            number=str(each),
            text=each.text,
        )
        for each in issued_circulars().filter(pk__in=keys)
    ]


def _entry(circular: Circular) -> Entry:
    return Entry(
        key=circular.pk,
        kind="circular",
        is_open=True,
        group=circular.group_id or 0,
        number=int(circular.number) if circular.number.isdecimal() else 0,
        at=_at(circular),
        subject=f"{circular} {circular.subject}",
        author=circular.signatory,
        text=circular.text,
    )


def _at(circular: Circular) -> datetime:
    if circular.issued_on is not None:
        return datetime.combine(circular.issued_on, time(12), UTC)
    return circular.issued_at or datetime(1970, 1, 1, tzinfo=UTC)
