"""A group: what it is for, who is in it, what it must do by when."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from comitia.archive.listing import latest_threads
from comitia.base import clock
from comitia.circulars.access import circulars_for
from comitia.documents import queries as queries_of_documents
from comitia.documents.access import sight_of
from comitia.groups import queries, roles
from comitia.groups.access import group_for
from comitia.groups.models import Group, Role
from comitia.people.access import Refused
from comitia.timetable import calendar as feed
from comitia.web.door import asker
from comitia.web.pages.groups.frame import head_of

LATEST_DOCUMENTS = 6


def _page(request: HttpRequest, name: str, here: str, **more: Any) -> HttpResponse:
    at = clock.now()
    person = asker(request)
    group = group_for(person, name, at=at)
    context = {"group": group, "head": head_of(group, here, person=person, at=at), **more}
    return render(request, f"groups/{here}.html", context)


def group(request: HttpRequest, name: str) -> HttpResponse:
    """Mandate, convener, eligibility, how to join, timetable, latest threads, members by entity."""
    at, person = clock.now(), asker(request)
    found = group_for(person, name, at=at)
    reads = roles.may(person, "read_archive", found, at=at)
    roster = queries.roster(found, person, at=at)
    return _page(
        request,
        name,
        "group",
        terms=queries.terms_at(found, at),
        convener=queries.convener(found, at=at),
        vice_conveners=queries.holders(found, Role.Kind.VICE_CONVENER, at=at),
        clauses=_clauses(found),
        circulars=circulars_for(person, at=at)
        .filter(group=found)
        .order_by("-issued_on", "language"),
        threads=latest_threads(found) if reads else None,
        documents=queries_of_documents.listing(
            sight_of(person, found, at=at), per_page=LATEST_DOCUMENTS
        ).lines,
        members=roster.entities if roster.complete or roster.entities else None,
        seat=queries.seat_of(found, person) if person else None,
    )


def _clauses(group: Group) -> list[Any]:
    return list(
        group.clauses.select_related("section__resolution").order_by(
            "section__position", "position"
        )
    )


def timetable(request: HttpRequest, name: str) -> HttpResponse:
    """The timetable as picture and table."""
    return _page(request, name, "timetable")


def calendar(request: HttpRequest, name: str) -> HttpResponse:
    """The timetable for calendar programs."""
    at = clock.now()
    found = group_for(asker(request), name, at=at)
    response = HttpResponse(feed.feed(found, at=at), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{found.name}.ics"'
    return response


def members(request: HttpRequest, name: str) -> HttpResponse:
    """Who is in the group, by the entities they speak for; for those who may know."""
    at, person = clock.now(), asker(request)
    found = group_for(person, name, at=at)
    verdict = roles.may(person, "see_members", found, at=at)
    if not verdict:
        raise Refused(verdict.reason)
    return _page(
        request,
        name,
        "members",
        roster=queries.roster(found, person, at=at),
        convener=queries.convener(found, at=at),
    )


def consultations(request: HttpRequest, name: str) -> HttpResponse:
    """What the group asks whom."""
    return _page(request, name, "consultations")
