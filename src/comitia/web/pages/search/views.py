"""Search in the mail that the reader may read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from comitia.archive import search as archive
from comitia.base import clock
from comitia.groups.queries import group_named
from comitia.web.door import asker, page_number


def search(request: HttpRequest) -> HttpResponse:
    """What fits ?q=, best first or newest first, within ?group= where given."""
    asked = request.GET.get("q", "").strip()[:500]
    named = request.GET.get("group", "")
    group = group_named(named) if named else None
    newest = request.GET.get("by") == "date"
    results = (
        archive.search(
            asker(request),
            asked,
            at=clock.now(),
            groups=[group] if group else None,
            page=page_number(request),
            newest_first=newest,
        )
        if asked
        else None
    )
    context = {"q": asked, "group": group, "results": results, "newest": newest}
    return render(request, "search/search.html", context)
