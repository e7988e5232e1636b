"""What members suggest: a form for each kind, the list, and an editor's decision."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from comitia.reports import access, queries, suggesting
from comitia.reports.errors import AlreadyDecided, ReportsRefusal
from comitia.reports.models import Suggestion
from comitia.web.door import form_on
from comitia.web.forms import Form
from comitia.web.pages.report.door import Visit, editor, reader, suggester
from comitia.web.pages.report.forms import WhyField, WritingForm
from comitia.web.pages.report.paragraphs import (
    LOOK,
    look,
    new_paragraph,
    place_of,
    present,
    revision_on,
    there,
)
from comitia.web.pages.report.texts import set_redline, set_text

ON_A_PAGE = 20
DELETE = "delete"


class DecisionForm(Form):
    """Why an editor accepts (as they like) or declines (always)."""

    reason = WhyField()


@require_safe
def suggestions(request: HttpRequest, name: str) -> HttpResponse:
    """What waits for an editor, the oldest first; ?all=1 shows what was decided too."""
    visit = reader(request, name)
    rows = visit.report.suggestions.select_related("paragraph", "section", "base")
    everything = bool(request.GET.get("all"))
    wanted = (
        rows.order_by("-number")
        if everything
        else rows.filter(state=Suggestion.State.OPEN).order_by("number")
    )
    page = Paginator(wanted, ON_A_PAGE).get_page(request.GET.get("page"))
    numbers = {each.key: each.number for each in queries.content_of(visit.report).passages()}
    context = {
        **visit.context,
        "page": page,
        "everything": everything,
        "rows": [
            (each, _where(each, numbers), _redline(each, visit.report.language))
            for each in page.object_list
        ],
        "decided": rows.exclude(state=Suggestion.State.OPEN).count(),
    }
    return render(request, "report/suggestions.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def suggestion(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """One suggestion: what it changes, what came of it; for editors, the decision."""
    visit = reader(request, name)
    found = access.suggestion_for(visit.visitor, name, number, at=visit.at)
    if request.method == "POST":
        visit = editor(request, name)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        act: dict[str, Any] = {
            "suggestion": found,
            "reason": reason,
            "by": visit.person,
            "at": visit.at,
        }
        try:
            if request.POST.get("act") == "decline":
                suggesting.decline_suggestion(**act)
                messages.success(request, _("The suggestion is declined."))
            else:
                return _accepted(request, visit, found, reason)
        except AlreadyDecided as refusal:
            messages.warning(request, str(refusal))
            return redirect("report_suggestion", name=name, number=number)
        except ReportsRefusal as refusal:
            form.refuse(refusal, "reason")
        else:
            return redirect("report_suggestions", name=name)
    numbers = {each.key: each.number for each in queries.content_of(visit.report).passages()}
    paragraph = found.paragraph
    now = present(paragraph) if paragraph and found.base else None
    moved_on = now is not None and found.base is not None and now.text != found.base.text
    context = {
        **visit.context,
        "suggestion": found,
        "where": _where(found, numbers),
        "html": _redline(found, visit.report.language),
        "form": form,
        "is_open": found.state == Suggestion.State.OPEN,
        "mine": visit.visitor is not None and found.person_id == visit.visitor.pk,
        "looked": look(visit, paragraph, found.text, found.base)
        if paragraph and found.base and moved_on and found.state == Suggestion.State.OPEN
        else None,
    }
    return render(request, "report/suggestion.html", context)


@form_on("report_suggestion", "name", "number")
def withdraw(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """Take one's own suggestion back."""
    visit = reader(request, name)
    found = access.suggestion_for(visit.visitor, name, number, at=visit.at)
    try:
        suggesting.withdraw_suggestion(suggestion=found, by=visit.person, at=visit.at)
        messages.success(request, _("The suggestion is withdrawn."))
    except ReportsRefusal as refusal:
        messages.warning(request, str(refusal))
    return redirect("report_suggestions", name=name)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: HttpRequest, name: str, key: str) -> HttpResponse:
    """Suggest another text for a paragraph, or that it be deleted."""
    visit = suggester(request, name)
    found = there(request, visit, key)
    now = present(found)
    posted = request.POST if request.method == "POST" else None
    deleting = (posted or request.GET).get("act") == DELETE
    form = WritingForm(posted, must_say_why=True, initial={"text": now.text, "on": now.serial})
    looked = None
    form.fields["text"].required = not deleting
    if posted is not None and posted.get("act") == LOOK:
        form.fields["reason"].required = False
    if posted is not None and form.is_valid():
        on = revision_on(found, form.cleaned_data["on"])
        act: dict[str, Any] = {
            "paragraph": found,
            "on": on,
            "reason": form.cleaned_data["reason"],
            "by": visit.person,
            "at": visit.at,
        }
        try:
            if deleting:
                return _thanked(request, suggesting.suggest_deletion(**act))
            if posted.get("act") == LOOK:
                looked = look(visit, found, form.cleaned_data["text"], on)
            else:
                text = form.cleaned_data["text"]
                return _thanked(request, suggesting.suggest_change(text=text, **act))
        except ReportsRefusal as refusal:
            form.refuse(refusal, "reason" if deleting else "text")
    context = {
        **visit.context,
        **place_of(queries.content_of(visit.report), found),
        "form": form,
        "looked": looked,
        "deleting": deleting,
        "suggesting": True,
        "html": set_text(now.text, visit.report.language, "now"),
    }
    return render(request, "report/edit.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def suggest_new(request: HttpRequest, name: str, slug: str) -> HttpResponse:
    """Suggest a new paragraph for a section, behind ?after= or as its last."""
    visit = suggester(request, name)

    def enter(**given: Any) -> HttpResponse:
        return _thanked(request, suggesting.suggest_insertion(**given))

    posted = request.POST if request.method == "POST" else None
    form = WritingForm(posted, must_say_why=True)
    if posted is not None and posted.get("act") == LOOK:
        form.fields["reason"].required = False
    return new_paragraph(request, visit, slug, form, enter, suggesting=True)


def _thanked(request: HttpRequest, made: Suggestion) -> HttpResponse:
    messages.success(
        request,
        _("Your suggestion is number %(number)s. An editor takes it in, or says why not.")
        % {"number": made.number},
    )
    return redirect("report_suggestion", name=made.report.group.name, number=made.number)


def _accepted(request: HttpRequest, visit: Visit, found: Suggestion, reason: str) -> HttpResponse:
    """Let it in, and say how. Raises ReportsRefusal."""
    written = suggesting.accept_suggestion(
        suggestion=found, reason=reason, by=visit.person, at=visit.at
    )
    if written.outcome == "alternatives":
        messages.warning(
            request,
            _("The paragraph says something else by now: both texts stand beside one another."),
        )
        key = written.revision.paragraph.key
        return redirect("report_choose", name=visit.group.name, key=key)
    messages.success(request, _("The suggestion is taken in, under its author’s name."))
    return redirect("report_suggestions", name=visit.group.name)


def _redline(found: Suggestion, language: str) -> SafeString:
    """What it would change in the text it was made on."""
    old = found.base.text if found.base else ""
    return set_redline(old, found.text, language, f"g{found.number}")


def _where(found: Suggestion, numbers: dict[str, str]) -> str:
    """The number of the paragraph it is about, as the report is numbered now."""
    return numbers.get(found.paragraph.key, "") if found.paragraph else ""
