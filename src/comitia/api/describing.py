"""Documents as the shapes of the API have them. Nothing here decides who may see what but names:
those of people are for those who read the register."""

from django.conf import settings

from comitia.api.shapes import (
    DocumentShape,
    FileShape,
    GroupShape,
    IssueShape,
    LineShape,
    ListShape,
    StepShape,
    VerdictShape,
)
from comitia.documents.access import Sight
from comitia.documents.advising import advice_said
from comitia.documents.models import LanguageVersion
from comitia.documents.notices import defects_said
from comitia.documents.queries import Line, Listing, Shown, ShownIssue
from comitia.documents.symbols import path_of
from comitia.groups.models import Group


def group_shape(group: Group) -> GroupShape:
    """A group."""
    return GroupShape(
        name=group.name,
        title=group.title,
        state=group.state,
        language=group.language,
        parent=group.parent.acronym,
        page=f"{settings.BASE_URL}/g/{group.name}/",
    )


def list_shape(listing: Listing) -> ListShape:
    """A page of the register."""
    return ListShape(
        total=listing.total,
        page=listing.number,
        pages=listing.pages,
        documents=[_line(each) for each in listing.lines],
    )


def _line(line: Line) -> LineShape:
    document = line.document
    return LineShape(
        path=line.path,
        symbol=line.symbol,
        series=document.series,
        title=line.title,
        source=document.source_line,
        state=document.state,
        question=document.question,
        languages=document.language_codes,
        meeting=document.meeting_id,
        is_late=document.is_late,
        is_confidential=document.is_confidential,
        is_new=line.is_new,
        is_read=line.read_at is not None,
        is_information=line.is_information,
        received_at=document.received_at,
        posted_at=document.posted_at,
    )


def document_shape(shown: Shown, sight: Sight) -> DocumentShape:
    """A document whole, as far as this reader may see it."""
    document = shown.document
    current = next((e.path for e in shown.issues if e.issue.pk == document.current_id), "")
    return DocumentShape(
        path=path_of(document),
        symbol=shown.symbol,
        series=document.series,
        state=document.state,
        is_public=document.is_public,
        current=current,
        page=f"{settings.BASE_URL}/g/{sight.group.name}/documents/{path_of(document)}/",
        issues=[_issue(each, sight) for each in shown.issues],
    )


def _issue(shown: ShownIssue, sight: Sight) -> IssueShape:
    issue = shown.issue
    knows = sight.reads or sight.everything or sight.is_own(issue)
    # Of a stone nothing stands but that it is one: its number, its dates, its reason.
    said = shown.readable
    sources = [each.name for each in shown.sources] + (
        [issue.source_text] * bool(issue.source_text)
    )
    return IssueShape(
        path=shown.path,
        symbol=shown.symbol,
        kind=issue.kind,
        state=issue.state,
        title=issue.title if said else "",
        abstract=issue.abstract if said else "",
        question=issue.question if said else "",
        purpose=issue.purpose if said else "",
        keywords=list(issue.keywords) if said else [],
        sources=sources if said else [],
        is_late=issue.is_late,
        is_confidential=issue.is_confidential,
        meeting=issue.meeting_id,
        received_at=issue.received_at,
        posted_at=issue.posted_at,
        missing=defects_said(issue.defects) if issue.state == "returned" else [],
        advice=advice_said(shown.advice),
        reason=issue.reason if knows or issue.state == "withdrawn" else "",
        files=[_file(each, shown.path, sight) for each in shown.versions],
        verdicts=[
            VerdictShape(
                about=each.about,
                judged=each.judged,
                rule=each.rule,
                last_day=each.last_day,
                exemption=each.exemption,
            )
            for each in shown.verdicts
        ],
        steps=[
            StepShape(
                event=each.event,
                state=each.state,
                at=each.at,
                by=str(each.by.get("name", "")) if knows else "",
                rule=each.rule,
                reason=each.reason if knows else "",
            )
            for each in shown.steps
        ],
    )


def _file(version: LanguageVersion, path: str, sight: Sight) -> FileShape:
    base = f"{settings.BASE_URL}/api/v1/groups/{sight.group.name}/documents/{path}"
    return FileShape(
        language=version.language,
        is_original=version.is_original,
        name=version.name,
        kind=version.file.kind,
        size_bytes=version.file.size_bytes,
        sha256=version.file.sha256,
        url=f"{base}/files/{version.language}",
    )
