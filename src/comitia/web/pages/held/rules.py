"""What happens to mail of a group: what follows from each rule, who is banned, who is trusted."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comitia.base import clock
from comitia.groups import seats
from comitia.groups.access import group_for
from comitia.groups.actions import hold_everything
from comitia.groups.models import Group
from comitia.groups.queries import moderated_seats, seat_at_address
from comitia.mail.errors import BadChoice
from comitia.mail.models import Ban, TrustedSender
from comitia.mail.moderate import actions
from comitia.mail.moderate.choices import choices_of, choose, end_trust, trust_sender
from comitia.mail.moderate.errors import BadBan
from comitia.people.models import Person
from comitia.web.door import asker
from comitia.web.forms import Form
from comitia.web.pages.groups.frame import head_of
from comitia.web.pages.held.rules_forms import (
    FIELDS,
    AddressForm,
    BanForm,
    ChoicesForm,
    PatternForm,
    chosen,
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest, name: str) -> HttpResponse:
    """What follows from each rule, and who is banned or trusted; several forms, one at a time."""
    at, person = clock.now(), asker(request)
    group = group_for(person, name, "moderate", at=at)
    assert person is not None
    act = request.POST.get("act", "")
    moderation = choices_of(group)
    forms: dict[str, Form] = {
        "choices": ChoicesForm(
            request.POST if act == "choices" else None,
            initial=chosen(moderation, group),
            moderation=moderation,
        ),
        "ban": BanForm(request.POST if act == "ban" else None, auto_id="ban_%s"),
        "pattern": PatternForm(request.POST if act == "pattern" else None, auto_id="pattern_%s"),
        "trust": AddressForm(request.POST if act == "trust" else None, auto_id="trust_%s"),
        "watch": AddressForm(request.POST if act == "watch" else None, auto_id="watch_%s"),
    }
    if request.method == "POST":
        form = forms.get(act)
        done = (
            DO[act](group, form, person, at)
            if form is not None and form.is_valid()
            else _undo(act, group, request.POST.get("which", ""), person, at)
        )
        if done:
            messages.success(request, _("That is kept."))
            return redirect("held:rules", name=group.name)
    context = {
        "group": group,
        "head": head_of(group, "held", person=person, at=at),
        "forms": forms,
        "bans": Ban.objects.filter(group=group).select_related("banned_by").order_by("pattern"),
        "patterns": moderation.patterns,
        "watched": moderated_seats(group),
        "trusted": TrustedSender.objects.filter(group=group)
        .select_related("trusted_by")
        .order_by("address"),
    }
    return render(request, "held/rules.html", context)


def _choose(group: Group, form: Any, by: Person, at: datetime) -> bool:
    try:
        with transaction.atomic():
            choose(group=group, by=by, at=at, **form.choices())
            on = form.cleaned_data["hold_everything"]
            hold_everything(group=group, on=on, by=by, at=at)
    except BadChoice as refusal:
        form.refuse(refusal, FIELDS.get(refusal.field))
        return False
    return True


def _ban(group: Group, form: Any, by: Person, at: datetime) -> bool:
    try:
        actions.ban(group=group, by=by, at=at, **form.cleaned_data)
    except BadBan as refusal:
        form.refuse(refusal, "pattern")
        return False
    return True


def _add_pattern(group: Group, form: Any, by: Person, at: datetime) -> bool:
    patterns = [*choices_of(group).patterns, form.cleaned_data]
    try:
        choose(group=group, by=by, at=at, patterns=patterns)
    except BadChoice as refusal:
        form.refuse(refusal, "pattern")
        return False
    return True


def _trust(group: Group, form: Any, by: Person, at: datetime) -> bool:
    trust_sender(group=group, address=form.cleaned_data["address"], by=by, at=at)
    return True


def _watch(group: Group, form: Any, by: Person, at: datetime) -> bool:
    seat = seat_at_address(group, form.cleaned_data["address"])
    if seat is None:
        form.add_error("address", _("Nobody has a seat under this address."))
        return False
    seats.moderate(seat=seat, by=by, at=at)
    return True


DO: dict[str, Callable[[Group, Any, Person, datetime], bool]] = {
    "choices": _choose,
    "ban": _ban,
    "pattern": _add_pattern,
    "trust": _trust,
    "watch": _watch,
}


def _undo(act: str, group: Group, which: str, by: Person, at: datetime) -> bool:
    """Take one out of a list; what is not in it any more is out of it."""
    number = int(which) if which.isascii() and which.isdecimal() and len(which) < 12 else 0
    match act:
        case "lift":
            for ban in Ban.objects.filter(group=group, pk=number):
                actions.lift_ban(ban=ban, by=by, at=at)
        case "distrust":
            for sender in TrustedSender.objects.filter(group=group, pk=number):
                end_trust(sender=sender, by=by, at=at)
        case "unwatch":
            for seat in moderated_seats(group).filter(pk=number):
                seats.trust(seat=seat, by=by, at=at)
        case "drop":
            kept = [one for one in choices_of(group).patterns if one["pattern"] != which]
            choose(group=group, by=by, at=at, patterns=kept)
        case _:
            return False
    return True
