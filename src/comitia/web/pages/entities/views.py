"""The secretariat's list of members, with focal points, and of people."""

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comitia.base import clock
from comitia.groups.access import allow
from comitia.people import actions
from comitia.people.access import Hidden
from comitia.people.actors import acting
from comitia.people.models import Entity, Person
from comitia.people.queries import (
    entities_like,
    focal_point_tenures,
    people_like,
    people_of,
)
from comitia.web.door import asker, form_on
from comitia.web.pages.entities.forms import EntityForm, FocalPointForm

ON_A_PAGE = 100


def _keeper(request: HttpRequest, at: datetime) -> Person:
    return allow(asker(request), "keep_members", at=at)


def _entity(slug: str) -> Entity:
    found = Entity.objects.filter(slug=slug).first()
    if found is None:
        raise Hidden(slug)
    return found


@require_safe
def entities(request: HttpRequest) -> HttpResponse:
    """All members, or those whose name has certain words."""
    _keeper(request, clock.now())
    words = request.GET.get("q", "").strip()[:200]
    page = Paginator(entities_like(words), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "entities/entities.html", {"page": page, "words": words})


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a member."""
    at = clock.now()
    keeper = _keeper(request, at)
    form = EntityForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.enter_entity(by=acting(keeper, at=at), at=at, **form.cleaned_data)
        except actions.EntityKnown as refusal:
            form.refuse(refusal, "name")
        else:
            messages.success(request, _("%(name)s is entered.") % {"name": made.name})
            return redirect("entities:entity", slug=made.slug)
    return render(request, "entities/form.html", {"form": form, "entity": None})


@require_safe
def entity(request: HttpRequest, slug: str) -> HttpResponse:
    """One member: what is known of it, its focal points, its people."""
    at = clock.now()
    _keeper(request, at)
    found = _entity(slug)
    return _page(request, found, FocalPointForm(initial={"language": found.language}), at)


def _page(request: HttpRequest, found: Entity, form: FocalPointForm, at: datetime) -> HttpResponse:
    context = {
        "entity": found,
        "focal_points": focal_point_tenures(found),
        "people": people_of(found, at=at),
        "form": form,
    }
    return render(request, "entities/entity.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: HttpRequest, slug: str) -> HttpResponse:
    """Mend what is known of a member."""
    at = clock.now()
    keeper = _keeper(request, at)
    found = _entity(slug)
    fields = ("name", "acronym", "category", "country", "region", "language")
    initial = {field: getattr(found, field) for field in fields}
    form = EntityForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.amend_entity(entity=found, by=acting(keeper, at=at), at=at, **form.cleaned_data)
        except actions.EntityKnown as refusal:
            form.refuse(refusal, "name")
        else:
            messages.success(
                request, _("What is known of %(name)s is kept.") % {"name": found.name}
            )
            return redirect("entities:entity", slug=found.slug)
    return render(request, "entities/form.html", {"form": form, "entity": found})


@form_on("entities:entity", "slug")
def name_focal_point(request: HttpRequest, slug: str) -> HttpResponse:
    """Name a focal point, or end a tenure."""
    at = clock.now()
    by = acting(_keeper(request, at), at=at)
    found = _entity(slug)
    ending = request.POST.get("end", "")
    if ending:
        person = Person.objects.filter(pk=int(ending) if ending.isdecimal() else 0).first()
        if person is None:
            raise Hidden(ending)
        actions.end_focal_point(person=person, entity=found, by=by, at=at)
        messages.success(request, _("%(person)s is no longer focal point.") % {"person": person})
        return redirect("entities:entity", slug=found.slug)
    form = FocalPointForm(request.POST)
    if form.is_valid():
        try:
            row = actions.name_focal_point_at(entity=found, by=by, at=at, **form.cleaned_data)
        except actions.AddressTaken as refusal:
            form.refuse(refusal, "address")
        else:
            said = _("%(person)s is focal point of %(name)s.")
            messages.success(request, said % {"person": row.person, "name": found.name})
            return redirect("entities:entity", slug=found.slug)
    return _page(request, found, form, at)


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """People by name or address, with the members they belong to and the seats they have."""
    at = clock.now()
    _keeper(request, at)
    words = request.GET.get("q", "").strip()[:200]
    found = people_like(words) if words else Person.objects.none()
    found = found.prefetch_related("affiliations__entity", "memberships__group")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [
        (
            person,
            [row.entity for row in person.affiliations.all() if row.until is None],
            [seat for seat in person.memberships.all() if seat.state in seat.OPEN],
        )
        for person in page
    ]
    return render(request, "entities/people.html", {"page": page, "rows": rows, "words": words})
