"""Resolutions, clause by clause. All of it is public."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from comitia.mandates import queries
from comitia.people.access import Hidden
from comitia.reports.in_step import resolution_standing


def resolutions(request: HttpRequest) -> HttpResponse:
    """Every resolution, the newest first."""
    return render(request, "mandates/resolutions.html", {"resolutions": queries.resolutions()})


def resolution(request: HttpRequest, slug: str) -> HttpResponse:
    """A resolution, in the reader's language where there is one; each clause has its address."""
    wanted = request.GET.get("language") or get_language() or "en"
    found = queries.resolution_in(slug, wanted)
    if found is None:
        raise Hidden(slug)
    standing = resolution_standing(found)
    context = {
        "resolution": found,
        "versions": queries.languages_of(slug),
        "trace": queries.trace(found),
        "standing": standing,
        "apart": zip(standing.sentences(), standing.differences, strict=True),
    }
    return render(request, "mandates/resolution.html", context)
