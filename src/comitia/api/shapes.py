"""The shapes of what the API answers. Instants are RFC 3339 in UTC, languages BCP 47."""

from datetime import date, datetime

from ninja import Schema


class GroupShape(Schema):
    """A group, as everybody may know it."""

    name: str
    title: str
    state: str
    language: str
    parent: str
    page: str


class MeShape(Schema):
    """Who asks."""

    name: str
    language: str
    groups: list[str]


class LineShape(Schema):
    """A document as the list has it. `path` names it in addresses."""

    path: str
    symbol: str
    series: str
    title: str
    source: str
    state: str
    question: str
    languages: list[str]
    meeting: int | None
    is_late: bool
    is_confidential: bool
    is_new: bool
    is_read: bool
    is_information: bool
    received_at: datetime | None
    posted_at: datetime | None


class ListShape(Schema):
    """A page of the register."""

    total: int
    page: int
    pages: int
    documents: list[LineShape]


class FileShape(Schema):
    """A language version; `sha256` is of the bytes that `url` gives."""

    language: str
    is_original: bool
    name: str
    kind: str
    size_bytes: int
    sha256: str
    url: str


class VerdictShape(Schema):
    """What a rule says of an issue."""

    about: str
    judged: str
    rule: str
    last_day: date | None
    exemption: str


class StepShape(Schema):
    """Something that happened to an issue. `by` is empty for who may not know people."""

    event: str
    state: str
    at: datetime
    by: str
    rule: str
    reason: str


class IssueShape(Schema):
    """An issue of a document: itself, a revision, an addendum, a corrigendum.

    `advice` tells those from whom it comes, and those who check it, what is longer than advised.
    """

    path: str
    symbol: str
    kind: str
    state: str
    title: str
    abstract: str
    question: str
    purpose: str
    keywords: list[str]
    sources: list[str]
    is_late: bool
    is_confidential: bool
    meeting: int | None
    received_at: datetime | None
    posted_at: datetime | None
    missing: list[str]
    advice: list[str]
    reason: str
    files: list[FileShape]
    verdicts: list[VerdictShape]
    steps: list[StepShape]


class DocumentShape(Schema):
    """A document with its issues, the newest first; `current` is the path of what stands now."""

    path: str
    symbol: str
    series: str
    state: str
    is_public: bool
    current: str
    page: str
    issues: list[IssueShape]


class TextShape(Schema):
    """What a file says: `state` is read, waiting or refused."""

    state: str
    language: str
    text: str
    refusal: str
