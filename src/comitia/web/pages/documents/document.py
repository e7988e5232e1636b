"""One document: its facts, its issues and languages, what happened to it, and its text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from comitia.base import clock
from comitia.documents import actions, queries
from comitia.documents.access import Sight, document_for
from comitia.documents.advising import advice_said
from comitia.documents.models import LanguageVersion, Reading
from comitia.documents.queries import Shown, ShownIssue
from comitia.documents.symbols import path_of, understood
from comitia.people.access import Hidden
from comitia.people.models import Person
from comitia.web.conditional import unless_known
from comitia.web.door import asker
from comitia.web.pages.documents import reading
from comitia.web.pages.documents.offered import Offered, offered
from comitia.web.pages.groups.frame import short_head

MOST_READERS = 300


@dataclass(frozen=True)
class Found:
    """A document as an address names it, and the issue of it that is to be read."""

    shown: Shown
    here: ShownIssue
    sight: Sight

    @property
    def is_head(self) -> bool:
        """Whether that issue is the one that stands for the document."""
        return self.here.issue.pk == self.shown.document.current_id


def find(person: Person | None, name: str, path: str, *, at: datetime) -> Found:
    """The document and the issue that an address names. Raises Hidden."""
    whole = path.partition(".")[0] if path.startswith("in-") else path
    document, sight = document_for(person, name, whole, at=at)
    shown = queries.shown(document, sight, at=at)
    symbol = understood(path)
    if symbol is not None:
        canonical = symbol.path
    elif path == whole:
        canonical = path_of(document)
    else:
        key = int(path.partition(".")[2])
        canonical = next((each.path for each in shown.issues if each.issue.pk == key), path)
    if canonical == path_of(document):
        here = next((e for e in shown.issues if e.issue.pk == document.current_id), None)
    else:
        here = next((each for each in shown.issues if each.path == canonical), None)
    if here is None:
        raise Hidden(path)
    return Found(shown, here, sight)


def canonical_path(found: Found, path: str) -> str:
    """How our addresses spell it: of what stands for the document, by the document alone."""
    symbol = understood(path)
    names_issue = symbol is not None and symbol.kind != "original"
    names_issue = names_issue or "." in path
    return found.here.path if names_issue else path_of(found.shown.document)


@require_safe
def document(request: HttpRequest, name: str, path: str) -> HttpResponse:
    """A document or one of its issues: facts, files, log, text. A withdrawn one leaves a stone."""
    at, person = clock.now(), asker(request)
    found = find(person, name, path, at=at)
    canonical = canonical_path(found, path)
    if canonical != path:
        return redirect("documents:document", name=name, path=canonical)
    issue, sight = found.here.issue, found.sight
    version = reading.chosen_version(found.here.versions, request.GET.get("language", "")[:10])
    if person is not None and found.here.readable and request.method == "GET":
        actions.log_reading(person=person, document=found.shown.document, issue=issue, at=at)
    able = offered(issue, sight, at=at)
    readers = _readers(found) if sight.everything else []
    accesses = queries.accesses_of(found.shown.document) if sight.everything else []
    head = short_head(sight.group, "documents", standing=sight.standing)

    def made() -> HttpResponse:
        context = _context(found, version, able, canonical) | {
            "group": sight.group,
            "head": head,
            "readers": readers,
            "accesses": accesses,
        }
        return render(request, "documents/document.html", context)

    state = (
        head.state,
        found.shown.document.is_public,
        found.shown.document.agenda_item,
        [_issue_state(each) for each in found.shown.issues],
        [(each.pk, each.state) for each in found.shown.replies],
        version and (version.pk, reading.text_state(version)),
        able.state,
        [(each.person_id, each.last_at) for each in readers],
        len(accesses),
        (sight.reads, sight.everything),
    )
    return unless_known(request, state, made, public=not (sight.reads or sight.everything))


def _context(
    found: Found, version: LanguageVersion | None, able: Offered, path: str
) -> dict[str, Any]:
    here, shown = found.here, found.shown
    insider = found.sight.reads or found.sight.everything or found.sight.is_own(here.issue)
    text = reading.text_of(here.issue, version) if version is not None else None
    return {
        "shown": shown,
        "here": here,
        "issue": here.issue,
        "document": shown.document,
        "path": path,
        "is_head": found.is_head,
        "version": version,
        "text": text,
        "pages": version is not None and version.file.kind == "pdf",
        "offered": able,
        "knows_people": insider,
        "others": [each for each in shown.issues if each.issue.pk != here.issue.pk],
        "comparable": [each for each in shown.issues if each.readable and each.versions],
        "advice": advice_said(here.advice),
        "log": _log(found),
        "may_see_files": here.readable,
    }


def _log(found: Found) -> list[Mapping[str, Any]]:
    """The steps of all issues, the newest first."""
    rows = [
        {"symbol": each.symbol, "step": step, "who": step.by.get("name", "")}
        for each in found.shown.issues
        for step in each.steps
    ]
    return sorted(rows, key=lambda row: row["step"].pk, reverse=True)


def _readers(found: Found) -> Sequence[Reading]:
    rows = Reading.objects.filter(document=found.shown.document).select_related("person", "issue")
    return list(rows.order_by("-last_at")[:MOST_READERS])


def _issue_state(each: ShownIssue) -> tuple[object, ...]:
    """All that the page shows of an issue and that may change."""
    issue = each.issue
    return (
        (issue.pk, issue.state, issue.title, issue.abstract, issue.question, issue.purpose),
        (issue.keywords, issue.contact, issue.source_text, [e.pk for e in each.sources]),
        (issue.is_confidential, issue.is_late, issue.reason, issue.meeting_id),
        [(version.pk, version.language, version.is_original) for version in each.versions],
        [step.pk for step in each.steps],
        [(verdict.about, verdict.judged) for verdict in each.verdicts],
        [(advice.about, advice.words) for advice in each.advice],
        each.readable,
    )
