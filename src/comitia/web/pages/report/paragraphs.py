"""One paragraph: its history, and changing, adding, moving, deleting and putting it back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from comitia.base.text import storable
from comitia.people.access import Hidden
from comitia.people.actors import actor_of
from comitia.reports import access, queries, writing
from comitia.reports.content import Content, Part, Passage
from comitia.reports.errors import ReportsRefusal
from comitia.reports.history import Written
from comitia.reports.models import Paragraph, Revision, Section
from comitia.reports.reconciling import reconciled
from comitia.web.door import form_on
from comitia.web.pages.report.door import Visit, editor, reader
from comitia.web.pages.report.forms import MoveForm, WhyForm, WritingForm
from comitia.web.pages.report.ground_forms import GroundForms
from comitia.web.pages.report.places import (
    chosen_for_paragraph,
    paragraph_places,
    place_of_paragraph,
)
from comitia.web.pages.report.texts import set_redline, set_text

ON_A_PAGE = 20
LOOK = "look"


@dataclass(frozen=True)
class ShownRevision:
    """A step of a paragraph's history: what it made of the one before it."""

    revision: Revision
    html: SafeString


@dataclass(frozen=True)
class Looked:
    """A text before it is saved: as it reads, what it changes, and what it meets there.

    `theirs` is the revision that came meanwhile, `met` what both come to.
    """

    html: SafeString
    changes: SafeString | None = None
    theirs: Revision | None = None
    met: SafeString | None = None
    differ: bool = False


def there(request: HttpRequest, visit: Visit, key: str) -> Paragraph:
    """The paragraph. Raises Hidden."""
    return access.paragraph_for(visit.visitor, visit.group.name, key, at=visit.at)


def placed(content: Content, key: str) -> tuple[Part, Passage] | None:
    """Where a paragraph stands in the report; None for one that is deleted."""
    for part in content.parts:
        for passage in part.passages:
            if passage.key == key:
                return part, passage
    return None


def place_of(content: Content, found: Paragraph) -> dict[str, Any]:
    """For a page about a paragraph: its number and its section; none of one that is deleted."""
    where = placed(content, found.key)
    return {
        "paragraph": found,
        "number": where[1].number if where else "",
        "part": where[0] if where else None,
    }


@require_safe
def paragraph(request: HttpRequest, name: str, key: str) -> HttpResponse:
    """A paragraph, what it rests on, and how it came to say what it says."""
    visit = reader(request, name)
    return paragraph_page(request, visit, there(request, visit, key), None)


def paragraph_page(
    request: HttpRequest, visit: Visit, found: Paragraph, wrong: GroundForms | None
) -> HttpResponse:
    """The page of one paragraph; `wrong` holds forms that came back."""
    revisions = queries.revisions_of(found)
    before = {each.pk: old for old, each in zip([None, *revisions], revisions, strict=False)}
    page: Page[Revision] = Paginator(list(reversed(revisions)), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    language = visit.report.language
    rows = [
        ShownRevision(each, _step(before[each.pk], each, language)) for each in page.object_list
    ]
    place = place_of(queries.content_of(visit.report), found)
    context = {
        **visit.context,
        **place,
        "html": set_text(found.revision.text if found.revision else "", language, "now"),
        "alternatives": queries.alternatives_of(found),
        "page": page,
        "rows": rows,
        "blamed": queries.blamed(found) if place["part"] else [],
        "grounds": wrong or GroundForms(visit, found),
        "suggestions": [
            each for each in queries.open_suggestions(visit.report) if each.paragraph_id == found.pk
        ],
    }
    return render(request, "report/paragraph.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, name: str, key: str) -> HttpResponse:
    """Change what a paragraph says, on the revision that the writer had before them."""
    visit = editor(request, name)
    found = there(request, visit, key)
    if request.method != "POST" and queries.alternatives_of(found):
        return redirect("report_choose", name=name, key=key)
    now = present(found)
    posted = request.POST if request.method == "POST" else None
    form = WritingForm(posted, initial={"text": now.text, "on": now.serial})
    looked = None
    if posted is not None and form.is_valid():
        on = revision_on(found, form.cleaned_data["on"])
        if posted.get("act") == LOOK:
            looked = look(visit, found, form.cleaned_data["text"], on)
        else:
            try:
                written = writing.write_paragraph(
                    paragraph=found,
                    text=form.cleaned_data["text"],
                    on=on,
                    reason=form.cleaned_data["reason"],
                    by=visit.person,
                    at=visit.at,
                )
            except ReportsRefusal as refusal:
                form.refuse(refusal, "text")
            else:
                return led_on(request, visit, found, written)
    context = {
        **visit.context,
        **place_of(queries.content_of(visit.report), found),
        "form": form,
        "looked": looked,
    }
    return render(request, "report/edit.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, name: str, slug: str) -> HttpResponse:
    """Write a new paragraph into a section, behind ?after= or as its last."""
    visit = editor(request, name)

    def enter(**given: Any) -> HttpResponse:
        made = writing.add_paragraph(**given)
        messages.success(request, _("The paragraph is written."))
        return to_paragraph(visit, made.key)

    form = WritingForm(request.POST if request.method == "POST" else None)
    return new_paragraph(request, visit, slug, form, enter)


def new_paragraph(
    request: HttpRequest,
    visit: Visit,
    slug: str,
    form: WritingForm,
    enter: Callable[..., HttpResponse],
    **more: object,
) -> HttpResponse:
    """The page on which a new paragraph of a section is written, behind ?after= or as its last.

    `enter` is given what `writing.add_paragraph` takes, and may refuse it.
    """
    section = access.section_for(visit.visitor, visit.group.name, slug, at=visit.at)
    after = after_in(section, request.GET.get("after", ""))
    looked = None
    if form.is_valid():
        text = form.cleaned_data["text"]
        if request.POST.get("act") == LOOK:
            looked = Looked(set_text(storable(text), visit.report.language, "looked"))
        else:
            try:
                return enter(
                    section=section,
                    text=text,
                    after=after,
                    reason=form.cleaned_data["reason"],
                    by=visit.person,
                    at=visit.at,
                )
            except ReportsRefusal as refusal:
                form.refuse(refusal, "text")
    context = {
        **visit.context,
        "section": section,
        "after": after,
        "number": number_after(visit, after),
        "form": form,
        "looked": looked,
        **more,
    }
    return render(request, "report/write.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, name: str, key: str) -> HttpResponse:
    """Put a paragraph elsewhere; what it says stays."""
    visit = editor(request, name)
    found = there(request, visit, key)
    content = queries.content_of(visit.report)
    where = placed(content, key)
    if where is None:
        raise Hidden(key)
    posted = request.POST if request.method == "POST" else None
    form = MoveForm(
        posted,
        places=paragraph_places(content, but=key),
        initial={"place": place_of_paragraph(content, key)},
    )
    if posted is not None and form.is_valid():
        section, after = chosen_for_paragraph(visit.report, form.cleaned_data["place"])
        try:
            writing.move_paragraph(
                paragraph=found,
                section=section,
                after=after,
                reason=form.cleaned_data["reason"],
                by=visit.person,
                at=visit.at,
            )
        except ReportsRefusal as refusal:
            form.refuse(refusal, "place")
        else:
            messages.success(request, _("The paragraph is moved."))
            return to_paragraph(visit, key)
    context = {
        **visit.context,
        "paragraph": found,
        "number": where[1].number,
        "html": set_text(present(found).text, visit.report.language, "now"),
        "form": form,
        "act": "move",
    }
    return render(request, "report/act.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, name: str, key: str) -> HttpResponse:
    """Take a paragraph out of the text; its history stays."""
    visit = editor(request, name)
    found = there(request, visit, key)
    where = placed(queries.content_of(visit.report), key)
    if where is None:
        raise Hidden(key)
    posted = request.POST if request.method == "POST" else None
    form = WhyForm(posted)
    if posted is not None and form.is_valid():
        try:
            written = writing.delete_paragraph(
                paragraph=found,
                on=revision_on(found, number(posted.get("on", ""))),
                reason=form.cleaned_data["reason"],
                by=visit.person,
                at=visit.at,
            )
        except ReportsRefusal as refusal:
            form.refuse(refusal)
        else:
            if written.outcome == "alternatives":
                return led_on(request, visit, found, written)
            messages.success(request, _("The paragraph is deleted. It can be put back."))
            return redirect("report_paragraph", name=name, key=key)
    context = {
        **visit.context,
        "paragraph": found,
        "number": where[1].number,
        "html": set_text(present(found).text, visit.report.language, "now"),
        "on": present(found).serial,
        "form": form,
        "act": "delete",
    }
    return render(request, "report/act.html", context)


@form_on("report_paragraph", "name", "key")
def restore(request: HttpRequest, name: str, key: str) -> HttpResponse:
    """Put a deleted paragraph back."""
    visit = editor(request, name)
    found = there(request, visit, key)
    try:
        writing.restore_paragraph(paragraph=found, reason="", by=visit.person, at=visit.at)
    except ReportsRefusal as refusal:
        messages.warning(request, str(refusal))
        return redirect("report_paragraph", name=name, key=key)
    messages.success(request, _("The paragraph is put back."))
    return to_paragraph(visit, key)


def led_on(request: HttpRequest, visit: Visit, found: Paragraph, written: Written) -> HttpResponse:
    """After a text was sent: back to the document, or to what it met there."""
    if written.outcome == "alternatives":
        messages.warning(
            request,
            _(
                "Somebody changed the same words meanwhile. Both texts are kept, in [square "
                "brackets]; choose when you have talked about it."
            ),
        )
        return redirect("report_choose", name=visit.group.name, key=found.key)
    if written.outcome == "merged":
        messages.success(
            request, _("Saved, together with what somebody changed elsewhere in it meanwhile.")
        )
        return redirect("report_paragraph", name=visit.group.name, key=found.key)
    if written.outcome == "saved":
        messages.success(request, _("Saved."))
    else:
        messages.info(request, _("Nothing was changed."))
    return to_paragraph(visit, found.key)


def to_paragraph(visit: Visit, key: str) -> HttpResponse:
    """To a paragraph in the document."""
    return redirect(f"/g/{visit.group.name}/report/#{key}")


def look(visit: Visit, found: Paragraph, text: str, on: Revision) -> Looked:
    """A text before it is saved."""
    text = storable(text.replace("\r\n", "\n")).strip()
    now = present(found)
    language = visit.report.language
    html = set_text(text, language, "looked")
    changes = set_redline(on.text, text, language, "changes")
    if now.text == on.text or now.serial <= on.serial or not text:
        return Looked(html, changes)
    mine = actor_of(visit.person, at=visit.at)
    met = reconciled(
        base=on.text,
        mine=text,
        theirs=now.text,
        mine_by=f"{mine.name} ({mine.entity})" if mine.entity else mine.name,
        theirs_by=now.byline,
    )
    return Looked(html, changes, now, set_text(met.text, language, "met"), met.differ)


def present(found: Paragraph) -> Revision:
    """The paragraph's present revision."""
    assert found.revision is not None
    return found.revision


def revision_on(found: Paragraph, serial: int | None) -> Revision:
    """The revision of that serial; the present one where the form did not say."""
    return found.revisions.filter(serial=serial or 0).first() or present(found)


def number(text: str) -> int:
    """A serial from a form, 0 where it makes no sense."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def after_in(section: Section, key: str) -> Paragraph | None:
    """The paragraph of a section to write behind, where it is there."""
    return section.paragraphs.filter(key=key, deleted_at=None).first() if key else None


def number_after(visit: Visit, after: Paragraph | None) -> str:
    """The number of the paragraph to write behind."""
    where = placed(queries.content_of(visit.report), after.key) if after else None
    return where[1].number if where else ""


def _step(before: Revision | None, now: Revision, language: str) -> SafeString:
    return set_redline(before.text if before else "", now.text, language, f"r{now.serial}")
