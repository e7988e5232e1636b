from django.urls import URLPattern, URLResolver, include, path, register_converter

from comitia.web.pages.documents import (
    agenda,
    asked,
    bulk,
    certificate,
    converters,
    document,
    feeds,
    files,
    pictures,
    redlines,
    register,
    revise,
    steps,
    submit,
    waiting,
)

register_converter(converters.DocumentPath, "document")
register_converter(converters.RedlineKind, "redline_kind")

_one: list[URLPattern | URLResolver] = [
    path("", document.document, name="document"),
    path("correct", submit.correct, name="correct"),
    path("revise", revise.revise, name="revise"),
    path("translate", revise.translate, name="translate"),
    path("redline", redlines.redline, name="redline"),
    path("redline.<redline_kind:kind>", redlines.taken, name="redline_file"),
    path("do/<slug:step>", steps.step, name="step"),
    path("files/<str:language>", files.file, name="file"),
    path("files/<str:language>/pages/", pictures.pages, name="pages"),
    path("files/<str:language>/pages/<int:number>.png", files.page, name="page"),
    path("files/<str:language>/pictures/<int:number>", files.picture, name="picture"),
    path("certificate", certificate.page, name="certificate"),
    path("certificate.txt", certificate.text, name="certificate_text"),
    path("certificate.json", certificate.whole, name="certificate_json"),
]
_register: list[URLPattern | URLResolver] = [
    path("submit", submit.submit, name="submit"),
    path("liaison", submit.liaison, name="liaison"),
    path("seen", register.seen, name="seen"),
    path("files.zip", bulk.files, name="zip"),
    path("feed.atom", feeds.feed, name="feed"),
    path("agenda/", agenda.agendas, name="agendas"),
    path("agenda/<int:meeting_id>/", agenda.agenda, name="agenda"),
    path("asked", asked.asked, name="asked"),
    path("waiting", waiting.waiting, name="waiting"),
    path("practice", waiting.practice, name="practice"),
    path("<document:path>/", include(_one)),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("holidays/", waiting.holidays, name="holidays"),
    path("g/<slug:name>/documents/", register.register, name="documents"),
    path("g/<slug:name>/documents/", include((_register, "documents"))),
]
