"""The register for programs: list, show, files, text, certificate; submit, revise, withdraw."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import File, Form, Path, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import ConfigDict, Field

from comitia.api.asking import asker, known_asker
from comitia.api.describing import document_shape, list_shape
from comitia.api.shapes import DocumentShape, ListShape, TextShape
from comitia.base import clock
from comitia.base.languages import LANGUAGES
from comitia.bodies.models import Meeting
from comitia.documents import actions, certificate, queries, texts
from comitia.documents.access import (
    Sight,
    document_for,
    issue_for,
    register_for,
    version_for,
)
from comitia.documents.actions import Facts
from comitia.documents.cover import Cover, cover_of
from comitia.documents.coverlines import split_names
from comitia.documents.errors import Lacking, TooManyFiles, WrongMeeting
from comitia.documents.filing import Given, content_of
from comitia.documents.intake import read_files, recognised
from comitia.documents.models import Issue, Series
from comitia.documents.queries import Filter, Order
from comitia.documents.rules import MOST_FILES, STATES
from comitia.documents.symbols import file_name
from comitia.people.access import Refused

router = Router(tags=["documents"])
MOST_ON_A_PAGE = 200


class Asked(Schema):
    """Which documents are asked for; what is left out asks for all."""

    series: str = ""
    state: str = ""
    source: str = Field("", description="A member by name, acronym or its word in addresses.")
    meeting: int | None = Field(None, description="0 for those of no meeting.")
    language: str = ""
    question: str = ""
    words: str = Field("", max_length=200)
    since: datetime | None = None
    unread: bool = False
    late: bool = False
    order: Order = "received"
    descending: bool = True
    page: int = Field(1, ge=1, le=1_000_000)
    per_page: int = Field(50, ge=1, le=MOST_ON_A_PAGE)


class Submitted(Schema):
    """The facts of a submission besides its files; those left out are read from the first file."""

    series: str = "C"
    languages: str = Field("", description="One for each file, in order, commas between.")
    title: str = Field("", max_length=500)
    source: str = Field("", max_length=1000, description="Names; semicolons between.")
    abstract: str = Field("", max_length=10_000)
    question: str = Field("", max_length=60)
    purpose: str = Field("", max_length=120)
    keywords: str = Field("", max_length=1000, description="Commas between.")
    meeting: int | None = None
    confidential: bool = False


class Revised(Schema):
    """What a further issue is, besides its files. What is left out stays as it was."""

    kind: Literal["revision", "addendum", "corrigendum"] = "revision"
    languages: str = Field("", description="One for each file, in order, commas between.")
    title: str = Field("", max_length=500)


class Withdrawn(Schema):
    """Why something is withdrawn; its stone says so."""

    model_config = ConfigDict(str_strip_whitespace=True)

    reason: str = Field(min_length=1, max_length=2_000)


@router.get("", response=ListShape)
def documents(request: HttpRequest, name: Path[str], asked: Query[Asked]) -> Any:
    """The documents of a group that the asker may see, a page at a time."""
    sight = register_for(asker(request), name, at=clock.now())
    person = sight.person
    listing = queries.listing(
        sight,
        _filter(asked, sight),
        page=asked.page,
        per_page=asked.per_page,
        new_since=queries.last_visit(person, sight.group) if person else None,
    )
    return list_shape(listing)


@router.get("/{path}", response=DocumentShape)
def document(request: HttpRequest, name: Path[str], path: str) -> Any:
    """A document with its issues, files, verdicts and steps."""
    at = clock.now()
    found, sight = document_for(asker(request), name, path, at=at)
    return document_shape(queries.shown(found, sight, at=at), sight)


@router.get("/{path}/files/{language}")
def file(request: HttpRequest, name: Path[str], path: str, language: str) -> HttpResponse:
    """The bytes of a language version as they came; `original` is one, too."""
    at, person = clock.now(), asker(request)
    wanted = "" if language == "original" else language
    version = version_for(person, name, path, wanted, at=at)
    actions.log_access(version=version, person=person, at=at)
    response = HttpResponse(content_of(version.file), content_type=version.file.media_type)
    shown = file_name(version.issue, version.language, version.file.kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(shown)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


@router.get("/{path}/text/{language}", response=TextShape)
def text(request: HttpRequest, name: Path[str], path: str, language: str) -> Any:
    """What a language version says, as plain text, once it has been read."""
    at, person = clock.now(), asker(request)
    wanted = "" if language == "original" else language
    version = version_for(person, name, path, wanted, at=at)
    actions.log_access(version=version, person=person, at=at)
    read = texts.paper_of(version.file)
    state = "waiting" if read is None else ("refused" if read.refusal else "read")
    return TextShape(
        state=state,
        language=version.language,
        text=read.plain if read else "",
        refusal=read.refusal if read else "",
    )


@router.get("/{path}/certificate")
def availability(request: HttpRequest, name: Path[str], path: str) -> HttpResponse:
    """The availability certificate, with all that is needed to check it elsewhere."""
    at = clock.now()
    issue, sight = issue_for(asker(request), name, path, at=at)
    if not (sight.reads or sight.everything or sight.is_own(issue)):
        raise Refused(_("The certificate names people. It is for those who read the register."))
    whole = certificate.as_json(certificate.certificate_of(issue, at=at))
    return JsonResponse(whole, json_dumps_params={"ensure_ascii": False})


@router.post("", response={201: DocumentShape})
def submit(
    request: HttpRequest, name: Path[str], said: Form[Submitted], files: File[list[UploadedFile]]
) -> Any:
    """Submit a document. Where nothing is odd it has its number in the answer; else it is
    `returned`, and `missing` says why. The instant of receipt is the server's."""
    at, person = clock.now(), known_asker(request)
    sight = register_for(person, name, at=at)
    given = _given(files, said.languages)
    _one_of(Series.values, said.series, "series", _("There are these series: %(codes)s."))
    files_read, read = read_files(given)
    issue = actions.submit(
        group=sight.group,
        series=said.series,
        files=files_read,
        cover=_cover(said, read),
        by=person,
        at=at,
        meeting=_meeting(said.meeting, sight.group.parent_id),
        facts=Facts(confidential=said.confidential, origin={"door": "api"}),
    )
    shown = queries.shown(issue.document, sight, at=at)
    return document_shape(shown, sight)


@router.post("/{path}/issues", response={201: DocumentShape})
def revise(
    request: HttpRequest,
    name: Path[str],
    path: str,
    said: Form[Revised],
    files: File[list[UploadedFile]],
) -> Any:
    """Submit a revision, an addendum or a corrigendum. What is not said stays as it was."""
    at, person = clock.now(), known_asker(request)
    found, sight = document_for(person, name, path, at=at)
    files_read, read = read_files(_given(files, said.languages))
    cover = cover_of(found.current) if found.current else read
    actions.revise(
        document=found,
        files=files_read,
        by=person,
        at=at,
        cover=replace(cover, title=said.title or cover.title, language=read.language),
        kind=Issue.Kind[said.kind.upper()],
        facts=Facts(origin={"door": "api"}),
    )
    found.refresh_from_db()
    return document_shape(queries.shown(found, sight, at=at), sight)


@router.post("/{path}/files/{language}", response={201: DocumentShape})
def translate(
    request: HttpRequest, name: Path[str], path: str, language: str, file: File[UploadedFile]
) -> Any:
    """Put a translation into one more language beside the original."""
    at, person = clock.now(), known_asker(request)
    issue, sight = issue_for(person, name, path, at=at)
    (given,), _read = read_files(_given([file], language))
    actions.add_language_version(issue=issue, file=given, by=person, at=at)
    return document_shape(queries.shown(issue.document, sight, at=at), sight)


@router.post("/{path}/withdraw", response=DocumentShape)
def withdraw(request: HttpRequest, name: Path[str], path: str, said: Form[Withdrawn]) -> Any:
    """Withdraw an issue; what stands for its document takes its addenda along. Its number stays."""
    at, person = clock.now(), known_asker(request)
    issue, sight = issue_for(person, name, path, at=at)
    actions.withdraw(issue=issue, reason=said.reason, by=person, at=at)
    issue.document.refresh_from_db()
    return document_shape(queries.shown(issue.document, sight, at=at), sight)


def _given(files: Sequence[UploadedFile], languages: str) -> list[Given]:
    """Files with the languages said of them, in order. Raises TooManyFiles, Lacking."""
    if len(files) > MOST_FILES:
        raise TooManyFiles(MOST_FILES)
    codes = [each.strip() for each in languages.split(",")] if languages else []
    for each in filter(None, codes):
        _one_of(LANGUAGES, each, "languages", _("Name languages as these: %(codes)s."))
    return [
        Given(each.name or "", each.read(), codes[place] if place < len(codes) else "")
        for place, each in enumerate(files)
    ]


def _cover(said: Submitted, read: Cover) -> Cover:
    """What was said; where nothing was, what the first file's own cover says."""
    sources, others = recognised(said.source) if said.source else (read.sources, None)
    return Cover(
        title=said.title or read.title,
        sources=sources,
        source_text=read.source_text if others is None else ", ".join(others),
        abstract=said.abstract or read.abstract,
        purpose=said.purpose or read.purpose,
        question=said.question or read.question,
        keywords=split_names(said.keywords) if said.keywords else read.keywords,
        contact=read.contact,
        language=read.language,
    )


def _meeting(key: int | None, body_id: int) -> Meeting | None:
    if not key:
        return None
    found = Meeting.objects.filter(pk=key, body=body_id).select_related("body").first()
    if found is None:
        raise WrongMeeting(_("That is no meeting of the body to which this group reports."))
    return found


def _one_of(codes: Sequence[str], said: str, field: str, sentence: str) -> None:
    """Raise Lacking, with the sentence that names the codes, unless what a field says is one."""
    if said not in codes:
        raise Lacking({field: sentence % {"codes": ", ".join(codes)}})


def _filter(asked: Asked, sight: Sight) -> Filter:
    """The questions as the store asks them. What there is not is an error, and finds not all."""
    if asked.series:
        _one_of(Series.values, asked.series, "series", _("There are these series: %(codes)s."))
    if asked.state:
        _one_of(STATES, asked.state, "state", _("There are these states: %(codes)s."))
    if asked.language:
        _one_of(LANGUAGES, asked.language, "language", _("Name languages as these: %(codes)s."))
    return Filter(
        series=asked.series,
        states=[asked.state] if asked.state else (),
        source=_source(asked.source, sight) if asked.source else None,
        meeting=asked.meeting,
        language=asked.language,
        question=asked.question,
        words=asked.words,
        since=asked.since,
        unread_by=sight.person if asked.unread else None,
        late=asked.late,
        order=asked.order,
        descending=asked.descending,
    )


def _source(words: str, sight: Sight) -> int:
    """The key of a member from whom the asker may see documents; 0, which nobody has, of others."""
    meant = words.strip().casefold()
    for each in queries.sources(sight):
        if meant in {each.name.casefold(), each.acronym.casefold(), each.slug}:
            return int(each.pk)
    return 0
