"""Reads of the register that pages, mail and commands share. What may be seen, `Sight` says."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from comitia.bodies.models import Meeting
from comitia.documents import timing
from comitia.documents.access import Sight
from comitia.documents.advising import advice_on
from comitia.documents.deadlines import Verdict
from comitia.documents.lengths import Advice
from comitia.documents.models import (
    Access,
    Document,
    DocumentWords,
    Issue,
    LanguageVersion,
    Liaison,
    PaperRequest,
    Reading,
    Step,
    Visit,
)
from comitia.documents.rights import INFORMATION, information_papers
from comitia.documents.rules import WAITING
from comitia.documents.symbols import file_name, path_of, path_of_issue, symbol_of, symbol_of_issue
from comitia.groups.models import Group
from comitia.people.models import Entity, Person

PAGE = 50
MOST_WORDS = 8
Order = Literal["received", "posted", "symbol", "title", "source"]
# Each ends in what no two documents share, so that pages neither repeat nor skip one.
_ORDERS: dict[str, tuple[str, ...]] = {
    "received": ("received_at", "id"),
    "posted": ("posted_at", "id"),
    "symbol": ("series", "number", "id"),
    "title": ("title", "id"),
    "source": ("source_line", "id"),
}


@dataclass(frozen=True)
class Filter:
    """Which documents are asked for; what is empty asks for all. `meeting` 0 is: for none."""

    series: str = ""
    states: Collection[str] = ()
    source: int | None = None
    meeting: int | None = None
    language: str = ""
    question: str = ""
    words: str = ""
    since: datetime | None = None
    unread_by: Person | None = None
    late: bool = False
    order: Order = "received"
    descending: bool = True

    @property
    def narrows(self) -> bool:
        """Whether it leaves anything out."""
        return replace(self, order="received", descending=True) != Filter()


@dataclass
class Line:
    """A document as lists show it. Of one not yet read out to members the title is withheld."""

    document: Document
    symbol: str
    path: str
    title: str
    additions: list[Issue] = field(default_factory=list)
    read_at: datetime | None = None
    is_new: bool = False
    is_information: bool = False

    @property
    def is_stone(self) -> bool:
        return self.document.state == "withdrawn"


@dataclass(frozen=True)
class Listing:
    """A page of the register."""

    lines: list[Line]
    total: int
    number: int
    pages: int


def listing(
    sight: Sight,
    filter: Filter = Filter(),
    *,
    page: int = 1,
    per_page: int = PAGE,
    new_since: datetime | None = None,
    all_told: int | None = None,
) -> Listing:
    """A page of what the reader may see and asks for, in at most five queries, whatever its size.

    `all_told` is how many the reader may see, where that is known: then nothing counts them again.
    """
    found = _ordered(matching(sight, filter), filter)
    # Words are looked for in every text of the group: once for the count and the page together.
    keys = list(found.values_list("pk", flat=True)) if filter.words.strip() else None
    if keys is not None:
        total = len(keys)
    elif all_told is not None and not filter.narrows:
        total = all_told
    else:
        total = found.count()
    pages = max(1, -(-total // per_page))
    number = min(max(1, page), pages)
    part = slice((number - 1) * per_page, number * per_page)
    if keys is None:
        rows = list(found.select_related("meeting__body")[part])
    else:
        there = Document.objects.select_related("meeting__body").in_bulk(keys[part])
        rows = [there[key] for key in keys[part] if key in there]
    return Listing(lines(sight, rows, new_since=new_since), total, number, pages)


def matching(sight: Sight, filter: Filter) -> QuerySet[Document]:
    """The documents that the reader may see and asks for, in no order."""
    found = Document.objects.filter(sight.documents())
    if filter.series:
        found = found.filter(series=filter.series)
    if filter.states:
        found = found.filter(state__in=list(filter.states))
    if filter.source is not None:
        found = found.filter(
            pk__in=Document.sources.through.objects.filter(entity_id=filter.source).values(
                "document_id"
            )
        )
    if filter.meeting is not None:
        found = found.filter(meeting=filter.meeting or None)
    if filter.language:
        wanted = Value(f",{filter.language},")
        found = found.filter(GreaterThan(StrIndex(F("languages"), wanted), 0))
    if filter.question:
        found = found.filter(question=filter.question)
    if filter.late:
        found = found.filter(is_late=True)
    if filter.since is not None:
        found = found.filter(Q(posted_at__gt=filter.since) | Q(received_at__gt=filter.since))
    if filter.unread_by is not None:
        read = Reading.objects.filter(
            person=filter.unread_by, document=OuterRef("pk"), issue=OuterRef("current")
        )
        found = found.filter(~Exists(read))
    words = filter.words.casefold().split()[:MOST_WORDS]
    if words:
        sought = DocumentWords.objects.filter(group=sight.group)
        for word in words:
            sought = sought.filter(GreaterThan(StrIndex(F("words"), Value(word)), 0))
        found = found.filter(pk__in=sought.values("document"))
        if not sight.everything:
            # Of what was withdrawn before it was posted others know no word (see `lines`).
            found = found.exclude(~_of(sight), state="withdrawn", posted_at__isnull=True)
    return found


def lines(
    sight: Sight, rows: Sequence[Document], *, new_since: datetime | None = None
) -> list[Line]:
    """These documents as lists show them, with addenda and corrigenda and what the reader read."""
    keys = [row.pk for row in rows]
    additions: dict[int, list[Issue]] = {}
    kinds = (Issue.Kind.REVISION, Issue.Kind.ADDENDUM, Issue.Kind.CORRIGENDUM)
    for issue in Issue.objects.filter(
        document__in=keys, kind__in=kinds, retrievable_at__isnull=False
    ).order_by("kind", "ordinal"):
        additions.setdefault(issue.document_id, []).append(issue)
    read: dict[int, datetime] = {}
    if sight.person is not None:
        readings = Reading.objects.filter(person=sight.person, document__in=keys)
        read = dict(
            readings.filter(issue=F("document__current")).values_list("document", "last_at")
        )
    papers = information_papers([row.pk for row in rows if row.series == INFORMATION])
    made = []
    for row in rows:
        row.group = sight.group
        for issue in additions.get(row.pk, ()):
            issue.document = row
        withheld = row.state == "withdrawn" and row.posted_at is None and not _mine(sight, row)
        at = row.posted_at or row.received_at
        made.append(
            Line(
                document=row,
                symbol=symbol_of(row),
                path=path_of(row),
                title="" if withheld else row.title,
                additions=additions.get(row.pk, []),
                read_at=read.get(row.pk),
                is_new=bool(new_since and at and at > new_since and row.pk not in read),
                is_information=row.pk in papers,
            )
        )
    return made


def _mine(sight: Sight, row: Document) -> bool:
    if sight.everything:
        return True
    person = sight.person
    return person is not None and (
        row.submitted_by_id == person.pk or row.entity_id in sight.entities
    )


def _of(sight: Sight) -> Q:
    """What the reader submitted, or what was submitted for those they speak for."""
    by_themselves = Q(submitted_by=sight.person) if sight.person else Q(pk__in=())
    return by_themselves | Q(entity__in=sight.entities)


def _ordered(found: QuerySet[Document], filter: Filter) -> QuerySet[Document]:
    sign = "-" if filter.descending else ""
    return found.order_by(*(f"{sign}{each}" for each in _ORDERS[filter.order]))


def last_visit(person: Person, group: Group) -> datetime | None:
    """When a person last looked at the register."""
    return Visit.objects.filter(person=person, group=group).values_list("at", flat=True).first()


def new_since(sight: Sight, since: datetime) -> int:
    """How many documents came since, that the reader may see."""
    found = Document.objects.filter(sight.documents())
    # Each is a short piece of an index; both at once would be a look at every document.
    posted = Q(posted_at__gt=since)
    return found.filter(posted).count() + found.filter(~posted, received_at__gt=since).count()


def totals(sight: Sight) -> dict[str, int]:
    """How many documents there are in each series, that the reader may see."""
    rows = Document.objects.filter(sight.documents()).values_list("series")
    return dict(rows.annotate(Count("pk")).order_by("series"))


def sources(sight: Sight) -> list[Entity]:
    """The members from which documents came that the reader may see, for a filter's choices."""
    # One document of each is enough: this stops at the first that is found.
    seen = Document.objects.filter(sight.documents(), sources=OuterRef("pk"))
    return list(Entity.objects.filter(Exists(seen)))


def meetings(group: Group) -> QuerySet[Meeting]:
    """The meetings of the parent body, the latest first: for choices and agendas."""
    return (
        Meeting.objects.filter(body=group.parent_id)
        .select_related("body")
        .order_by("-planned_month")
    )


@dataclass(frozen=True)
class Shown:
    """A document whole: its issues with their versions and steps, and what the rules say."""

    document: Document
    symbol: str
    issues: list["ShownIssue"]
    liaison: Liaison | None
    replies: list[Document]
    request: PaperRequest | None
    """What an observer was asked for, where this is their information paper."""


@dataclass(frozen=True)
class ShownIssue:
    """An issue with its files, its log and its verdicts. `readable`: its text may be seen.

    `advice` is for those from whom it comes and those who check it.
    """

    issue: Issue
    symbol: str
    path: str
    sources: list[Entity]
    versions: list[LanguageVersion]
    steps: list[Step]
    verdicts: list[Verdict]
    advice: list[Advice]
    readable: bool


def shown(document: Document, sight: Sight, *, at: datetime) -> Shown:
    """A document with all that the reader may see of it; the newest issue first."""
    issues = (
        document.issues.select_related("submitted_by", "entity", "meeting__body")
        .prefetch_related("versions__file", "steps__meeting__body", "source_rows__entity")
        .order_by("-id")
    )
    made = []
    for issue in issues:
        issue.document = document
        readable = sight.shows(issue)
        is_stone = issue.state == "withdrawn" and issue.numbered_at is not None
        if not readable and not is_stone:
            continue
        made.append(
            ShownIssue(
                issue=issue,
                symbol=symbol_of_issue(issue),
                path=path_of_issue(issue),
                sources=[row.entity for row in issue.source_rows.all()],
                versions=list(issue.versions.all()) if readable else [],
                steps=list(issue.steps.all()),
                verdicts=timing.verdicts(issue, at=at),
                advice=advice_on(issue) if sight.is_own(issue) or sight.everything else [],
                readable=readable,
            )
        )
    replies = Document.objects.filter(sight.documents(), liaison__reply_to=document)
    return Shown(
        document=document,
        symbol=symbol_of(document),
        issues=made,
        liaison=Liaison.objects.filter(document=document).select_related("reply_to").first(),
        replies=list(replies.select_related("group__parent")),
        request=PaperRequest.objects.filter(issue__document=document).first(),
    )


@dataclass(frozen=True)
class Member:
    """A file for a ZIP: the name it has there, and its row, whose bytes are read when needed."""

    name: str
    version: LanguageVersion


def zip_members(sight: Sight, filter: Filter, *, most: int = 2_000) -> Iterator[Member]:
    """The files of the documents asked for, each issue that may be read, to be streamed."""
    found = matching(sight, replace(filter, order="symbol", descending=False))
    keys = found.order_by("series", "number").values_list("pk", flat=True)[:most]
    versions = (
        LanguageVersion.objects.filter(issue__document__in=list(keys))
        .select_related("issue__document__group__parent", "file")
        .defer("file__packed")
        .order_by("issue__document__series", "issue__document__number", "issue_id", "language")
    )
    used: set[str] = set()
    for version in versions.iterator(chunk_size=200):
        if not sight.shows(version.issue):
            continue
        name = file_name(version.issue, version.language, version.file.kind)
        if name in used:
            name = f"{version.pk}-{name}"
        used.add(name)
        yield Member(name, version)


def waiting_for_secretariat(group: Group | None = None) -> QuerySet[Issue]:
    """What the secretariat has to check, number or post, the oldest first."""
    rows = Issue.objects.filter(state__in=WAITING, posted_at=None)
    if group is not None:
        rows = rows.filter(document__group=group)
    return rows.select_related(
        "document__group__parent", "meeting__body", "entity", "submitted_by"
    ).order_by("received_at", "id")


def drafts_of(person: Person, group: Group) -> QuerySet[Issue]:
    """What a person has begun and not submitted, or got back, in a group."""
    return (
        Issue.objects.filter(
            document__group=group, submitted_by=person, state__in=("draft", "returned")
        )
        .select_related("document__group__parent", "meeting__body")
        .order_by("-created_at")
    )


def accesses_of(document: Document) -> list[tuple[str, datetime, str]]:
    """To whom the files of a confidential document were given: name, instant, language."""
    rows = Access.objects.filter(version__issue__document=document).order_by("-at")
    return [
        (name or "", at, language)
        for name, at, language in rows.values_list("person__name", "at", "version__language")
    ]
