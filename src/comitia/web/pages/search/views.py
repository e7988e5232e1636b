"""Search in the mail that the reader may read, and in what is open to all."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from comitia.archive import search as archive
from comitia.base import clock
from comitia.groups.access import group_for
from comitia.people.access import Hidden
from comitia.search.find import BEST, NEWEST, OLDEST
from comitia.web.door import asker, page_number
from comitia.web.pages.search.narrow import bars
from comitia.web.pages.search.rows import rows

MOST_LETTERS = 1_000
ORDERS = {"": BEST, "date": NEWEST, "oldest": OLDEST}


def search(request: HttpRequest) -> HttpResponse:
    """What fits ?q=, best first or by date, within ?group= where given."""
    at, person = clock.now(), asker(request)
    asked = request.GET.get("q", "").strip()[:MOST_LETTERS]
    group = None
    if name := request.GET.get("group", ""):
        try:
            group = group_for(person, name, at=at)
        except Hidden:
            group = None
    by = request.GET.get("by", "")
    by = by if by in ORDERS else ""
    exact = request.GET.get("exact") == "1"
    results = (
        archive.search(
            person,
            asked,
            at=at,
            groups=[group] if group else None,
            page=page_number(request),
            order=ORDERS[by],
            exact=exact,
        )
        if asked
        else None
    )
    kept = {"group": group.name if group else "", "by": by}
    context = {
        "q": asked,
        "group": group,
        "by": by,
        "exact": exact,
        "results": results,
        "rows": rows(results.hits) if results else "",
        "bars": bars(asked, results.counts) if results and results.counts else [],
        # What each link keeps, to be followed by its own ?q=.
        "kept": urlencode({key: value for key, value in kept.items() if value} | {"q": ""}),
    }
    return render(request, "search/search.html", context)
