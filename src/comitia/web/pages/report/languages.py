"""The report in other languages: how far each is, and the translator's page."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from comitia.people.access import Hidden
from comitia.reports import queries, translating
from comitia.reports.errors import ReportsRefusal
from comitia.reports.exchange import KINDS, Unreadable, bring_in, take_out
from comitia.reports.languages import TITLE, Segment, language_version, progress, segments
from comitia.reports.models import LanguageVersion, Translation
from comitia.reports.words import TRANSLATION
from comitia.web.context import OWN_NAMES
from comitia.web.door import form_on
from comitia.web.forms import Form
from comitia.web.pages.report.door import Visit, direction_of, reader, translator
from comitia.web.pages.report.forms import TextField
from comitia.web.pages.report.shown import apart
from comitia.web.pages.report.texts import set_redline, set_text

ON_A_PAGE = 20
WANTED = ("todo", "missing", "behind", "draft", "checked", "all")
ENDINGS = {"xliff": "xlf", "po": "po"}


class SegmentForm(Form):
    """One part's translation, and what the translator had before them."""

    all_optional = True

    text = TextField(
        label=gettext_lazy("Translation"), required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    over = forms.IntegerField(widget=forms.HiddenInput, required=False)
    on = forms.IntegerField(widget=forms.HiddenInput, required=False)
    made_from = forms.CharField(widget=forms.HiddenInput, required=False)


class FileForm(Form):
    """A file from translators; it is only looked at, or taken in."""

    file = forms.FileField(
        label=gettext_lazy("XLIFF or PO file"),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )
    only_look = forms.BooleanField(
        label=gettext_lazy("Only tell me what would become of each part"), required=False
    )


@dataclass(frozen=True)
class ShownSegment:
    """A part beside its translation. `changes`: what the original says else since."""

    segment: Segment
    place: str
    source: SafeString
    changes: SafeString | None
    word: str
    form: SegmentForm
    may_check: bool


@require_safe
def languages(request: HttpRequest, name: str) -> HttpResponse:
    """How far each language is; others can be begun."""
    visit = reader(request, name)
    content = queries.content_of(visit.report)
    begun = list(visit.report.language_versions.all())
    rows = [(each, progress(segments(visit.report, each.language, content))) for each in begun]
    taken = {visit.report.language, *(each.language for each in begun)}
    context = {
        **visit.context,
        "rows": rows,
        "others": [each for each in OWN_NAMES if each[0] not in taken],
        "kinds": ENDINGS,
    }
    return render(request, "report/languages.html", context)


@form_on("report_languages", "name")
def begin(request: HttpRequest, name: str) -> HttpResponse:
    """Begin a version in another language."""
    visit = translator(request, name)
    language = request.POST.get("language", "")
    try:
        translating.begin_language(
            report=visit.report, language=language, by=visit.person, at=visit.at
        )
    except ReportsRefusal as refusal:
        messages.warning(request, str(refusal))
        return redirect("report_languages", name=name)
    return redirect("report_translate", name=name, language=language)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def translate(request: HttpRequest, name: str, language: str) -> HttpResponse:
    """The original beside the translation, part by part; each is saved by itself."""
    visit = translator(request, name)
    version = _version(visit, language)
    wrong: tuple[str, SegmentForm] | None = None
    if request.method == "POST":
        part = request.POST.get("part", "")
        if request.POST.get("act") == "check":
            _check(request, visit, version)
            return redirect(request.get_full_path())
        form = SegmentForm(request.POST, auto_id=f"{_place(part)}_%s")
        if form.is_valid():
            try:
                _save(visit, version, part, form)
            except ReportsRefusal as refusal:
                form.refuse(refusal, "text")
            else:
                messages.success(request, _("The translation is saved."))
                return redirect(request.get_full_path())
        wrong = part, form
    return _translators_page(request, visit, version, wrong=wrong)


@require_safe
def take(request: HttpRequest, name: str, language: str, kind: str) -> HttpResponse:
    """A language as a file for translators: XLIFF or PO."""
    visit = translator(request, name)
    version = _version(visit, language)
    kinds = {ending: kind for kind, ending in ENDINGS.items()}
    if kind not in kinds:
        raise Hidden(kind)
    data = take_out(visit.report, version.language, kinds[kind])
    response = HttpResponse(data, content_type=KINDS[kinds[kind]])
    response["Content-Disposition"] = f'attachment; filename="{name}-{language}.{kind}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@never_cache
@form_on("report_translate", "name", "language")
def bring(request: HttpRequest, name: str, language: str) -> HttpResponse:
    """Take in what translators send back; say of each part what became of it."""
    visit = translator(request, name)
    version = _version(visit, language)
    form = FileForm(request.POST, request.FILES, auto_id="bring_%s")
    lines = None
    if form.is_valid():
        try:
            lines = bring_in(
                form.cleaned_data["file"].read(),
                report=visit.report,
                language=version.language,
                apply=not form.cleaned_data["only_look"],
                by=visit.person,
                at=visit.at,
            )
        except Unreadable as refusal:
            form.refuse(refusal, "file")
    return _translators_page(request, visit, version, bringing=form, lines=lines)


def _translators_page(
    request: HttpRequest,
    visit: Visit,
    version: LanguageVersion,
    *,
    wrong: tuple[str, SegmentForm] | None = None,
    bringing: FileForm | None = None,
    lines: list[Any] | None = None,
) -> HttpResponse:
    found = segments(visit.report, version.language, queries.content_of(visit.report))
    wanted = request.GET.get("show", "todo")
    wanted = wanted if wanted in WANTED else "todo"
    chosen = [each for each in found if each.source and _is_wanted(each, wanted)]
    if wrong and not any(each.id == wrong[0] for each in chosen):
        chosen = [each for each in found if each.id == wrong[0]] + chosen
    page = Paginator(chosen, ON_A_PAGE).get_page(request.GET.get("page"))
    mine = set(
        Translation.objects.filter(
            pk__in=[each.translation_id for each in page.object_list], person=visit.visitor
        ).values_list("pk", flat=True)
    )
    counts = {
        each: sum(1 for segment in found if segment.source and _is_wanted(segment, each))
        for each in WANTED
    }
    context = {
        **visit.context,
        "version": version,
        "language": version.language,
        "direction_here": direction_of(version.language),
        "progress": progress(found),
        "apart": apart(found, version.language, original=visit.report.language),
        "page": page,
        "rows": [_shown(visit, version, each, wrong, mine) for each in page.object_list],
        "wanted": wanted,
        "counts": [(each, _word(each), counts[each]) for each in WANTED],
        "kinds": ENDINGS,
        "bringing": bringing or FileForm(auto_id="bring_%s"),
        "lines": lines,
        "only_looked": bringing is not None
        and bringing.is_valid()
        and bringing.cleaned_data["only_look"],
    }
    return render(request, "report/translate.html", context)


def _shown(
    visit: Visit,
    version: LanguageVersion,
    segment: Segment,
    wrong: tuple[str, SegmentForm] | None,
    mine: set[int],
) -> ShownSegment:
    place, original = _place(segment.id), visit.report.language
    form = SegmentForm(
        auto_id=f"{place}_%s",
        initial={
            "text": segment.translation,
            "over": segment.translation_id,
            "on": segment.serial,
            "made_from": segment.source if not segment.serial else "",
        },
    )
    if wrong and wrong[0] == segment.id:
        form = wrong[1]
        # What is seen there now is what the next try goes over.
        form.data = {key: form.data.get(key) for key in form.fields}
        form.data["over"] = segment.translation_id
    form.fields["text"].widget.attrs |= {
        "lang": version.language,
        "dir": direction_of(version.language),
    }
    changes = None
    if segment.state == "behind":
        changes = set_redline(segment.made_from_text, segment.source, original, f"{place}-c")
    return ShownSegment(
        segment,
        place,
        set_text(segment.source, original, f"{place}-s"),
        changes,
        str(TRANSLATION[segment.state]),
        form,
        may_check=segment.state == "draft" and segment.translation_id not in mine,
    )


def _save(visit: Visit, version: LanguageVersion, part: str, form: SegmentForm) -> None:
    given = form.cleaned_data
    act: dict[str, Any] = {
        "version": version,
        "text": given["text"],
        "over": given["over"] or 0,
        "by": visit.person,
        "at": visit.at,
    }
    if part == TITLE:
        translating.submit_heading(section=None, made_from=given["made_from"], **act)
        return
    if part.startswith("section:"):
        section = visit.report.sections.filter(slug=part.removeprefix("section:")).first()
        if section is None:
            raise Hidden(part)
        translating.submit_heading(section=section, made_from=given["made_from"], **act)
        return
    paragraph = visit.report.paragraphs.filter(key=part).first()
    revision = paragraph.revisions.filter(serial=given["on"] or 0).first() if paragraph else None
    if paragraph is None or revision is None:
        raise Hidden(part)
    translating.submit_translation(paragraph=paragraph, made_from=revision, **act)


def _check(request: HttpRequest, visit: Visit, version: LanguageVersion) -> None:
    which = request.POST.get("which", "")
    found = (
        version.translations.filter(pk=int(which)).select_related("version__report__group").first()
        if which.isdecimal() and len(which) < 16
        else None
    )
    if found is None:
        raise Hidden(which)
    try:
        translating.check_translation(translation=found, by=visit.person, at=visit.at)
        messages.success(request, _("It is marked as checked."))
    except ReportsRefusal as refusal:
        messages.warning(request, str(refusal))


def _version(visit: Visit, language: str) -> LanguageVersion:
    found = language_version(visit.report, language)
    if found is None:
        raise Hidden(language)
    return found


def _place(part: str) -> str:
    """What a part is called on the page."""
    return "t-" + part.replace(":", "-")


def _is_wanted(segment: Segment, wanted: str) -> bool:
    if wanted == "all":
        return True
    if wanted == "todo":
        return segment.state in {"missing", "behind"}
    return segment.state == wanted


def _word(wanted: str) -> str:
    if wanted == "all":
        return _("all")
    return _("to do") if wanted == "todo" else str(TRANSLATION[wanted])
