"""The secretariat begins a letter, says what it is about, or forgets it. A GET does nothing."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comitia.base import clock
from comitia.base.languages import known_language
from comitia.groups.access import allow
from comitia.official import actions
from comitia.official.amended import amended_by
from comitia.official.drafts import USUAL_CATEGORIES, Plan
from comitia.official.errors import OfficialRefusal, Unready
from comitia.official.filing import meeting_on
from comitia.official.issuing import late
from comitia.official.kinds import kind_called
from comitia.official.models import OfficialLetter
from comitia.official.queries import subject_of
from comitia.people.models import Person
from comitia.web.context import OWN_NAMES
from comitia.web.door import asker, form_on
from comitia.web.pages.official.forms import (
    AboutForm,
    FieldsForm,
    about_initial,
)
from comitia.web.pages.official.opening import lacking, name_of, opened, spoken, standing

reading_and_sending = require_http_methods(["GET", "HEAD", "POST"])


@reading_and_sending
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a letter: what it is about, and whom it is for."""
    at = clock.now()
    person = allow(asker(request), "issue_letter", at=at)
    sent = request.POST if request.method == "POST" else None
    usual = {"categories": USUAL_CATEGORIES, "original": known_language(get_language())}
    form = AboutForm(sent, initial=usual)
    if sent is not None and form.is_valid():
        try:
            made = actions.draft_letter(plan=_plan(form, person, at), by=person, at=at)
        except Unready as refusal:
            _refuse(form, refusal)
        else:
            return redirect("official:about", draft_id=made.pk)
    return render(request, "official/about.html", {"form": form, "letter": None})


@reading_and_sending
def about(request: HttpRequest, draft_id: int) -> HttpResponse:
    """What a draft is about, and the fields that are the same in all its languages."""
    at = clock.now()
    letter, person = opened(request, draft_id, at)
    sent = request.POST if request.method == "POST" else None
    amended = amended_by(letter)
    form = AboutForm(sent, initial=about_initial(letter), amending=amended is not None)
    fields = FieldsForm(
        sent,
        fields=kind_called(letter.kind).written("letter"),
        kind=letter.kind,
        initial=letter.fields,
        now=standing(letter, letter.original, "letter"),
        corrects=amended.kind if amended else "",
    )
    if sent is not None and form.is_valid() and fields.is_valid():
        try:
            plan = _plan(form, person, at, fields.written() if _same_kind(form, letter) else {})
            letter = actions.change_letter(letter=letter, plan=plan, by=person, at=at)
            if fields.corrected:
                actions.correct_for_all(
                    letter=letter, corrections=fields.corrections(), by=person, at=at
                )
        except Unready as refusal:
            _refuse(form, refusal, fields)
        except OfficialRefusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Your changes are kept."))
            return redirect("official:draft", draft_id=letter.pk)
    context = {"form": form, "fields": fields, "letter": letter, "name": name_of(letter)}
    return render(request, "official/about.html", context)


def _same_kind(form: AboutForm, letter: OfficialLetter) -> bool:
    return bool(form.cleaned_data["kind"] == letter.kind)


def _plan(
    form: AboutForm, person: Person, at: datetime, fields: dict[str, str] | None = None
) -> Plan:
    given = form.cleaned_data
    meeting, body, opens = given["meeting"], given["body"], given["opens"]
    if meeting is None and body is not None and opens:
        meeting = meeting_on(body, opens, given["closes"], given["place"], by=person, at=at)
    return Plan(
        kind=given["kind"],
        original=given["original"],
        series=given["series"],
        body=body,
        meeting=meeting,
        group=given["group"],
        categories=given["categories"],
        unscheduled=given["unscheduled"],
        fields=fields or {},
    )


def _refuse(form: AboutForm, refusal: Unready, fields: FieldsForm | None = None) -> None:
    for name, sentence in refusal.errors.items():
        if fields is not None and name in fields.fields:
            fields.add_error(name, sentence)
        else:
            form.add_error(name if name in form.fields else None, sentence)


@require_safe
def draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """A draft: its languages, what each still lacks, and what can be done with it."""
    at = clock.now()
    letter, _person = opened(request, draft_id, at)
    versions = list(letter.versions.all())
    written = {version.language for version in versions}
    context = {
        "letter": letter,
        "name": name_of(letter),
        "amended": amended_by(letter),
        "subject": subject_of(letter, get_language() or ""),
        "versions": [(version, lacking(version, at)) for version in versions],
        "others": [(code, own) for code, own in OWN_NAMES if code not in written],
        "late": late(letter, at=at),
    }
    return render(request, "official/draft.html", context)


@form_on("official:draft", "draft_id")
def drop(request: HttpRequest, draft_id: int, language: str) -> HttpResponse:
    """Take a language out of a draft."""
    at = clock.now()
    letter, person = opened(request, draft_id, at)
    try:
        actions.drop_version(letter=letter, language=spoken(language), by=person, at=at)
    except OfficialRefusal as refusal:
        messages.error(request, str(refusal))
    return redirect("official:draft", draft_id=letter.pk)


@form_on("official:draft", "draft_id")
def discard(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Forget a draft."""
    at = clock.now()
    letter, person = opened(request, draft_id, at)
    try:
        actions.discard_letter(letter=letter, by=person, at=at)
    except OfficialRefusal as refusal:
        messages.error(request, str(refusal))
        return redirect("official:draft", draft_id=draft_id)
    messages.success(request, _("The draft is forgotten."))
    return redirect("official:letters")
