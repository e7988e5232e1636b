"""Where the report answers what was asked, and who wrote which words of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comitia.reports import queries
from comitia.reports.paper import state_said
from comitia.web.pages.report.door import anybody, reader
from comitia.web.pages.report.shown import answered, ground_of


@require_safe
def trace(request: HttpRequest, name: str) -> HttpResponse:
    """The traceability table: what is asked, where it is answered, on what that rests."""
    visit = anybody(request, name)
    if visit.reading.drafts:
        content = queries.content_of(visit.report)
    else:
        sent = [each for each in queries.versions_of(visit.report) if hasattr(each, "sending")]
        content = queries.content_in(sent[-1])
    rows = queries.traced(content)
    context = {
        **visit.context,
        "rows": [
            (
                row,
                answered(row.asked),
                [ground_of(each, visit.group.name) for each in row.sources],
                state_said(row.state),
            )
            for row in rows
        ],
        "answered": sum(1 for row in rows if row.state != "unanswered"),
        "agreed": sum(1 for row in rows if row.state == "agreed"),
        "points": sum(len(row.points) for row in rows),
    }
    return render(request, "report/trace.html", context)


@require_safe
def blame(request: HttpRequest, name: str) -> HttpResponse:
    """Each paragraph with who wrote which of its words, when and why."""
    visit = reader(request, name)
    content = queries.content_of(visit.report)
    spans = queries.blamed_in(visit.report)
    parts = [
        (part, [(each, spans.get(each.key, [])) for each in part.passages])
        for part in content.parts
        if part.passages
    ]
    return render(request, "report/blame.html", {**visit.context, "parts": parts})
