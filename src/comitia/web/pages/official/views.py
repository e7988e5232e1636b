"""Official letters as issued: open to everybody. Who was sent them is for the secretariat."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from comitia.base import clock
from comitia.base.languages import known_language
from comitia.documents.publish.html import body_html
from comitia.groups.access import allow
from comitia.official.access import drafts_for, letter_for, told_is_for
from comitia.official.amended import Amended, amended_by, letter_amended
from comitia.official.attached import attached_for
from comitia.official.files import FORMS, NoFile, file_of
from comitia.official.kinds import kinds
from comitia.official.models import OfficialLetter
from comitia.official.queries import (
    issued_letters,
    letter_of,
    reference_of,
    subject_of,
    version_in,
)
from comitia.official.queries import (
    told as told_of,
)
from comitia.official.rendering import label_of
from comitia.official.superseding import Superseded, in_force, superseded
from comitia.official.wording import wording_in
from comitia.people.access import Hidden, Refused
from comitia.web.door import asker, page_number
from comitia.web.pages.official.forms import kind_names
from comitia.web.pages.queues.words import STATES

ON_A_PAGE = 50


@dataclass(frozen=True)
class Line:
    """A letter in a list, as the reader's language calls it where it can."""

    letter: OfficialLetter
    kind: str
    reference: str
    subject: str
    language: str


def line_of(letter: OfficialLetter, reader: str) -> Line:
    """A letter in a list for who reads a language."""
    version = version_in(letter, reader)
    language = version.language if version else letter.original
    return Line(
        letter,
        kind_names()[letter.kind],
        reference_of(letter, reader) if letter.issued_at else "",
        subject_of(letter, language),
        language,
    )


def changes_of(amended: Amended, language: str, reader: str) -> list[tuple[str, Superseded, str]]:
    """What corrigenda replaced: the field's name for the reader, the change, by which."""
    wording = wording_in(reader)
    return [
        (label_of(each.field, wording, amended.kind), each, reference_of(each.by, reader))
        for each in superseded(amended, language)
    ]


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """Every official letter, the newest first; of ?kind= only."""
    at, person, reader = clock.now(), asker(request), known_language(get_language())
    kind = request.GET.get("kind", "")
    kind = kind if kind in kinds() else ""
    page = Paginator(issued_letters(kind), ON_A_PAGE).get_page(page_number(request))
    context = {
        "page": page,
        "lines": [line_of(each, reader) for each in page.object_list],
        "kinds": kind_names(),
        "kind": kind,
        "drafts": [line_of(each, reader) for each in drafts_for(person, at=at)[:50]],
        "may_draft": told_is_for(person, at=at),
    }
    return render(request, "official/letters.html", context)


@require_safe
def letter(request: HttpRequest, slug: str) -> HttpResponse:
    """A letter in the reader's language where it was issued in that, else the original."""
    at, person, reader = clock.now(), asker(request), known_language(get_language())
    found = letter_for(person, slug, at=at)
    version = version_in(found, request.GET.get("language") or reader)
    assert version is not None
    shown, amended, belongs = letter_of(version), letter_amended(found), amended_by(found)
    context = {
        "letter": found,
        "version": version,
        "shown": shown,
        "html": body_html(shown.paper, language=version.language),
        "kind": kind_names()[found.kind],
        "forms": list(FORMS),
        "attached": attached_for(person, found, in_force(amended, version.language), at=at),
        "documents": f"/g/{found.group.name}/documents/" if found.group else "",
        "versions": [each for each in found.versions.all() if each.frozen],
        "changes": changes_of(amended, version.language, reader),
        "amendments": [line_of(each, reader) for each in found.amendments.all()],
        "corrects": belongs,
        "corrected": belongs.reference_in(reader) if belongs else "",
        "may_draft": told_is_for(person, at=at),
    }
    return render(request, "official/letter.html", context)


@require_safe
def file(request: HttpRequest, slug: str, language: str, form: str) -> HttpResponse:
    """A letter as a file, in a language in which it was issued."""
    found = letter_for(asker(request), slug, at=clock.now())
    version = version_in(found, language)
    if version is None or version.language != language or form not in FORMS:
        raise Hidden(form)
    try:
        data = file_of(version, form)
    except NoFile as refusal:
        raise Refused(str(refusal)) from refusal
    response = HttpResponse(data, content_type=FORMS[form])
    response["Content-Disposition"] = f'attachment; filename="{found.slug}.{language}.{form}"'
    return response


@require_safe
def told(request: HttpRequest, slug: str) -> HttpResponse:
    """Who was sent a letter, in which language, when, and what became of it."""
    at = clock.now()
    person = allow(asker(request), "issue_letter", at=at)
    found = letter_for(person, slug, at=at)
    context = {
        "letter": found,
        "reference": reference_of(found, known_language(get_language())),
        "rows": [(each, STATES.get(each.state, each.state)) for each in told_of(found)],
    }
    return render(request, "official/told.html", context)
