"""The register as a list; what is new in it; and that a reader has seen it."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comitia.archive.queries import Page
from comitia.base import clock
from comitia.documents import actions, queries, rights
from comitia.documents.access import Sight, may_treat, register_for
from comitia.documents.queries import Line
from comitia.documents.symbols import path_of_issue, symbol_of_issue
from comitia.documents.words import SERIES_PLURAL
from comitia.people.access import Refused
from comitia.web.conditional import unless_known
from comitia.web.door import asker, form_on, page_number
from comitia.web.pages.archive.sieve import with_query
from comitia.web.pages.documents.rows import rows
from comitia.web.pages.documents.sieve import asked, columns
from comitia.web.pages.groups.frame import head_of


@require_safe
def register(request: HttpRequest, name: str) -> HttpResponse:
    """The register of documents: by series, source, state, meeting, language and words; sorted."""
    at, person = clock.now(), asker(request)
    if any(not value for values in request.GET.lists() for value in values[1]):
        # A form sends its empty fields too; an address that is passed on is better without.
        return HttpResponseRedirect(with_query(request.GET))
    sight = register_for(person, name, at=at)
    group = sight.group
    since = _last_look(sight, at=at) if request.method == "GET" else None
    wanted = asked(request.GET, sight, since=since)
    totals = queries.totals(sight)
    found = queries.listing(
        sight,
        wanted.filter,
        page=page_number(request),
        new_since=since,
        all_told=sum(totals.values()),
    )
    new = queries.new_since(sight, since) if since else 0
    mine = list(queries.drafts_of(person, group)) if person else []
    may_submit = bool(person and rights.series_open_to(person, group, at=at))
    keeps = may_treat(sight, "keep_register")
    asked_of_me = rights.asked_of(person, group, sight.standing, at=at) if person else None
    head = head_of(group, "documents", person=person, at=at)
    context = {
        "group": group,
        "head": head,
        "asked": wanted,
        "columns": columns(request.GET, wanted.filter),
        "lines": found.lines,
        "count": found.total,
        "page": Page(found.number, found.pages),
        "totals": [(series, SERIES_PLURAL[series], number) for series, number in totals.items()],
        "total": sum(totals.values()),
        "new": new,
        "since": since,
        "mine": [(each, symbol_of_issue(each), path_of_issue(each)) for each in mine],
        "may_submit": may_submit,
        "keeps": keeps,
        "asks": may_treat(sight, "invite"),
        "asked_of_me": asked_of_me,
        "waiting": queries.waiting_for_secretariat(group).count() if keeps else 0,
        "reads": sight.reads or sight.everything,
        # The last of the choices is: for none.
        "has_meetings": len(wanted.meetings) > 1,
        "query": request.GET.urlencode(),
        "mail_address": f"{group.name}-contribution@{settings.MAIL_DOMAIN}",
    }
    state = (
        head.state,
        [_line_state(each) for each in found.lines],
        (found.total, found.pages, totals, new, since, may_submit, keeps, context["waiting"]),
        [(each.pk, each.state, each.title) for each in mine],
        asked_of_me and (asked_of_me.pk, asked_of_me.last_day),
        [(each.value, each.words) for each in (*wanted.sources, *wanted.meetings)],
    )
    public = not (sight.reads or sight.everything)
    return unless_known(
        request,
        state,
        lambda: render(
            request, "documents/register.html", {**context, "rows": rows(found.lines, group)}
        ),
        public=public,
    )


def _last_look(sight: Sight, *, at: datetime) -> datetime | None:
    """When the reader last said that they have seen all; their first look counts as that."""
    if sight.person is None or not (sight.reads or sight.everything):
        return None
    since = queries.last_visit(sight.person, sight.group)
    if since is None:
        actions.look_around(person=sight.person, group=sight.group, at=at)
    return since


def _line_state(line: Line) -> tuple[object, ...]:
    """All that the list shows of a document and that may change."""
    document = line.document
    return (
        (document.pk, line.path, document.state, line.title, document.source_line),
        (document.languages, document.received_at, document.posted_at, document.meeting_id),
        (document.is_late, document.is_confidential, line.is_new, line.read_at is not None),
        line.is_information,
        [(each.pk, each.kind, each.ordinal, each.state) for each in line.additions],
    )


@never_cache
@form_on("documents", "name")
def seen(request: HttpRequest, name: str) -> HttpResponse:
    """Say that one has seen all there is; what comes from then on is new."""
    at, person = clock.now(), asker(request)
    sight = register_for(person, name, at=at)
    if person is None:
        raise Refused(_("Sign in, so that it can be remembered what you have seen."))
    actions.look_around(person=person, group=sight.group, at=at)
    messages.success(request, _("From now on, what comes after this moment is marked as new."))
    return redirect("documents", name=sight.group.name)
