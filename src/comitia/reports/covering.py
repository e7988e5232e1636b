"""What stands before the text of the report in its files, in the language of the paper."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from comitia.documents.publish.cover import Cover
from comitia.papers.blocks import Paper
from comitia.reports.models import Report, Version
from comitia.reports.words import VERSION


def cover_of(of: Report | Version, paper: Paper) -> Cover:
    """Body, group, number, version and day of the draft or of a version."""
    if isinstance(of, Version):
        return cover(of.report, paper, kind=of.kind, number=str(of.document or ""), at=of.at)
    return cover(of, paper, at=of.started_at)


def cover(report: Report, paper: Paper, *, kind: str = "", number: str = "", at: datetime) -> Cover:
    """The facts of a version of `kind` that is frozen `at`; without a kind, of the draft."""
    with override(paper.language):
        version = str(VERSION[kind]) if kind else _("draft")
    return Cover(
        body=settings.ORGANISATION,
        group=report.group.title,
        number=number,
        version=version,
        title=paper.title,
        date=at.date().isoformat() if kind else "",
        language=paper.language,
        original=report.language if paper.language != report.language else "",
        created=at,
    )
