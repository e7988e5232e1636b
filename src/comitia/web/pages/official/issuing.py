"""The secretariat looks at who gets a letter, and issues just that; or begins a corrigendum."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from comitia.base import clock
from comitia.circulars.access import circular_for
from comitia.groups.access import allow
from comitia.official import actions
from comitia.official.access import letter_for
from comitia.official.errors import BadTemplate, OfficialRefusal, Unready
from comitia.web.door import asker, form_on
from comitia.web.pages.official.opening import name_of, opened


@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Who would get the letter, in which language, and what is late; then issue just that."""
    at = clock.now()
    letter, person = opened(request, draft_id, at)
    if request.method == "POST":
        try:
            seal = request.POST.get("seal", "")
            done = actions.issue(letter=letter, by=person, at=at, seal=seal or "none")
        except OfficialRefusal as refusal:
            messages.error(request, str(refusal))
            return redirect("official:issue", draft_id=letter.pk)
        said = ngettext(
            "Issued: it is on its way to %(number)s focal point.",
            "Issued: it is on its way to %(number)s focal points.",
            done.sent,
        )
        messages.success(request, said % {"number": done.sent})
        return redirect("official:letter", slug=done.letter.slug)
    context: dict[str, Any] = {"letter": letter, "name": name_of(letter)}
    try:
        context["look"] = seen = actions.look(letter, at=at)
        context["there"] = {version.language for version, _ in seen.versions}
    except Unready as refusal:
        context["lacking"] = list(refusal.errors.items())
    except BadTemplate as refusal:
        context["lacking"] = [("", str(refusal))]
    return render(request, "official/issue.html", context)


@form_on("official:letter", "slug")
def amend(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a corrigendum or an addendum to an issued letter."""
    at = clock.now()
    person = allow(asker(request), "issue_letter", at=at)
    letter = letter_for(person, slug, at=at)
    kind = request.POST.get("kind", "")
    try:
        made = actions.draft_amendment(letter=letter, kind=kind, by=person, at=at)
    except OfficialRefusal as refusal:
        messages.error(request, str(refusal))
        return redirect("official:letter", slug=letter.slug)
    return redirect("official:draft", draft_id=made.pk)


@form_on("circular", "series", "number")
def amend_circular(request: HttpRequest, series: str, number: str) -> HttpResponse:
    """Begin a corrigendum or an addendum to a circular that was read from a file."""
    at = clock.now()
    person = allow(asker(request), "issue_letter", at=at)
    circular = circular_for(person, series, number, "", at=at)
    kind = request.POST.get("kind", "")
    try:
        made = actions.draft_amendment_to_circular(circular=circular, kind=kind, by=person, at=at)
    except OfficialRefusal as refusal:
        messages.error(request, str(refusal))
        return redirect("circular", series=series, number=number)
    return redirect("official:draft", draft_id=made.pk)
