"""Texts that stand beside one another: choose one, settle on a wording, or add another."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comitia.reports import queries
from comitia.reports.choosing import add_alternative, choose_alternative, settle_alternatives
from comitia.reports.errors import MovedOn, ReportsRefusal
from comitia.reports.models import Alternative, Paragraph
from comitia.web.forms import Form
from comitia.web.pages.report.door import Visit, editor
from comitia.web.pages.report.forms import TextField, WhyField
from comitia.web.pages.report.paragraphs import (
    number,
    place_of,
    present,
    revision_on,
    there,
    to_paragraph,
)
from comitia.web.pages.report.texts import set_redline, set_text

OWN, ADD = "own", "add"


class ChoiceForm(Form):
    """Which of the texts is to stand, and why. Values are numbers of alternatives, `own`, `add`."""

    choice = forms.ChoiceField(
        label=gettext_lazy("What is to stand"),
        error_messages={"required": gettext_lazy("Choose one of them.")},
    )
    text = TextField(
        label=gettext_lazy("Your wording"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    reason = WhyField(
        required=True,
        error_messages={"required": gettext_lazy("Say why, in a sentence.")},
        help_text=gettext_lazy("Those who wrote the other texts will want to know."),
    )
    on = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, standing: list[Alternative], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = [  # type: ignore[attr-defined]
            *((str(each.pk), each.byline) for each in standing),
            (OWN, _("a wording of my own, instead of them")),
            (ADD, _("none yet: put my wording beside them")),
        ]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, name: str, key: str) -> HttpResponse:
    """The texts side by side, what each changes, and one decision with its reason."""
    visit = editor(request, name)
    found = there(request, visit, key)
    standing = queries.alternatives_of(found)
    if not standing:
        return redirect("report_paragraph", name=name, key=key)
    posted = request.POST if request.method == "POST" else None
    form = ChoiceForm(posted, standing=standing, initial={"on": present(found).serial})
    if posted is not None and form.is_valid():
        try:
            _decide(visit, found, form, standing)
        except MovedOn as refusal:
            form.refuse(refusal)
            # What is shown now is what the next try is made on.
            form.data = posted.copy()
            form.data["on"] = str(present(found).serial)
        except ReportsRefusal as refusal:
            form.refuse(refusal, "text" if form.cleaned_data["choice"] in {OWN, ADD} else None)
        else:
            if form.cleaned_data["choice"] == ADD:
                messages.success(request, _("Your wording stands beside the others."))
                return redirect("report_choose", name=name, key=key)
            messages.success(request, _("It is settled. The history keeps the other texts."))
            return to_paragraph(visit, key)
    language = visit.report.language
    base = _common(standing)
    context = {
        **visit.context,
        **place_of(queries.content_of(visit.report), found),
        "form": form,
        "met": set_text(present(found).text, language, "met"),
        "rows": [
            (
                each,
                set_text(each.text, language, f"a{each.pk}") if each.text else "",
                set_redline(base, each.text, language, f"b{each.pk}"),
            )
            for each in standing
        ],
    }
    return render(request, "report/choose.html", context)


def _decide(visit: Visit, found: Paragraph, form: ChoiceForm, standing: list[Alternative]) -> None:
    given = form.cleaned_data
    on = revision_on(found, number(str(given["on"] or "")))
    by, at = visit.person, visit.at
    if given["choice"] == ADD:
        add_alternative(
            paragraph=found, text=given["text"], on=on, reason=given["reason"], by=by, at=at
        )
    elif given["choice"] == OWN:
        settle_alternatives(
            paragraph=found, text=given["text"], on=on, reason=given["reason"], by=by, at=at
        )
    else:
        chosen = next(each for each in standing if str(each.pk) == given["choice"])
        choose_alternative(alternative=chosen, on=on, reason=given["reason"], by=by, at=at)


def _common(standing: list[Alternative]) -> str:
    """What the paragraph said before the texts parted."""
    base = standing[-1].revision.base
    return base.text if base else ""
