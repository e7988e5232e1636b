"""What stands before the text of the report in its files, in the language of the paper."""

from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from comitia.documents.publish.cover import Cover
from comitia.papers.blocks import Paper
from comitia.reports.models import Report
from comitia.reports.states import State
from comitia.reports.words import VERSION


def cover_of(state: State) -> Cover:
    """Body, group, number, version and day of the draft or of a version.

    The draft has no number and is called by its hash: nobody takes it for what was frozen.
    """
    version = state.version
    if version is None:
        found = cover(state.report, state.paper, at=state.report.started_at)
        return replace(found, version=f"{found.version} {state.hash}")
    number = str(version.document or "")
    return cover(state.report, state.paper, kind=version.kind, number=number, at=version.at)


def cover_between(old: State, new: State) -> Cover:
    """The same of a redline: it is the newer state's, and numbered by both."""
    return replace(cover_of(new), number=f"{old.symbol} → {new.symbol}")


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
