"""The pages of a PDF as pictures, a few on a page of ours."""

from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comitia.archive.queries import Page
from comitia.base import clock
from comitia.documents.access import issue_for, version_for
from comitia.documents.filing import content_of
from comitia.documents.models import File
from comitia.documents.symbols import symbol_of_issue
from comitia.papers.pages import page_count
from comitia.papers.refusals import CannotRead
from comitia.people.access import Hidden
from comitia.web.door import asker, page_number
from comitia.web.pages.archive.parts import refusal_text
from comitia.web.pages.documents.files import MOST_PAGES, SECONDS
from comitia.web.pages.groups.frame import short_head

ON_A_PAGE = 8


@require_safe
def pages(request: HttpRequest, name: str, path: str, language: str) -> HttpResponse:
    """The pages of a PDF, drawn: for what its text alone does not show."""
    at, person = clock.now(), asker(request)
    issue, sight = issue_for(person, name, path, at=at)
    version = version_for(person, name, path, language, at=at)
    if version.file.kind != "pdf":
        raise Hidden(path)
    refusal, count = "", 0
    try:
        count = min(_count(version.file_id), MOST_PAGES)
    except CannotRead as error:
        refusal = refusal_text(error)
    page = Page.of(page_number(request), count, ON_A_PAGE)
    first = (page.number - 1) * ON_A_PAGE + 1
    context = {
        "group": sight.group,
        "head": short_head(sight.group, "documents", standing=sight.standing),
        "symbol": symbol_of_issue(issue),
        "issue": issue,
        "path": path,
        "version": version,
        "count": count,
        "numbers": range(first, min(first + ON_A_PAGE, count + 1)),
        "page": page,
        "refusal": refusal,
    }
    return render(request, "documents/pages.html", context)


# A file never changes, and a page of ours asks for each group of its pages.
@lru_cache(maxsize=200)
def _count(file_id: int) -> int:
    return page_count(content_of(File.objects.get(pk=file_id)), seconds=SECONDS)
