"""Steps of a document: each a form that calls one verb. What may not be done is not offered."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comitia.base import clock
from comitia.documents.errors import Lacking, RegisterRefusal
from comitia.documents.symbols import path_of_issue
from comitia.groups.errors import GroupsRefusal
from comitia.people.access import Hidden, Refused
from comitia.web.door import asker
from comitia.web.pages.documents.document import Found, find
from comitia.web.pages.documents.offered import StepKind, offered
from comitia.web.pages.documents.step_forms import SureForm
from comitia.web.pages.groups.frame import short_head


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, name: str, path: str, step: str) -> HttpResponse:
    """Take a step with an issue: ask for what it needs, then do it."""
    at, person = clock.now(), asker(request)
    found = find(person, name, path, at=at)
    issue, sight = found.here.issue, found.sight
    kind = next((e for e in offered(issue, sight, at=at).steps if e.name == step), None)
    if kind is None or person is None:
        raise Refused(
            _("That cannot be done with this document now, or not by you. Its page says what can.")
        )
    sent = request.method == "POST"
    form_class = kind.form or SureForm
    initial = {"item": found.shown.document.agenda_item} if step == "agenda" else None
    form = form_class(request.POST if sent else None, initial=initial)
    if sent and form.is_valid():
        try:
            kind.run(issue=issue, by=person, at=at, **form.cleaned_data)
        except Lacking as lacking:
            for field, error in lacking.errors.items():
                form.add_error(field if field in form.fields else None, error)
        except (RegisterRefusal, GroupsRefusal) as refusal:
            form.refuse(refusal)
        else:
            return _done(request, found, kind)
    context: dict[str, Any] = {
        "group": sight.group,
        "head": short_head(sight.group, "documents", standing=sight.standing),
        "found": found,
        "issue": issue,
        "path": path,
        "kind": kind,
        "form": form,
    }
    return render(request, "documents/step.html", context)


def _done(request: HttpRequest, found: Found, kind: StepKind) -> HttpResponse:
    """Say so, and show the document as it stands now, where there is still one to be shown."""
    messages.success(request, str(kind.said))
    name = found.sight.group.name
    issue = found.here.issue
    issue.refresh_from_db()
    document = issue.document
    document.refresh_from_db()
    if kind.name == "discard":
        return redirect("documents", name=name)
    path = path_of_issue(issue)
    try:
        find(found.sight.person, name, path, at=clock.now())
    except Hidden:
        return redirect("documents", name=name)
    return redirect("documents:document", name=name, path=path)
