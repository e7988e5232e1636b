"""What changed between two issues of a document, word by word."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comitia.base import clock
from comitia.documents import texts
from comitia.documents.kinds import MEDIA_TYPES
from comitia.documents.models import LanguageVersion
from comitia.documents.publish.bounds import TooLargeToPublish
from comitia.documents.publish.cover import Cover
from comitia.documents.publish.docx import docx_file
from comitia.documents.publish.fonts import FontsMissing
from comitia.documents.publish.html import body_html
from comitia.documents.publish.pdf import CannotSet, pdf_file
from comitia.documents.queries import Shown, ShownIssue
from comitia.documents.redline import compare, summary
from comitia.papers.blocks import Paper
from comitia.people.access import Hidden, Refused
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
    old, new, pair = _asked(request, found.shown)
    sight = found.sight
    head = short_head(sight.group, "documents", standing=sight.standing)

    def made() -> HttpResponse:
        context = _compared(pair) | {
            "group": sight.group,
            "head": head,
            "document": found.shown.document,
            "comparable": [each for each in found.shown.issues if each.readable and each.versions],
            "old": old,
            "new": new,
            "language": pair[1].language if pair else "",
            "kinds": KINDS,
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


class CannotCompare(Exception):
    """Two issues cannot be compared; the text says why."""


def _between(pair: tuple[LanguageVersion, LanguageVersion] | None) -> Paper:
    """The redline of two versions, in its turn. Raises CannotCompare."""
    if pair is None:
        raise CannotCompare(_("There is no language in which both issues are there."))
    papers = []
    for version in pair:
        read = texts.paper_of(version.file)
        if read is None:
            raise CannotCompare(_("A file is still being read. Load the page again in a moment."))
        if read.paper is None:
            raise CannotCompare(refusal_words(read.refusal, read.facts))
        papers.append(read.paper)
    if sum(len(each.blocks) for each in papers) > MOST_BLOCKS:
        raise CannotCompare(_("These texts are too long to be compared here."))
    with _turn() as has_turn:
        if not has_turn:
            raise CannotCompare(_("Too much is being compared just now. Try again in a moment."))
        # Changes are the source's, as everybody may know, and not its delegate's.
        entity = pair[1].issue.entity
        return compare(*papers, author=entity.name if entity else "")


def _compared(pair: tuple[LanguageVersion, LanguageVersion] | None) -> dict[str, Any]:
    """What the page shows of two versions."""
    try:
        between = _between(pair)
        html = body_html(between, below=1, prefix="t-", language=_language_of(pair))
    except CannotCompare as refusal:
        return {"refusal": str(refusal)}
    except TooLargeToPublish:
        return {"refusal": _("These texts are too long to be compared here.")}
    changed = summary(between)
    return {
        "html": html,
        "changed": len(changed),
        "words_in": sum(each.words_in for each in changed),
        "words_out": sum(each.words_out for each in changed),
    }


def _language_of(pair: tuple[LanguageVersion, LanguageVersion] | None) -> str:
    """The language of both, as far as it is known."""
    return pair[1].language if pair and not pair[1].language.startswith("?") else ""


KINDS: dict[str, tuple[str, Callable[[Paper, Cover], bytes]]] = {
    "docx": (MEDIA_TYPES["docx"], docx_file),
    "pdf": (MEDIA_TYPES["pdf"], pdf_file),
}


@never_cache
@require_safe
def taken(request: HttpRequest, name: str, path: str, kind: str) -> HttpResponse:
    """The redline as a Word file, whose changes can be accepted and rejected, or as PDF."""
    found = find(asker(request), name, path, at=clock.now())
    old, new, pair = _asked(request, found.shown)
    media_type, write = KINDS[kind]
    issue = new.issue
    group = found.sight.group
    try:
        between = _between(pair)
        cover = Cover(
            body=group.parent.acronym,
            group=group.name,
            number=f"{old.symbol} → {new.symbol}",
            title=issue.title,
            sources=tuple([each.name for each in new.sources] or [issue.source_text]),
            language=_language_of(pair),
        )
        data = write(between, cover)
    except (CannotCompare, FontsMissing) as refusal:
        raise Refused(str(refusal)) from refusal
    except (TooLargeToPublish, CannotSet) as error:
        raise Refused(_("This cannot be made as a file here. The page shows it.")) from error
    response = HttpResponse(data, content_type=media_type)
    shown = f"{group.name}-{old.path}-{new.path}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{shown}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _asked(
    request: HttpRequest, shown: Shown
) -> tuple[ShownIssue, ShownIssue, tuple[LanguageVersion, LanguageVersion] | None]:
    """The issues and the versions that the address asks for. Raises Hidden."""
    old = _issue(shown, request.GET.get("old", ""), first=False)
    new = _issue(shown, request.GET.get("new", ""), first=True)
    pair = _versions(old, new, request.GET.get("language", "")[:10])
    return old, new, pair


@contextmanager
def _turn() -> Iterator[bool]:
    has_turn = _comparing.acquire(timeout=WAIT_SECONDS)
    try:
        yield has_turn
    finally:
        if has_turn:
            _comparing.release()
