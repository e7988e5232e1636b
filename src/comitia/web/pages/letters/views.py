"""What a group chooses for the letters to its members, on one page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comitia.base import clock
from comitia.groups.access import group_for
from comitia.mail.distribute.choices import choose_distribution, distribution_of
from comitia.mail.errors import BadChoice
from comitia.web.door import asker
from comitia.web.pages.groups.frame import head_of
from comitia.web.pages.letters.forms import LettersForm, chosen


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def letters(request: HttpRequest, name: str) -> HttpResponse:
    """How letters go out: under whose name, answered to whom, with which texts, digests when."""
    at, person = clock.now(), asker(request)
    group = group_for(person, name, "moderate", at=at)
    assert person is not None
    posted = request.POST if request.method == "POST" else None
    form = LettersForm(posted, initial=chosen(distribution_of(group)))
    if posted is not None and form.is_valid():
        try:
            choose_distribution(group=group, by=person, at=at, **form.choices())
            messages.success(request, _("That is kept."))
            return redirect("letters:letters", name=group.name)
        except BadChoice as refusal:
            form.refuse_choice(refusal)
    context = {
        "group": group,
        "head": head_of(group, "held", person=person, at=at),
        "form": form,
    }
    return render(request, "letters/letters.html", context)
