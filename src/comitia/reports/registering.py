"""Enter a version into the group's register, where it gets its number as a report (R)."""

from datetime import datetime

from django.utils.translation import override

from comitia.documents.actions import submit
from comitia.documents.cover import Cover
from comitia.documents.filing import Given
from comitia.documents.models import Document, Series
from comitia.documents.publish.docx import docx_file
from comitia.people.actors import By, actor_of
from comitia.reports.content import Content
from comitia.reports.covering import cover
from comitia.reports.models import Report
from comitia.reports.paper import set_paper
from comitia.reports.words import VERSION


def register(report: Report, kind: str, content: Content, *, by: By, at: datetime) -> Document:
    """The document that a version of `kind` becomes, submitted as a DOCX to work with.

    Whoever may freeze may: that was judged before, so that it comes from the actor.
    """
    with override(report.language):
        purpose = str(VERSION[kind])
    paper = set_paper(content)
    issue = submit(
        group=report.group,
        series=Series.REPORT,
        files=[
            Given(
                f"{report.group.name}-{kind}.docx",
                docx_file(paper, cover(report, paper, kind=kind, at=at)),
                report.language,
            )
        ],
        cover=Cover(
            title=report.title,
            source_text=report.group.title[:300],
            purpose=purpose,
            language=report.language,
        ),
        by=actor_of(by, at=at),
        at=at,
    )
    return issue.document
