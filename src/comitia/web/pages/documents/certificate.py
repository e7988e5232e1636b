"""The availability certificate: as a page, as text, and whole as JSON for who checks it."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comitia.base import clock
from comitia.documents import certificate as certificates
from comitia.documents.access import Sight
from comitia.documents.certificate import Certificate
from comitia.documents.models import Issue
from comitia.people.access import Refused
from comitia.web.door import asker
from comitia.web.pages.documents.document import find
from comitia.web.pages.groups.frame import short_head


@never_cache
@require_safe
def page(request: HttpRequest, name: str, path: str) -> HttpResponse:
    """When it was received, posted, first retrievable and notified; verdicts; the proof."""
    issue, sight, found = _certified(request, name, path)
    context = {
        "group": sight.group,
        "head": short_head(sight.group, "documents", standing=sight.standing),
        "certificate": found,
        "issue": issue,
        "path": path,
    }
    return render(request, "documents/certificate.html", context)


@never_cache
@require_safe
def text(request: HttpRequest, name: str, path: str) -> HttpResponse:
    """The certificate as plain text."""
    found = _certified(request, name, path)[2]
    return HttpResponse(certificates.as_text(found), content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def whole(request: HttpRequest, name: str, path: str) -> HttpResponse:
    """The certificate with all that is needed to check it without us."""
    found = _certified(request, name, path)[2]
    return JsonResponse(certificates.as_json(found), json_dumps_params={"ensure_ascii": False})


def _certified(request: HttpRequest, name: str, path: str) -> tuple[Issue, Sight, Certificate]:
    """What is certified. It names who did what and holds their entries: for those who read the
    register, and its submitter. Raises Hidden, Refused."""
    at = clock.now()
    found = find(asker(request), name, path, at=at)
    issue, sight = found.here.issue, found.sight
    if not (sight.reads or sight.everything or sight.is_own(issue)):
        raise Refused(_("The certificate names people. It is for those who read the register."))
    if not found.here.readable:
        raise Refused(issue.reason or _("It was withdrawn."))
    return issue, sight, certificates.certificate_of(issue, at=at)
