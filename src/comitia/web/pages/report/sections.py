"""The outline: add a section, move it, say what it answers and how far it is, retire it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comitia.mandates.models import Clause
from comitia.people.access import Hidden
from comitia.reports import access, outlining, queries
from comitia.reports.errors import ReportsRefusal
from comitia.reports.models import Section
from comitia.reports.rules import shortened
from comitia.web.door import form_on
from comitia.web.pages.report.door import Visit, editor
from comitia.web.pages.report.forms import HeadForm, PlaceForm, SectionForm, WhyForm
from comitia.web.pages.report.ground_forms import GroundForms
from comitia.web.pages.report.places import chosen_for_section, place_of_section, section_places


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def outline(request: HttpRequest, name: str) -> HttpResponse:
    """All sections in their order, and a form for one more."""
    visit = editor(request, name)
    content = queries.content_of(visit.report)
    places = section_places(content)
    posted = request.POST if request.method == "POST" else None
    form = SectionForm(posted, places=places, initial={"place": _last(places)})
    if posted is not None and form.is_valid():
        parent, after = chosen_for_section(visit.report, form.cleaned_data["place"])
        try:
            made = outlining.add_section(
                report=visit.report,
                heading=form.cleaned_data["heading"],
                parent=parent,
                after=after,
                by=visit.person,
                at=visit.at,
            )
            if form.cleaned_data["place"] == "first":
                outlining.move_section(
                    section=made, parent=None, after=None, by=visit.person, at=visit.at
                )
        except ReportsRefusal as refusal:
            form.refuse(refusal, "heading")
        else:
            messages.success(request, _("The section is added."))
            return redirect("report_section", name=name, slug=made.slug)
    retired = visit.report.sections.filter(state=Section.State.RETIRED).order_by("-retired_at")
    context = {
        **visit.context,
        "content": content,
        "form": form,
        "retired": retired,
        "deleted": queries.deleted_in(visit.report),
    }
    return render(request, "report/outline.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, name: str, slug: str) -> HttpResponse:
    """One section: its heading and state, what it answers, what it rests on, where it stands."""
    visit = editor(request, name)
    found = access.section_for(visit.visitor, name, slug, at=visit.at)
    if request.method != "POST":
        return section_page(request, visit, found)
    form = _head_form(visit, found, request)
    if form.is_valid():
        given = form.cleaned_data
        act: dict[str, Any] = {"section": found, "by": visit.person, "at": visit.at}
        try:
            outlining.rename_section(heading=given["heading"], was=given["was"], **act)
            outlining.set_section_state(state=given["state"], **act)
            clauses = Clause.objects.filter(pk__in=given["clauses"])
            outlining.answer_clauses(clauses=clauses, **act)
        except ReportsRefusal as refusal:
            form.refuse(refusal, "heading")
        else:
            messages.success(request, _("The section is changed."))
            return redirect(f"/g/{name}/report/#{slug}")
    return section_page(request, visit, found, form=form)


@form_on("report_section", "name", "slug")
def place(request: HttpRequest, name: str, slug: str) -> HttpResponse:
    """Put a section, with all it holds, elsewhere."""
    visit = editor(request, name)
    found = access.section_for(visit.visitor, name, slug, at=visit.at)
    form = _place_form(visit, found, request)
    if form.is_valid():
        parent, after = chosen_for_section(visit.report, form.cleaned_data["place"], but=found)
        try:
            outlining.move_section(
                section=found, parent=parent, after=after, by=visit.person, at=visit.at
            )
        except ReportsRefusal as refusal:
            form.refuse(refusal, "place")
        else:
            messages.success(request, _("The section is moved, with all it holds."))
            return redirect(f"/g/{name}/report/#{slug}")
    return section_page(request, visit, found, placing=form)


@form_on("report_section", "name", "slug")
def retire(request: HttpRequest, name: str, slug: str) -> HttpResponse:
    """Take an empty section out of the report."""
    visit = editor(request, name)
    found = access.section_for(visit.visitor, name, slug, at=visit.at)
    form = WhyForm(request.POST, auto_id="retire_%s")
    if form.is_valid():
        try:
            outlining.retire_section(
                section=found, reason=form.cleaned_data["reason"], by=visit.person, at=visit.at
            )
        except ReportsRefusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The section is retired."))
            return redirect("report_outline", name=name)
    return section_page(request, visit, found, retiring=form)


def section_page(
    request: HttpRequest,
    visit: Visit,
    found: Section,
    *,
    form: HeadForm | None = None,
    placing: PlaceForm | None = None,
    retiring: WhyForm | None = None,
    grounds: GroundForms | None = None,
) -> HttpResponse:
    """The page of one section, with whatever form came back."""
    content = queries.content_of(visit.report)
    part = next((each for each in content.parts if each.slug == found.slug), None)
    context = {
        **visit.context,
        "section": found,
        "part": part,
        "form": form or _head_form(visit, found, None),
        "placing": placing or (_place_form(visit, found, None) if part else None),
        "retiring": retiring or WhyForm(auto_id="retire_%s"),
        "grounds": grounds or GroundForms(visit, found),
        "is_empty": part is not None
        and not part.passages
        and not any(each.parent == found.slug for each in content.parts),
    }
    return render(request, "report/section.html", context)


def _head_form(visit: Visit, found: Section, request: HttpRequest | None) -> HeadForm:
    answered = list(found.clauses.select_related("section"))
    asked = [obligation.clause for obligation in queries.obligations_of(visit.report.group)]
    known = {clause.pk: clause for clause in [*asked, *answered]}
    return HeadForm(
        request.POST if request else None,
        clauses=[(pk, _clause_line(clause)) for pk, clause in known.items()],
        initial={
            "heading": found.heading,
            "was": found.heading,
            "state": found.state,
            "clauses": [clause.pk for clause in answered],
        },
    )


def _clause_line(clause: Clause) -> str:
    label = f"{clause.section.heading} {clause.label}".strip()
    return f"{label}: {shortened(clause.text, 120)}"


def _place_form(visit: Visit, found: Section, request: HttpRequest | None) -> PlaceForm:
    content = queries.content_of(visit.report)
    if not any(part.slug == found.slug for part in content.parts):
        raise Hidden(found.slug)
    return PlaceForm(
        request.POST if request else None,
        places=section_places(content, but=found.slug),
        initial={"place": place_of_section(content, found.slug)},
        auto_id="place_%s",
    )


def _last(places: list[tuple[str, object]]) -> str:
    """Behind the last section at the top."""
    return next((value for value, _name in reversed(places) if value.startswith("after:")), "first")
