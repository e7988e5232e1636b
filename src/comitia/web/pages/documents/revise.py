"""A further issue of a document, and a translation beside its original; for those it comes from."""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comitia.base import clock
from comitia.documents import actions
from comitia.documents.actions import Facts
from comitia.documents.cover import cover_of
from comitia.documents.errors import LanguageTaken, RegisterRefusal
from comitia.documents.intake import read_files
from comitia.documents.models import Issue
from comitia.documents.symbols import path_of_issue, symbol_of_issue
from comitia.groups.errors import GroupsRefusal
from comitia.people.access import Refused
from comitia.people.models import Person
from comitia.web.door import asker
from comitia.web.pages.documents.document import Found, find
from comitia.web.pages.documents.file_fields import FilesForm
from comitia.web.pages.documents.offered import offered
from comitia.web.pages.documents.submit import FACTS_OF_WEB
from comitia.web.pages.documents.submit_forms import line
from comitia.web.pages.groups.frame import short_head

KINDS = [
    (Issue.Kind.REVISION, gettext_lazy("a revision: it takes the place of the document")),
    (Issue.Kind.ADDENDUM, gettext_lazy("an addendum: it adds to the document")),
    (Issue.Kind.CORRIGENDUM, gettext_lazy("a corrigendum: it corrects the document")),
]


class RevisionForm(FilesForm):
    """What the new issue is, and its files."""

    kind = forms.ChoiceField(
        label=gettext_lazy("It is"),
        choices=KINDS,
        widget=forms.RadioSelect,
        initial=Issue.Kind.REVISION,
    )
    title = line(
        gettext_lazy("Title"),
        required=True,
        error_messages={"required": gettext_lazy("Say what the document is called.")},
    )


class TranslationForm(FilesForm):
    """One file in one more language."""

    most_files = 1


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revise(request: HttpRequest, name: str, path: str) -> HttpResponse:
    """Submit a revision, an addendum or a corrigendum."""
    at = clock.now()
    person, found = _allowed(request, name, path, "may_revise")
    issue = found.here.issue
    old = cover_of(issue)
    sent = request.method == "POST"
    form = RevisionForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        initial={"kind": Issue.Kind.REVISION, "title": old.title},
    )
    if sent and form.is_valid():
        files, read = read_files(form.given())
        cover = replace(old, title=form.cleaned_data["title"], language=read.language)
        try:
            made = actions.revise(
                document=found.shown.document,
                files=files,
                by=person,
                at=at,
                cover=cover,
                kind=form.cleaned_data["kind"],
                facts=Facts(origin=dict(FACTS_OF_WEB)),
            )
        except (RegisterRefusal, GroupsRefusal) as refusal:
            form.refuse(refusal, "file1" if isinstance(refusal, RegisterRefusal) else None)
        else:
            made_path = path_of_issue(made)
            if made.state == "returned":
                messages.warning(request, _("Not submitted yet: something is missing. See below."))
                return redirect("documents:correct", name=name, path=made_path)
            messages.success(
                request, _("It is submitted: %(symbol)s.") % {"symbol": symbol_of_issue(made)}
            )
            return redirect("documents:document", name=name, path=made_path)
    return render(request, "documents/revise.html", _context(found, path) | {"form": form})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def translate(request: HttpRequest, name: str, path: str) -> HttpResponse:
    """Put a translation beside the original."""
    at = clock.now()
    person, found = _allowed(request, name, path, "may_translate")
    issue = found.here.issue
    sent = request.method == "POST"
    form = TranslationForm(request.POST if sent else None, request.FILES if sent else None)
    if sent and form.is_valid():
        (file,), _cover = read_files(form.given())
        try:
            actions.add_language_version(issue=issue, file=file, by=person, at=at)
        except (RegisterRefusal, GroupsRefusal) as refusal:
            beside = "language1" if isinstance(refusal, LanguageTaken) else "file1"
            form.refuse(refusal, beside)
        else:
            messages.success(request, _("The language version is added."))
            return redirect("documents:document", name=name, path=path)
    return render(request, "documents/translate.html", _context(found, path) | {"form": form})


def _allowed(request: HttpRequest, name: str, path: str, what: str) -> tuple[Person, Found]:
    at, person = clock.now(), asker(request)
    found = find(person, name, path, at=at)
    able = offered(found.here.issue, found.sight, at=at)
    if person is None or not getattr(able, what):
        raise Refused(_("Only those from whom the document comes can do this."))
    return person, found


def _context(found: Found, path: str) -> dict[str, Any]:
    return {
        "group": found.sight.group,
        "head": short_head(found.sight.group, "documents", standing=found.sight.standing),
        "issue": found.here.issue,
        "symbol": found.here.symbol,
        "path": path,
    }
