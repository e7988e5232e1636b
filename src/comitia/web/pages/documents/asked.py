"""The convener asks observers for information papers, and sees what came of it."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comitia.base import clock
from comitia.documents import actions, asking, rights
from comitia.documents.access import Sight, register_to
from comitia.documents.errors import Lacking, RegisterRefusal
from comitia.documents.models import PaperRequest
from comitia.documents.rules import MOST_TOPIC_LETTERS
from comitia.documents.symbols import path_of_issue, symbol_of_issue
from comitia.groups import seats
from comitia.groups.models import Group
from comitia.groups.queries import observers
from comitia.people.models import Person
from comitia.web.door import asker
from comitia.web.forms import AddressField, Form, NameField
from comitia.web.pages.desk.forms import DayField
from comitia.web.pages.groups.frame import short_head


class AskForm(Form):
    """Whom, or whom to invite for it; about what, until when."""

    observer = forms.TypedChoiceField(
        label=gettext_lazy("Observer"), coerce=int, required=False, empty_value=None
    )
    name = NameField(label=gettext_lazy("Name"), required=False)
    address = AddressField(label=gettext_lazy("E-mail address"), required=False)
    topic = forms.CharField(
        label=gettext_lazy("What the paper is to inform about"),
        max_length=MOST_TOPIC_LETTERS,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": gettext_lazy("Say what the paper is to be about.")},
    )
    last_day = DayField(label=gettext_lazy("Expected until"), required=False)

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {seat.person_id: seat.person for seat in observers(group)}
        observer = self.fields["observer"]
        assert isinstance(observer, forms.TypedChoiceField)
        observer.choices = [
            ("", _("somebody new, who is invited as an observer:")),
            *((key, str(person)) for key, person in self.people.items()),
        ]

    def clean(self) -> dict[str, Any]:
        """Somebody is chosen, or named with an address."""
        said = self.cleaned_data
        is_named = said.get("observer") or (said.get("name") and said.get("address"))
        if not is_named and "address" not in self.errors:
            self.add_error(
                "address", _("Choose an observer, or name somebody new with an address.")
            )
        return said


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def asked(request: HttpRequest, name: str) -> HttpResponse:
    """Ask an observer; take back what was asked; all that was asked so far."""
    at = clock.now()
    person, sight = register_to(asker(request), "invite", name, at=at)
    group = sight.group
    taken = request.POST.get("take_back", "")
    form = AskForm(request.POST if request.method == "POST" and not taken else None, group=group)
    if taken.isascii() and taken.isdecimal():
        _take_back(request, sight, int(taken[:18]), person)
        return redirect("documents:asked", name=group.name)
    if form.is_bound and form.is_valid():
        try:
            actions.ask_for_paper(
                group=group,
                person=_observer(form, group, by=person, at=at),
                topic=form.cleaned_data["topic"],
                last_day=form.cleaned_data["last_day"],
                by=person,
                at=at,
            )
        except Lacking as lacking:
            for field, error in lacking.errors.items():
                form.add_error(field, error)
        except RegisterRefusal as refusal:
            form.refuse(refusal, "observer" if form.cleaned_data["observer"] else "address")
        else:
            messages.success(request, _("It is asked, and told by mail."))
            return redirect("documents:asked", name=group.name)
    still_open = set(rights.open_requests(group, at=at).values_list("pk", flat=True))
    context = {
        "group": group,
        "head": short_head(group, "documents", standing=sight.standing),
        "form": form,
        "rows": [_row(each, still_open) for each in asking.requests_of(group)],
    }
    return render(request, "documents/asked.html", context)


def _observer(form: AskForm, group: Group, *, by: Person, at: datetime) -> Person:
    """Whom is meant: one of the observers, or somebody who is one from now on."""
    said = form.cleaned_data
    if said["observer"]:
        return form.people[said["observer"]]
    return seats.invite_observer(
        group=group, address=said["address"], name=said["name"], by=by, at=at
    ).person


def _row(each: PaperRequest, still_open: set[int]) -> tuple[PaperRequest, bool, str, str]:
    """A request; whether it is open; the symbol and the path of what answers it."""
    if each.issue is None:
        return each, each.pk in still_open, "", ""
    each.issue.document.group = each.group
    return each, False, symbol_of_issue(each.issue), path_of_issue(each.issue)


def _take_back(request: HttpRequest, sight: Sight, key: int, person: Person) -> None:
    found = asking.requests_of(sight.group).filter(pk=key).first()
    if found is not None:
        actions.take_back(request=found, by=person, at=clock.now())
        messages.success(request, _("It is asked no more."))
