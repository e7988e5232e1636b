"""What a paragraph or section rests on, and what is open about it: cite, raise, close."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comitia.archive.queries import by_number
from comitia.people.access import Hidden
from comitia.reports import access, grounds
from comitia.reports.errors import ReportsRefusal
from comitia.reports.models import Paragraph, Section, Source
from comitia.web.forms import Form
from comitia.web.pages.report.door import Visit, editor
from comitia.web.pages.report.ground_forms import CitedForm, CloseForm, GroundForms, PointForm
from comitia.web.pages.report.paragraphs import paragraph_page, there
from comitia.web.pages.report.sections import section_page


@require_POST
def of_paragraph(request: HttpRequest, name: str, key: str) -> HttpResponse:
    """Cite something for a paragraph, or raise or close a point on it."""
    visit = editor(request, name)
    found = there(request, visit, key)
    wrong = _done(request, visit, found)
    if wrong is not None:
        return paragraph_page(request, visit, found, wrong)
    return redirect("report_paragraph", name=name, key=key)


@require_POST
def of_section(request: HttpRequest, name: str, slug: str) -> HttpResponse:
    """Cite something for a section, or raise or close a point on it."""
    visit = editor(request, name)
    found = access.section_for(visit.visitor, name, slug, at=visit.at)
    wrong = _done(request, visit, found)
    if wrong is not None:
        return section_page(request, visit, found, grounds=wrong)
    return redirect("report_section", name=name, slug=slug)


def _done(request: HttpRequest, visit: Visit, rests: Paragraph | Section) -> GroundForms | None:
    """Do what was asked; else the forms, with what is wrong in them."""
    act = request.POST.get("act", "")
    by, at = visit.person, visit.at
    if act == "unlink":
        source = _row(rests.sources, request.POST.get("which", ""))
        grounds.unlink_source(source=source, by=by, at=at)
        messages.success(request, _("It is no longer cited here."))
        return None
    form = _asked(act, request, rests)
    if form.is_valid():
        given = form.cleaned_data
        try:
            if isinstance(form, PointForm):
                grounds.raise_point(rests=rests, text=given["text"], by=by, at=at)
                messages.success(request, _("The point is open until somebody says how it closes."))
            elif isinstance(form, CloseForm):
                point = _row(rests.open_points, request.POST.get("which", ""))
                grounds.close_point(point=point, how=given["how"], by=by, at=at)
                messages.success(request, _("The point is closed."))
            else:
                grounds.link_source(
                    rests=rests,
                    kind=act,
                    reference=_reference(visit, act, given["reference"]),
                    note=given["note"],
                    by=by,
                    at=at,
                )
                messages.success(request, _("It is cited here now."))
        except ReportsRefusal as refusal:
            form.refuse(refusal, next(iter(form.fields)))
        else:
            return None
    key = f"close{request.POST.get('which', '')}" if act == "close" else act
    return GroundForms(visit, rests, {key: form})


def _asked(act: str, request: HttpRequest, rests: Paragraph | Section) -> Form:
    if act == "point":
        return PointForm(request.POST, auto_id="point_%s")
    if act == "close":
        point = _row(rests.open_points, request.POST.get("which", ""))
        return CloseForm(request.POST, auto_id=f"c{point.pk}_%s")
    if act not in {Source.Kind.DOCUMENT, Source.Kind.MESSAGE, Source.Kind.DECISION}:
        raise Hidden(act)
    return CitedForm(request.POST, auto_id=f"{act}_%s")


def _row(rows: Any, which: str) -> Any:
    found = rows.filter(pk=int(which)).first() if which.isdecimal() and len(which) < 16 else None
    if found is None:
        raise Hidden(which)
    return found


def _reference(visit: Visit, kind: str, given: str) -> str:
    """What was given, as it is kept: a message's number leads to its Message-ID."""
    given = given.strip().removeprefix("#")
    if kind == Source.Kind.MESSAGE and given.isascii() and given.isdecimal() and len(given) < 10:
        message = by_number(visit.group, int(given))
        return message.message_id if message else given
    return given
