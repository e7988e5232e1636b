"""The report as one document: the draft for its group, what was sent for everybody else."""

from collections import Counter

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comitia.base import clock
from comitia.base.languages import known_language
from comitia.groups import roles
from comitia.groups.access import group_for
from comitia.groups.models import Group
from comitia.people.access import Refused
from comitia.people.models import Person
from comitia.reports import queries
from comitia.reports.access import report_for
from comitia.reports.actions import start_report
from comitia.reports.errors import ReportsRefusal
from comitia.reports.languages import languages_of, segments
from comitia.reports.models import Revision, Suggestion
from comitia.reports.sending import PROOFS
from comitia.timetable.queries import Row
from comitia.web.conditional import unless_known
from comitia.web.door import asker, form_on
from comitia.web.pages.groups.frame import head_of
from comitia.web.pages.report.door import Visit
from comitia.web.pages.report.forms import StartForm
from comitia.web.pages.report.shown import shown, suggested_in


@require_safe
def report(request: HttpRequest, name: str) -> HttpResponse:
    """The report; in another language by ?language=. Before there is one, what will come."""
    at, person = clock.now(), asker(request)
    group = group_for(person, name, at=at)
    if queries.report_of(group) is None:
        form = StartForm(initial={"language": known_language(group.language)})
        return _not_begun(request, group, form)
    try:
        reading = report_for(person, name, at=at)
    except Refused as refusal:
        return _not_yet(request, group, person, str(refusal))
    return _document(request, Visit(reading, person, at))


@form_on("report", "name")
def start(request: HttpRequest, name: str) -> HttpResponse:
    """Begin the report, with a section for each thing the mandate asks."""
    at, person = clock.now(), asker(request)
    group = group_for(person, name, "edit_report", at=at)
    assert person is not None
    form = StartForm(request.POST)
    if form.is_valid():
        try:
            start_report(group=group, by=person, at=at, **form.cleaned_data)
        except ReportsRefusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The report is begun: one section for each thing asked."))
            return redirect("report", name=group.name)
    return _not_begun(request, group, form)


def _document(request: HttpRequest, visit: Visit) -> HttpResponse:
    found, reading = visit.report, visit.reading
    versions = [
        each for each in queries.versions_of(found) if reading.drafts or hasattr(each, "sending")
    ]
    here = None if reading.drafts else versions[-1]
    content = queries.content_of(found) if here is None else queries.content_in(here)
    languages = languages_of(found)
    language = request.GET.get("language", "")
    language = language if language in languages else found.language
    translated = segments(found, language, content) if language != found.language else []
    suggested = suggested_in(found) if reading.drafts else Counter()
    waiting = found.suggestions.filter(state=Suggestion.State.OPEN).count()
    last = Revision.objects.filter(paragraph__report=found).last() if reading.drafts else None
    head = head_of(visit.group, "report", person=visit.visitor, at=visit.at)

    def made() -> HttpResponse:
        context = {
            **visit.context,
            "head": head,
            "shown": shown(content, suggested=suggested, segments=translated, language=language),
            "version": here,
            "versions": versions,
            "tongues": languages,
            "waiting": waiting,
            "last": last,
            "points": sum(1 for _point in content.points()),
            "due": _due(head.rows),
        }
        return render(request, "report/report.html", context)

    state = (
        *(reading.drafts, reading.may_edit, reading.may_suggest, reading.may_freeze),
        *(reading.may_translate, head.state, language, languages, repr(content)),
        *(waiting, sorted(suggested.items()), last and last.pk),
        [(each.pk, hasattr(each, "sending")) for each in versions],
        [(each.translation_id, each.state) for each in translated],
    )
    return unless_known(request, state, made, public=not reading.drafts)


def _not_begun(request: HttpRequest, group: Group, form: StartForm) -> HttpResponse:
    """What will come and when; who may begin it gets the form."""
    at, person = clock.now(), asker(request)
    head = head_of(group, "report", person=person, at=at)
    context = {
        "group": group,
        "head": head,
        "due": _due(head.rows),
        "form": form if roles.may(person, "edit_report", group, at=at) else None,
    }
    return render(request, "report/none.html", context)


def _not_yet(
    request: HttpRequest, group: Group, person: Person | None, reason: str
) -> HttpResponse:
    """The draft is not for them, and nothing is sent yet: what will come and when."""
    head = head_of(group, "report", person=person, at=clock.now())
    context = {"group": group, "head": head, "due": _due(head.rows), "reason": reason}
    return render(request, "report/none.html", context)


def _due(rows: list[Row]) -> Row | None:
    """The row of the timetable that the next version of the report would meet."""
    proofs = set(PROOFS.values())
    ahead = [row for row in rows if row.milestone.proof in proofs and row.milestone.met_at is None]
    return next(iter(ahead), None)
