"""The documents of a meeting by item of its agenda, with languages and what is not as it should."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comitia.base import clock
from comitia.base.languages import LANGUAGES
from comitia.documents import queries, timing
from comitia.documents.access import register_for
from comitia.documents.agendas import AgendaItem, on_agenda
from comitia.people.access import Hidden
from comitia.web.conditional import unless_known
from comitia.web.door import asker
from comitia.web.pages.groups.frame import short_head
from comitia.web.templatetags.documents import meeting_words


@require_safe
def agendas(request: HttpRequest, name: str) -> HttpResponse:
    """The meetings of the parent body, each with its days and deadlines."""
    at = clock.now()
    sight = register_for(asker(request), name, at=at)
    meetings = [
        (
            meeting,
            meeting_words(meeting),
            timing.contribution_deadline(meeting, at=at),
            timing.availability_deadline(meeting, at=at),
            timing.translation_deadline(meeting, at=at),
        )
        for meeting in queries.meetings(sight.group)
    ]
    context = {
        "group": sight.group,
        "head": short_head(sight.group, "documents", standing=sight.standing),
        "meetings": meetings,
    }
    return render(request, "documents/agendas.html", context)


@require_safe
def agenda(request: HttpRequest, name: str, meeting_id: int) -> HttpResponse:
    """The documents for a meeting by agenda item, else by Question; with a language matrix."""
    at = clock.now()
    sight = register_for(asker(request), name, at=at)
    meeting = queries.meetings(sight.group).filter(pk=meeting_id).first()
    if meeting is None:
        raise Hidden(str(meeting_id))
    items = on_agenda(sight, meeting, at=at)
    head = short_head(sight.group, "documents", standing=sight.standing)

    def made() -> HttpResponse:
        lines = [line for item in items for line in item.lines]
        context = {
            "group": sight.group,
            "head": head,
            "meeting": meeting,
            "name": meeting_words(meeting),
            "items": items,
            "codes": LANGUAGES,
            "totals": [sum(line.languages[code] for line in lines) for code in LANGUAGES],
            "count": len(lines),
            "flagged": sum(bool(line.flags) for line in lines),
            "contributions": timing.contribution_deadline(meeting, at=at),
        }
        return render(request, "documents/agenda.html", context)

    state = (head.state, meeting.opens, [_state(each) for each in items])
    return unless_known(request, state, made, public=not (sight.reads or sight.everything))


def _state(item: AgendaItem) -> tuple[object, ...]:
    return (
        item.item,
        [
            (
                (each.line.path, each.line.title, each.line.document.state),
                (each.line.document.languages, each.line.document.source_line),
                [(verdict.about, verdict.judged) for verdict in each.verdicts],
                [(added.pk, added.ordinal) for added in each.line.additions],
            )
            for each in item.lines
        ],
    )
