from django.urls import path, register_converter

from comitia.web.pages.archive import lists, views
from comitia.web.pages.archive.converters import AuthorKey, MessageId

register_converter(MessageId, "message_id")
register_converter(AuthorKey, "author_key")

urlpatterns = [
    path("g/<slug:name>/mail/", lists.threads, name="mail"),
    path("g/<slug:name>/mail/<int:number>/", views.thread, name="thread"),
    path("g/<slug:name>/mail/n/<int:number>/", views.numbered, name="numbered"),
    path("g/<slug:name>/mail/<int:year>/<int:month>/", lists.month, name="mail_month"),
    path("g/<slug:name>/mail/year/<int:year>/", lists.year, name="mail_year"),
    path("g/<slug:name>/mail/authors/", lists.authors, name="authors"),
    path("g/<slug:name>/mail/authors/<author_key:key>/", lists.author, name="author"),
    path("m/<message_id:message_id>/raw", views.raw, name="raw"),
    path("m/<message_id:message_id>/part/<str:part>", views.attachment, name="attachment"),
    path("m/<message_id:message_id>/", views.message, name="message"),
]
