"""What every page shows around its text."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy

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


MAIN_PAGES = (
    ("/", gettext_lazy("Groups")),
    ("/circulars/", gettext_lazy("Circulars")),
    ("/resolutions/", gettext_lazy("Resolutions")),
    ("/bodies/", gettext_lazy("Bodies")),
    ("/decisions/", gettext_lazy("Decisions")),
    ("/ledger/", gettext_lazy("Ledger")),
    ("/search", gettext_lazy("Search")),
)


def section_of(path: str) -> str:
    """The main page that a page stands below; nothing where it stands by itself."""
    if path == "/" or path.startswith("/g/"):
        return "/"
    return next((url for url, _ in MAIN_PAGES[1:] if path.startswith(url)), "")


# The same few on every page: set once in each language, for the loop takes longer than a query.
@lru_cache(maxsize=256)
def _main_pages(language: str | None, section: str) -> SafeString:
    """The links to the main pages, in the active language, which is `language`."""
    current = {True: mark_safe(' aria-current="page"'), False: ""}
    return format_html_join(
        "\n",
        '<li><a href="{}"{}>{}</a></li>',
        ((url, current[url == section], name) for url, name in MAIN_PAGES),
    )


@lru_cache(maxsize=16)
def _languages(language: str | None) -> SafeString:
    """The buttons by which another language is chosen."""
    pressed = {True: mark_safe(' aria-pressed="true"'), False: ""}
    return format_html_join(
        "\n",
        '<button class="plain" name="language" value="{0}" lang="{0}"{1}>{2}</button>',
        ((code, pressed[code == language], own) for code, own in OWN_NAMES),
    )


def page(request: HttpRequest) -> dict[str, Any]:
    """Organisation, main pages, languages, and whether this is the example."""
    return {
        **around(section_of(request.path)),
        "now": clock.now(),
        "here": request.get_full_path() if request.method == "GET" else "/",
    }


def around(section: str) -> dict[str, Any]:
    """What of that is alike for all who read in the active language below a main page."""
    language = get_language()
    return {
        "organisation": settings.ORGANISATION,
        "example": settings.DEMO,
        "main_pages": _main_pages(language, section),
        "languages": _languages(language),
    }
