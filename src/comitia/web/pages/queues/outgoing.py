"""What waits to leave, to whom; what is halted; the letters that left."""

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comitia.base import clock
from comitia.groups.access import allow
from comitia.groups.queries import group_named
from comitia.outbox import halts as stopping
from comitia.outbox import queries, steering
from comitia.outbox.models import Halt
from comitia.outbox.steering import Chosen
from comitia.people.actors import actor_of
from comitia.web.door import asker, form_on
from comitia.web.forms import Form
from comitia.web.pages.queues.words import in_words, subject_of

ON_A_PAGE = 30
# A name in DNS; letters of other scripts may stand in it (RFC 6531).
DOMAIN = re.compile(r"[^\s@.]+(\.[^\s@.]+)+")


class HaltForm(Form):
    """What is not to be sent for now."""

    scope = forms.ChoiceField(
        label=_("Send nothing for now"),
        choices=(
            (Halt.Scope.DOMAIN, _("to one domain")),
            (Halt.Scope.GROUP, _("of one group")),
            (Halt.Scope.EVERYTHING, _("at all")),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is not to be sent.")},
    )
    name = forms.CharField(
        label=_("The domain, or the group’s list name"),
        max_length=255,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "none"}),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=500, required=False, widget=forms.TextInput
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        scope, name = said.get("scope"), str(said.get("name") or "").strip().lower()
        if scope == Halt.Scope.DOMAIN and not DOMAIN.fullmatch(name):
            self.add_error("name", gettext("Enter a domain such as example.org."))
        if scope == Halt.Scope.GROUP and group_named(name) is None:
            self.add_error("name", gettext("There is no group of that name."))
        return said


@never_cache
@require_safe
def outgoing(request: HttpRequest) -> HttpResponse:
    """What waits by destination, what is halted, and the letters, the newest first."""
    allow(asker(request), "tend_queues", at=clock.now())
    return _page(request, HaltForm(initial={"scope": Halt.Scope.DOMAIN}))


def _page(request: HttpRequest, form: HaltForm) -> HttpResponse:
    page = Paginator(queries.letters(), ON_A_PAGE).get_page(request.GET.get("page"))
    letters = list(page.object_list)
    outcomes = queries.outcomes_of(letters)
    context = {
        "page": page,
        "rows": [(each, subject_of(each), in_words(outcomes[each.pk])) for each in letters],
        "queue": queries.queue_now(),
        "form": form,
    }
    return render(request, "queues/outbox.html", context)


@never_cache
@form_on("queues:outbox")
def halts(request: HttpRequest) -> HttpResponse:
    """Halt something, or let it be sent again."""
    at = clock.now()
    person = asker(request)
    allow(person, "tend_queues", at=at)
    assert person is not None
    by = actor_of(person, at=at)
    if ended := request.POST.get("resume", ""):
        row = Halt.objects.filter(pk=int(ended) if ended.isdecimal() and len(ended) < 19 else 0)
        for one in row:
            stopping.resume(scope=Halt.Scope(one.scope), name=one.name, by=by, at=at)
            messages.success(request, gettext("It is sent again."))
        return redirect("queues:outbox")
    form = HaltForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    stopping.halt(
        scope=Halt.Scope(form.cleaned_data["scope"]),
        name=form.cleaned_data["name"],
        reason=form.cleaned_data["reason"],
        by=by,
        at=at,
    )
    messages.success(request, gettext("It waits until you let it be sent again. Nothing is lost."))
    return redirect("queues:outbox")


@never_cache
@form_on("queues:outbox")
def retry(request: HttpRequest) -> HttpResponse:
    """Try now what would be tried again later, of one domain or all."""
    at = clock.now()
    allow(asker(request), "tend_queues", at=at)
    number = steering.retry(Chosen(domain=request.POST.get("domain", "")), at=at)
    said = ngettext("%(number)s copy is tried again.", "%(number)s copies are tried again.", number)
    messages.success(request, said % {"number": number})
    return redirect("queues:outbox")
