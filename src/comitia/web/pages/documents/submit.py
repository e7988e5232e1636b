"""How a document comes in by the web: its files first, then its cover, looked at, then submitted.

Both steps are plain forms. Between them the document is a draft that only its author sees.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comitia.base import clock
from comitia.documents import actions, queries, rights, timing
from comitia.documents.access import Sight, register_for
from comitia.documents.actions import Facts
from comitia.documents.advising import advice_on, advice_said
from comitia.documents.cover import cover_of
from comitia.documents.deadlines import Deadline
from comitia.documents.errors import Lacking, NotAsked, RegisterRefusal
from comitia.documents.intake import read_files
from comitia.documents.models import Document, Issue, Series
from comitia.documents.notices import defects_said
from comitia.documents.symbols import path_of_issue, symbol_of_issue
from comitia.groups.errors import GroupsRefusal
from comitia.people.access import Refused
from comitia.people.models import Person
from comitia.web.door import asker
from comitia.web.forms import Form
from comitia.web.pages.documents.document import find
from comitia.web.pages.documents.submit_forms import (
    CoverForm,
    LiaisonForm,
    UploadForm,
    VersionsForm,
)
from comitia.web.pages.groups.frame import short_head
from comitia.web.templatetags.comitia import day

REFUSALS = (RegisterRefusal, GroupsRefusal)
FACTS_OF_WEB: Mapping[str, Any] = {"door": "web"}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, name: str) -> HttpResponse:
    """The first step: which series, for which meeting, which files. It makes a draft."""
    at, person, sight, series = _begun(request, name)
    sent = request.method == "POST"
    form = UploadForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        series=[each for each in series if each != Series.LIAISON],
        meetings=list(queries.meetings(sight.group)),
    )
    if sent and form.is_valid():
        said = form.cleaned_data
        # Reading takes a while: it is done before anything is written.
        files, cover = read_files(form.given())
        try:
            issue = actions.save_draft(
                group=sight.group,
                series=said["series"],
                files=files,
                cover=cover,
                by=person,
                at=at,
                meeting=said["meeting"],
                facts=Facts(
                    confidential=said["confidential"],
                    exemption=said.get("exemption") or "",
                    event_on=said.get("event_on"),
                    origin=dict(FACTS_OF_WEB),
                ),
            )
        except REFUSALS as refusal:
            form.refuse(refusal, "file1" if isinstance(refusal, RegisterRefusal) else None)
        else:
            return redirect("documents:correct", name=name, path=path_of_issue(issue))
    context = _context(sight) | {
        "form": form,
        "entity": rights.speaks_for(person, sight.group, at=at),
        "liaison": Series.LIAISON in series,
        "deadlines": _deadlines(sight),
        "most_bytes": settings.UPLOAD_BYTES,
        "mail_address": f"{sight.group.name}-contribution@{settings.MAIL_DOMAIN}",
    }
    return render(request, "documents/submit.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, name: str, path: str) -> HttpResponse:
    """The second step: the cover as it was read, to be mended; then it is submitted."""
    at, person = clock.now(), asker(request)
    found = find(person, name, path, at=at)
    issue = found.here.issue
    if person is None or not rights.owns(person, issue, at=at):
        raise Refused(_("Only who submitted it can correct this document."))
    versions = list(issue.versions.select_related("file"))
    is_open = issue.state in {"draft", "returned", "submitted"}
    sent = request.method == "POST"
    data = request.POST if sent else None
    form = CoverForm(data, initial=CoverForm.said_by(cover_of(issue)))
    of_files = VersionsForm(data, versions=versions) if is_open else None
    if sent and form.is_valid() and (of_files is None or of_files.is_valid()):
        language = of_files.original() if of_files else cover_of(issue).language
        try:
            done = actions.correct(
                issue=issue,
                cover=form.cover(language),
                by=person,
                at=at,
                languages=of_files.languages() if of_files else None,
            )
        except Lacking as lacking:
            for field, error in lacking.errors.items():
                form.add_error(field if field in form.fields else None, error)
        except REFUSALS as refusal:
            form.refuse(refusal)
        else:
            return _answered(request, name, done)
    context = _context(found.sight) | {
        "issue": issue,
        "symbol": found.here.symbol,
        "path": path,
        "form": form,
        "of_files": of_files,
        "versions": versions,
        "is_open": is_open,
        "defects": defects_said(issue.defects),
        "advice": advice_said(advice_on(issue)),
        "wrong": _together(form, of_files),
    }
    return render(request, "documents/correct.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def liaison(request: HttpRequest, name: str) -> HttpResponse:
    """Enter a liaison statement that came in, or issue one that goes out."""
    at, person, sight, series = _begun(request, name)
    if Series.LIAISON not in series:
        raise Refused(_("Liaison statements are entered by those who run the group."))
    answerable = Document.objects.filter(
        sight.documents(), series=Series.LIAISON, number__isnull=False
    ).select_related("group__parent")
    sent = request.method == "POST"
    form = LiaisonForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        answerable=list(answerable.order_by("-number")[:200]),
    )
    if sent and form.is_valid():
        files, read = read_files(form.given())
        try:
            issue = actions.issue_liaison(
                group=sight.group,
                files=files,
                cover=form.cover(read.language),
                by=person,
                at=at,
                facts=Facts(origin=dict(FACTS_OF_WEB)),
                **form.facts,
            )
        except Lacking as lacking:
            for field, error in lacking.errors.items():
                form.add_error(field if field in form.fields else None, error)
        except REFUSALS as refusal:
            form.refuse(refusal, "file1" if isinstance(refusal, RegisterRefusal) else None)
        else:
            return _answered(request, name, issue)
    return render(request, "documents/liaison.html", _context(sight) | {"form": form})


def _begun(request: HttpRequest, name: str) -> tuple[Any, Person, Sight, list[Series]]:
    """Who submits where, and in which series they may. Raises Hidden, Refused."""
    at, person = clock.now(), asker(request)
    assert person is not None
    sight = register_for(person, name, at=at)
    series = rights.series_open_to(person, sight.group, at=at)
    if not series and rights.needs_asking(sight.standing):
        raise Refused(str(NotAsked()))
    if not series:
        raise Refused(
            _(
                "Documents are submitted by the delegates of members in this group, and by those"
                " who run it. To become a delegate, register on the group’s page."
            )
        )
    return at, person, sight, series


def _answered(request: HttpRequest, name: str, issue: Issue) -> HttpResponse:
    """Tell how it stands, and lead to its page, or back to what is missing."""
    symbol, path = symbol_of_issue(issue), path_of_issue(issue)
    if issue.state == "returned" and issue.defects:
        messages.warning(request, _("Not submitted yet: something is missing. See below."))
        return redirect("documents:correct", name=name, path=path)
    said = {
        "submitted": _("It is submitted and waits to be checked. You will get a mail."),
        "numbered": _("It is registered as %(symbol)s. It will be posted by %(day)s."),
        "posted": _("It is registered as %(symbol)s and posted."),
        "late_held": _(
            "It is registered as %(symbol)s. It came after the deadline of its meeting and is held"
            " for the next; the Director may admit it."
        ),
    }.get(issue.state, _("It is kept: %(symbol)s."))
    posting = timing.posting_deadline(issue)
    when = day(posting.last_day) if posting else "–"
    messages.success(request, said % {"symbol": symbol, "day": when})
    return redirect("documents:document", name=name, path=path)


def _context(sight: Sight) -> dict[str, Any]:
    return {
        "group": sight.group,
        "head": short_head(sight.group, "documents", standing=sight.standing),
    }


def _deadlines(sight: Sight) -> list[tuple[Any, Deadline]]:
    """The meetings ahead, with the last day for contributions to each."""
    at = clock.now()
    found = []
    for meeting in queries.meetings(sight.group):
        deadline = timing.contribution_deadline(meeting, at=at)
        if deadline is not None and meeting.opens and meeting.opens >= at.date():
            found.append((meeting, deadline))
    return found


class _Together:
    """Two forms of one page, for one error summary."""

    def __init__(self, forms: list[Form]) -> None:
        self._forms = forms

    @property
    def errors(self) -> bool:
        return any(form.errors for form in self._forms)

    def non_field_errors(self) -> list[str]:
        return [str(error) for form in self._forms for error in form.non_field_errors()]

    def __iter__(self) -> Any:
        return (field for form in self._forms for field in form)


def _together(form: CoverForm, of_files: VersionsForm | None) -> _Together:
    return _Together([form, *([of_files] if of_files else [])])
