"""What is parked with its reason, what is held and what waits; and another try."""

import json
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comitia.base import clock
from comitia.groups.access import allow
from comitia.jobs import actions as jobs
from comitia.jobs import queries as work
from comitia.mail.queries import held_everywhere
from comitia.outbox import queries as outbox
from comitia.outbox.steering import Chosen, retry_parked
from comitia.web.door import asker

ON_A_PAGE = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def parked(request: HttpRequest) -> HttpResponse:
    """Work and copies that were set aside, each with its reason and a button for another try."""
    at = clock.now()
    allow(asker(request), "tend_queues", at=at)
    if request.method == "POST":
        number = _retry(request, at)
        said = ngettext("%(number)s is tried again.", "%(number)s are tried again.", number)
        messages.success(request, said % {"number": number})
        return redirect("queues:parked")
    copies = outbox.parked_copies()
    context = {
        "jobs": [
            (job, json.dumps(job.payload, ensure_ascii=False)) for job in work.parked()[:ON_A_PAGE]
        ],
        "jobs_number": work.parked().count(),
        "copies": [(copy, outbox.recipient_of(copy)) for copy in copies[:ON_A_PAGE]],
        "copies_number": copies.count(),
        "held": list(held_everywhere().items()),
        "waiting": [(kind, *rest) for kind, rest in work.waiting().items()],
    }
    return render(request, "queues/parked.html", context)


def _retry(request: HttpRequest, at: datetime) -> int:
    """Try again what was chosen: one job, one letter's copies, or all; how many."""
    job, letter = request.POST.get("job", ""), request.POST.get("letter", "")
    if job == "all":
        return jobs.retry(at=at)
    if letter == "all":
        return retry_parked(Chosen(), at=at)
    if job.isdecimal() and len(job) < 19:
        return jobs.retry([int(job)], at=at)
    if letter.isdecimal() and len(letter) < 19:
        return retry_parked(Chosen(letter_id=int(letter)), at=at)
    return 0
