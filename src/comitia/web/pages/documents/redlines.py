"""What changed between two issues of a document, word by word."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comitia.base import clock
from comitia.documents import texts
from comitia.documents.models import LanguageVersion
from comitia.documents.publish.bounds import TooLargeToPublish
from comitia.documents.publish.html import body_html
from comitia.documents.queries import Shown, ShownIssue
from comitia.documents.redline import compare, summary
from comitia.papers.blocks import Paper
from comitia.people.access import Hidden
from comitia.web.conditional import unless_known
from comitia.web.door import asker
from comitia.web.pages.documents.document import find
from comitia.web.pages.documents.reading import chosen_version, refusal_words, text_state
from comitia.web.pages.groups.frame import short_head

MOST_BLOCKS = 20_000
# Comparing long texts takes seconds of the processor; who comes then waits so long.
AT_ONCE = 1
WAIT_SECONDS = 20
_comparing = threading.BoundedSemaphore(AT_ONCE)


@require_safe
def redline(request: HttpRequest, name: str, path: str) -> HttpResponse:
    """The newer of two issues with what came and what went, in one language of both."""
    at, person = clock.now(), asker(request)
    found = find(person, name, path, at=at)
    old = _issue(found.shown, request.GET.get("old", ""), first=False)
    new = _issue(found.shown, request.GET.get("new", ""), first=True)
    pair = _versions(old, new, request.GET.get("language", "")[:10])
    sight = found.sight
    head = short_head(sight.group, "documents", standing=sight.standing)

    def made() -> HttpResponse:
        context = _compared(old, new, pair) | {
            "group": sight.group,
            "head": head,
            "document": found.shown.document,
            "comparable": [each for each in found.shown.issues if each.readable and each.versions],
            "old": old,
            "new": new,
            "language": pair[1].language if pair else "",
        }
        return render(request, "documents/redline.html", context)

    state = (
        head.state,
        [(each.path, each.readable) for each in found.shown.issues],
        [(each.pk, text_state(each)) for each in pair or ()],
    )
    return unless_known(request, state, made, public=not (sight.reads or sight.everything))


def _issue(shown: Shown, path: str, *, first: bool) -> ShownIssue:
    """The issue that is named; else the newest, or the one before it. Raises Hidden."""
    readable = [each for each in shown.issues if each.readable and each.versions]
    named = next((each for each in readable if each.path == path), None)
    if named is not None:
        return named
    if path or not readable:
        raise Hidden(path)
    return readable[0] if first else readable[min(1, len(readable) - 1)]


def _versions(
    old: ShownIssue, new: ShownIssue, asked: str
) -> tuple[LanguageVersion, LanguageVersion] | None:
    """Both in one language: the one asked for, else the reader's, else the original's."""
    languages = {each.language for each in old.versions}
    both = [each for each in new.versions if each.language in languages]
    chosen = chosen_version(both, asked)
    if chosen is None:
        return None
    return next(e for e in old.versions if e.language == chosen.language), chosen


def _compared(
    old: ShownIssue, new: ShownIssue, pair: tuple[LanguageVersion, LanguageVersion] | None
) -> dict[str, Any]:
    if pair is None:
        return {"refusal": _("There is no language in which both issues are there.")}
    papers = []
    for version in pair:
        read = texts.paper_of(version.file)
        if read is None:
            return {"refusal": _("A file is still being read. Load the page again in a moment.")}
        if read.paper is None:
            return {"refusal": refusal_words(read.refusal, read.facts)}
        papers.append(read.paper)
    if sum(len(each.blocks) for each in papers) > MOST_BLOCKS:
        return {"refusal": _("These texts are too long to be compared here.")}
    with _turn() as has_turn:
        if not has_turn:
            return {"refusal": _("Too much is being compared just now. Try again in a moment.")}
        return _set(*papers, language=pair[1].language)


def _set(old: Paper, new: Paper, *, language: str) -> dict[str, Any]:
    between = compare(old, new)
    changed = summary(between)
    try:
        html = body_html(
            between, below=1, prefix="t-", language="" if language.startswith("?") else language
        )
    except TooLargeToPublish:
        return {"refusal": _("These texts are too long to be compared here.")}
    return {
        "html": html,
        "changed": len(changed),
        "words_in": sum(each.words_in for each in changed),
        "words_out": sum(each.words_out for each in changed),
    }


@contextmanager
def _turn() -> Iterator[bool]:
    has_turn = _comparing.acquire(timeout=WAIT_SECONDS)
    try:
        yield has_turn
    finally:
        if has_turn:
            _comparing.release()
