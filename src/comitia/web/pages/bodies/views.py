"""Bodies, their meetings and what they decided. All of it is public."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from comitia.base import clock
from comitia.bodies import queries
from comitia.bodies.models import Decision
from comitia.people.access import Hidden


def bodies(request: HttpRequest) -> HttpResponse:
    """Every body."""
    return render(request, "bodies/bodies.html", {"bodies": queries.bodies()})


def body(request: HttpRequest, slug: str) -> HttpResponse:
    """A body: officers, meetings, decisions, the groups below it."""
    found = queries.body_with_slug(slug)
    if found is None:
        raise Hidden(slug)
    context = {
        "body": found,
        "officers": queries.officers_of(found, at=clock.now()),
        "meetings": queries.meetings_of(found),
        "decisions": queries.decisions_of(found),
        "groups": found.groups.exclude(state="proposed"),
    }
    return render(request, "bodies/body.html", context)


def decisions(request: HttpRequest) -> HttpResponse:
    """What bodies decided, the latest first."""
    found = Decision.objects.select_related("body", "meeting").prefetch_related("established")
    return render(request, "bodies/decisions.html", {"decisions": found})
