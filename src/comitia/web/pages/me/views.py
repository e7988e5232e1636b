"""What waits for me, my seats, and how mail comes to me."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comitia.base import clock
from comitia.groups import seats
from comitia.groups.access import seat_for
from comitia.groups.errors import GroupsRefusal
from comitia.groups.models import Group, Membership
from comitia.groups.queries import pending_validations, seats_of
from comitia.mail.delivery import wish, wishes_of
from comitia.mail.errors import BadChoice
from comitia.mail.queries import waiting_for
from comitia.people import actions as people
from comitia.people.access import Hidden
from comitia.people.actors import acting
from comitia.people.models import Person
from comitia.people.queries import addresses_of, affiliations_at, entities_spoken_for
from comitia.timetable.queries import Row, next_due
from comitia.web.door import form_on
from comitia.web.pages.joining.forms import RefusalForm
from comitia.web.pages.me.forms import SelfForm, WishesForm


def _me(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


@login_required
def me(request: HttpRequest) -> HttpResponse:
    """My page."""
    return _page(request, SelfForm(initial=_described(_me(request))), {})


def _described(person: Person) -> dict[str, str]:
    return {"name": person.name, "language": person.language}


def _page(request: HttpRequest, form: SelfForm, wrong: Mapping[int, WishesForm]) -> HttpResponse:
    """My page; `wrong` holds forms that came back, by seat."""
    at, person = clock.now(), _me(request)
    held = waiting_for(person, at=at)
    seated = list(seats_of(person))
    context: dict[str, Any] = {
        "form": form,
        "seats": [(seat, wrong.get(seat.pk) or _wishes_form(seat, at=at)) for seat in seated],
        "due": _due([seat.group for seat in seated], at=at),
        "validations": pending_validations(person, at=at).count(),
        "held": list(held.items()),
        "spoken_for": entities_spoken_for(person, at=at),
        "affiliations": affiliations_at(person, at=at),
        "addresses": addresses_of(person) or [person.email],
    }
    return render(request, "me/me.html", context)


def _wishes_form(seat: Membership, *, at: datetime, data: Any = None) -> WishesForm:
    initial = asdict(wishes_of(seat, on=localdate(at)))
    return WishesForm(data, initial=initial, auto_id=f"id_{seat.pk}_%s")


def _due(groups: list[Group], *, at: datetime) -> list[tuple[Group, Row]]:
    """What each of these groups must do next, the most urgent first."""
    found = [(group, next_due(group, at=at)) for group in groups]
    due = [(group, row) for group, row in found if row is not None]
    return sorted(due, key=lambda each: (each[1].span.ends, each[0].name))


@form_on("me:me")
@login_required
def describe(request: HttpRequest) -> HttpResponse:
    """My name and language."""
    at, person = clock.now(), _me(request)
    form = SelfForm(request.POST)
    if not form.is_valid():
        return _page(request, form, {})
    people.describe(person=person, by=acting(person, at=at), at=at, **form.cleaned_data)
    messages.success(request, _("Your name and language are kept."))
    return redirect("me:me")


@form_on("me:me")
@login_required
def deliver(request: HttpRequest, seat_id: int) -> HttpResponse:
    """How mail of one group comes to me."""
    at, person = clock.now(), _me(request)
    seat = seat_for(person, seat_id, at=at)
    if seat.person_id != person.pk:
        raise Hidden(str(seat_id))
    form = _wishes_form(seat, at=at, data=request.POST)
    try:
        if form.is_valid():
            wish(seat=seat, wishes=form.wishes(), by=person, at=at)
    except BadChoice as refusal:
        form.refuse(refusal, refusal.field)
    if form.errors:
        return _page(request, SelfForm(initial=_described(person)), {seat.pk: form})
    messages.success(
        request, _("How mail of %(group)s comes to you is kept.") % {"group": seat.group.name}
    )
    return redirect("me:me")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def validations(request: HttpRequest) -> HttpResponse:
    """Those who ask to speak for my entities: yes, or no with a reason."""
    at, person = clock.now(), _me(request)
    wrong: RefusalForm | None = None
    problem = ""
    if request.method == "POST":
        seat = seat_for(person, _number(request.POST.get("seat", "")), at=at)
        try:
            if "refuse" in request.POST:
                form = RefusalForm(request.POST, prefix=str(seat.pk))
                if form.is_valid():
                    reason = form.cleaned_data["reason"]
                    seats.refuse_seat(seat=seat, by=person, reason=reason, at=at)
                    said = _("%(person)s is refused, and told why.")
                    messages.success(request, said % {"person": seat.person})
                    return redirect("me:validations")
                wrong = form
            else:
                seats.validate_seat(seat=seat, by=person, at=at)
                said = _("%(person)s is registered in %(group)s.")
                messages.success(request, said % {"person": seat.person, "group": seat.group.name})
                return redirect("me:validations")
        except GroupsRefusal as refusal:
            problem = str(refusal)
    rows = [
        (
            seat,
            wrong if wrong and wrong.prefix == str(seat.pk) else RefusalForm(prefix=str(seat.pk)),
        )
        for seat in pending_validations(person, at=at)
    ]
    context = {
        "rows": rows,
        "wrong": wrong,
        "problem": problem,
        "spoken_for": entities_spoken_for(person, at=at),
    }
    return render(request, "me/validations.html", context)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise Hidden(text)
    return int(text)
