"""Circulars as issued: public. Before that only the secretariat sees them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from comitia.base import clock
from comitia.base.languages import known_language
from comitia.circulars.access import circular_for, circulars_for
from comitia.circulars.series import MOST_DIGITS
from comitia.official.access import told_is_for
from comitia.official.amended import circular_amended
from comitia.official.queries import issued_letters
from comitia.people.access import Hidden
from comitia.web.door import asker
from comitia.web.pages.official.views import changes_of, line_of

MOST_LINES = 200


def circulars(request: HttpRequest) -> HttpResponse:
    """Every circular, the newest first: those drafted here, then those read from a file."""
    reader = known_language(get_language())
    context = {
        "circulars": circulars_for(asker(request), at=clock.now()),
        "lines": [line_of(each, reader) for each in issued_letters("circular")[:MOST_LINES]],
    }
    return render(request, "circulars/circulars.html", context)


def circular(request: HttpRequest, series: str, number: str) -> HttpResponse:
    """A circular in the reader's language where there is such a version, else the original."""
    at, person = clock.now(), asker(request)
    wanted = request.GET.get("language") or get_language() or ""
    try:
        found = circular_for(person, series, number, wanted, at=at)
    except Hidden:
        # Circulars that were drafted here have their page among the official letters.
        if not number.isdecimal() or len(number) > MOST_DIGITS:
            raise
        drafted = issued_letters("circular").filter(series__iexact=series, number=int(number))
        letter = drafted.first()
        if letter is None:
            raise
        return redirect("official:letter", slug=letter.slug)
    versions = (
        circulars_for(person, at=at)
        .filter(series=found.series, number=found.number)
        .order_by("-is_original", "language")
    )
    reader = known_language(get_language())
    amended = circular_amended(found)
    issued = [each for each in amended.amendments if each.issued_at is not None]
    context = {
        "circular": found,
        "versions": versions,
        "changes": changes_of(amended, found.language, reader),
        "amendments": [line_of(each, reader) for each in issued],
        "may_amend": found.issued_at is not None and told_is_for(person, at=at),
    }
    return render(request, "circulars/circular.html", context)
