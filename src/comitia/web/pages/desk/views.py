"""What the secretariat sets for one group. Each act is one verb, which judges who may."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comitia.base import clock
from comitia.bodies import actions as bodies
from comitia.bodies.models import Meeting
from comitia.groups import actions as groups
from comitia.groups import officers
from comitia.groups.access import group_for
from comitia.groups.models import Group, Role
from comitia.people import actions as people
from comitia.people.access import Hidden
from comitia.people.actors import acting
from comitia.people.models import Person
from comitia.people.queries import addresses_of, held_at
from comitia.web.door import asker, form_on
from comitia.web.pages.desk.forms import MeetingForm, OfficerForm
from comitia.web.pages.groups.frame import head_of


def _group(request: HttpRequest, name: str, action: str, at: datetime) -> tuple[Group, Person]:
    """The group and who asks, if they may do `action` in it. Raises Hidden, Refused."""
    person = asker(request)
    group = group_for(person, name, action, at=at)
    assert person is not None
    return group, person


@require_safe
def desk(request: HttpRequest, name: str) -> HttpResponse:
    """The list, the officers, the meetings of one group."""
    at = clock.now()
    group, _person = _group(request, name, "change_timetable", at)
    return _page(request, group, at)


def _page(
    request: HttpRequest,
    group: Group,
    at: datetime,
    *,
    officer_form: tuple[int, OfficerForm] | None = None,
    meeting_form: tuple[int, MeetingForm] | None = None,
) -> HttpResponse:
    """The page; a form that was refused comes back in its place, by its row's id."""
    roles = Role.objects.filter(held_at(at), group=group).select_related("person", "entity")
    meetings = Meeting.objects.filter(milestones__group=group).select_related("body").distinct()
    wrong = (officer_form or meeting_form or (0, None))[1]
    context = {
        "group": group,
        "head": head_of(group, "desk", person=asker(request), at=at),
        "wrong": wrong,
        "officers": [
            (
                role,
                addresses_of(role.person),
                officer_form[1]
                if officer_form and officer_form[0] == role.pk
                else OfficerForm(prefix=f"officer-{role.pk}"),
            )
            for role in roles.order_by("since")
        ],
        "meetings": [
            (
                meeting,
                meeting_form[1]
                if meeting_form and meeting_form[0] == meeting.pk
                else MeetingForm(
                    prefix=f"meeting-{meeting.pk}",
                    initial={"opens": meeting.opens, "closes": meeting.closes},
                ),
            )
            for meeting in meetings.order_by("planned_month")
        ],
    }
    return render(request, "desk/desk.html", context)


@form_on("desk:desk", "name")
def open_or_close(request: HttpRequest, name: str) -> HttpResponse:
    """Let the list take registrations and mail, or no more."""
    at = clock.now()
    group, person = _group(request, name, "issue_circular", at)
    by = acting(person, at=at)
    if "open" in request.POST:
        groups.open_reflector(group=group, by=by, at=at)
        messages.success(request, _("The list is open: it takes registrations and mail."))
    elif "close" in request.POST:
        groups.close_reflector(group=group, by=by, at=at)
        messages.success(request, _("The list is closed. The archive stays."))
    return redirect("desk:desk", name=group.name)


@form_on("desk:desk", "name")
def officer(request: HttpRequest, name: str, role_id: int) -> HttpResponse:
    """Enter the address of an officer; they get their seat and are welcomed by mail."""
    at = clock.now()
    group, person = _group(request, name, "appoint", at)
    role = Role.objects.filter(held_at(at), group=group, pk=role_id).first()
    if role is None:
        raise Hidden(str(role_id))
    form = OfficerForm(request.POST, prefix=f"officer-{role.pk}")
    if form.is_valid():
        try:
            address = form.cleaned_data["address"]
            officers.give_address(person=role.person, address=address, by=person, at=at)
        except people.AddressTaken as refusal:
            form.refuse(refusal, "address")
        else:
            messages.success(
                request, _("%(person)s is welcomed by mail.") % {"person": role.person}
            )
            return redirect("desk:desk", name=group.name)
    return _page(request, group, at, officer_form=(role.pk, form))


@form_on("desk:desk", "name")
def meeting(request: HttpRequest, name: str, meeting_id: int) -> HttpResponse:
    """Fix or move the days of a meeting; rows of the timetable that hang on it follow."""
    at = clock.now()
    group, person = _group(request, name, "change_timetable", at)
    found = Meeting.objects.filter(milestones__group=group, pk=meeting_id).distinct().first()
    if found is None:
        raise Hidden(str(meeting_id))
    form = MeetingForm(request.POST, prefix=f"meeting-{found.pk}")
    if form.is_valid():
        try:
            bodies.move_meeting(meeting=found, by=acting(person, at=at), at=at, **form.cleaned_data)
        except bodies.BadDates as refusal:
            form.refuse(refusal, "closes")
        else:
            messages.success(request, _("The days are kept; the timetable follows."))
            return redirect("desk:desk", name=group.name)
    return _page(request, group, at, meeting_form=(found.pk, form))
