"""Frozen versions: what bars one, freeze, send to the parent body, read for ever with its proof."""

from collections import Counter
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from comitia.documents.symbols import path_of, symbol_of
from comitia.reports import access, freezing, queries, rules, sending
from comitia.reports.errors import ReportsRefusal
from comitia.reports.languages import languages_of, segments
from comitia.reports.models import Version
from comitia.reports.words import VERSION
from comitia.web.conditional import unless_known
from comitia.web.door import form_on
from comitia.web.forms import Form
from comitia.web.pages.report.door import Visit, anybody, freezer
from comitia.web.pages.report.files import KINDS
from comitia.web.pages.report.shown import shown


class FreezeForm(Form):
    """Which kind of version to freeze."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Freeze the text as it stands as"),
        choices=[(kind, VERSION[kind]) for kind in rules.ORDER],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose which version it is.")},
    )


@require_safe
def versions(request: HttpRequest, name: str) -> HttpResponse:
    """All versions, each with its hash and when it was sent; two of them can be compared."""
    visit = anybody(request, name)
    rows = _visible(visit)
    context = {**visit.context, "rows": [(each, _document(each)) for each in reversed(rows)]}
    return render(request, "report/versions.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def freeze(request: HttpRequest, name: str) -> HttpResponse:
    """Freeze the report as it stands; what bars it is listed before."""
    visit = freezer(request, name)
    frozen = list(visit.report.versions.values_list("kind", flat=True))
    likely = next((kind for kind in rules.ORDER if rules.may_follow(kind, frozen)), "")
    posted = request.POST if request.method == "POST" else None
    form = FreezeForm(posted, initial={"kind": likely})
    if posted is not None and form.is_valid():
        try:
            made = freezing.freeze(
                report=visit.report,
                kind=form.cleaned_data["kind"],
                by=visit.person,
                at=visit.at,
            )
        except ReportsRefusal as refusal:
            for line in str(refusal).splitlines():
                form.add_error("kind", line)
        else:
            messages.success(
                request,
                _("The %(kind)s is frozen. Read it once more, then send it.")
                % {"kind": made.kind_word},
            )
            return redirect("report_version", name=name, ordinal=made.ordinal)
    context = {
        **visit.context,
        "form": form,
        "bars": [
            (VERSION[kind], freezing.what_bars(visit.report, kind, at=visit.at))
            for kind in rules.ORDER
        ],
        "open": queries.open_points_of(visit.report),
    }
    return render(request, "report/freeze.html", context)


@require_safe
def version(request: HttpRequest, name: str, ordinal: int) -> HttpResponse:
    """A frozen version: its text, its hash, its proof, its files."""
    visit = anybody(request, name)
    found = access.version_for(visit.visitor, name, ordinal, at=visit.at)
    languages = languages_of(visit.report)
    language = request.GET.get("language", "")
    language = language if language in languages else found.language
    content = queries.content_in(found)
    translated = segments(visit.report, language, content) if language != found.language else []
    sent = getattr(found, "sending", None)
    others = _visible(visit)

    def made() -> HttpResponse:
        context = {
            **visit.context,
            "version": found,
            "sending": sent,
            "document": _document(found),
            "shown": shown(content, suggested=Counter(), segments=translated, language=language),
            "tongues": languages,
            "forms": list(KINDS),
            "earlier": [each for each in others if each.ordinal < ordinal],
            "to": sending.recipients(found, at=visit.at)
            if visit.reading.may_freeze and not sent
            else [],
        }
        return render(request, "report/version.html", context)

    state = (
        *(visit.reading.drafts, visit.reading.may_freeze, visit.reading.may_translate),
        *(visit.head.state, found.pk, sent and sent.pk, language, languages),
        *(found.entry.position, [each.pk for each in others]),
        [(each.translation_id, each.state) for each in translated],
        str(_document(found)),
    )
    return unless_known(request, state, made, public=not visit.reading.drafts)


@form_on("report_version", "name", "ordinal")
def send(request: HttpRequest, name: str, ordinal: int) -> HttpResponse:
    """Send a version to the parent body, once."""
    visit = freezer(request, name)
    found = access.version_for(visit.visitor, name, ordinal, at=visit.at)
    try:
        sent = sending.send_to_parent(version=found, by=visit.person, at=visit.at)
    except ReportsRefusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(
            request,
            _("Sent to %(parent)s: %(people)s.")
            % {"parent": visit.group.parent, "people": ", ".join(sent.recipients) or "—"},
        )
    return redirect("report_version", name=name, ordinal=ordinal)


def _visible(visit: Visit) -> list[Version]:
    """The versions that the reader may read, the first first."""
    rows = queries.versions_of(visit.report)
    return [each for each in rows if visit.reading.drafts or hasattr(each, "sending")]


def _document(found: Version) -> Any:
    """Its symbol and page in the register, where it has a number there."""
    if found.document is None:
        return None
    return symbol_of(found.document), path_of(found.document)
