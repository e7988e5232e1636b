"""Ask for a seat, confirm the address, answer for a delegate, leave. A GET never acts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from comitia.base import clock
from comitia.base.languages import known_language
from comitia.groups import seats, tokens
from comitia.groups.access import bearer_of_token, group_for, seat_for_token
from comitia.groups.errors import GroupsRefusal, NotEligible
from comitia.groups.models import Membership
from comitia.groups.queries import seat_of, seat_with_token, terms_at
from comitia.people.access import Hidden
from comitia.people.actors import acting
from comitia.people.queries import entity_of
from comitia.web.door import asker
from comitia.web.pages.groups.frame import head_of
from comitia.web.pages.joining.forms import ClaimForm, JoinForm, RefusalForm

reading_and_sending = require_http_methods(["GET", "HEAD", "POST"])


@reading_and_sending
def join(request: HttpRequest, name: str) -> HttpResponse:
    """Ask for a seat; a mail then shows that the address is the asker's."""
    at, person = clock.now(), asker(request)
    group = group_for(person, name, at=at)
    seat = seat_of(group, person) if person else None
    terms = terms_at(group, at)
    initial: dict[str, object] = {"language": known_language(get_language())}
    if person:
        initial |= {"name": person.name, "address": person.email, "language": person.language}
        initial["entity"] = entity_of(person, at=at)
    form = JoinForm(
        request.POST if request.method == "POST" else None, terms=terms, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            seats.request_seat(group=group, at=at, **form.cleaned_data)
        except NotEligible as refusal:
            form.refuse(refusal, "entity")
        except GroupsRefusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("joining:asked", name=group.name)
    context = {
        "group": group,
        "head": head_of(group, "join", person=person, at=at),
        "terms": terms,
        "form": form,
        "seat": seat,
    }
    return render(request, "joining/join.html", context)


def asked(request: HttpRequest, name: str) -> HttpResponse:
    """After asking: look into the mailbox. The same for everyone, whoever has a seat already."""
    at, person = clock.now(), asker(request)
    group = group_for(person, name, at=at)
    context = {"group": group, "head": head_of(group, "join", person=person, at=at)}
    return render(request, "joining/asked.html", context)


@never_cache
@reading_and_sending
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """What the bearer of the mailed link may do next with their request, and how it stands."""
    at = clock.now()
    seat = seat_for_token(tokens.CONFIRM, token)
    wants_member = seat.state == Membership.State.REQUESTED and seat.confirmed_at is not None
    form = ClaimForm(
        request.POST if wants_member and request.method == "POST" else None,
        terms=terms_at(seat.group, at),
    )
    if request.method == "POST":
        if not wants_member:
            seats.confirm_address(seat=seat, at=at)
            return redirect("joining:confirm", token=token)
        if form.is_valid():
            try:
                seats.claim_entity(seat=seat, entity=form.cleaned_data["entity"], at=at)
            except GroupsRefusal as refusal:
                form.refuse(refusal, "entity")
            else:
                return redirect("joining:confirm", token=token)
    context = {
        "seat": seat,
        "group": seat.group,
        "form": form,
        "token": token,
        "wants_member": wants_member,
    }
    return render(request, "joining/confirm.html", context)


@never_cache
@reading_and_sending
def validate(request: HttpRequest, token: str) -> HttpResponse:
    """The focal point's link from the mail: it shows who asks, and a button for yes and for no."""
    at = clock.now()
    seat = seat_for_token(tokens.VALIDATE, token)
    by = bearer_of_token(tokens.VALIDATE, token) or asker(request)
    if by is None:
        raise Hidden(token)
    form = RefusalForm(request.POST if "refuse" in request.POST else None)
    problem = ""
    if request.method == "POST":
        try:
            if "refuse" not in request.POST:
                seats.validate_seat(seat=seat, by=by, at=at)
                return redirect("joining:validate", token=token)
            if form.is_valid():
                seats.refuse_seat(seat=seat, by=by, reason=form.cleaned_data["reason"], at=at)
                return redirect("joining:validate", token=token)
        except GroupsRefusal as refusal:
            problem = str(refusal)
    context = {
        "seat": seat,
        "group": seat.group,
        "by": by,
        "form": form,
        "problem": problem,
        "token": token,
    }
    return render(request, "joining/validate.html", context)


@csrf_exempt
@never_cache
@reading_and_sending
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Leave by the link in each copy. POST acts without sign-in and never redirects (RFC 8058).

    The token is the right to do it, so there is no cross-site token besides: mail programs that
    press the button for a reader have none.
    """
    at = clock.now()
    seat = seat_with_token(token)
    if seat is None:
        raise Hidden(token)
    one_click = request.POST.get("List-Unsubscribe") == "One-Click"
    if one_click:
        seat = seats.leave(seat=seat, by=acting(seat.person, at=at, entity=seat.entity), at=at)
    context = {
        "seat": seat,
        "group": seat.group,
        "token": token,
        "is_open": seat.state in Membership.OPEN,
        "just_left": one_click,
    }
    return render(request, "joining/leave.html", context)
