"""What is done with archived mail: moved among threads, redacted, sent to a reader once more.

Moving and redacting ask twice: the first form is answered by what would happen, the second does it.
"""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comitia.archive import access, tending
from comitia.archive.errors import ArchiveRefusal
from comitia.archive.models import Message
from comitia.archive.queries import by_number
from comitia.base import clock
from comitia.mail import redaction, sending
from comitia.mail.errors import MailRefusal
from comitia.people.access import Refused
from comitia.people.models import Person
from comitia.web.door import asker, form_on
from comitia.web.pages.archive.acts_forms import BACK, SPLIT, UNDER, PlaceForm, RedactForm
from comitia.web.pages.groups.frame import head_of
from comitia.web.templatetags.comitia import message_link


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """Let a message begin a thread of its own, or answer another; for its conveners."""
    at, person = clock.now(), asker(request)
    message, reading = access.numbered_for(person, name, number, at=at, action=tending.ACTION)
    assert person is not None
    form = PlaceForm(
        request.POST if request.method == "POST" else None,
        is_placed=message.placed_under is not None,
    )
    target = None
    is_sure = False
    if request.method == "POST" and form.is_valid():
        try:
            target = _target(form, message)
            _judge(form, message, target)
            is_sure = True
            if "confirm" in request.POST:
                _put(form, message, target, by=person, at=at)
                messages.success(request, _("That is done."))
                return redirect(message_link(message))
        except (ArchiveRefusal, Refused) as refusal:
            is_sure = False
            form.refuse(refusal, "under" if form.cleaned_data["place"] == UNDER else "place")
    context = {
        "group": reading.group,
        "head": head_of(reading.group, "mail", person=person, at=at),
        "message": message,
        "form": form,
        "is_sure": is_sure,
        "target": target,
        "moving": len(tending.answers_below(message)),
    }
    return render(request, "archive/acts/place.html", context)


def _target(form: PlaceForm, message: Message) -> Message | None:
    """The message that it is to answer. Raises Refused where there is no such."""
    if form.cleaned_data["place"] != UNDER:
        return None
    number = form.cleaned_data["under"]
    found = by_number(message.group, number)
    if found is None:
        raise Refused(
            _("There is no message %(name)s in %(group)s.")
            % {"name": number, "group": message.group.name}
        )
    return found


def _judge(form: PlaceForm, message: Message, target: Message | None) -> None:
    match form.cleaned_data["place"]:
        case "split":
            tending.judge_split(message)
        case "back":
            tending.judge_return(message)
        case _:
            assert target is not None
            tending.judge_move(message, target)


def _put(
    form: PlaceForm, message: Message, target: Message | None, *, by: Person, at: datetime
) -> None:
    said = form.cleaned_data
    if said["place"] == SPLIT:
        tending.split_off(message=message, by=by, reason=said["reason"], at=at)
    elif said["place"] == BACK:
        tending.put_back(message=message, by=by, reason=said["reason"], at=at)
    elif target is not None:
        tending.move_under(message=message, target=target, by=by, reason=said["reason"], at=at)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def redact(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """Lay a stone over a message; for the secretariat."""
    at, person = clock.now(), asker(request)
    message, reading = access.numbered_for(person, name, number, at=at, action="redact")
    assert person is not None
    form = RedactForm(request.POST if request.method == "POST" else None)
    is_sure = request.method == "POST" and form.is_valid()
    if is_sure and "confirm" in request.POST:
        try:
            redaction.redact(
                message=message, by=person, reason=form.whole_reason, hide=form.hides, at=at
            )
            messages.success(request, _("The message is redacted."))
            return redirect(message_link(message))
        except ArchiveRefusal as refusal:
            is_sure = False
            form.refuse(refusal)
    context = {
        "group": reading.group,
        "head": head_of(reading.group, "mail", person=person, at=at),
        "message": message,
        "form": form,
        "is_sure": is_sure,
        "reach": redaction.reach_of(message),
    }
    return render(request, "archive/acts/redact.html", context)


@never_cache
@form_on("thread", "name", "number")
def send(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """Have a message or its thread sent to oneself by mail."""
    at, person = clock.now(), asker(request)
    message, reading = access.numbered_for(person, name, number, at=at)
    if person is None:
        raise Refused(_("Sign in to have mail sent to you."))
    whole = request.POST.get("what") == "thread"
    act = sending.send_thread if whole else sending.send_message
    try:
        sent = act(message=message, to=person, reading=reading, at=at)
    except MailRefusal as refusal:
        messages.warning(request, str(refusal))
    else:
        _tell(request, sent, sending.recipient_for(person, reading.group).address)
    if whole:
        return redirect("thread", name=reading.group.name, number=number)
    return redirect(message_link(message))


def _tell(request: HttpRequest, sent: sending.Sent, address: str) -> None:
    """What is on its way, and what is not."""
    count = len(sent.messages)
    messages.success(
        request,
        ngettext(
            "%(number)s message is on its way to %(address)s.",
            "%(number)s messages are on their way to %(address)s.",
            count,
        )
        % {"number": count, "address": address},
    )
    if sent.redacted:
        messages.warning(
            request,
            ngettext(
                "%(number)s message of it has been redacted and is not sent.",
                "%(number)s messages of it have been redacted and are not sent.",
                sent.redacted,
            )
            % {"number": sent.redacted},
        )
    if sent.left_out:
        messages.warning(
            request,
            ngettext(
                "%(number)s more is not sent: at most %(most)s go out at once. Read it here.",
                "%(number)s more are not sent: at most %(most)s go out at once. Read them here.",
                sent.left_out,
            )
            % {"number": sent.left_out, "most": sending.MOST_MESSAGES},
        )
