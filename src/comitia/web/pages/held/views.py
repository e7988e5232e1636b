"""The moderator's queue, and one held message. A GET never decides."""

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from comitia.archive.queries import stone_over
from comitia.archive.rendering import Rendered
from comitia.archive.rendering import render as rendered
from comitia.archive.rendering.attachments import NoSuchAttachment, serve
from comitia.archive.texts import renderings
from comitia.base import clock
from comitia.groups.access import group_for
from comitia.mail.access import held_bytes, held_for
from comitia.mail.models import Held
from comitia.mail.moderate import actions
from comitia.mail.moderate.errors import AlreadyDecided, NotToBeTrusted
from comitia.mail.moderate.facts import author_of
from comitia.mail.moderate.trust import may_trust
from comitia.mail.moderate.waiting import expires_at
from comitia.mail.notices import reasons_of
from comitia.mail.queries import held_decided, held_waiting
from comitia.people.access import Hidden
from comitia.people.models import Person
from comitia.web.door import asker
from comitia.web.pages.groups.frame import head_of
from comitia.web.pages.held.forms import DISCARD, REJECT, TRUST, BulkForm, DecisionForm

ON_A_PAGE = 50
DECIDED_SHOWN = 20
STATES = {
    "waiting": gettext_lazy("waits"),
    "accepted": gettext_lazy("accepted"),
    "rejected": gettext_lazy("rejected"),
    "discarded": gettext_lazy("discarded"),
    "expired": gettext_lazy("sent back, as nobody decided"),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def waiting(request: HttpRequest, name: str) -> HttpResponse:
    """What waits, why, and one decision on several at once."""
    at, person = clock.now(), asker(request)
    group = group_for(person, name, "moderate", at=at)
    assert person is not None
    page = Paginator(held_waiting(group), ON_A_PAGE).get_page(request.GET.get("page"))
    here = list(page.object_list)
    form = BulkForm(
        request.POST if request.method == "POST" else None,
        waiting=[held.pk for held in here],
        may_trust=True,
    )
    if request.method == "POST" and form.is_valid():
        chosen = set(form.cleaned_data["held"])
        done = sum(_decide(held, form, by=person, at=at) for held in here if held.pk in chosen)
        said = ngettext("%(number)s message is decided.", "%(number)s messages are decided.", done)
        messages.success(request, said % {"number": done})
        if done < len(chosen):
            messages.warning(
                request,
                _("Others are not: somebody was quicker, or their senders cannot be trusted."),
            )
        return redirect("held:waiting", name=group.name)
    context = {
        "group": group,
        "head": head_of(group, "held", person=person, at=at),
        "page": page,
        "rows": [(held, reasons_of(held), expires_at(held)) for held in here],
        "ticked": request.POST.getlist("held"),
        "form": form,
        "decided": [(held, STATES[held.state]) for held in held_decided(group)[:DECIDED_SHOWN]],
    }
    return render(request, "held/waiting.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def message(request: HttpRequest, name: str, held_id: int) -> HttpResponse:
    """One held message as it would be read, why it waits, and what to do with it."""
    at, person = clock.now(), asker(request)
    held = held_for(person, name, held_id, at=at)
    assert person is not None
    form = DecisionForm(
        request.POST if request.method == "POST" else None, may_trust=may_trust(held)
    )
    if request.method == "POST" and form.is_valid():
        if _decide(held, form, by=person, at=at):
            messages.success(request, _("“%(subject)s” is decided.") % {"subject": held.subject})
        else:
            messages.warning(request, _("Somebody has decided on this message before you."))
        return redirect("held:waiting", name=held.group.name)
    context = {
        "held": held,
        "group": held.group,
        "head": head_of(held.group, "held", person=person, at=at),
        # Without an address nobody is known; it may have been hidden with the archived message.
        "author": author_of(held.from_address, held.group, at=held.held_at)
        if held.from_address
        else None,
        "ends": expires_at(held),
        "reasons": reasons_of(held),
        "rendered": _shown(held),
        "state_word": STATES[held.state],
        "form": form,
    }
    return render(request, "held/message.html", context)


@never_cache
@require_safe
def raw(request: HttpRequest, name: str, held_id: int) -> HttpResponse:
    """The bytes as they came, to be saved."""
    held = held_for(asker(request), name, held_id, at=clock.now())
    response = HttpResponse(held_bytes(held), content_type="message/rfc822")
    response["Content-Disposition"] = f'attachment; filename="held-{held.pk}.eml"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@never_cache
@require_safe
def part(request: HttpRequest, name: str, held_id: int, part: str) -> HttpResponse:
    """An attachment, to be saved and never run."""
    held = held_for(asker(request), name, held_id, at=clock.now())
    try:
        served = serve(held_bytes(held), part)
    except NoSuchAttachment as error:
        raise Hidden(part) from error
    return HttpResponse(served.data, headers=served.headers)


def _shown(held: Held) -> Rendered:
    """The message, or the stone that was laid over it in the archive."""
    stone = stone_over(held.group, held.arrival.raw)
    return rendered(held_bytes(held)) if stone is None else renderings([stone])[stone.pk]


def _decide(held: Held, form: DecisionForm, *, by: Person, at: datetime) -> bool:
    """Do what was chosen; False where it was decided on already, or cannot be."""
    decision = form.cleaned_data["decision"]
    try:
        if decision == DISCARD:
            actions.discard(held=held, by=by, at=at)
        elif decision == REJECT:
            actions.reject(held=held, by=by, reason=form.cleaned_data["reason"], at=at)
        else:
            actions.release(held=held, by=by, at=at, trusting=decision == TRUST)
    except (AlreadyDecided, NotToBeTrusted):
        return False
    return True
