"""All files of a list as one ZIP, streamed: memory holds one file at a time."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from comitia.base import clock
from comitia.documents import actions, queries
from comitia.documents.access import register_for
from comitia.documents.queries import Member
from comitia.documents.zipped import streamed
from comitia.people.models import Person
from comitia.web.door import asker
from comitia.web.pages.documents.sieve import asked


@require_safe
def files(request: HttpRequest, name: str) -> HttpResponseBase:
    """The files of what the list shows, by the same questions as the list."""
    at, person = clock.now(), asker(request)
    sight = register_for(person, name, at=at)
    since = queries.last_visit(person, sight.group) if person else None
    wanted = asked(request.GET, sight, since=since)
    response: HttpResponseBase
    if request.method == "HEAD":
        response = HttpResponse(content_type="application/zip")
    else:
        members = _noted(queries.zip_members(sight, wanted.filter), person)
        response = StreamingHttpResponse(streamed(members), content_type="application/zip")
    shown = f"{sight.group.name}-{at:%Y%m%d}"
    response["Content-Disposition"] = f'attachment; filename="{shown}.zip"'
    response["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, private=True, no_store=True)
    return response


def _noted(members: Iterator[Member], person: Person | None) -> Iterator[Member]:
    """The members; to whom a confidential file is given is written down as it goes out."""
    for member in members:
        actions.log_access(version=member.version, person=person, at=clock.now())
        yield member
