"""Bring old mail in, and see how far it is. Who may is judged by the roles matrix."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from comitia.archive.importing import runs
from comitia.archive.models import Import
from comitia.archive.rendering.attachments import safe_name
from comitia.base import clock
from comitia.base.ids import fresh_token
from comitia.groups.access import group_for
from comitia.groups.models import Group
from comitia.people.access import Hidden
from comitia.people.models import Person
from comitia.web.door import asker
from comitia.web.pages.groups.frame import head_of
from comitia.web.pages.imports.forms import ImportForm

SHOWN = 50
_COMPRESSED = re.compile(r"(?i)\.(?:gz|tgz|xz|bz2|zst|zip)$")


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest, name: str) -> HttpResponse:
    """Give a file; it is brought in by and by. Those before it stand below."""
    at, person = clock.now(), asker(request)
    group = group_for(person, name, "bring_in_mail", at=at)
    assert person is not None
    sent = request.method == "POST"
    form = ImportForm(request.POST if sent else None, request.FILES if sent else None, laid=_laid())
    if sent and form.is_valid():
        source, path = _kept(form.cleaned_data)
        begun = runs.begin(group=group, source=source, path=path, by=person, at=at)
        return redirect("imports:import", name=group.name, import_id=begun.pk)
    context = _context(group, person) | {
        "form": form,
        "imports": Import.objects.filter(group=group)[:SHOWN],
        "most_bytes": settings.UPLOAD_BYTES,
        "folder": _folder(),
    }
    return render(request, "imports/imports.html", context)


@require_safe
def one(request: HttpRequest, name: str, import_id: int) -> HttpResponse:
    """One import: how far it is, and its report. The page asks again while it goes on."""
    at, person = clock.now(), asker(request)
    group = group_for(person, name, "bring_in_mail", at=at)
    found = Import.objects.filter(group=group, pk=import_id).select_related("by").first()
    if found is None:
        raise Hidden(str(import_id))
    odd = found.report.get("odd", {})
    examples = found.report.get("examples", {})
    context = _context(group, person) | {
        "import": found,
        # How much a compressed file holds is known at its end only.
        "measured": found.read_bytes and not _COMPRESSED.search(found.source),
        "goes_on": found.state in {Import.State.WAITING, Import.State.RUNNING},
        "odd": [(code, odd[code], examples.get(code, [])) for code in sorted(odd)],
        "left_out": found.report.get("left_out", []),
    }
    return render(request, "imports/import.html", context)


def _context(group: Group, person: Person | None) -> dict[str, Any]:
    return {"group": group, "head": head_of(group, "imports", person=person, at=clock.now())}


def _folder() -> Path:
    """Where the administrator lays what is too large for a browser."""
    return Path(settings.DATA) / "imports"


def _laid() -> list[str]:
    if not _folder().is_dir():
        return []
    return sorted(
        each.name
        for each in _folder().iterdir()
        if each.is_file() and each.name[0] not in {".", runs.GIVEN}
    )


def _kept(given: Mapping[str, Any]) -> tuple[str, Path]:
    """What the file is called, and where it lies until it is brought in."""
    if given.get("laid"):
        return given["laid"], _folder() / given["laid"]
    file = given["file"]
    name = safe_name(file.name, "", "application/octet-stream")
    # Its name tells what it is; a token before it keeps two of one name apart, the mark from sight.
    path = _folder() / f"{runs.GIVEN}{fresh_token(60)}-{name}"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        for chunk in file.chunks():
            out.write(chunk)
    return file.name, path
