"""Whether what came in, the archive, the ledger, the index and the outbox agree."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comitia.base import clock
from comitia.groups.access import allow
from comitia.people.actors import actor_of
from comitia.reconcile import queries, tasks
from comitia.reconcile.actions import MEND_AT_ONCE
from comitia.reconcile.actions import mend as mend_rows
from comitia.reconcile.checks import CHECKS
from comitia.reconcile.models import Finding
from comitia.web.door import asker, form_on


@never_cache
@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    """What does not agree, since when, and what to do about it."""
    allow(asker(request), "tend_queues", at=clock.now())
    context = {
        "troubles": queries.troubles(),
        "looking": queries.being_looked_at(),
        "looked": queries.looked(),
        "checks": len(CHECKS),
        "most": MEND_AT_ONCE,
    }
    return render(request, "queues/reconciliation.html", context)


@never_cache
@form_on("queues:reconciliation")
def mend(request: HttpRequest) -> HttpResponse:
    """Mend what one check found, as many rows as a page can wait for."""
    at = clock.now()
    person = asker(request)
    allow(person, "tend_queues", at=at)
    assert person is not None
    check = CHECKS.get(request.POST.get("check", ""))
    if check is None or check.mend is None:
        return redirect("queues:reconciliation")
    found = Finding.objects.filter(check_name=check.name, confirmed_at__isnull=False)
    rows = list(found.order_by("seen_at", "row").values_list("row", flat=True)[:MEND_AT_ONCE])
    number = mend_rows(check, rows, by=actor_of(person, at=at), at=at)
    said = ngettext("%(number)s is mended.", "%(number)s are mended.", number)
    messages.success(request, said % {"number": number})
    return redirect("queues:reconciliation")


@never_cache
@form_on("queues:reconciliation")
def look(request: HttpRequest) -> HttpResponse:
    """Let everything be looked at now."""
    allow(asker(request), "tend_queues", at=clock.now())
    tasks.begin_whole()
    messages.success(request, _("Everything is being looked at. Come back in some minutes."))
    return redirect("queues:reconciliation")
