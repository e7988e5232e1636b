"""The glossary: read by everybody, kept by the secretariat."""

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comitia.base import clock
from comitia.base.languages import known_language
from comitia.glossary import actions, queries
from comitia.glossary.errors import BadConcept
from comitia.glossary.models import Concept, Subject
from comitia.glossary.rules import write_terms
from comitia.groups.access import allow
from comitia.groups.roles import may
from comitia.people.access import Hidden
from comitia.people.actors import acting
from comitia.people.models import Person
from comitia.web.door import asker, form_on
from comitia.web.pages.glossary.forms import ConceptForm
from comitia.web.pages.glossary.rows import row_of

ON_A_PAGE = 60


def _keeper(request: HttpRequest, at: datetime) -> Person:
    return allow(asker(request), "keep_glossary", at=at)


def _keeps(request: HttpRequest, at: datetime) -> bool:
    return bool(may(asker(request), "keep_glossary", None, at=at))


def _concept(key: str) -> Concept:
    found = queries.concept_named(key)
    if found is None:
        raise Hidden(key)
    return found


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """Concepts by name; those of ?subject=, and those with the words of ?q= in some language."""
    keeps = _keeps(request, clock.now())
    words = request.GET.get("q", "").strip()[:200]
    subject = request.GET.get("subject", "")
    subject = subject if subject in Subject.values else ""
    reader = known_language(get_language())
    ids = queries.concept_ids(words, subject=subject, language=reader, with_retired=keeps)
    page = Paginator(ids, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [row_of(each, reader=reader) for each in queries.concepts(page.object_list)],
        "words": words,
        "subject": subject,
        "subjects": Subject.choices,
        "keeps": keeps,
    }
    return render(request, "glossary/glossary.html", context)


@require_safe
def concept(request: HttpRequest, key: str) -> HttpResponse:
    """One concept: what it is called in each language, each term leading to a search for it."""
    found = _concept(key)
    row = row_of(found, reader=known_language(get_language()))
    context = {"row": row, "concept": found, "keeps": _keeps(request, clock.now())}
    return render(request, "glossary/concept.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Add a concept."""
    at = clock.now()
    keeper = _keeper(request, at)
    form = ConceptForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_concept(by=acting(keeper, at=at), at=at, **form.wanted())
        except BadConcept as refusal:
            form.refuse_all(refusal)
        else:
            messages.success(request, _("The concept is added."))
            return redirect("glossary:concept", key=made.key)
    return render(request, "glossary/form.html", {"form": form, "concept": None})


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, key: str) -> HttpResponse:
    """Change what a concept is called."""
    at = clock.now()
    keeper = _keeper(request, at)
    found = _concept(key)
    initial = {"subject": found.subject, "note": found.note, "review": found.review}
    lines = {code: write_terms(terms) for code, terms in queries.names_of(found).items()}
    form = ConceptForm(
        request.POST if request.method == "POST" else None, initial={**initial, **lines}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_concept(concept=found, by=acting(keeper, at=at), at=at, **form.wanted())
        except BadConcept as refusal:
            form.refuse_all(refusal)
        else:
            messages.success(request, _("The change is kept."))
            return redirect("glossary:concept", key=found.key)
    row = row_of(found, reader=known_language(get_language()))
    return render(request, "glossary/form.html", {"form": form, "concept": found, "row": row})


@form_on("glossary:concept", "key")
def retire(request: HttpRequest, key: str) -> HttpResponse:
    """Use a concept no more, or again."""
    at = clock.now()
    by = acting(_keeper(request, at), at=at)
    found = _concept(key)
    if request.POST.get("again"):
        actions.restore_concept(concept=found, by=by, at=at)
        messages.success(request, _("The concept is in use again."))
    else:
        actions.retire_concept(concept=found, by=by, at=at)
        messages.success(request, _("The concept is no longer in use."))
    return redirect("glossary:concept", key=found.key)
