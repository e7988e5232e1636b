"""Circulars as issued. All of it is public; reading and confirming new ones is elsewhere."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from comitia.circulars.models import Circular
from comitia.people.access import Hidden


def circulars(request: HttpRequest) -> HttpResponse:
    """Every circular, the newest first."""
    found = Circular.objects.select_related("group", "resolution")
    return render(request, "circulars/circulars.html", {"circulars": found})


def circular(request: HttpRequest, series: str, number: str) -> HttpResponse:
    """A circular in the reader's language where there is such a version, else the original."""
    versions = list(
        Circular.objects.filter(series__iexact=series, number=number)
        .select_related("group", "resolution", "issuer")
        .order_by("-is_original", "language")
    )
    if not versions:
        raise Hidden(f"{series}-{number}")
    wanted = request.GET.get("language") or get_language()
    found = next((one for one in versions if one.language == wanted), versions[0])
    context = {"circular": found, "versions": versions}
    return render(request, "circulars/circular.html", context)
