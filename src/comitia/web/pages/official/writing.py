"""The secretariat writes a letter in a language, and sees how it would read."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comitia.base import clock
from comitia.base.languages import known_language
from comitia.documents.publish.html import body_html
from comitia.official import actions
from comitia.official.amended import amended_by
from comitia.official.errors import BadTemplate, OfficialRefusal, Unready
from comitia.official.kinds import kind_called
from comitia.official.rendering import label_of
from comitia.official.values import house_folder
from comitia.official.wording import wording_in
from comitia.people.access import Hidden
from comitia.web.pages.official.forms import FieldsForm
from comitia.web.pages.official.opening import name_of, opened, spoken, standing


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, draft_id: int, language: str) -> HttpResponse:
    """Write a letter in a language."""
    at = clock.now()
    letter, person = opened(request, draft_id, at)
    version = letter.versions.filter(language=spoken(language)).first()
    sent = request.POST if request.method == "POST" else None
    now, amended = standing(letter, language, "version"), amended_by(letter)
    corrections = version.corrections if version else {}
    initial = {
        **(version.fields if version else {}),
        **{f"read-{name}": text for name, text in {**now, **corrections}.items()},
    }
    form = FieldsForm(
        sent,
        fields=[
            field
            for field in kind_called(letter.kind).written("version")
            if field.shape != "corrections"
        ],
        kind=letter.kind,
        language=language,
        initial=initial,
        now=now,
        corrects=amended.kind if amended else "",
    )
    if sent is not None and form.is_valid():
        try:
            actions.write_version(
                letter=letter,
                language=language,
                fields=form.written(),
                corrections=form.corrections() if now else None,
                by=person,
                at=at,
            )
        except Unready as refusal:
            form.refuse_all(refusal)
        except OfficialRefusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The text is kept."))
            to = "official:preview" if "preview" in sent else "official:write"
            return redirect(to, draft_id=letter.pk, language=language)
    wording = wording_in(language, house_folder())
    context = {
        "letter": letter,
        "name": name_of(letter),
        "form": form,
        "language": language,
        "version": version,
        "usual": [
            (label_of(name, wording_in(known_language(get_language())), letter.kind), words)
            for name in ("salutation", "closing", "signatory_title")
            if name in form.fields and (words := wording.word(letter.kind, name))
        ],
    }
    return render(request, "official/write.html", context)


@require_safe
def preview(request: HttpRequest, draft_id: int, language: str) -> HttpResponse:
    """How a draft reads in a language, as it would be issued now."""
    at = clock.now()
    letter, _person = opened(request, draft_id, at)
    version = letter.versions.filter(language=spoken(language)).first()
    if version is None:
        raise Hidden(language)
    context: dict[str, Any] = {"letter": letter, "name": name_of(letter), "version": version}
    try:
        shown = actions.preview(version, at=at)
    except Unready as refusal:
        context["lacking"] = list(refusal.errors.values())
    except BadTemplate as refusal:
        context["lacking"] = [str(refusal)]
    else:
        context |= {"shown": shown, "html": body_html(shown.paper, language=language)}
    return render(request, "official/preview.html", context)
