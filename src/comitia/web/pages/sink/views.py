"""The example's mail as its readers would get it. Elsewhere there is no such page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comitia.archive.envelope import read
from comitia.archive.rendering import render as rendered
from comitia.base.text import header_text
from comitia.outbox import sink
from comitia.outbox.models import SunkMail
from comitia.people.access import Hidden

ON_A_PAGE = 50
MOST_RECIPIENTS = 100


def only_in_the_example(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hide the view where mail is real: it shows codes and links to everybody."""

    @wraps(view)
    @never_cache
    @require_safe
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Hidden(request.path)
        return view(request, *args, **kwargs)

    return guarded


@only_in_the_example
def mails(request: HttpRequest) -> HttpResponse:
    """The newest mails, of everybody or of one recipient."""
    to = request.GET.get("to", "").strip().lower()
    page = Paginator(sink.sunk(to or None), ON_A_PAGE).get_page(request.GET.get("page"))
    recipients = (
        SunkMail.objects.values_list("rcpt_to")
        .annotate(number=Count("id"))
        .order_by("rcpt_to")[:MOST_RECIPIENTS]
    )
    context = {
        "to": to,
        "page": page,
        "rows": [(mail, read(sink.content(mail))) for mail in page],
        "recipients": recipients,
    }
    return render(request, "sink/mails.html", context)


@only_in_the_example
def mail(request: HttpRequest, mail_id: int) -> HttpResponse:
    """One mail: its header, and its text with links that can be followed."""
    found = _mail(mail_id)
    data = sink.content(found)
    envelope = read(data)
    context = {
        "mail": found,
        "envelope": envelope,
        "fields": [(field.name, header_text(field.value)) for field in envelope.fields],
        "rendered": rendered(data),
    }
    return render(request, "sink/mail.html", context)


@only_in_the_example
def raw(request: HttpRequest, mail_id: int) -> HttpResponse:
    """The bytes, as text."""
    return HttpResponse(sink.content(_mail(mail_id)), content_type="text/plain; charset=utf-8")


def _mail(mail_id: int) -> SunkMail:
    found = sink.sunk().filter(pk=mail_id).first()
    if found is None:
        raise Hidden(str(mail_id))
    return found
