"""Circulars as issued: public. Before that only the secretariat sees them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from comitia.base import clock
from comitia.circulars.access import circular_for, circulars_for
from comitia.web.door import asker


def circulars(request: HttpRequest) -> HttpResponse:
    """Every circular, the newest first."""
    found = circulars_for(asker(request), at=clock.now())
    return render(request, "circulars/circulars.html", {"circulars": found})


def circular(request: HttpRequest, series: str, number: str) -> HttpResponse:
    """A circular in the reader's language where there is such a version, else the original."""
    at, person = clock.now(), asker(request)
    wanted = request.GET.get("language") or get_language() or ""
    found = circular_for(person, series, number, wanted, at=at)
    versions = (
        circulars_for(person, at=at)
        .filter(series=found.series, number=found.number)
        .order_by("-is_original", "language")
    )
    return render(request, "circulars/circular.html", {"circular": found, "versions": versions})
