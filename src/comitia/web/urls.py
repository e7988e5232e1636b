"""The addresses of pages: one list for each subject. docs/urls.md keeps them as promises."""

from django.urls import URLPattern, URLResolver, include, path

from comitia.web.language import choose_language

# The archive first: nothing is asked for as often.
SUBJECTS = (
    "archive",
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
    "report",
    "groups",
    "documents",
    "imports",
    "bodies",
    "mandates",
    "drafts",
    "circulars",
    "official",
    "ledger",
    "search",
    "glossary",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("language", choose_language, name="set_language"),
    *[path("", include(f"comitia.web.pages.{subject}.urls")) for subject in SUBJECTS],
]
