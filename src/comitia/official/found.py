"""Official letters as searching finds them: each issued version in its language, open to all."""

from collections.abc import Collection, Iterable, Sequence

from django.db.models import QuerySet

from comitia.official.models import OfficialLetter, OfficialVersion
from comitia.official.queries import letter_of
from comitia.papers.plain import paper_text
from comitia.search.schema import Entry
from comitia.search.sources import Thing

FOLLOWS = frozenset({"official.issued"})


def _issued() -> QuerySet[OfficialVersion]:
    return OfficialVersion.objects.filter(issued_at__isnull=False).select_related("official")


def subjects() -> Iterable[str]:
    """The subjects of all letters that were issued."""
    ids = _issued().order_by("official_id").values_list("official_id", flat=True).distinct()
    return [f"official:{each}" for each in ids]


def entries(subject: str) -> Sequence[Entry]:
    """The issued versions of one letter."""
    kind, _, number = subject.partition(":")
    if kind != "official" or not number.isdecimal():
        return []
    found = _issued().filter(official_id=int(number))
    return [_entry(each) for each in found]


def things(keys: Collection[int]) -> Sequence[Thing]:
    """What results show of letters."""
    return [_thing(each) for each in _issued().filter(pk__in=keys)]


def _entry(version: OfficialVersion) -> Entry:
    letter, official = letter_of(version), version.official
    assert version.issued_at is not None
    return Entry(
        key=version.pk,
        kind=_kind(official),
        is_open=True,
        group=official.group_id or 0,
        number=official.number or 0,
        at=version.issued_at,
        subject=f"{letter.reference} {letter.title}",
        author=official.fields.get("signatory", ""),
        text=paper_text(letter.paper),
    )


def _thing(version: OfficialVersion) -> Thing:
    letter, official = letter_of(version), version.official
    assert version.issued_at is not None
    return Thing(
        key=version.pk,
        kind=_kind(official),
        title=letter.title,
        path=f"/official/{official.slug}/?language={version.language}",
        at=version.issued_at,
        by=official.fields.get("signatory", ""),
        language=version.language,
        number=letter.reference,
        text=paper_text(letter.paper),
    )


def _kind(official: OfficialLetter) -> str:
    """Circulars are found as circulars, whether they were drafted here or read from a file."""
    return "circular" if official.kind == OfficialLetter.Kind.CIRCULAR else "official"
