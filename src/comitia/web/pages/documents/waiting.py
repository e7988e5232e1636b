"""What the secretariat has to check, number or post, by when; and the days it is closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from comitia.base import clock
from comitia.documents import actions, queries, timing
from comitia.documents.access import Sight, register_to
from comitia.documents.advising import advice_on, advice_said
from comitia.documents.deadlines import Deadline
from comitia.documents.models import Holiday, Issue
from comitia.documents.symbols import path_of_issue, symbol_of_issue
from comitia.groups.access import allow
from comitia.web.door import asker, form_on
from comitia.web.forms import Form
from comitia.web.pages.desk.forms import DayField
from comitia.web.pages.documents.offered import StepKind, offered
from comitia.web.pages.groups.frame import short_head

MOST = 300


class PracticeForm(Form):
    """How a group's register is kept."""

    all_optional = True
    checks_by_hand = forms.BooleanField(
        required=False,
        label=gettext_lazy("Look at each submission before it gets its number"),
    )
    posts_at_once = forms.BooleanField(
        required=False, label=gettext_lazy("Post each document as soon as it has its number")
    )
    original_only = forms.BooleanField(
        required=False, label=gettext_lazy("The group works in the original language only")
    )


class HolidayForm(Form):
    """A day on which offices are closed."""

    day = DayField(label=gettext_lazy("Day"))
    name = forms.CharField(
        label=gettext_lazy("What it is"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


@dataclass(frozen=True)
class Waiting:
    """Something that waits: by when it is to be posted, what can be done now, what is advised."""

    issue: Issue
    symbol: str
    path: str
    deadline: Deadline | None
    is_overdue: bool
    steps: Sequence[StepKind]
    advice: Sequence[str]


def _row(issue: Issue, sight: Sight, *, at: datetime) -> Waiting:
    posting = timing.posting_deadline(issue)
    return Waiting(
        issue=issue,
        symbol=symbol_of_issue(issue),
        path=path_of_issue(issue),
        deadline=posting,
        is_overdue=posting is not None and not posting.met(at),
        steps=[each for each in offered(issue, sight, at=at).steps if each.form is None],
        advice=advice_said(advice_on(issue)),
    )


@never_cache
@require_safe
def waiting(request: HttpRequest, name: str) -> HttpResponse:
    """What waits, the most urgent first, each with the day by which it is to be posted."""
    at = clock.now()
    _person, sight = register_to(asker(request), "keep_register", name, at=at)
    group = sight.group
    rows = [_row(issue, sight, at=at) for issue in queries.waiting_for_secretariat(group)[:MOST]]
    # What is past or near its day first; what has none at the end.
    rows.sort(key=lambda row: row.deadline.ends if row.deadline else at + timedelta(days=9999))
    practice = timing.practice_of(group)
    context = {
        "group": group,
        "head": short_head(group, "documents", standing=sight.standing),
        "rows": rows,
        "form": PracticeForm(
            initial={
                "checks_by_hand": practice.checks_by_hand,
                "posts_at_once": practice.posts_at_once,
                "original_only": practice.original_only,
            }
        ),
    }
    return render(request, "documents/waiting.html", context)


@never_cache
@form_on("documents:waiting", "name")
def practice(request: HttpRequest, name: str) -> HttpResponse:
    """Choose how the register is kept."""
    at = clock.now()
    person, sight = register_to(asker(request), "keep_register", name, at=at)
    form = PracticeForm(request.POST)
    if form.is_valid():
        actions.choose_practice(group=sight.group, by=person, at=at, **form.cleaned_data)
        messages.success(request, _("It is kept as you chose."))
    return redirect("documents:waiting", name=sight.group.name)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def holidays(request: HttpRequest) -> HttpResponse:
    """The days on which the organisation's offices are closed: every deadline counts with them."""
    at = clock.now()
    person = allow(asker(request), "keep_register", at=at)
    form = HolidayForm(request.POST if "day" in request.POST else None)
    if request.method == "POST":
        struck = parse_date(request.POST.get("strike", "")[:10] or "-")
        if struck is not None and actions.remove_holiday(day=struck, by=person, at=at):
            messages.success(request, _("The day is struck."))
            return redirect("holidays")
        if form.is_bound and form.is_valid():
            actions.set_holiday(**form.cleaned_data, by=person, at=at)
            messages.success(request, _("The day is entered."))
            return redirect("holidays")
    context = {"form": form, "days": Holiday.objects.order_by("-day")[:MOST]}
    return render(request, "documents/holidays.html", context)
