"""A circular is read, corrected beside its text, confirmed, issued. A GET never does any of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from comitia.base import clock
from comitia.circulars import actions
from comitia.circulars.access import circular_for, draft_for
from comitia.circulars.corrections import Incomplete, corrected
from comitia.circulars.dispatching import entitled_focal_points
from comitia.circulars.errors import CircularsRefusal
from comitia.circulars.models import Draft
from comitia.circulars.queries import open_drafts
from comitia.circulars.reading import CannotRead, read_circular, read_circular_bytes
from comitia.groups.access import allow
from comitia.people.models import Person
from comitia.web.door import asker, form_on
from comitia.web.pages.drafts.forms import (
    ROWS,
    DraftForm,
    ReadForm,
    Rows,
    row_initial,
    rows_of,
)
from comitia.web.pages.drafts.provenance import (
    Provenance,
    place_of,
    provenance_of,
    refusal_text,
    sections_of,
    warnings_of,
)
from comitia.web.pages.drafts.source import marked_lines

reading_and_sending = require_http_methods(["GET", "HEAD", "POST"])


@reading_and_sending
def read(request: HttpRequest) -> HttpResponse:
    """Give a file or a text; what was found in it becomes a draft, and nothing else is made."""
    at = clock.now()
    person = allow(asker(request), "issue_circular", at=at)
    sent = request.method == "POST"
    form = ReadForm(request.POST if sent else None, request.FILES if sent else None)
    if sent and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file:
                reading = read_circular_bytes(file.read())
            else:
                reading = read_circular(form.cleaned_data["text"])
        except CannotRead as refusal:
            form.add_error("file" if file else "text", refusal_text(refusal))
        else:
            kept = actions.keep_reading(
                name=file.name if file else _("pasted text"),
                text=reading.text,
                reading=reading.as_json(),
                by=person,
                at=at,
            )
            return redirect("drafts:draft", draft_id=kept.pk)
    return render(request, "drafts/read.html", {"form": form, "drafts": open_drafts()[:50]})


@reading_and_sending
def draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """What was found, each finding beside its place in the text; to correct and to confirm."""
    at, person = clock.now(), asker(request)
    found = draft_for(person, draft_id, at=at)
    assert person is not None
    if found.circular is not None:
        messages.info(request, _("This draft was confirmed; it stands as you see it here."))
        return redirect(
            "circular", series=found.circular.series.lower(), number=found.circular.number
        )
    values = corrected(found.reading, found.corrections)
    rows = rows_of(values)
    sent = request.POST if request.method == "POST" else None
    form = DraftForm(sent, found=values)
    table = ROWS(sent, initial=row_initial(rows), prefix="rows")
    missing: Mapping[str, str] = {}
    if sent is None:
        missing = _missing(found)
    elif form.is_valid() and table.is_valid():
        changes = form.corrections()
        timetable = table.corrected(rows)
        if timetable is not None:
            changes["timetable"] = timetable
        if changes:
            found = actions.correct_draft(draft=found, corrections=changes, by=person, at=at)
        if "confirm" not in sent:
            messages.success(request, _("Your corrections are kept. Nothing is made of them yet."))
            return redirect("drafts:draft", draft_id=found.pk)
        done = _confirm(request, found, form, table, by=person, at=at)
        if done is not None:
            return done
    return _page(request, found, values, form, table, missing)


def _confirm(
    request: HttpRequest, found: Draft, form: DraftForm, table: Rows, *, by: Person, at: datetime
) -> HttpResponse | None:
    """Confirm, and go to what came of it; None where something is missing, said in the forms."""
    try:
        circular = actions.confirm(draft=found, by=by, at=at)
    except Incomplete as incomplete:
        kept = table.kept()
        for path, text in incomplete.errors.items():
            row, field = _row_field(path)
            if path in form.fields:
                form.add_error(path, text)
            elif row is not None and row < len(kept) and field in kept[row].fields:
                kept[row].add_error(field, text)
            else:
                form.add_error(None, text)
        return None
    messages.success(
        request,
        _("%(circular)s is confirmed. The next step is to issue it.") % {"circular": circular},
    )
    if circular.group is not None:
        return redirect("group", name=circular.group.name)
    return redirect("circular", series=circular.series.lower(), number=circular.number)


def _row_field(path: str) -> tuple[int | None, str]:
    """`timetable.3.start` as row and field."""
    parts = path.split(".")
    if len(parts) == 3 and parts[0] == "timetable" and parts[1].isdecimal():
        return int(parts[1]), parts[2]
    return None, ""


def _missing(found: Draft) -> Mapping[str, str]:
    """What stands in the way of confirming, by path."""
    try:
        actions.plan_of(found)
    except Incomplete as incomplete:
        return incomplete.errors
    return {}


def _page(
    request: HttpRequest,
    found: Draft,
    values: Mapping[str, Any],
    form: DraftForm,
    table: Rows,
    missing: Mapping[str, str],
) -> HttpResponse:
    places = provenance_of(found.reading)
    parts = [
        (key, title, [(form[path], place_of(path, places)) for path in fields])
        for key, title, fields in form.parts
    ]
    context = {
        "draft": found,
        "language": str(values.get("language") or ""),
        "parts": parts,
        "form": form,
        "table": table,
        "rows": [(row, _place_of_row(row, places)) for row in table],
        "troubles": _troubles(form, table, missing),
        "refused": form.is_bound,
        "warnings": warnings_of(found.reading),
        "sections": sections_of(values),
        # The language is found in the whole text: marked, it would hide all else.
        "lines": marked_lines(
            found.text, [place.span for path, place in places.items() if path != "language"]
        ),
    }
    return render(request, "drafts/draft.html", context)


def _place_of_row(row: Any, places: Mapping[str, Provenance]) -> Provenance | None:
    origin = row["origin"].value()
    return places.get(f"timetable.{origin}") if origin not in {None, ""} else None


def _troubles(
    form: DraftForm, table: Rows, missing: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    """The summary: the field's id, its label, what is wrong with it."""
    found = [("", "", str(text)) for text in form.non_field_errors()]
    bound = list(form) + [field for row in table for field in row]
    for field in bound:
        found += [(field.auto_id, str(field.label), str(text)) for text in field.errors]
    found += [("", "", str(text)) for text in table.non_form_errors()]
    rows = list(table)
    for path, text in missing.items():
        number, name = _row_field(path)
        if path in form.fields:
            found.append((form[path].auto_id, str(form[path].label), text))
        elif number is not None and number < len(rows) and name in rows[number].fields:
            found.append((rows[number][name].auto_id, str(rows[number][name].label), text))
        else:
            found.append(("", "", text))
    return found


@form_on("drafts:read")
def discard(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Forget a draft that came to nothing."""
    at, person = clock.now(), asker(request)
    found = draft_for(person, draft_id, at=at)
    assert person is not None
    try:
        actions.discard_draft(draft=found, by=person, at=at)
    except CircularsRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("“%(name)s” is forgotten.") % {"name": found.name})
    return redirect("drafts:read")


@reading_and_sending
def issue(request: HttpRequest, series: str, number: str) -> HttpResponse:
    """Who would get the circular, in which language; then send it."""
    at = clock.now()
    person = allow(asker(request), "issue_circular", at=at)
    circular = circular_for(person, series, number, "", at=at)
    if request.method == "POST":
        try:
            done = actions.issue(circular=circular, by=person, at=at)
        except CircularsRefusal as refusal:
            messages.error(request, str(refusal))
        else:
            said = ngettext(
                "Issued: %(number)s notice is on its way.",
                "Issued: %(number)s notices are on their way.",
                done.sent,
            )
            messages.success(request, said % {"number": done.sent})
        return redirect("circular", series=circular.series.lower(), number=circular.number)
    entitled = entitled_focal_points(circular.group, at=at) if circular.group else None
    context = {"circular": circular, "entitled": entitled}
    return render(request, "drafts/issue.html", context)
