"""Documents as searching finds them: whoever may read the group's archive finds what is posted.

What is confidential, or not posted, is in no index.
"""

from collections.abc import Collection, Iterable, Sequence

from django.db.models import QuerySet

from comitia.documents.models import Document
from comitia.documents.symbols import path_of, symbol_of
from comitia.documents.texts import plain_of
from comitia.search.schema import Entry
from comitia.search.sources import Thing

FOLLOWS = frozenset(
    {
        "document.posted",
        "document.admitted",
        "document.withdrawn",
        "document.read",
        "document.language_added",
        "document.corrected",
        "document.opened",
        "document.closed",
    }
)
MOST_TEXT_LETTERS = 400_000
MOST_SHOWN_LETTERS = 40_000


def subjects() -> Iterable[str]:
    """The subjects of all documents that are found."""
    keys = _found().order_by("pk").values_list("pk", flat=True)
    return [f"document:{key}" for key in keys]


def entries(subject: str) -> Sequence[Entry]:
    """The document, where it may be found now."""
    key = subject.rpartition(":")[2]
    if not key.isdecimal():
        return []
    return [_entry(each) for each in _found().filter(pk=int(key))]


def things(keys: Collection[int]) -> Sequence[Thing]:
    """What results show of documents."""
    return [
        Thing(
            key=each.pk,
            kind=_kind(each),
            title=each.title,
            path=f"/g/{each.group.name}/documents/{path_of(each)}",
            at=each.posted_at or each.received_at or each.created_at,
            by=each.source_line,
            language=next(iter(each.language_codes), ""),
            number=symbol_of(each),
            text=_text(each)[:MOST_SHOWN_LETTERS],
        )
        for each in _found().filter(pk__in=keys)
    ]


def _found() -> QuerySet[Document]:
    shown = Document.objects.filter(is_open=True, is_confidential=False)
    return shown.exclude(state="withdrawn").select_related("group__parent", "current")


def _entry(document: Document) -> Entry:
    return Entry(
        key=document.pk,
        kind=_kind(document),
        is_open=document.is_public,
        group=document.group_id,
        number=document.number or 0,
        at=document.posted_at or document.received_at or document.created_at,
        subject=f"{symbol_of(document)} {document.title}",
        author=document.source_line,
        entity=document.source_line,
        text=_text(document),
    )


def _kind(document: Document) -> str:
    return {"C": "contribution", "R": "report"}.get(document.series, "document")


def _text(document: Document) -> str:
    """What the issue says that stands for it, in all its languages, after its abstract."""
    issue = document.current
    if issue is None:
        return ""
    texts = [issue.abstract, " ".join(map(str, issue.keywords))]
    left = MOST_TEXT_LETTERS
    for version in issue.versions.select_related("file").defer("file__packed"):
        plain = plain_of(version.file)[:left]
        left -= len(plain)
        texts.append(plain)
    return "\n\n".join(part for part in texts if part)
