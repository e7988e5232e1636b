"""The addresses of pages: one list for each subject. docs/urls.md keeps them as promises."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

SUBJECTS = (
    "home",
    "sign_in",
    "joining",
    "me",
    "held",
    "letters",
    "sink",
    "queues",
    "entities",
    "desk",
    "groups",
    "imports",
    "archive",
    "bodies",
    "mandates",
    "drafts",
    "circulars",
    "ledger",
    "search",
    "glossary",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("language", set_language, name="set_language"),
    *[path("", include(f"comitia.web.pages.{subject}.urls")) for subject in SUBJECTS],
]
