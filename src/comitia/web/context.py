"""What every page shows around its text."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from comitia.base import clock

# Each language under its own name: who looks for theirs cannot read the others.
OWN_NAMES = (
    ("ar", "العربية"),
    ("zh-hans", "中文"),
    ("en", "English"),
    ("fr", "Français"),
    ("ru", "Русский"),
    ("es", "Español"),
)


def page(request: HttpRequest) -> dict[str, Any]:
    """Organisation, main pages, languages, and whether this is the example."""
    main_pages = [
        ("/", _("Groups"), ("/g/",)),
        ("/circulars/", _("Circulars"), ("/circulars/",)),
        ("/resolutions/", _("Resolutions"), ("/resolutions/",)),
        ("/bodies/", _("Bodies"), ("/bodies/",)),
        ("/decisions/", _("Decisions"), ("/decisions/",)),
        ("/ledger/", _("Ledger"), ("/ledger/",)),
        ("/search", _("Search"), ("/search",)),
    ]
    path = request.path
    return {
        "organisation": settings.ORGANISATION,
        "example": settings.DEMO,
        "now": clock.now(),
        "here": request.get_full_path() if request.method == "GET" else "/",
        "languages": OWN_NAMES,
        "main_pages": [
            {"url": url, "name": name, "current": path == url or path.startswith(below)}
            for url, name, below in main_pages
        ],
    }
