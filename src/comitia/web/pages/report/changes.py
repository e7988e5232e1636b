"""What changed from one version to another, or to the draft: by paragraph or in the whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.http import require_safe

from comitia.documents.publish.html import body_html
from comitia.people.access import Hidden
from comitia.reports import queries
from comitia.reports.comparing import ChangedPassage, changed_passages, redline
from comitia.reports.languages import languages_of, progress
from comitia.reports.models import Version
from comitia.reports.states import State, state_of
from comitia.web.pages.report.door import DRAFT, Visit, anybody
from comitia.web.pages.report.files import KINDS
from comitia.web.pages.report.shown import Ground, ground_of
from comitia.web.pages.report.texts import set_redline

HOW: dict[str, Promise] = {
    "added": gettext_lazy("added"),
    "changed": gettext_lazy("changed"),
    "deleted": gettext_lazy("deleted"),
    "moved": gettext_lazy("moved"),
}


@dataclass(frozen=True)
class ShownChange:
    """A paragraph that is not as it was, with what it rests on."""

    passage: ChangedPassage
    word: str
    html: SafeString
    grounds: list[Ground]


@require_safe
def changes(request: HttpRequest, name: str) -> HttpResponse:
    """Compare ?from= with ?to= (numbers of versions, or `draft`) in ?language=.

    ?whole=1 sets the whole text.
    """
    visit = anybody(request, name)
    choices = _choices(visit)
    old_name, new_name = _asked(request, choices)
    tongues = languages_of(visit.report)
    asked = request.GET.get("language", "")
    language = asked if asked in tongues else visit.report.language
    old, new = (_side(visit, each, language) for each in (old_name, new_name))
    whole = bool(request.GET.get("whole"))
    context = {
        **visit.context,
        "choices": choices,
        "old": old_name,
        "new": new_name,
        "tongues": tongues,
        "language": language,
        "query": _query(old_name, new_name, language if language != visit.report.language else ""),
        "whole": whole,
        "forms": list(KINDS) if old_name != new_name else [],
    }
    if old is not None and new is not None:
        rows = changed_passages(old.said, new.said)
        how = progress(new.translated)
        context |= {
            "version": new.version,
            "shown": {
                "language": language,
                "missing": how.segments - how.translated,
                "behind": how.behind,
            },
            "rows": [_shown(each, visit.group.name, language) for each in (() if whole else rows)],
            "count": len(rows),
            "html": _whole(old, new) if whole else None,
        }
    return render(request, "report/changes.html", context)


def _query(old: str, new: str, language: str) -> str:
    """The address of this comparison behind its question mark."""
    return urlencode({"from": old, "to": new} | ({"language": language} if language else {}))


def _choices(visit: Visit) -> list[tuple[str, str]]:
    rows = queries.versions_of(visit.report)
    seen = [each for each in rows if visit.reading.drafts or hasattr(each, "sending")]
    found = [(str(each.ordinal), f"{each.ordinal}. {each.kind_word}") for each in seen]
    if visit.reading.drafts:
        found.append((DRAFT, str(gettext_lazy("the draft, as it stands now"))))
    return found


def _asked(request: HttpRequest, choices: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """What is asked for; else the last two that there are."""
    names = [name for name, _word in choices]
    last = names[-1] if names else ""
    before = names[-2] if len(names) > 1 else last
    old, new = request.GET.get("from", before), request.GET.get("to", last)
    return (old if old in names else before), (new if new in names else last)


def _side(visit: Visit, name: str, language: str) -> State | None:
    try:
        return state_of(visit.side(name), language)
    except Hidden:
        return None


def _shown(each: ChangedPassage, group: str, language: str) -> ShownChange:
    old, new = each.old.text if each.old else "", each.new.text if each.new else ""
    return ShownChange(
        each,
        str(HOW[each.how]),
        set_redline(old, new, language, f"{each.key}"),
        [ground_of(cited, group) for cited in each.sources],
    )


def _whole(old: State, new: State) -> SafeString:
    if old.version and new.version and new.is_original:
        return _of_versions(old.version.pk, new.version.pk, get_language())
    return body_html(redline(old, new), prefix="w-")


@lru_cache(maxsize=16)
def _of_versions(old: int, new: int, reader: str | None) -> SafeString:
    """Neither ever changes: what leads from one to the other is found once."""
    rows = Version.objects.select_related("report__group").in_bulk([old, new])
    states = (state_of(rows[each]) for each in (old, new))
    return body_html(redline(*states), prefix="w-", in_words=reader or "en")
