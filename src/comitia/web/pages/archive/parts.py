"""Parts of a message looked at: pictures drawn, files as text. Nothing in them runs or loads."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from comitia.archive import access
from comitia.archive.rendering import masked
from comitia.archive.rendering.previews import Busy
from comitia.base import clock
from comitia.papers.refusals import CannotRead
from comitia.web.door import asker
from comitia.web.pages.groups.frame import head_of


def image(request: HttpRequest, message_id: str, part: str) -> HttpResponse:
    """A picture that came with a message, to be drawn and never run."""
    served = access.picture_for(asker(request), message_id, part, at=clock.now())
    response = HttpResponse(served.data, headers=served.headers)
    patch_cache_control(response, private=True, max_age=3600)
    return response


def text(request: HttpRequest, message_id: str, part: str) -> HttpResponse:
    """An attachment as plain text, or the names of the files in it."""
    at = clock.now()
    person = asker(request)
    message, reading = access.message_for(person, message_id, at=at)
    context = {
        "group": reading.group,
        "head": head_of(reading.group, "mail", person=person, at=at),
        "message": message,
        "path": part,
        "name": access.part_name_for(person, message_id, part, at=at),
    }
    try:
        shown = access.preview_for(person, message_id, part, at=at)
    except CannotRead as error:
        context["refusal"] = refusal_text(error)
        return render(request, "archive/part.html", context)
    except Busy:
        context["refusal"] = _("Too many files are being read just now. Try again in a moment.")
        return render(request, "archive/part.html", context, status=503)
    context["names"] = shown.names
    context["text"] = masked_text(shown.text) if reading.masks_addresses else shown.text
    context["cut_short"] = shown.cut_short
    return render(request, "archive/part.html", context)


def refusal_text(error: CannotRead) -> str:
    """Why a file is not shown as text, and what to do."""
    return {
        "empty": _("There is no text in this file. It may be a scan: save it to look at it."),
        "too_large": _("This file is too large to be shown here. Save it to read it."),
        "encrypted": _("This file is locked by a password. Save it and open it with that."),
        "damaged": _("This file is damaged, or not what its name says. Take care in opening it."),
        "too_much_work": _(
            "Reading this file took too long, so it was stopped. Save it to read it."
        ),
    }.get(error.code, _("Files of this kind are not shown as text. Save it to read it."))


def masked_text(text: str) -> str:
    """Text with e-mail addresses made useless to harvesters."""
    # `masked` takes care of tags, of which plain text has none.
    return "<".join(masked(piece) for piece in text.split("<"))
