"""One letter: who got it, what became of each copy, and what can be done about the rest."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comitia.base import clock
from comitia.groups.access import allow
from comitia.outbox import queries, steering
from comitia.outbox.models import Letter
from comitia.outbox.steering import Chosen
from comitia.people.access import Hidden
from comitia.people.actors import actor_of
from comitia.web.door import asker, form_on
from comitia.web.forms import Form, ReasonField
from comitia.web.pages.queues.words import STATES, in_words, subject_of

ON_A_PAGE = 100


class ParkForm(Form):
    """Why copies are set aside."""

    reason = ReasonField(label=_("Reason"))


class WithdrawForm(Form):
    """Why no more copies leave."""

    reason = ReasonField(label=_("Reason"))


@never_cache
@require_safe
def letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Each copy with its state, and the buttons. Only the secretariat sees the addresses."""
    allow(asker(request), "tend_queues", at=clock.now())
    return _page(request, _letter(letter_id), ParkForm(prefix="park"), WithdrawForm(prefix="drop"))


def _page(
    request: HttpRequest, one: Letter, park: ParkForm, withdraw: WithdrawForm
) -> HttpResponse:
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    asked = request.GET.get("after", "0")
    after = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 9 else 0
    copies = queries.copies_of(one, state=state, after=after, most=ON_A_PAGE)
    counts = queries.outcomes_of([one])[one.pk]
    more = {"after": copies[-1].number if copies else 0, **({"state": state} if state else {})}
    context = {
        "letter": one,
        "subject": subject_of(one),
        "counts": in_words(counts),
        "left": counts["waiting"] + counts["deferred"],
        "deferred": counts["deferred"],
        "parked": counts["parked"] if one.withdrawn_at is None else 0,
        "copies": [(each, STATES[each.state]) for each in copies],
        "state": state,
        "next": urlencode(more) if len(copies) == ON_A_PAGE else "",
        "is_first": after == 0,
        "park": park,
        "withdraw": withdraw,
    }
    return render(request, "queues/letter.html", context)


@never_cache
@form_on("queues:letter", "letter_id")
def steer(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Try again, set aside, or withdraw."""
    at = clock.now()
    person = asker(request)
    allow(person, "tend_queues", at=at)
    assert person is not None
    one = _letter(letter_id)
    chosen = Chosen(letter_id=one.pk)
    park, withdraw = ParkForm(prefix="park"), WithdrawForm(prefix="drop")
    match request.POST.get("act"):
        case "retry":
            number = steering.retry(chosen, at=at)
        case "retry-parked":
            number = steering.retry_parked(chosen, at=at)
        case "park":
            park = ParkForm(request.POST, prefix="park")
            if not park.is_valid():
                return _page(request, one, park, withdraw)
            by = actor_of(person, at=at)
            number = steering.park(chosen, reason=park.cleaned_data["reason"], by=by, at=at)
        case "withdraw":
            withdraw = WithdrawForm(request.POST, prefix="drop")
            if not withdraw.is_valid():
                return _page(request, one, park, withdraw)
            reason, by = withdraw.cleaned_data["reason"], actor_of(person, at=at)
            try:
                number = steering.withdraw(one, reason=reason, by=by, at=at)
            except steering.AlreadyWithdrawn:
                number = 0
        case _:
            return redirect("queues:letter", letter_id=one.pk)
    said = ngettext("Done for %(number)s copy.", "Done for %(number)s copies.", number)
    messages.success(request, said % {"number": number})
    return redirect("queues:letter", letter_id=one.pk)


def _letter(letter_id: int) -> Letter:
    one = Letter.objects.filter(pk=letter_id).first() if letter_id < 2**63 else None
    if one is None:
        raise Hidden(str(letter_id))
    return one
